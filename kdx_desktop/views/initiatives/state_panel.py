"""StatePanel: one initiative — what it is, where it stands, the next state, its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdx_desktop.services.initiative_states import Initiative
from kdx_desktop.services.initiatives import (
    HistoryEntry,
)
from kdx_desktop.views.initiatives.history_list import HistoryList
from kdx_desktop.views.initiatives.state_form import StateForm
from kdx_desktop.views.initiatives.state_look import day_text, state_text
from kdx_desktop.views.plain_text import Paragraph
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import link_button
from kdx_desktop.views.widgets.card import rule


class StatePanel(QWidget):
    """Shows what is known at once; the history comes by `show_history`."""

    edit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._position = 0
        self._where = Paragraph("", TextRole.QUIET)
        self.name = Paragraph("", TextRole.HEADING)
        self._item = Paragraph()
        self._state = Paragraph("", TextRole.STRONG)
        self._note = Paragraph("", TextRole.QUIET)
        self.form = StateForm()
        self.history = HistoryList()
        self.edit = link_button("文言を編集(&E)")
        self.edit.clicked.connect(self.edit_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1.5))
        head = QHBoxLayout()
        head.setSpacing(space(2))
        head.addWidget(self._where, 1)
        head.addWidget(self.edit, alignment=Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        for widget in (self.name, self._item, self._state, self._note):
            column.addWidget(widget)
        column.addWidget(rule())
        column.addSpacing(space(1))
        column.addWidget(self.form)
        column.addSpacing(space(1))
        column.addWidget(rule())
        column.addWidget(self.history)
        column.addStretch()

    def show_initiative(self, one: Initiative, today: date) -> None:
        """Show an initiative; what is being typed stays where it is the same one."""
        text = one.text
        self._where.setText(f"{text.measure}　{text.version}版")
        self.name.setText(text.initiative)
        self._item.setText(text.item)
        self._item.setVisible(bool(text.item))
        since = "（戦略の記載のまま）" if one.since is None else f"（{day_text(one.since)}から）"
        self._state.setText(f"{state_text(one.state)}{since}")
        note = "\n".join(filter(None, (one.state_note, text.note)))
        self._note.setText(note)
        self._note.setVisible(bool(note))
        if one.position != self._position:
            self._position = one.position
            self.form.begin(today)
            self.history.show_entries(())

    def show_history(self, entries: Sequence[HistoryEntry]) -> None:
        """Show the history that was read."""
        self.history.show_entries(entries)
