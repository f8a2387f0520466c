"""Unexpected errors: told in plain words, and what was typed is still there."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from kdx_desktop import paths
from kdx_desktop.errors import KdxError
from kdx_desktop.views.crash import CrashHandler
from kdx_desktop.views.main_window import MainWindow
from tests.views.waiting import settle

SECRET = "氏名：山田"


@pytest.fixture
def crashes(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[CrashHandler]:
    """The handler as the program installs it; what was there before comes back."""
    for module in (sys, threading):
        monkeypatch.setattr(module, "excepthook", module.excepthook)
    log = logging.getLogger("kdx_desktop")
    for written in list(log.handlers):  # that of a test before, in a home of its own
        log.removeHandler(written)
        written.close()
    handler = CrashHandler(qapp)
    before = qInstallMessageHandler(None)
    handler.install()
    yield handler
    if faults := getattr(handler, "_faults", None):
        faulthandler.disable()
        faults.close()
    qInstallMessageHandler(before)
    handler.deleteLater()


def test_a_defect_opens_a_dialog_and_the_window_goes_on(
    qtbot: QtBot, crashes: CrashHandler, open_window: Callable[..., MainWindow], city: str
) -> None:
    window = open_window(city)

    def break_down(_session: object) -> KdxError:
        raise ValueError(SECRET)

    assert window.page is not None
    window.workspace.run(break_down, window.page.tell_failure)
    qtbot.waitUntil(lambda: bool(_boxes()), timeout=5_000)
    box = _boxes()[0]
    assert "入力した内容は保たれています" in box.text()
    assert "ValueError" in box.detailedText()
    assert SECRET not in box.detailedText()
    log = (paths.log_dir() / "kdx_desktop.log").read_text(encoding="utf-8")
    assert "ValueError" in log
    assert SECRET not in log
    box.close()
    window.show_page("ranking")
    settle(qtbot, window)
    assert window.page.objectName() == "ranking_page"


def test_what_qt_warns_of_is_written_once_the_window_has_appeared(crashes: CrashHandler) -> None:
    log = paths.log_dir() / "kdx_desktop.log"

    def logged() -> str:
        return log.read_text(encoding="utf-8") if log.exists() else ""

    qWarning("seen early")
    assert "seen early" not in logged()
    crashes.watch_for_faults()
    qWarning("seen later")
    assert logged().index("seen early") < logged().index("seen later")
    assert logged().count("seen early") == 1


def test_what_qt_warned_of_before_a_defect_is_written_before_it(crashes: CrashHandler) -> None:
    qWarning("what led to it")
    sys.excepthook(ValueError, ValueError(SECRET), None)
    text = (paths.log_dir() / "kdx_desktop.log").read_text(encoding="utf-8")
    assert "what led to it" in text[: text.rindex("ValueError")]


def _boxes() -> list[QMessageBox]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox)]
