"""A desk that nobody touches is noticed; one that somebody uses is left alone."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop.views.sign_in.inactivity import InactivityWatch, seconds_until_lock


@pytest.mark.parametrize(
    ("city", "own", "minutes"),
    [(None, 15, 15), (None, 0, 0), (0, 5, 5), (10, 15, 10), (10, 5, 5), (10, 0, 10)],
)
def test_a_person_may_lock_sooner_than_the_city_says_but_not_later(
    city: int | None, own: int, minutes: int
) -> None:
    assert seconds_until_lock(city, own) == minutes * 60


def test_a_desk_that_nobody_touches_is_noticed(qtbot: QtBot) -> None:
    watch = InactivityWatch()
    with qtbot.waitSignal(watch.idle, timeout=5_000):
        watch.start(0.05)


def test_zero_means_never(qtbot: QtBot) -> None:
    watch = InactivityWatch()
    with qtbot.assertNotEmitted(watch.idle, wait=100):
        watch.start(0)


@pytest.mark.parametrize("touch", ["key", "mouse"])
def test_a_key_or_the_mouse_puts_it_off(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, touch: str
) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    window = QWidget()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    watch = InactivityWatch()
    watch.start(60)
    now[0] += 59
    if touch == "key":
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    else:
        QTest.mouseMove(window.windowHandle(), QPoint(20, 20))
    now[0] += 59
    with qtbot.assertNotEmitted(watch.idle):
        watch._on_timeout()
    now[0] += 2
    with qtbot.waitSignal(watch.idle):
        watch._on_timeout()


def test_a_window_that_opens_later_counts_too(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    watch = InactivityWatch()
    watch.start(60)
    dialog = QWidget()
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    now[0] += 59
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_A)
    now[0] += 59
    with qtbot.assertNotEmitted(watch.idle):
        watch._on_timeout()
