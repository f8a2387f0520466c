"""What the tests of every screen look at in a window."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)

#: The smallest window that has to do: a laptop of 1366 × 768, less what its system takes.
SIZE = (1280, 720)


def seen(root: QWidget) -> Iterator[QWidget]:
    """Return every widget inside that a person could see, also by scrolling."""
    for child in root.findChildren(QWidget):
        if child.isVisible() and not child.isWindow() and child.window() is root.window():
            yield child


def described(widget: QWidget) -> str:
    """Return words by which a developer finds a widget."""
    text = ""
    for name in ("text", "title", "placeholderText"):
        told = getattr(widget, name, None)
        if callable(told):
            text = text or str(told())
    parents: list[str] = []
    parent = widget.parentWidget()
    while parent is not None and len(parents) < 3:
        parents.append(type(parent).__name__)
        parent = parent.parentWidget()
    name = widget.objectName() or widget.accessibleName()
    return f"{type(widget).__name__}({text or name!r}) in {' in '.join(parents)}"


def is_inner(widget: QWidget) -> bool:
    """Tell whether a widget is a part of Qt's own, such as the line of a box or a scroll bar."""
    parent = widget.parentWidget()
    if isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_"):
        return True
    if isinstance(parent, QComboBox | QLineEdit | QTabBar):
        return True
    return isinstance(parent, QAbstractItemView) or (
        isinstance(parent, QAbstractScrollArea) and widget is parent.viewport()
    )


def scrolls(widget: QWidget) -> bool:
    """Tell whether a widget lies in something that scrolls, and may so be larger than its parent."""
    parent = widget.parentWidget()
    if parent is None:
        return False
    area = parent.parentWidget()
    return isinstance(area, QAbstractScrollArea) and parent is area.viewport()


def told_in_full(widget: QWidget, text: str) -> bool:
    """Tell whether the tooltip has all of a text that may be shortened."""
    plain = widget.toolTip()
    for markup, sign in (
        ("<span>", ""),
        ("</span>", ""),
        ("<br>", "\n"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ):
        plain = plain.replace(markup, sign)
    return bool(text) and text in plain


def place_in(window: QWidget, widget: QWidget) -> QRect:
    """Return where a widget stands in the window."""
    return QRect(widget.mapTo(window, QPoint()), widget.size())
