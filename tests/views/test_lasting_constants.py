"""On Python 3.11 the program does not end because Qt takes references off None and True."""

from __future__ import annotations

import subprocess
import sys

_EMISSIONS = """
import kdx_desktop.views
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    told = Signal(bool)

sender = Sender()
for _ in range(20_000):
    sender.told.emit(True)
    sender.told.emit(False)
    sender.setObjectName("name")
print("alive")
"""


def test_tens_of_thousands_of_signals_do_not_end_the_program() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _EMISSIONS], capture_output=True, text=True, check=False
    )
    assert ended.stdout == "alive\n", ended.stderr
