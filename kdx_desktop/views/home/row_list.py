"""RowList: a card of rows to press, each leading somewhere; or a sentence when there are none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kdx_desktop.views.home.faces import Row
from kdx_desktop.views.plain_text import ElidedLabel, Paragraph, PlainLabel, set_tool_tip
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.icon_label import IconLabel
from kdx_desktop.views.widgets.panel_button import PanelButton


class RowList(Card):
    """Rows are kept and used again; ``most`` of them are seen, the others are counted."""

    #: Where the row leads that was pressed: a Lead.
    pressed = Signal(object)
    #: The others are asked for.
    more_pressed = Signal()

    def __init__(self, title: str, nothing: str, most: int = 5) -> None:
        super().__init__(title)
        self._heading = title
        self._most = most
        self._rows: list[_RowButton] = []
        self._known: Sequence[Row] = ()
        self._nothing = Paragraph(nothing, TextRole.QUIET)
        self._more = _RowButton()
        self._more.hide()
        self._more.clicked.connect(self.more_pressed)
        self.body.setSpacing(0)
        self.body.addSpacing(space(2))
        self.body.addWidget(self._nothing)
        self.body.addWidget(self._more)
        self.body.addStretch()

    def set_heading(self, title: str) -> None:
        """Call the rows something else, from the next `show_rows` on."""
        self._heading = title

    def say_nothing(self, text: str) -> None:
        """Show a sentence instead of rows."""
        self._nothing.setText(text)
        self.show_rows(())

    def show_all(self) -> None:
        """Let all rows be seen from now on."""
        self._most = max(self._most, len(self._known))
        self.show_rows(self._known)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self._known = rows
        self.set_title(f"{self._heading}（{len(rows):,}件）" if rows else self._heading)
        seen = rows[: self._most]
        while len(self._rows) < len(seen):
            row = _RowButton()
            row.clicked.connect(partial(self._on_pressed, len(self._rows)))
            self.body.insertWidget(self.body.indexOf(self._nothing), row)
            self._rows.append(row)
        for position, button in enumerate(self._rows):
            button.setVisible(position < len(seen))
            if position < len(seen):
                button.show_row(seen[position])
        self._nothing.setVisible(not rows)
        self._more.show_row(
            Row(f"ほか{len(rows) - len(seen):,}件を見る", mark=("list-check", "quiet_text"))
        )
        self._more.setVisible(len(rows) > len(seen))

    def _on_pressed(self, position: int) -> None:
        self.pressed.emit(self._known[position].lead)


class _RowButton(PanelButton):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("row", parent)
        self._mark = IconLabel(4)
        self._text = ElidedLabel()
        self._aside = PlainLabel("", TextRole.QUIET)
        arrow = IconLabel(4)
        arrow.show_icon("chevron-right", "quiet_text")
        row = QHBoxLayout()
        row.setContentsMargins(space(2), space(2), space(1), space(2))
        row.setSpacing(space(2))
        row.addWidget(self._mark)
        row.addWidget(self._text, 1)
        row.addWidget(self._aside)
        row.addWidget(arrow, alignment=Qt.AlignmentFlag.AlignVCenter)
        self.hold(row, self._mark, self._text, self._aside, arrow)

    def show_row(self, row: Row) -> None:
        if row.mark is None:
            self._mark.clear()
        else:
            self._mark.show_icon(*row.mark)
        self._text.setText(row.text)
        self._aside.setText(row.aside)
        self.speak(f"{row.text}　{row.aside}".strip())
        set_tool_tip(self, row.text)  # its label may be shortened, and lets the mouse through
