"""MonthSummary: how far the chosen month has come, in words and as a bar; its due date."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from kdx_desktop.services.board import MonthBoard, Standing
from kdx_desktop.services.reminders import day_text
from kdx_desktop.views.plain_text import (
    explain,
    name_for_readers,
    set_tool_tip,
)
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.submissions.filter_bar import FilterBar
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.figure_line import FigureLine
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.part_bar import Strip
from kdx_desktop.views.widgets.standing_look import ORDER, parts_of


class MonthSummary(Card):
    """The filter stands in it, since its chips are the bar's legend."""

    remind_requested = Signal()
    close_requested = Signal()

    def __init__(self, filters: FilterBar, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._approved = FigureLine(wrap=True)
        self._bar = Strip(2.5)
        self.remind_button = action_button("督促文を作る(&M)", icon_name="send")
        self.close_button = action_button("月を締める(&C)…", icon_name="lock")
        self.remind_button.clicked.connect(self.remind_requested)
        self.close_button.clicked.connect(self.close_requested)
        buttons = FlowRow(2)
        buttons.add(self.remind_button)
        buttons.add(self.close_button)
        self._line = QHBoxLayout()
        self._line.setSpacing(space(3))
        self._line.addLayout(self._approved, 1)
        self._line.addWidget(buttons)
        self.body.setSpacing(space(2.5))
        self.body.addLayout(self._line)
        self.body.addWidget(self._bar)
        self.body.addWidget(filters)
        explain(
            self._bar,
            "対象月の部署の状態です。承認、提出済み、差戻し、下書き、未提出の順に並びます。",
        )

    def fit(self, *, wide: bool) -> None:
        """Put the buttons beside the words where there is room, else below."""
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.LeftToRight if wide else directions.TopToBottom)

    def show_month(self, found: MonthBoard, due_day: int) -> None:
        """Show another month."""
        counts = found.counts
        due = f"提出期限 {day_text(found.due)}"
        rule = f"毎月{due_day}日です。閉庁日に当たるときは、次の開庁日になります。"
        if found.closed:
            due, rule = "締切済みで、数値は確定しています。", ""
        self._approved.show_texts(
            f"{counts[Standing.APPROVED]:,}", f"／{len(found.rows):,}部署を承認　{due}"
        )
        set_tool_tip(self._approved.beside, rule)
        said = summary_text(found)
        name_for_readers(self._approved.figure, f"{found.month.japanese}分 {said}")
        self._bar.show_parts(parts_of(counts))
        name_for_readers(self._bar, "対象月の進み具合", said)
        self.close_button.setVisible(not found.closed)
        owing = any(not row.standing.handed_in for row in found.rows)
        self.remind_button.setVisible(owing and not found.closed)


def summary_text(found: MonthBoard) -> str:
    """Say where a month stands: ``85／110部署を承認　提出済み 12　… うち期限超過 5``."""
    counts = found.counts
    parts = [f"{counts[Standing.APPROVED]:,}／{len(found.rows):,}部署を承認"]
    parts += [
        f"{standing.japanese} {counts[standing]:,}" for standing in ORDER[1:] if counts[standing]
    ]
    if found.late:
        parts.append(f"うち期限超過 {found.late:,}")
    return "　".join(parts)
