"""Desk: where things stand on the screen — summary, map, buttons, and the panel beside or below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedLayout, QWidget

from kdx_desktop.metrics.months import Month
from kdx_desktop.services.board import DepartmentMonth, MonthBoard, Standing
from kdx_desktop.views.plain_text import explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.submissions.act_bar import ActBar
from kdx_desktop.views.submissions.filter_bar import FilterBar
from kdx_desktop.views.submissions.heat_map_view import HeatMapView
from kdx_desktop.views.submissions.month_summary import MonthSummary
from kdx_desktop.views.submissions.readings import YearReading
from kdx_desktop.views.submissions.side_panel import ActFace, SidePanel
from kdx_desktop.views.submissions.year_lines import Line, Place
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.notice_bar import NoticeBar
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.views.widgets.scroll_column import ScrollColumn

_SIDE = 80  # steps of the grid
#: From this width on the panel stands beside the map.
_WIDE = 215
_NO_LIMIT = (1 << 24) - 1


class Desk:
    """Lays the parts out in a page; it reads nothing and decides nothing."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.notice = NoticeBar("元に戻す(&Z)")
        self.filters = FilterBar()
        self.summary = MonthSummary(self.filters)
        self.view = HeatMapView()
        self.bar = ActBar()
        self.side = SidePanel()
        self.empty = EmptyState("", action="取込を開く(&O)")
        self._nobody = EmptyState("該当する部署はありません", action="絞り込みを解除(&X)")
        self._several = False
        self.side.put_away.connect(self._say_what_leads)
        self._nobody.action_triggered.connect(self.filters.let_all)
        self.view.clear.clicked.connect(self.filters.let_all)
        self._scroll = ScrollColumn()
        self._map = Card()
        self._over = QStackedLayout()
        self._row = QHBoxLayout()
        self._layers = QStackedLayout(page)
        self._build()
        explain(
            page,
            "各部署の月次実績がどこまで進んでいるかを確認し、承認、差戻し、督促、月の締めを行います。"
            "承認はCtrl+Enter、差戻しはCtrl+B、督促文はCtrl+M、直前の操作の取消しはCtrl+Zです。",
        )
        explain(
            self.view,
            "部署ごと、月ごとの提出の状態です。未＝未提出、下＝下書き、提＝提出済み、差＝差戻し、"
            "承＝承認済み、遅＝期限超過、締＝締切済みの月です。局の行は、承認した部署の数です。"
            "Enterで月次入力を開きます。",
        )

    def fit(self, size: QSize) -> None:
        """Put the panel beside the map where there is room, else below."""
        wide = size.width() >= space(_WIDE)
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        self.summary.fit(wide=wide)
        self.side.setMinimumWidth(space(_SIDE) if wide else 0)
        self.side.setMaximumWidth(space(_SIDE) if wide else _NO_LIMIT)

    def show_month(self, found: MonthBoard, year: YearReading) -> None:
        """Show the counts of the chosen month."""
        bureaus = dict.fromkeys(row.department.bureau for row in found.rows)
        self.summary.show_month(found, year.due_day)
        self.filters.show_month(found, tuple(bureaus))
        self._layers.setCurrentWidget(self._scroll)
        self._page.begin_at(self.view)

    def look_elsewhere(self) -> None:
        """Put away what was said and prepared for another month."""
        self.notice.hide()
        self.filters.show_doubts(frozenset())
        self.side.put_act_away()

    def show_lines(self, year: YearReading, lines: Sequence[Line], month: Month) -> None:
        """Show the lines that the filter lets through."""
        self.view.clear.setVisible(not self.filters.filter.open)
        had_keyboard = self.view.hasFocus()
        self.view.show_lines(year.boards, lines, month, year.names)
        self._over.setCurrentWidget(self.view if lines else self._nobody)
        if had_keyboard and not lines:
            self._nobody.button.setFocus()

    def say_empty(self) -> None:
        """Say what to do where there are no departments."""
        self.empty.say(
            "部署がまだ登録されていません",
            "「取込」で部署の一覧を取り込むと、ここに各部署の提出状況が表示されます。",
        )
        self._layers.setCurrentWidget(self.empty)
        self._page.begin_at(self.empty.button)

    def say_failed(self, message: str) -> None:
        """Say that nothing could be read."""
        self.empty.say("表示できませんでした", message)
        self._layers.setCurrentWidget(self.empty)

    def show_choice(self, rows: Sequence[DepartmentMonth], closed: frozenset[int]) -> None:
        """Say what can be done with these."""
        self._several = len(rows) > 1
        self.bar.show_choice(rows, closed)
        self._say_what_leads()

    def _say_what_leads(self) -> None:
        """Let one button stand out: that of the act, of the many that are chosen, or of the one."""
        self.bar.lead(leading=self._several and self.side.act is None)
        self.side.department.lead(leading=not self._several)

    def prepare(self, act: ActFace) -> None:
        """Show an act that is being prepared, where it can be seen."""
        self.side.prepare(act)
        self._say_what_leads()
        self._scroll.ensureWidgetVisible(self.side, 0, 0)

    def take_keyboard(self) -> None:
        """Let the keyboard go back to the map."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(self.view)

    def next_waiting(self, done: Sequence[DepartmentMonth]) -> Place | None:
        """Return the next department that waits for approval, after those just done."""
        if not done:
            return None
        acted = {(row.department.code, row.month) for row in done}
        last = done[-1]
        rows = self.view.column_of(last.month)
        places = [(row.department.code, row.month) for row in rows]
        start = places.index((last.department.code, last.month)) if acted & {*places} else 0
        for row in (*rows[start:], *rows[:start]):
            place = (row.department.code, row.month)
            if row.standing is Standing.SUBMITTED and place not in acted:
                return place
        return None

    def _build(self) -> None:
        self._map.body.addLayout(self._over, 1)  # first: without a parent it would open windows
        for widget in (self.view, self._nobody):
            self._over.addWidget(widget)
        self._map.body.addWidget(self.bar)
        self._row.setSpacing(space(4))
        self._row.addWidget(self._map, 1)
        self._row.addWidget(self.side)
        column = self._scroll.column
        column.addWidget(self.notice)
        column.addWidget(self.summary)
        column.addLayout(self._row, 1)
        self.notice.button.hide()
        for layer in (QWidget(), self._scroll, self.empty):
            self._layers.addWidget(layer)
