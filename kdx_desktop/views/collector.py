"""Python's garbage collector, on the GUI thread alone.

Left to itself it runs in whichever thread has just made an object. On a worker it would delete
widgets that only a cycle still held, and Qt ends the program for that (docs/adr/0011).
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

#: Milliseconds between two looks, and the objects made meanwhile that are worth a round.
_LOOK = 100
_YOUNG, _MIDDLE, _OLD = 10_000, 2, 500


class GuiCollector(QObject):
    """Collects between two events of the window, in rounds too short to be felt.

    A round stops every thread. With Python's own thresholds the million objects of a report would set
    off full rounds of 100 to 200 ms; here a young round looks at what was made in a tenth of a second,
    every third one also at what the two before it left, and a full one is due after ten million. Most
    things go with their last reference anyway.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_look)
        self._timer.start(_LOOK)

    @staticmethod
    def forget_start() -> None:
        """Look no more at what the start has made: it stays until the end."""
        gc.freeze()

    def _on_look(self) -> None:
        collect_if_due()


def collect_if_due() -> None:
    """Make the round that is due, if one is, in the thread that asks."""
    young, middle, old = gc.get_count()
    if young >= _YOUNG:
        gc.collect(2 if old >= _OLD else 1 if middle >= _MIDDLE else 0)
