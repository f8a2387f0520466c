"""BoardCard: one board — what it says, the funnel and the list, who has no place, the city's total."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QLineEdit,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.services.funnel_board import FunnelBoard
from kdx_desktop.views.charts.funnel_view import FunnelView
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, explain, name_for_readers
from kdx_desktop.views.ranking.board_kinds import BoardKind, meaning, why_not
from kdx_desktop.views.ranking.board_reading import AnyBoard, laid_out, place_in_words
from kdx_desktop.views.ranking.board_table import BoardTable
from kdx_desktop.views.ranking.city_line import city_line, rest_rows
from kdx_desktop.views.ranking.funnel_chart import funnel_chart
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.evidence_table import EvidenceTable
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.search_glass import add_glass
from kdx_desktop.views.widgets.segments import Segments

_UNRANKED = ("コード", "部署", "局", "理由")
_REST = ("コード", "当時の部署", "局", "理由", "数量")
#: Steps of the grid below which the list stands under the funnel.
_NARROW = 200
#: The board comes first: in a low card the departments without a place scroll in fewer rows.
_HIGH, _MANY, _FEW = 175, 4, 2
_KINDS = (
    "水準：今の値で並べます。改善：前年度の同じ月からの増減で並べます。"
    "ばらつき：市全体の率との差が偶然で説明できるかどうかを見ます。"
)


class BoardCard(Card):
    """A row, or a point of the funnel, is marked by arrows or a click and opened by Enter."""

    kind_chosen = Signal()
    #: A department was opened: its code.
    department_opened = Signal(str)
    #: The spread of the theme that has one is asked for.
    spread_requested = Signal()

    def __init__(self, kind: BoardKind, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._segments = Segments("見方", [(one, one.japanese) for one in BoardKind])
        self._segments.choose(kind)
        explain(self._segments, _KINDS)
        self._search = QLineEdit()
        self._search.setPlaceholderText("部署・局で絞り込む")
        self._search.setClearButtonEnabled(True)
        self._search.setMinimumWidth(space(50))
        add_glass(self._search)
        name_for_readers(self._search, "部署・局で絞り込む")
        self._count = PlainLabel("", TextRole.QUIET)
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._open = action_button("カルテを開く(&O)", icon_name="building")
        explain(self._open, "選んだ部署の部署カルテを開きます。行でEnterキーを押しても開きます。")
        self._meaning = Paragraph("", TextRole.QUIET)
        self._chart = FunnelView()
        self._table = BoardTable()
        self._city = Paragraph("")
        self._unranked = EvidenceTable("順位のない部署", _UNRANKED, most_rows=_MANY)
        self._rest = EvidenceTable("現在の部署に引き継がれない分", _REST, most_rows=_MANY)
        self._reason = EmptyState("", action="ペーパーレス会議のばらつきを見る")
        self._codes: tuple[str, ...] = ()
        self._unranked_codes: list[str] = []
        self._rest_codes: list[str] = []
        self._place = ""
        self._faces = QStackedLayout()
        self._top = FlowRow()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._arrange()
        self._connect()

    @property
    def kind(self) -> BoardKind:
        """The way of looking that is chosen."""
        return BoardKind(str(self._segments.value))

    def start_search(self) -> None:
        """Go to the filter."""
        self._search.setFocus()

    def open_marked(self) -> None:
        """Open the department of the current row."""
        if self._table.department:
            self.department_opened.emit(self._table.department)

    def show_board(self, found: AnyBoard, view: OrganizationView, own: str) -> None:
        """Show a board that has been read."""
        layout = laid_out(found)
        self._meaning.setText(meaning(self.kind, found.theme, view))
        self._codes = tuple(row.department for row in layout.rows)
        self._place = place_in_words(layout.rows, own)
        chart = isinstance(found, FunnelBoard) and bool(found.rows)
        self._chart.setVisible(chart)
        if isinstance(found, FunnelBoard) and found.rows:
            position = self._codes.index(own) if own in self._codes else None
            self._chart.show_funnel(funnel_chart(found), position)
        self._table.show_board(layout.columns, layout.rows, own)
        self._open.setEnabled(bool(self._table.department))
        self._city.setText(city_line(layout.totals, found.as_of))
        self._city.setVisible(bool(self._city.text()))
        self._unranked_codes = [row[0] for row in layout.unranked]
        self._unranked.show_rows(layout.unranked)
        now = view is OrganizationView.NOW
        self._rest_codes = [row.department for row in layout.totals.rest] if now else []
        self._rest.show_rows(rest_rows(layout.totals) if now else [])
        self._show_count()
        self._offer_rows(there=True)
        self._faces.setCurrentIndex(0)

    def say_why_not(self, theme: Theme) -> None:
        """Say why a theme has no spread."""
        self._meaning.setText("")
        self._reason.say(f"「{theme.japanese}」のばらつきは表示できません", why_not(theme))
        self._count.setText("")
        self._open.setEnabled(False)
        self._offer_rows(there=False)
        self._faces.setCurrentIndex(1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= space(_NARROW)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(across if wide else down)
        roomy = event.size().height() >= space(_HIGH)
        for table in (self._unranked, self._rest):
            table.limit(_MANY if roomy else _FEW)

    def _arrange(self) -> None:
        self._top.add(self._segments)
        self._top.add(self._search)
        self._top.push()
        self._top.add(self._count)
        self._top.add(self._open)
        self._sides.setSpacing(space(4))
        self._sides.addWidget(self._chart, 3)
        self._sides.addWidget(self._table, 2)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        column.addLayout(self._sides, 1)
        for part in (self._city, self._unranked, self._rest):
            column.addWidget(part)
        self.body.addWidget(self._top)
        self.body.addWidget(self._meaning)
        self.body.addLayout(self._faces, 1)
        for face in (whole, self._reason):  # in the card: else the first opens as a window
            self._faces.addWidget(face)
        self._chart.hide()
        stops = (self._segments, self._search, self._open, self._chart, self._table)
        for one, other in pairwise(stops):
            self.setTabOrder(one, other)

    def _connect(self) -> None:
        self._segments.selected.connect(self._on_kind_chosen)
        self._search.textChanged.connect(self._on_searched)
        self._open.clicked.connect(self.open_marked)
        self._table.department_marked.connect(self._on_marked)
        self._table.department_opened.connect(self.department_opened)
        self._chart.position_chosen.connect(self._on_point_chosen)
        self._chart.position_opened.connect(self._on_point_opened)
        self._unranked.row_opened.connect(self._on_unranked_opened)
        self._rest.row_opened.connect(self._on_rest_opened)
        self._reason.action_triggered.connect(self.spread_requested)
        action = QAction("部署カルテを開く", self._table)
        action.triggered.connect(self.open_marked)
        self._table.addAction(action)
        self._table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _offer_rows(self, *, there: bool) -> None:
        """Show what is done with rows where there are any."""
        for part in (self._search, self._count, self._open):
            part.setVisible(there)

    def _show_count(self) -> None:
        seen, everybody = self._table.counts()
        text = f"{seen:,}／{everybody:,}部署" if seen != everybody else f"{everybody:,}部署"
        self._count.setText(f"{self._place}　{text}" if self._place else text)

    def _on_kind_chosen(self) -> None:
        self.kind_chosen.emit()

    def _on_searched(self, text: str) -> None:
        self._table.search(text)
        self._show_count()

    def _on_marked(self, department: str) -> None:
        self._open.setEnabled(bool(department))
        if self._chart.isVisibleTo(self):
            known = department in self._codes
            self._chart.choose(self._codes.index(department) if known else None)

    def _on_point_chosen(self, position: int) -> None:
        self._table.mark(self._codes[position])

    def _on_point_opened(self, position: int) -> None:
        self.department_opened.emit(self._codes[position])

    def _on_unranked_opened(self, row: int) -> None:
        self.department_opened.emit(self._unranked_codes[row])

    def _on_rest_opened(self, row: int) -> None:
        self.department_opened.emit(self._rest_codes[row])
