"""MainWindow: navigation, header, the screens, and the line at the foot."""

from __future__ import annotations

import sys
from functools import partial

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.services.person import Person, Role
from kdx_desktop.settings import Settings
from kdx_desktop.views.admission import Admission, Stage
from kdx_desktop.views.alt_letters import AltLetters
from kdx_desktop.views.banners import Banners
from kdx_desktop.views.file_drop import FileDrop
from kdx_desktop.views.frame import Frame
from kdx_desktop.views.guidance import Guidance
from kdx_desktop.views.header import Header
from kdx_desktop.views.leaving import Leaving
from kdx_desktop.views.menus import MenuBar
from kdx_desktop.views.navigation import Navigation
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.opening import Opening
from kdx_desktop.views.other_desks import OtherDesks
from kdx_desktop.views.page_stack import PageStack
from kdx_desktop.views.page_table import page_or_first, pages_for
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.scope_keeper import ScopeKeeper
from kdx_desktop.views.start_up import StartUp
from kdx_desktop.views.status_line import StatusLine
from kdx_desktop.views.style.look import Look
from kdx_desktop.views.style.shown import em, space
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.workspace import Workspace

TITLE = "デジタル戦略 進捗管理"
#: Ems: a narrower window shows the list of screens by its icons alone.
_NARROW = 56
#: … and one so wide has room for the explanation beside the screen; else it lies over it.
_ROOMY = 84


class MainWindow(QMainWindow):
    """Appears first and opens the data then; passes choices on to the screens."""

    #: The window is on screen for the first time; its first screen is, and filled.
    painted = Signal()
    usable = Signal()

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        look: Look,
        opening: Opening,
        lock_after: float | None = None,
    ) -> None:
        """``lock_after``: seconds without a touch before it locks; None: as is set."""
        super().__init__()
        self.workspace = workspace
        self.look = look
        look.setParent(self)
        self._settings = settings
        self._part = ""  # of the screen that is on its way
        self._was_painted = False
        self._frame: Frame | None = None
        self._scopes = ScopeKeeper(workspace, settings, self)
        self._menus = MenuBar(look)
        self._navigation = Navigation()
        self._header = Header()
        self._stack = PageStack(workspace, settings)
        self._status = StatusLine()
        self._layers = QStackedWidget()
        self._desk = QWidget()
        self._banners = Banners()
        self._guidance = Guidance(self._desk, self._menus, self._stack, self._scopes, settings)
        self._leaving = Leaving(self._stack, self)
        self._build()
        self.admission = Admission(workspace, self._scopes, settings, self._layers, self._desk)
        self.admission.start(opening, self._stack.start, lock_after)
        self._start_up = StartUp(workspace, settings, self._scopes, self._stack, self.admission)
        self._connect()
        self._offer_pages()
        self._allow_pages(allowed=False)
        self._show_opening(opening)
        self.setWindowTitle(TITLE)
        look.dress(self)
        self.resize(space(320), space(200))
        self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))

    @property
    def page(self) -> Page | None:
        """The screen that is seen; None before there is one."""
        return self._stack.page

    def show_page(self, code: str) -> None:
        """Show a screen by its code; one that the role does not have gives way to the first.

        "code:part" opens a part of it, too.
        """
        code, _, part = code.partition(":")
        entry = page_or_first(code, self._scopes.role)
        self._part = part if entry.code == code else ""
        self._settings.page = entry.code
        self._navigation.mark(entry.code)
        self._stack.show_page(entry)

    def select_role(self, role: Role) -> None:
        """See what another role sees (sample city)."""
        self._scopes.select_role(role)
        self._offer_pages()
        if self._stack.page is not None:
            self.show_page(self._settings.page)

    def close_anyway(self) -> None:
        """Close, whatever is not saved."""
        self._leaving.close_anyway()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self._on_painted)  # after what is painted has reached the screen

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._leaving.may_close():
            event.ignore()
            return
        self._stack.settle()
        self._settings.geometry = self.saveGeometry().toBase64().toStdString()
        self._settings.scheme = str(self.look.scheme)
        self._settings.text_percent = self.look.text_percent
        self._settings.save()
        if self.admission.stage is Stage.INSIDE:
            # Imported here: the window appears without it.
            from kdx_desktop.views import first_sight

            file = self.admission.opening.file
            first_sight.keep(file, self._settings, self.workspace, self._stack.page)
        self.hide()  # a call to a server that is gone may take a while to end
        self.workspace.close()
        if self.admission.opening.forget is not None:
            self.admission.opening.forget()
        super().closeEvent(event)

    def _build(self) -> None:
        self.setMenuBar(self._menus)
        column = QVBoxLayout(self._desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._row = row = QHBoxLayout()
        row.setSpacing(0)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._header)
        right.addWidget(self._stack, 1)
        row.addWidget(self._navigation)
        row.addLayout(right, 1)
        column.addWidget(self._banners)
        column.addLayout(row, 1)
        column.addWidget(self._status)
        self._layers.addWidget(self._desk)
        self.setCentralWidget(self._layers)

    def _connect(self) -> None:
        drop = FileDrop(self, self._stack, self._scopes)
        drop.page_requested.connect(self.show_page)
        drop.noticed.connect(self._status.show_notice)
        self._menus.page_selected.connect(self.show_page)
        self._menus.role_selected.connect(self.select_role)
        self._menus.quit_requested.connect(self.close)
        self._menus.password_requested.connect(self.admission.change_password)
        self._menus.lock_requested.connect(self.admission.lock)
        self._menus.sign_out_requested.connect(self._leaving.sign_out)
        self._guidance.panel.turned.connect(self._fit)
        self._guidance.page_requested.connect(self.show_page)
        self.admission.admitted.connect(self._on_admitted)
        self.admission.barred.connect(self._on_barred)
        self.admission.emptied.connect(self._on_emptied)
        self.admission.opening_changed.connect(self._show_opening)
        self.admission.told.connect(self._on_told)
        self.admission.sign_out_requested.connect(self._leaving.sign_out)
        self._navigation.page_selected.connect(self.show_page)
        self._header.month_selected.connect(self._scopes.select_month)
        self._header.department_selected.connect(self._scopes.select_department)
        self._header.view_selected.connect(self._scopes.select_view)
        self._scopes.person_read.connect(self._on_person_read)
        self._scopes.failed.connect(self._on_failed)
        self._scopes.frame_read.connect(self._on_frame_read)
        self._scopes.scope_changed.connect(self._on_scope_changed)
        self._stack.page_made.connect(self._on_page_made)
        self._stack.page_shown.connect(self._header.show_page)
        self._stack.page_shown.connect(self._status.show_page)
        self._stack.page_shown.connect(self._on_page_shown)
        self._start_up.usable.connect(self.usable)
        self._start_up.noticed.connect(self._status.show_notice)
        self._banners.role_selected.connect(self.select_role)
        self._banners.tour_requested.connect(self._guidance.start_tour)
        self._stack.start.chosen.connect(self.admission.choose)
        self._stack.start.retry_requested.connect(self.admission.open)
        self.look.changed.connect(self._fit)
        self.workspace.busy_changed.connect(self._status.show_busy)
        self.workspace.job_started.connect(self._status.watch)
        self.workspace.failed.connect(self._on_failed)
        self._leaving.page_requested.connect(self.show_page)
        self._leaving.decided.connect(self.close)
        self._leaving.sign_out_decided.connect(self.admission.sign_out)
        OtherDesks(self.workspace, self._stack, self)
        application = QApplication.instance()
        if isinstance(application, QApplication) and sys.platform != "darwin":
            AltLetters(application, self)

    def _fit(self) -> None:
        """Leave the room to the screens where the window is narrow for the size of its text."""
        self._guidance.place_panel(self._row, beside=self.width() >= _ROOMY * em())
        self._navigation.show_narrow(narrow=self.width() < _NARROW * em())

    def _offer_pages(self) -> None:
        entries = pages_for(self._scopes.role)
        self._menus.show_pages(entries)
        self._navigation.show_pages(entries)

    def _allow_pages(self, *, allowed: bool) -> None:
        """Lead to screens only when there are data to look at."""
        self._navigation.setEnabled(allowed)
        self._menus.allow_pages(allowed=allowed)

    def _on_painted(self) -> None:
        self.painted.emit()
        self._start_up.begin()

    # --- who looks --------------------------------------------------------------------------------

    def _on_admitted(self) -> None:
        self._show_chrome(shown=True)
        self._allow_pages(allowed=self._stack.page is not None)
        self._show_title()

    def _on_barred(self) -> None:
        self._guidance.leave()
        self._stack.settle()
        self._allow_pages(allowed=False)
        self._menus.offer_pages(offered=False)
        self._menus.offer_person(signed_in=False, has_password=False)
        self._show_title()

    def _show_opening(self, opening: Opening) -> None:
        """Show what can be seen before anybody is admitted."""
        if opening.server is not None:
            self._banners.watch_server(self.workspace)
        if opening.throw_away:
            if self._scopes.role is not Role.TEAM:
                self._scopes.select_role(self._scopes.role)  # that was chosen on a first start
            self._banners.say_sample(self._scopes.role, throw_away=True)
        self._show_chrome(shown=opening.server is None and opening.choose is None)

    def _on_emptied(self) -> None:
        self._frame = None
        self._stack.empty()
        self._status.show_place("")
        self._show_chrome(shown=False)
        self._show_title()

    def _on_person_read(self, person: Person) -> None:
        signed_in = self.admission.can_sign_out
        self._menus.offer_person(
            signed_in=signed_in, has_password=signed_in and self.admission.has_password
        )
        if not (person.reads or person.keeps_accounts):
            return
        self._menus.show_person(person.name, self._scopes.role.japanese)
        self._menus.offer_roles(offered=self._scopes.owns, role=self._scopes.role)
        self._offer_pages()
        offered = [entry.code for entry in pages_for(self._scopes.role)]
        if self._stack.page is not None and self._settings.page not in offered:
            self.show_page(self._settings.page)

    def _show_chrome(self, *, shown: bool) -> None:
        """Show what is around the screens, once there is somebody who may see them."""
        self._menus.offer_pages(offered=shown)
        for widget in (self._navigation, self._header, self._status):
            widget.setVisible(shown)

    def _show_title(self) -> None:
        """Say whose data these are while they are seen, and nothing about them otherwise."""
        frame, seen = self._frame, self._layers.currentWidget() is self._desk
        parts = [TITLE]
        if frame is not None and seen:
            parts += [frame.city_name, "サンプル" if frame.sample else ""]
        self.setWindowTitle(" — ".join(part for part in reversed(parts) if part))

    # --- what is looked at ------------------------------------------------------------------------

    def _on_frame_read(self, frame: Frame) -> None:
        self._frame = frame
        self._header.show_frame(frame)
        self._status.show_place(frame.city_name)
        if frame.sample:
            self._banners.say_sample(self._scopes.role, throw_away=False)
        self._show_title()

    def _on_scope_changed(self, scope: Scope) -> None:
        self._header.show_scope(scope)
        self._stack.look_at(scope)
        self._allow_pages(allowed=self._layers.currentWidget() is self._desk)
        if self._stack.page is None:
            self.show_page(self._settings.page)

    def _on_page_made(self, page: Page) -> None:
        page.noticed.connect(self._status.show_notice)
        page.month_chosen.connect(self._scopes.select_month)
        page.department_chosen.connect(self._scopes.select_department)
        page.page_requested.connect(self.show_page)
        page.phase_read.connect(self._on_phase_read)

    def _on_page_shown(self, page: Page) -> None:
        if self._part:
            part, self._part = self._part, ""
            QTimer.singleShot(0, page, partial(page.open_part, part))  # once it has the focus

    def _on_phase_read(self, phase: Phase) -> None:
        if self.sender() is self._stack.page:  # others may have read ahead, of another month
            self._header.show_phase(phase.label, closed=phase.closed)

    def _on_told(self, text: str) -> None:
        self._status.show_notice(Notice(NoticeKind.SUCCESS, text))

    def _on_failed(self, failure: KdxError) -> None:
        self.admission.look_at(failure)
        if self.admission.stage is Stage.INSIDE and self.workspace.connected:
            self._status.show_notice(Notice(NoticeKind.ERROR, failure.message))
