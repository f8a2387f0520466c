"""MonthSummary: how far the chosen month has come, in words and as a bar; its due date."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from kdx_desktop.services.board import MonthBoard, Standing
from kdx_desktop.services.reminders import day_text
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, explain, name_for_readers
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.submissions.filter_bar import FilterBar
from kdx_desktop.views.submissions.flow_row import FlowRow
from kdx_desktop.views.submissions.state_look import LOOKS, ORDER
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card


class MonthSummary(Card):
    """The filter stands in it, since its chips are the bar's legend."""

    remind_requested = Signal()
    close_requested = Signal()

    def __init__(self, filters: FilterBar, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._figure = PlainLabel("", TextRole.FIGURE)
        self._said = Paragraph("", TextRole.BODY)
        self._bar = _StateBar()
        self.remind_button = action_button("督促文を作る(&M)", icon_name="send")
        self.close_button = action_button("月を締める(&C)…", icon_name="lock")
        self.remind_button.clicked.connect(self.remind_requested)
        self.close_button.clicked.connect(self.close_requested)
        buttons = QWidget()
        flow = FlowRow(buttons)
        flow.addWidget(self.remind_button)
        flow.addWidget(self.close_button)
        words = QHBoxLayout()
        words.setSpacing(space(3))
        words.addWidget(self._figure)
        words.addWidget(self._said, 1)
        self._line = QHBoxLayout()
        self._line.setSpacing(space(3))
        self._line.addLayout(words, 1)
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
        said = summary_text(found)
        figure = f"{found.counts[Standing.APPROVED]:,}／{len(found.rows):,}"
        self._figure.setText(figure)
        said_all = f"{figure}{said}"
        name_for_readers(self._figure, f"{found.month.japanese}分 {said_all}")
        due = f"提出期限 {day_text(found.due)}（毎月{due_day}日、閉庁日は次の開庁日）"
        if found.closed:
            due = "締切済み　数値は確定しています"
        self._said.setText(f"{said}\n{due}")
        self._bar.show_month(found, said_all)
        self.close_button.setVisible(not found.closed)
        owing = any(not row.standing.handed_in for row in found.rows)
        self.remind_button.setVisible(owing and not found.closed)


def summary_text(found: MonthBoard) -> str:
    """Say where a month stands, behind ``85／110``: ``部署を承認　提出済み 12　… うち期限超過 5``."""
    counts = found.counts
    parts = ["部署を承認"]
    parts += [
        f"{standing.japanese} {counts[standing]:,}" for standing in ORDER[1:] if counts[standing]
    ]
    if found.late:
        parts.append(f"うち期限超過 {found.late:,}")
    return "　".join(parts)


class _StateBar(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[tuple[str, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_month(self, found: MonthBoard, said: str) -> None:
        counts = found.counts
        self._parts = [(LOOKS[one].bar, counts[one]) for one in ORDER if counts[one]]
        name_for_readers(self, "対象月の進み具合", said)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(space(40), space(2.5))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, shown = QPainter(self), tokens()
        total, left, gap = sum(count for _, count in self._parts), 0.0, space(0.5)
        if not total:
            painter.fillRect(self.rect(), QColor(shown.bar_ground))
            return
        room = self.width() - gap * (len(self._parts) - 1)
        for colour, count in self._parts:
            width = room * count / total
            place = QRectF(left, 0, width, self.height())
            if colour == LOOKS[Standing.MISSING].bar:  # nothing is there yet
                painter.setPen(QPen(QColor(getattr(shown, colour)), 1))
                painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
            else:
                painter.fillRect(place, QColor(getattr(shown, colour)))
            left += width + gap
