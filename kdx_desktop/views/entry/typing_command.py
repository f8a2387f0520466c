"""One step of undo: what was typed into one cell, or pasted into several."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QUndoCommand
from typing_extensions import override

from kdx_desktop.views.entry.typed_cells import TypedCell

#: Row → cell.
Cells = Mapping[int, TypedCell]


class TypingCommand(QUndoCommand):
    """Puts cells into the table and takes them out again.

    It holds the whole cells, not differences: undo brings back exactly what was seen before.
    """

    def __init__(
        self, text: str, put: Callable[[Cells], None], before: Cells, after: Cells
    ) -> None:
        super().__init__(text)
        self._put = put
        self._before = before
        self._after = after

    @override
    def redo(self) -> None:
        self._put(self._after)

    @override
    def undo(self) -> None:
        self._put(self._before)
