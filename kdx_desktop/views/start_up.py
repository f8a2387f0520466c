"""StartUp: what a start does, one thing after the other, from the first paint on.

What the first screen showed last time comes first, where it still holds; then the data are opened;
when the first screen is filled with them, the file is looked after and the other screens are made.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from kdx_desktop.settings import Settings
from kdx_desktop.views.admission import Admission, Stage
from kdx_desktop.views.page_stack import PageStack
from kdx_desktop.views.page_table import pages_for
from kdx_desktop.views.scope_keeper import ScopeKeeper
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.workspace import Workspace

if TYPE_CHECKING:  # loaded after the window has appeared
    from kdx_desktop.views.first_sight import FirstSight

#: Milliseconds after the first screen before the others are loaded, so that they open at once.
_QUIET = 500


class StartUp(QObject):
    """``begin`` is called when the window is on screen; all else follows from that."""

    #: The first screen is on screen, and filled.
    usable = Signal()
    #: Something is to be said: a Notice.
    noticed = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        scopes: ScopeKeeper,
        stack: PageStack,
        admission: Admission,
    ) -> None:
        super().__init__(stack)
        self._workspace, self._settings = workspace, settings
        self._scopes, self._stack, self._admission = scopes, stack, admission
        self._sight: FirstSight | None = None
        self._was_filled = self._was_usable = self._is_looked_after = False
        stack.page_made.connect(self._on_page_made)
        stack.set_out.connect(self._on_set_out)

    def begin(self) -> None:
        """Show what was seen last time, then open the data."""
        opening = self._admission.opening
        if opening.file is None or opening.choose is not None:
            self._admission.begin()
        else:
            work = partial(_recalled, opening.file, self._settings)
            self._workspace.prepare(work, self._on_recalled)

    def _on_recalled(self, sight: FirstSight | None) -> None:
        self._sight = sight
        if sight is None:
            self._admission.begin()
        else:  # it begins when that is painted
            self._scopes.foresee(sight.reading)

    def _on_page_made(self, page: Page) -> None:
        if self._sight is not None:
            page.foresee(self._sight.content)
        page.filled.connect(self._on_filled)

    def _on_filled(self) -> None:
        self._was_filled = True
        if not self._is_looked_after and self._admission.stage is Stage.INSIDE:
            self._is_looked_after = True
            QTimer.singleShot(0, self, self._look_after_file)
            QTimer.singleShot(_QUIET, self, self._on_quiet)

    def _on_set_out(self) -> None:
        if self._sight is not None:  # both at once would take turns
            self._sight = None
            QTimer.singleShot(1, self, self._admission.begin)
        if self._was_filled and not self._was_usable:
            self._was_usable = True
            QTimer.singleShot(1, self, self.usable.emit)  # a timer: when it is painted

    def _look_after_file(self) -> None:
        opening = self._admission.opening
        if opening.server is not None or opening.throw_away:
            return  # its administrator looks after a server
        # Imported here: after the first screen, and not for all data.
        from kdx_desktop.views.file_care import FileCare

        care = FileCare(self._workspace, self._stack.window())
        care.noticed.connect(self.noticed)
        care.begin()

    def _on_quiet(self) -> None:
        self._stack.load_ahead(pages_for(self._scopes.role))


def _recalled(file: Path, settings: Settings) -> FirstSight | None:
    # Imported here, on the worker: the window appears without it, and a drive may not answer.
    from kdx_desktop.views import first_sight

    return first_sight.recall(file, settings)
