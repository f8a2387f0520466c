"""A field that narrows a list down, as all views of the ledger have it."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from kdx_desktop.views.plain_text import name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.search_glass import add_glass


def search_line(name: str) -> QLineEdit:
    """Return the field; ``name`` says what it narrows down, for eyes and for readers."""
    line = QLineEdit()
    line.setPlaceholderText(name)
    line.setClearButtonEnabled(True)
    line.setMinimumWidth(space(50))
    add_glass(line)
    name_for_readers(line, name)
    return line
