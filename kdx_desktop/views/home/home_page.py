"""ホーム: the desk of the person's role — what waits, and where to go next."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QStackedLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.services import home
from kdx_desktop.services.checklist import OpenQuestion
from kdx_desktop.services.home import Duties, Lookout, Progress
from kdx_desktop.services.person import Role
from kdx_desktop.services.theme_places import ThemePlace
from kdx_desktop.settings import Settings
from kdx_desktop.views.home.chief_desk import ChiefDesk
from kdx_desktop.views.home.desk import Desk
from kdx_desktop.views.home.manager_desk import ManagerDesk
from kdx_desktop.views.home.team_desk import TeamDesk
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.workspace import Workspace


class HomePage(Page):
    """Makes the desk of a role when somebody of that role first sits down."""

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self._desks: dict[Role, tuple[Desk, ScrollColumn]] = {}
        self._was_shown = False
        self._empty = EmptyState("", action="取込を開く(&O)")
        self._empty.action_triggered.connect(self._on_import_asked)
        self._faces = QStackedLayout(self)
        for face in (QWidget(), self._empty):
            self._faces.addWidget(face)

    @override
    def reload(self) -> None:
        scope = self.scope
        if not scope.departments:
            self._show_nothing()
        elif scope.role is Role.TEAM:
            self.workspace.run(
                partial(home.progress, month=scope.month), self._on_progress_read, self._on_failed
            )
        elif scope.role is Role.MANAGER:
            self.workspace.run(
                partial(home.lookout, month=scope.month), self._on_lookout_read, self._on_failed
            )
        else:
            work = partial(home.duties, month=scope.month, departments=scope.enters)
            self.workspace.run(work, self._on_duties_read, self._on_failed)

    def _desk(self, kind: type[Desk]) -> Desk:
        """Show the desk of the role, made when it is first wanted."""
        role = self.scope.role
        if role not in self._desks:
            desk, scroll = kind(), ScrollColumn()
            scroll.column.addWidget(desk, 1)
            self._faces.addWidget(scroll)
            self._desks[role] = desk, scroll
            desk.page_requested.connect(self.page_requested)
            desk.month_chosen.connect(self.month_chosen)
            desk.department_chosen.connect(self.department_chosen)
        desk, scroll = self._desks[role]
        self._faces.setCurrentWidget(scroll)
        self._begin_at_once(desk)
        return desk

    def _begin_at_once(self, widget: QWidget) -> None:
        """Begin there, now too: the window gave the focus before there was anything to press."""
        self.begin_at(widget)
        if not self._was_shown:
            self._was_shown = True
            self.take_focus()

    # --- the HR/DX team -----------------------------------------------------------------------

    def _on_progress_read(self, found: Progress) -> None:
        desk = self._desk(TeamDesk)
        if isinstance(desk, TeamDesk):
            self.phase_read.emit(found.phase)
            desk.show_progress(found)
            work = partial(home.doubts, month=found.board.month)
            self.workspace.run(work, self._on_doubts_read, self.tell_failure)
        self.filled.emit()

    def _on_doubts_read(self, found: tuple[OpenQuestion, ...]) -> None:
        desk, _ = self._desks[Role.TEAM]
        if isinstance(desk, TeamDesk):
            desk.show_questions(found)

    # --- a section chief, and who types for them ----------------------------------------------

    def _on_duties_read(self, found: Duties) -> None:
        desk = self._desk(ChiefDesk)
        if isinstance(desk, ChiefDesk):
            self.phase_read.emit(found.phase)
            own = self.scope.own_department
            desk.show_duties(found, own)
            if own:
                name = next(one.name for one in self.scope.departments if one.code == own)
                desk.name_department(name)
                work = partial(home.places, month=self.scope.month, department=own)
                self.workspace.run(work, self._on_tiles_read, self.tell_failure)
        self.filled.emit()

    def _on_tiles_read(self, found: tuple[ThemePlace, ...]) -> None:
        desk, _ = self._desks[self.scope.role]
        if isinstance(desk, ChiefDesk):
            desk.show_tiles(found)

    # --- a manager ----------------------------------------------------------------------------

    def _on_lookout_read(self, found: Lookout) -> None:
        desk = self._desk(ManagerDesk)
        if isinstance(desk, ManagerDesk):
            self.phase_read.emit(found.phase)
            desk.show_lookout(found)
        self.filled.emit()

    # --- nothing ------------------------------------------------------------------------------

    def _show_nothing(self) -> None:
        team = self.scope.role is Role.TEAM
        self._empty.button.setVisible(team)
        self._empty.say(
            "部署がまだ登録されていません",
            "部署の一覧を取り込むと、月次の入力と集計を始められます。"
            if team
            else "推進担当が部署の一覧を取り込むと、ここに仕事が表示されます。",
        )
        self._faces.setCurrentWidget(self._empty)
        self._begin_at_once(self._empty.button)
        self.filled.emit()

    def _on_import_asked(self) -> None:
        self.page_requested.emit("imports")

    def _on_failed(self, failure: KdxError) -> None:
        if self._faces.currentIndex() == 0:
            self._empty.button.hide()
            self._empty.say("表示できませんでした", failure.message)
            self._faces.setCurrentWidget(self._empty)
        self.tell_failure(failure)
        self.filled.emit()
