"""The real program, started as people start it, with somebody who types and reads for a test.

`python tests/journeys/witness.py ARGUMENT…` — the arguments are the program's own. Each line of
standard input is an order in JSON, each line of standard output its answer. Nothing of the program
is changed: keys go to whatever has the focus, and only what is visible is read.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from kdx_desktop.app import main
from kdx_desktop.views.entry.entry_table_view import EntryTableView
from kdx_desktop.views.main_window import MainWindow


class Witness(QObject):
    """Takes orders on the GUI thread, one at a time."""

    _ordered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._ordered.connect(self._on_ordered)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self._ordered.emit(line)

    def _on_ordered(self, line: str) -> None:
        order: dict[str, Any] = json.loads(line)
        if "key" in order:
            _press(Qt.Key[f"Key_{order['key']}"], order["with"])
        elif "type" in order:
            for letter in order["type"]:  # the first one may open a field for the others
                QTest.keyClicks(_focus(), letter)
        elif "compose" in order:
            _compose(order["compose"])
        sys.stdout.write(json.dumps(_seen()) + "\n")
        sys.stdout.flush()


def _focus() -> QWidget:
    focus = QApplication.focusWidget() or QApplication.activeWindow()
    assert focus is not None, "no window of the program has the focus"
    return focus


def _press(key: Qt.Key, modifiers: Iterable[str]) -> None:
    held = Qt.KeyboardModifier.NoModifier
    for name in modifiers:
        held |= Qt.KeyboardModifier[f"{name}Modifier"]
    QTest.keyClick(_focus(), key, held)


def _compose(text: str) -> None:
    """Type through an input method: composed first, then committed."""
    for committed in (False, True):
        event = QInputMethodEvent("" if committed else text, [])
        if committed:
            event.setCommitString(text)
        QApplication.sendEvent(_focus(), event)


def _seen() -> dict[str, Any]:
    """Return what a person sees; the program's own word whether something is under way."""
    windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
    if windows and QApplication.activeWindow() is None:
        windows[0].activateWindow()  # there is no window manager that would
    focus = QApplication.focusWidget()
    seen: list[QWidget] = [one for one in QApplication.allWidgets() if one.isVisible()]
    return {
        "busy": not windows or any(one.workspace.busy for one in windows),
        "windows": [one.windowTitle() for one in seen if one.isWindow()],
        "focus": "" if focus is None else focus.accessibleName() or type(focus).__name__,
        "texts": [one.text() for one in seen if isinstance(one, QLabel | QAbstractButton)],
        "fields": [one.text() for one in seen if isinstance(one, QLineEdit)],
        "cells": [
            str(one.model().index(row, 2).data())
            for one in seen
            if isinstance(one, EntryTableView)
            for row in range(one.model().rowCount())
        ],
    }


if __name__ == "__main__":
    witness = Witness()
    sys.exit(main(sys.argv[1:]))
