"""ホーム: the desk of the person's role — what waits, and where to go next."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any, TypeVar, cast

from PySide6.QtWidgets import QStackedLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.services.person import Role
from kdx_desktop.settings import Settings
from kdx_desktop.views import first_sight
from kdx_desktop.views.first_sight import PageSight
from kdx_desktop.views.home.chief_desk import ChiefDesk
from kdx_desktop.views.home.desk import Desk
from kdx_desktop.views.home.faces import ChiefFace, Face, ManagerFace, TeamFace
from kdx_desktop.views.home.manager_desk import ManagerDesk
from kdx_desktop.views.home.team_desk import TeamDesk
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.workspace import Work, Workspace

D = TypeVar("D", bound=Desk)


class HomePage(Page):
    """Makes the desk of a role when somebody of that role first sits down."""

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self._desks: dict[type[Desk], tuple[Desk, ScrollColumn]] = {}
        self._was_shown = False
        self._empty = EmptyState("", action="取込を開く(&O)")
        self._empty.action_triggered.connect(self.open_imports)
        self._faces = QStackedLayout(self)
        for face in (QWidget(), self._empty):
            self._faces.addWidget(face)

    @override
    def reload(self) -> None:
        if not self.scope.departments:
            self._show_nothing()
        else:
            self.workspace.run(partial(_read, scope=self.scope), self._on_read, self._on_failed)

    @override
    def first_sight(self) -> Work[PageSight] | None:
        return partial(_read_sight, scope=self.scope) if self.scope.departments else None

    @override
    def show_sight(self, content: str) -> None:
        with suppress(KeyError, ValueError):  # of another kind than this program's
            self._show(first_sight.read(content, _KINDS[self.scope.role]))

    def _on_read(self, found: tuple[Scope, Face]) -> None:
        scope, face = found
        if scope == self.scope:
            self._show(face)
            if not isinstance(face, ManagerFace):
                work = partial(_complete, scope=scope, face=face)
                self.workspace.run(work, self._on_completed, self.tell_failure)

    def _on_completed(self, found: tuple[Scope, Face]) -> None:
        scope, face = found
        if scope == self.scope:
            self._fill(face)

    def _show(self, face: Face) -> None:
        self.phase_read.emit(face.phase)
        self._fill(face)
        self.filled.emit()

    def _fill(self, face: Face) -> None:
        if isinstance(face, TeamFace):
            self._desk(TeamDesk).show_face(face)
        elif isinstance(face, ManagerFace):
            self._desk(ManagerDesk).show_face(face)
        else:
            self._desk(ChiefDesk).show_face(face)

    def _desk(self, kind: type[D]) -> D:
        """Show the desk of a role, made when it is first wanted."""
        if kind not in self._desks:
            made, around = kind(), ScrollColumn()
            around.column.addWidget(made, 1)
            self._faces.addWidget(around)
            self._desks[kind] = made, around
            made.page_requested.connect(self.page_requested)
            made.month_chosen.connect(self.month_chosen)
            made.department_chosen.connect(self.department_chosen)
        desk, scroll = self._desks[kind]
        self._faces.setCurrentWidget(scroll)
        self._begin_at_once(desk)
        return cast("D", desk)

    def _begin_at_once(self, widget: QWidget) -> None:
        """Begin there, now too: the window gave the focus before there was anything to press."""
        self.begin_at(widget)
        if not self._was_shown:
            self._was_shown = True
            self.take_focus()

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

    def _on_failed(self, failure: KdxError) -> None:
        if self._faces.currentIndex() == 0:
            self._empty.button.hide()
            self._empty.say("表示できませんでした", failure.message)
            self._faces.setCurrentWidget(self._empty)
        self.tell_failure(failure)
        self.filled.emit()


_KINDS: dict[Role, type[Face]] = {
    Role.TEAM: TeamFace,
    Role.MANAGER: ManagerFace,
    Role.CHIEF: ChiefFace,
    Role.CLERK: ChiefFace,
}


def _read(session: Any, scope: Scope) -> tuple[Scope, Face]:
    # Imported here, on the worker: it brings the services, and a first sight does without.
    from kdx_desktop.views.home import face_reading

    return scope, face_reading.read_face(session, scope)


def _complete(session: Any, scope: Scope, face: Face) -> tuple[Scope, Face]:
    # Imported here, on the worker, like what was read before.
    from kdx_desktop.views.home import face_reading

    return scope, face_reading.complete(session, scope, face)


def _read_sight(session: Any, scope: Scope) -> PageSight:
    # Imported here, on the worker, like what was read before.
    from kdx_desktop.views.home import face_reading

    face = face_reading.complete(session, scope, face_reading.read_face(session, scope))
    return PageSight(first_sight.written(face), face_reading.holds_until(session, scope))
