"""Somebody was faster: both values of each figure side by side, and the choice between them."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QRadioButton, QWidget

from kdx_desktop.metrics.amounts import grouped
from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.services.entries import Conflict, ConflictCell
from kdx_desktop.services.month_form import CellValue, MonthForm
from kdx_desktop.views.entry.cell_texts import breakdown_in_words, state_text
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card

_HEADINGS = ("指標", "自分の入力", "相手の入力")


class ConflictPanel(Card):
    """Hidden until there is a conflict. Nothing is lost whatever is chosen, or if nothing is."""

    #: Save with these choices: the metrics of which the other person's value is taken.
    resolved = Signal(object)
    #: Go back to typing; the conflict stays open.
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("ほかの人が先に保存しました", parent)
        self._choices: dict[str, QButtonGroup] = {}
        self._rows = QWidget()
        self.body.addWidget(
            Paragraph(
                "採用する値を選んで保存してください。保存するまで、どちらの値もなくなりません。"
            )
        )
        self.body.addWidget(self._rows)
        buttons = QHBoxLayout()
        self.save_button = action_button("選んだ値で保存(&A)", primary=True)
        back = action_button("入力に戻る(&B)")
        self.save_button.clicked.connect(self._on_save_clicked)
        back.clicked.connect(self._on_back_clicked)
        buttons.addWidget(self.save_button)
        buttons.addWidget(back)
        buttons.addStretch()
        self.body.addLayout(buttons)
        self.hide()

    def show_conflict(self, conflict: Conflict, form: MonthForm) -> None:
        """Show both values of each figure; one's own is chosen at first."""
        metrics = {cell.metric.code: cell.metric for cell in form.cells}
        self._choices = {}
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(6))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for column, heading in enumerate(_HEADINGS):
            grid.addWidget(PlainLabel(heading, TextRole.QUIET), 0, column)
        for row, cell in enumerate(conflict.cells, start=1):
            self._add_row(grid, row, cell, metrics[cell.metric])
        self.body.replaceWidget(self._rows, rows)
        self._rows.deleteLater()
        self._rows = rows
        self.show()
        self._choices[conflict.cells[0].metric].button(0).setFocus()

    @property
    def taken_from_them(self) -> frozenset[str]:
        """The metrics of which the other person's value is chosen."""
        return frozenset(
            metric for metric, group in self._choices.items() if group.checkedId() == 1
        )

    def choose(self, metric: str, *, theirs: bool) -> None:
        """Choose between the two values of a figure."""
        self._choices[metric].button(int(theirs)).setChecked(True)

    def _add_row(self, grid: QGridLayout, row: int, cell: ConflictCell, metric: Metric) -> None:
        """Add a figure: on two lines, a choice each and what is to be said about it."""
        group = QButtonGroup(grid.parentWidget())
        who = f"{cell.who}・{_moment_text(cell.when)}"
        sides = (
            ("自分", cell.mine, _details(cell.mine)),
            ("相手", cell.theirs, "　".join(filter(None, (who, _details(cell.theirs))))),
        )
        grid.addWidget(PlainLabel(metric.name), 2 * row, 0)
        for column, (whose, value, details) in enumerate(sides):
            text = _value_text(value, metric)
            button = QRadioButton(text.replace("&", "&&"))
            name_for_readers(button, f"{metric.name} {whose}の入力 {text}", details)
            group.addButton(button, column)
            grid.addWidget(button, 2 * row, column + 1)
            indented = QHBoxLayout()
            indented.setContentsMargins(space(6.5), 0, 0, space(1))
            indented.addWidget(Paragraph(details, TextRole.QUIET))
            grid.addLayout(indented, 2 * row + 1, column + 1)
        group.button(0).setChecked(True)
        self._choices[cell.metric] = group

    def _on_save_clicked(self) -> None:
        self.hide()
        self.resolved.emit(self.taken_from_them)

    def _on_back_clicked(self) -> None:
        self.hide()
        self.dismissed.emit()


def _value_text(value: CellValue, metric: Metric) -> str:
    """Write a value with its unit, or its state."""
    if value.amount is None:
        return state_text(value.state, metric)
    estimate = f"（{value.state.japanese}）" if value.state is State.ESTIMATE else ""
    return f"{grouped(value.amount)}{metric.unit}{estimate}"


def _details(value: CellValue) -> str:
    """Write what stands behind a value: what it was made from, and its note."""
    made_from = breakdown_in_words(value.typed)
    note = f"備考：{value.note}" if value.note else ""
    return "　".join(filter(None, (f"内訳：{made_from}" if made_from else "", note)))


def _moment_text(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{local.month}月{local.day}日 {local.hour}:{local.minute:02d}"
