"""SearchLine: a field that keeps the rows that contain what is typed, in any width of letters."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from kdx_desktop.views.plain_text import name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.search_glass import add_glass

_STEPS = 76  # of the grid


class SearchLine(QLineEdit):
    """``name`` says what is searched."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setPlaceholderText(name)
        self.setClearButtonEnabled(True)
        add_glass(self)
        name_for_readers(self, name)

    @override
    def sizeHint(self) -> QSize:
        return QSize(space(_STEPS), super().sizeHint().height())

    def matches(self, *texts: str) -> bool:
        """Tell whether each of the words is in one of the texts."""
        whole = _folded(" ".join(texts))
        return all(word in whole for word in _folded(self.text()).split())


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
