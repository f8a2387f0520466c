"""Page: what every screen in the main window is made from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QAbstractSlider, QScrollArea, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.services.person import Role
from kdx_desktop.settings import Settings
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.workspace import NotReadError, Steps, Work, Workspace

if TYPE_CHECKING:  # loaded when there is a first sight
    from kdx_desktop.views.first_sight import PageSight

_SCROLLS = {
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}

#: The part of a page (`open_part`) in which something is typed and not stored.
UNSAVED = "unsaved"


class Page(QWidget):
    """A screen. Subclasses build their widgets in ``__init__`` and ask for values in `reload`.

    The main window calls `look_at` when month, role or department change; the page reloads then,
    and when the workspace has `changed` — at once when it is seen, else when it is next shown.
    Children tell the window by signals; they never reach for it.
    """

    #: A Notice for the status line.
    noticed = Signal(object)
    #: The page asks to look at another Month, or at another department (its code).
    month_chosen = Signal(object)
    department_chosen = Signal(str)
    #: The page asks for another screen, by its code; "code:part" opens a part of it (`open_part`).
    page_requested = Signal(str)
    #: What was read says 速報 or 確定: a metrics.phase.Phase, for the chip in the header.
    phase_read = Signal(object)
    #: Values that were asked for are on screen (start-up and tests wait for it).
    filled = Signal()

    #: Whether the header offers the choice of month and of department on this page.
    uses_month: ClassVar[bool] = True
    uses_department: ClassVar[bool] = False
    #: … and the switch between 当時の組織 and 現在の組織.
    uses_view: ClassVar[bool] = False
    #: Whether it may be filled before it is first seen: then it opens at once.
    reads_ahead: ClassVar[bool] = False

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.settings = settings
        self._scope: Scope | None = None
        self._stale = False
        self._sight: str | None = None
        self._is_sight = False
        self._first: QWidget | None = None
        self._waits_to_begin = False
        self._was_seen = False
        self._phase: Phase | None = None
        self.phase_read.connect(self._keep_phase)
        self.filled.connect(self._on_filled)
        workspace.changed.connect(self._on_changed)

    @property
    def scope(self) -> Scope:
        """What the page looks at; known before `reload` is first called."""
        if self._scope is None:
            raise RuntimeError("the page looks at nothing yet")
        return self._scope

    def look_at(self, scope: Scope) -> None:
        """Look at another month, role or department."""
        if scope != self._scope or self._is_sight:
            self._scope, self._is_sight = scope, False
            self._reload_when_seen()

    def read_ahead(self, scope: Scope) -> None:
        """Be filled before somebody looks, if the page can; what fails is told when they do."""
        if self.reads_ahead and self._scope is None:
            self._scope = scope
            self.reload()

    def steps_ahead(self, scope: Scope) -> Steps | None:  # noqa: ARG002
        """Return readings, each of them short, of what takes long to work out; None: nothing does.

        They are made while nothing is asked for, some time after the page is made, something is
        stored or another month is chosen.
        """
        return None

    def reload(self) -> None:
        """Ask the workspace for what the page shows; to be overridden."""
        raise NotImplementedError

    def foresee(self, content: str) -> None:
        """Begin with what `first_sight` gave last time, as long as nothing can be read yet."""
        self._sight = content

    def first_sight(self) -> Work[PageSight] | None:
        """Return a reading of what `show_sight` can show at the next start; None: of nothing."""
        return None

    def show_sight(self, content: str) -> None:
        """Show what `first_sight` gave last time, or nothing; what is read comes soon."""
        raise NotImplementedError

    @property
    def unsaved(self) -> bool:
        """Tell whether something is typed that neither is stored nor stays as a draft."""
        return False

    def settle(self) -> None:
        """Put away what is not stored yet (drafts); the window is about to close."""

    def open_part(self, part: str) -> None:
        """Open a part of the page that another screen has asked for; for pages that have any.

        Called when the page is seen and has the focus; what it shows may still be on its way.
        """

    def begin_at(self, widget: QWidget) -> None:
        """Give a widget the focus whenever the page is gone to; else the page has it itself.

        A focus proxy would do so too, but then Tab jumps over everything that stands before it.
        """
        self._first = widget

    @override
    def setFocusProxy(self, widget: QWidget | None, /) -> None:
        self._first = widget

    def take_focus(self) -> None:
        """Take the focus where work on the page begins."""
        nothing = [one.button for one in self.findChildren(EmptyState) if one.button.isVisible()]
        first = self._first if self._first is not None and self._first.isVisible() else None
        first = first or next(iter(nothing), self)
        self._waits_to_begin = first is self
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_command(self, text: str, slot: Callable[[], object], keys: str = "") -> QAction:
        """Make a command of the page: found by Ctrl+K and F1, and by its keys while it is seen.

        ``slot`` is a bound method. Disable the action while it is impossible.
        """
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)  # also from the header
        action.triggered.connect(slot)
        self.addAction(action)
        return action

    def say_no_departments(self, empty: EmptyState, then: str) -> None:
        """Say that there are none yet, and what comes ``then``; the team gets the way there.

        The button's signal is to be connected to `open_imports`.
        """
        team = self.scope.role is Role.TEAM
        who = "" if team else "推進担当が"
        action = "取込を開く(&O)" if team else ""
        empty.say("部署がまだ登録されていません", f"{who}部署の一覧を取り込むと、{then}", action)

    def open_imports(self) -> None:
        """Ask for the screen where files are taken in."""
        self.page_requested.emit("imports")

    def tell(self, kind: NoticeKind, text: str) -> None:
        """Show a sentence in the status line."""
        self.noticed.emit(Notice(kind, text))

    def tell_failure(self, failure: KdxError) -> None:
        """Show a failure's sentence in the status line; fits `failed` of the workspace."""
        if not self._was_seen:
            self._stale = True  # it is read again when the page is shown
        elif not isinstance(failure, NotReadError):  # the banner says it, and goes when it is over
            self.tell(NoticeKind.ERROR, failure.message)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll from anywhere on the page, also while nothing in it has the focus."""
        step = _SCROLLS.get(Qt.Key(event.key()))
        areas = [one for one in self.findChildren(QScrollArea) if one.isVisible()]
        if step is None or not areas:
            super().keyPressEvent(event)
            return
        areas[0].verticalScrollBar().triggerAction(step)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._was_seen = True
        if self._stale:
            self._reload_when_seen()
        elif self._phase is not None:  # it was read when another screen was seen
            self.phase_read.emit(self._phase)

    def _reload_when_seen(self) -> None:
        self._stale = not self.isVisible()
        if self._stale or self._scope is None:
            return
        sight, self._sight = self._sight, None
        self._is_sight = sight is not None
        if sight is None:
            self.reload()
        else:
            self.show_sight(sight)

    def _keep_phase(self, phase: Phase) -> None:
        self._phase = phase

    def _on_changed(self) -> None:
        self._reload_when_seen()

    def _on_filled(self) -> None:
        """Begin where work begins, if the page was gone to before that was there."""
        waits, self._waits_to_begin = self._waits_to_begin, False
        if waits and self.hasFocus():
            self.take_focus()
