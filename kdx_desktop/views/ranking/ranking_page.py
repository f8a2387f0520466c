"""RankingPage: where the departments stand, who gains, and whose difference is more than chance."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.services.foresight import boards_ahead
from kdx_desktop.settings import Settings
from kdx_desktop.views.plain_text import explain
from kdx_desktop.views.ranking.board_card import BoardCard
from kdx_desktop.views.ranking.board_kinds import BoardKind, why_not
from kdx_desktop.views.ranking.board_reading import AnyBoard, reading
from kdx_desktop.views.ranking.theme_tabs import ThemeTabs
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.workspace import Steps, Workspace

_THEMES = tuple(Theme)
_ABOUT = (
    "部署の順位を、テーマごとに見る画面です。「水準」は今の値、「改善」は前年度の同じ月からの増減、"
    "「ばらつき」は市全体との差が偶然で説明できるかどうかを示します。"
    "行を選んでEnterキーを押すと、その部署のカルテを開きます。"
)


class RankingPage(Page):
    """Reads one board at a time; theme and kind are remembered."""

    uses_view = True
    reads_ahead = True

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        explain(self, _ABOUT)
        self._tabs = ThemeTabs()
        names = [str(theme) for theme in _THEMES]
        if settings.theme in names:
            self._tabs.setCurrentIndex(names.index(settings.theme))
        kinds = [str(kind) for kind in BoardKind]
        self._card = BoardCard(BoardKind(settings.board if settings.board in kinds else kinds[0]))
        self._empty = EmptyState("")
        self._empty.action_triggered.connect(self.open_imports)
        self._faces = QStackedLayout(self)
        self._whole = ScrollColumn()
        self._arrange(self._whole.column)
        self._tabs.currentChanged.connect(self._on_chosen)
        self._card.kind_chosen.connect(self._on_chosen)
        self._card.department_opened.connect(self._on_opened)
        self._card.spread_requested.connect(self._on_spread_requested)
        self.add_command("部署・局で絞り込む", self._card.start_search, "Ctrl+F")
        self._open = self.add_command("部署カルテを開く", self._card.open_marked)
        self.begin_at(self._tabs)

    @override
    def steps_ahead(self, scope: Scope) -> Steps:
        return boards_ahead(scope.month)

    @property
    def theme(self) -> Theme:
        """The theme that is chosen."""
        return _THEMES[self._tabs.currentIndex()]

    @override
    def reload(self) -> None:
        kind = self._card.kind
        if kind is BoardKind.SPREAD and why_not(self.theme):
            self._card.say_why_not(self.theme)
            self._faces.setCurrentWidget(self._whole)
            self.filled.emit()
            return
        work = reading(kind, self.theme, self.scope.month, self.scope.view)
        self.workspace.run(work, self._on_board_read, self._on_failed)

    def _arrange(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(space(6), space(3), space(6), space(6))
        column.setSpacing(space(3))
        column.addWidget(self._tabs)
        column.addWidget(self._card, 1)
        for face in (QWidget(), self._whole, self._empty):
            self._faces.addWidget(face)

    def _on_board_read(self, found: AnyBoard) -> None:
        if found.phase.departments:
            self.phase_read.emit(found.phase)
            self._card.show_board(found, self.scope.view, self.scope.own_department)
            self._faces.setCurrentWidget(self._whole)
        else:
            self.say_no_departments(self._empty, "ここに順位が表示されます。")
            self._faces.setCurrentWidget(self._empty)
        self.filled.emit()

    def _on_chosen(self) -> None:
        self.settings.theme = str(self.theme)
        self.settings.board = str(self._card.kind)
        self.reload()

    def _on_spread_requested(self) -> None:
        self._tabs.setCurrentIndex(_THEMES.index(Theme.MEETINGS))

    def _on_opened(self, department: str) -> None:
        self.department_chosen.emit(department)
        self.page_requested.emit("department")

    def _on_failed(self, failure: KdxError) -> None:
        self._empty.say("表示できませんでした", failure.message, "")
        self._faces.setCurrentWidget(self._empty)
        self.tell_failure(failure)
        self.filled.emit()
