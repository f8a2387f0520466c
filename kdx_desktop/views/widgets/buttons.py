"""Buttons: with text, or with an icon that has a name for those who cannot see it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from kdx_desktop.views.plain_text import name_for_readers, set_tool_tip
from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space


def action_button(
    text: str, *, primary: bool = False, icon_name: str = "", parent: QWidget | None = None
) -> QPushButton:
    """Return a button with text (``保存(&S)`` gives it a mnemonic); one primary per screen."""
    button = QPushButton(text, parent)
    button.setAutoDefault(True)  # Enter presses what has the focus, as Space does
    if primary:
        button.setProperty("kind", "primary")
    if icon_name:
        button.setIcon(icon(icon_name, "on_accent" if primary else "accent"))
        button.setIconSize(_icon_size())
    return button


def link_button(text: str, parent: QWidget | None = None) -> QPushButton:
    """Return a button that reads like a link, for what is rarely needed."""
    button = QPushButton(text, parent)
    button.setAutoDefault(True)
    button.setProperty("kind", "link")
    return button


def icon_button(icon_name: str, name: str, parent: QWidget | None = None) -> QToolButton:
    """Return a button with an icon only; ``name`` is its tooltip and what readers speak."""
    button = QToolButton(parent)
    button.setIcon(icon(icon_name))
    button.setIconSize(_icon_size())
    set_tool_tip(button, name)
    name_for_readers(button, name)
    return button


def _icon_size() -> QSize:
    return QSize(space(5), space(5))
