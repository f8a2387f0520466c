"""SidePanel: what stands beside the list — the chosen initiative, or words that are being edited."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kdx_desktop.views.initiatives.state_panel import StatePanel
from kdx_desktop.views.initiatives.text_panel import TextPanel
from kdx_desktop.views.plain_text import Paragraph
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card


class SidePanel(Card):
    """One face at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName("選んだ取組")
        self.state = StatePanel()
        self.text = TextPanel()
        self._hint = Paragraph(
            "一覧で取組を選ぶと、ここで状態を変更し、履歴を確かめられます。", TextRole.QUIET
        )
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._has_one = False
        for face in (self._hint, self.state, self.text):
            self.body.addWidget(face, 1)
        self._show(self._hint)

    @property
    def editing(self) -> bool:
        """Tell whether words are being edited."""
        return not self.text.isHidden()

    def show_state(self, *, there: bool) -> None:
        """Show the state of the chosen initiative, or that none is; words being edited stay."""
        self._has_one = there
        if not self.editing:
            self._show(self.state if there else self._hint)

    def show_text(self) -> None:
        """Show the words to be edited, and let the keyboard go there."""
        self._show(self.text)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_text_away(self) -> None:
        """Show the state again."""
        self._show(self.state if self._has_one else self._hint)

    def _show(self, shown: QWidget) -> None:
        for face in (self._hint, self.state, self.text):
            face.setVisible(face is shown)
