"""LedgerPanel: what the four views of the ledger have in common."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.errors import KdxError
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.workspace import Workspace


class LedgerPanel(QWidget):
    """One view; it asks the workspace for what it shows, and says when it has it."""

    filled = Signal()
    #: A Notice for the status line, or a KdxError for the page to tell.
    noticed = Signal(object)
    failed = Signal(object)
    #: A metrics.phase.Phase was read.
    phase_read = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace

    def look_at(self, scope: Scope) -> None:
        """Read again what is shown; to be overridden."""
        raise NotImplementedError

    def fill(self) -> QVBoxLayout:
        """Fill the view with a column that scrolls, and return it."""
        whole = ScrollColumn()
        whole.column.setContentsMargins(space(6), space(3), space(6), space(6))
        room = QVBoxLayout(self)
        room.setContentsMargins(0, 0, 0, 0)
        room.addWidget(whole)
        return whole.column

    def tell(self, kind: NoticeKind, text: str) -> None:
        """Show a sentence in the status line."""
        self.noticed.emit(Notice(kind, text))

    def on_failed(self, failure: KdxError) -> None:
        """Tell what went wrong; fits ``failed`` of the workspace."""
        self.failed.emit(failure)
        self.filled.emit()
