"""Waiting for a window to come to rest."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from kdx_desktop.views.main_window import MainWindow


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until nothing is under way."""
    qtbot.waitUntil(lambda: not window.workspace.busy, timeout=20_000)
