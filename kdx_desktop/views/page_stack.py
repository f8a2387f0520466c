"""PageStack: the screens, each loaded and made when it is first shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QSize, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.settings import Settings
from kdx_desktop.views.page_table import PageEntry
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.start_page import StartPage
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.workspace import Workspace

#: Milliseconds between two screens that are made ahead.
_BREATH = 40
#: Milliseconds until what is new, or has become old by a change, is worked out ahead.
_REST = 3_000
#: Layers of layouts that wait for one another.
_LAYERS = 4


class PageStack(QStackedWidget):
    """Shows one screen, or the start page; tells the seen screen what to look at."""

    page_made = Signal(object)
    page_shown = Signal(object)
    #: What the seen screen was filled with has its place, and is painted next.
    set_out = Signal()

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("pages")
        self._workspace = workspace
        self._settings = settings
        self._pages: dict[str, Page] = {}
        self._made: dict[str, Page] = {}  # not in the window yet
        self._ahead: list[PageEntry] = []
        self._breath = QTimer(self, singleShot=True, interval=_BREATH)
        self._breath.timeout.connect(self._on_breath_taken)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._on_rest)
        workspace.changed.connect(self._rest.start)
        self._filled = QTimer(self, singleShot=True, interval=0)  # fires when nothing is posted
        self._filled.timeout.connect(self._on_turn)
        self._wanted = ""
        self._scope: Scope | None = None
        self.start = StartPage()
        self.addWidget(self.start)

    @property
    def page(self) -> Page | None:
        """The screen that is seen; None while it is the start page."""
        seen = self.currentWidget()
        return seen if isinstance(seen, Page) else None

    @override
    def minimumSizeHint(self) -> QSize:
        """Ask for the room that the seen screen needs, and not for that of the others."""
        seen = self.currentWidget()
        return seen.minimumSizeHint() if seen is not None else super().minimumSizeHint()

    def show_page(self, entry: PageEntry) -> None:
        """Show a screen; the first time it is imported on the worker and then made."""
        self._wanted = entry.code
        if entry.code in self._pages:
            self._show(self._pages[entry.code])
        else:
            self._workspace.prepare(entry.load, partial(self._on_loaded, entry), self._on_failed)

    def load_ahead(self, entries: Sequence[PageEntry]) -> None:
        """Import the screens that have not been shown yet, on the worker, and make them.

        One after the other, with a pause between: the window is never held for long.
        """
        self._ahead = [entry for entry in entries if entry.code not in self._pages]
        self._on_rest()  # for the screens that are there
        self._on_breath_taken()

    def show_start(self) -> None:
        """Show the start page."""
        self._wanted = ""
        self.setCurrentWidget(self.start)

    def look_at(self, scope: Scope) -> None:
        """Tell the screen that is seen what to look at; the others are told when shown."""
        if self._scope is not None and self._scope.month != scope.month:
            self._rest.start()
        self._scope = scope
        if self.page is not None:
            self.page.look_at(scope)

    def settle(self) -> None:
        """Let every screen put away what it holds; the window is about to close."""
        for page in self._pages.values():
            page.settle()

    def empty(self) -> None:
        """Forget all screens: somebody else may sit down."""
        self._scope = None
        self.show_start()
        for page in self._pages.values():
            self.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._made.clear()
        self._ahead.clear()

    def _on_loaded(self, entry: PageEntry, page_class: type[Page]) -> None:
        """Make a page on its own; it is taken in when the window has had its turn."""
        if entry.code not in self._pages and entry.code not in self._made:
            page = page_class(self._workspace, self._settings)
            page.setObjectName(f"{entry.code}_page")
            page.setWindowTitle(entry.title)
            page.setAccessibleName(entry.title)
            self._made[entry.code] = page
        if self._wanted == entry.code:
            self._workspace.prepare(_nothing, partial(self._on_made, entry))
        else:  # nobody waits for it
            QTimer.singleShot(_BREATH, self, partial(self._on_made, entry))

    def _on_breath_taken(self) -> None:
        """Make the next screen ahead."""
        if self._ahead:
            entry = self._ahead.pop(0)
            self._workspace.prepare(entry.load, partial(self._on_loaded, entry))

    def _on_made(self, entry: PageEntry, _: None = None) -> None:
        page = self._made.pop(entry.code, None)
        if page is not None:
            self._pages[entry.code] = page
            self.addWidget(page)
            page.filled.connect(self._on_filled)
            self.page_made.emit(page)
            if self._wanted != entry.code:
                self._workspace.when_idle(partial(self._on_idle, entry.code))
        if self._ahead:
            self._breath.start()
        if self._wanted == entry.code and self.page is not self._pages.get(entry.code):
            self._show(self._pages[entry.code])

    def _on_idle(self, code: str, _: None) -> None:
        """Fill a screen that nobody has looked at yet, when what takes long is worked out."""
        page = self._pages.get(code)
        if page is None or self._scope is None:
            return
        steps = page.steps_ahead(self._scope)
        if steps is None:
            self._on_worked_out(code, None)
        else:
            self._workspace.foresee(steps, partial(self._on_worked_out, code))

    def _on_worked_out(self, code: str, _: None) -> None:
        page = self._pages.get(code)
        if page is not None and page is not self.page and self._scope is not None:
            page.read_ahead(self._scope)

    def _on_rest(self) -> None:
        """Work out what takes long, of another month or anew."""
        if self._scope is None:
            return
        for page in self._pages.values():
            steps = page.steps_ahead(self._scope)
            if steps is not None:
                self._workspace.foresee(steps)

    def _on_filled(self) -> None:
        if self.sender() is self.page:
            self._paint_next()

    def _paint_next(self) -> None:
        """Fill, set out and paint a screen in three turns: all at once would be felt."""
        self.setUpdatesEnabled(False)
        self._filled.start()

    def _on_turn(self) -> None:
        """Set everything out, and paint it in the next turn.

        A height that follows from a width moves what is around it; Qt does that one layer at a
        time, and paints in between.
        """
        for _ in range(_LAYERS):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.setUpdatesEnabled(True)
        self.set_out.emit()

    def _on_failed(self, failure: KdxError) -> None:
        self.start.show_failure(failure.message)
        self.setCurrentWidget(self.start)

    def _show(self, page: Page) -> None:
        if self._scope is not None:
            page.look_at(self._scope)
        self._paint_next()
        self.setCurrentWidget(page)
        self.updateGeometry()
        self.page_shown.emit(page)
        page.take_focus()


def _nothing() -> None:
    """Wait for one's turn on the worker."""
