"""RankingPage: the boards of the departments, one tab each, and below who has no place, and why."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedLayout, QTabBar, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.reports.definitions import theme_definition
from kdx_desktop.services.boards import Board, BoardRow, board
from kdx_desktop.settings import Settings
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, name_for_readers
from kdx_desktop.views.ranking.ranking_table import RankingTable
from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.evidence_table import EvidenceTable
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.workspace import Workspace

_THEMES = tuple(Theme)
_UNRANKED = ("コード", "部署", "局", "理由")


class RankingPage(Page):
    """Reads one board at a time; the theme is remembered."""

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self._tabs = QTabBar()
        self._tabs.setExpanding(False)
        self._tabs.setDrawBase(False)
        name_for_readers(self._tabs, "ランキングの種類")
        for theme in _THEMES:
            self._tabs.addTab(theme.japanese)
        names = [str(theme) for theme in _THEMES]
        if settings.theme in names:
            self._tabs.setCurrentIndex(names.index(settings.theme))
        self._search = QLineEdit()
        self._search.setPlaceholderText("部署・局で絞り込む")
        self._search.setClearButtonEnabled(True)
        self._search.setMinimumWidth(space(60))
        glass = self._search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        glass.setText("絞り込み")
        name_for_readers(self._search, "部署・局で絞り込む")
        self._definition = Paragraph("", TextRole.QUIET)
        self._count = PlainLabel("", TextRole.QUIET)
        self._table = RankingTable()
        self._unranked = EvidenceTable("順位のない部署", _UNRANKED, most_rows=4)
        self._own: BoardRow | None = None
        self._empty = EmptyState("")
        self._faces = QStackedLayout(self)
        self._arrange()
        self._tabs.currentChanged.connect(self._on_theme_changed)
        self._search.textChanged.connect(self._on_searched)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self._search.setFocus)
        self.setFocusProxy(self._tabs)

    @property
    def theme(self) -> Theme:
        """The board that is chosen."""
        return _THEMES[self._tabs.currentIndex()]

    @override
    def reload(self) -> None:
        work = partial(board, theme=self.theme, as_of=self.scope.month)
        self.workspace.run(work, self._on_board_read, self._on_failed)

    def _arrange(self) -> None:
        whole = ScrollColumn()
        column = whole.column
        column.setContentsMargins(space(6), space(3), space(6), space(6))
        column.setSpacing(space(3))
        column.addWidget(self._tabs)
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(space(4))
        head.addWidget(self._search)
        head.addStretch()
        head.addWidget(self._count)
        card.body.addWidget(self._definition)
        card.body.addLayout(head)
        card.body.addWidget(self._table, 1)
        card.body.addWidget(self._unranked)
        column.addWidget(card, 1)
        for face in (QWidget(), whole, self._empty):
            self._faces.addWidget(face)
        self._whole = whole

    def _on_board_read(self, found: Board) -> None:
        if found.phase.departments:
            self.phase_read.emit(found.phase)
            self._show_board(found)
        else:
            self._empty.say(
                "部署がまだ登録されていません",
                "推進担当が部署の一覧を取り込むと、ここに順位が表示されます。",
            )
            self._faces.setCurrentWidget(self._empty)
        self.filled.emit()

    def _show_board(self, found: Board) -> None:
        own = self.scope.own_department
        self._definition.setText(theme_definition(found.theme))
        self._table.show_board(found, own)
        self._unranked.show_rows(
            [(row.department, row.name, row.bureau, row.reason.japanese) for row in found.unranked]
        )
        self._own = next((row for row in found.rows if row.department == own), None)
        self._show_count()
        self._faces.setCurrentWidget(self._whole)

    def _show_count(self) -> None:
        seen, ranked = self._table.counts()
        text = f"{seen:,}／{ranked:,}部署" if seen != ranked else f"{ranked:,}部署"
        if self._own is not None:
            text = f"{self._own.name}は{self._own.rank}位　{text}"
        self._count.setText(text)

    def _on_theme_changed(self) -> None:
        self.settings.theme = str(self.theme)
        self.reload()

    def _on_searched(self, text: str) -> None:
        self._table.search(text)
        self._show_count()

    def _on_failed(self, failure: KdxError) -> None:
        self._empty.say("表示できませんでした", failure.message)
        self._faces.setCurrentWidget(self._empty)
        self.tell_failure(failure)
        self.filled.emit()
