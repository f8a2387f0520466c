"""What a widget that we paint ourselves is to screen readers: Qt knows only its own controls."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_PROPERTY = "reader_role"


def read_as(widget: QWidget, role: QAccessible.Role) -> None:
    """Let screen readers speak of a widget of our own as a chart, or a button."""
    widget.setProperty(_PROPERTY, role.value)
    if not _Installed.done:
        _Installed.done = True
        QAccessible.installFactory(_interface)


class _Installed:
    done = False


def _interface(_key: str, thing: QObject) -> QAccessibleInterface | None:
    if not isinstance(thing, QWidget):
        return None
    role = thing.property(_PROPERTY)
    return None if role is None else QAccessibleWidget(thing, QAccessible.Role(role))
