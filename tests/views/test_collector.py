"""What a cycle still holds is deleted where Qt allows it."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop.views.collector import GuiCollector


class Holder:
    """Holds a widget, and itself; notes in which thread it was let go."""

    let_go: list[str]

    def __init__(self, let_go: list[str]) -> None:
        self.widget = QWidget()
        self.itself = self
        self.let_go = let_go

    def __del__(self) -> None:
        self.let_go.append(threading.current_thread().name)


def test_widgets_held_by_a_cycle_are_never_deleted_on_a_worker(qtbot: QtBot) -> None:
    owner = QObject()
    collector = GuiCollector(owner)
    assert not gc.isenabled()
    let_go: list[str] = []
    for _ in range(20):
        Holder(let_go)

    def make_many_objects() -> None:
        for _ in range(50):
            [[number] for number in range(10_000)]

    kept = [[number] for number in range(20_000)]
    worker = threading.Thread(target=make_many_objects, name="worker")
    worker.start()
    worker.join()
    assert let_go == []  # the worker has made a million objects, and collected nothing

    qtbot.waitUntil(lambda: len(let_go) == 20)
    assert set(let_go) == {threading.main_thread().name}
    assert len(kept) == 20_000
    assert collector.parent() is owner
