"""MatchList: the list in which a line of text offers what was found, dressed as its window is."""

from __future__ import annotations

from PySide6.QtWidgets import QCompleter, QLineEdit, QListView
from typing_extensions import override

from kdx_desktop.views.widgets.choice_box import ChoiceLine


class MatchList(QListView):
    """What a completer finds for a line; ``name`` is what screen readers speak.

    Qt takes such a list out of every parent, and so out of the window's style sheet. As a child of
    the line again it would outlive the line's end by a moment, and crash: it takes the sheet along.
    """

    def __init__(self, completer: QCompleter, line: QLineEdit, name: str) -> None:
        super().__init__()
        self._line = line
        completer.setPopup(self)
        self.setItemDelegate(ChoiceLine(self))
        self.setAccessibleName(name)
        self.setProperty("surface", "list")

    @override
    def setVisible(self, visible: bool, /) -> None:
        """Wear what the window wears by now."""
        if visible and self.styleSheet() != (sheet := self._line.window().styleSheet()):
            self.setStyleSheet(sheet)
        super().setVisible(visible)
