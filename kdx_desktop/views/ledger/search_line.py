"""A field that narrows a list down, as all views of the ledger have it."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from kdx_desktop.views.plain_text import name_for_readers
from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space


def search_line(name: str) -> QLineEdit:
    """Return the field; ``name`` says what it narrows down, for eyes and for readers."""
    line = QLineEdit()
    line.setPlaceholderText(name)
    line.setClearButtonEnabled(True)
    line.setMinimumWidth(space(50))
    glass = line.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
    glass.setText("絞り込み")
    name_for_readers(line, name)
    return line
