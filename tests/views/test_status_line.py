"""The line at the foot: how far a long job is, and a way to end it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from kdx_desktop.errors import KdxError
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.notices import NoticeKind
from kdx_desktop.views.status_line import StatusLine
from kdx_desktop.workspace import Job, JobCancelledError
from tests.views.waiting import settle

Open = Callable[..., MainWindow]


class Outcome:
    def __init__(self) -> None:
        self.failure: KdxError | None = None
        self.result: object = None

    def done(self, result: object) -> None:
        self.result = result

    def failed(self, failure: KdxError) -> None:
        self.failure = failure


@pytest.fixture
def gate() -> threading.Event:
    return threading.Event()


def test_a_long_job_shows_how_far_it_is_and_can_be_ended(
    qtbot: QtBot, open_window: Open, city: str, gate: threading.Event
) -> None:
    window = open_window(city)
    outcome = Outcome()

    def work(job: Job) -> str:
        job.report(2, 5)
        gate.wait(20)
        job.report(3, 5)
        return "written"

    window.workspace.job(work, outcome.done, outcome.failed)
    status = window.findChildren(StatusLine)[0]
    bar = status.findChildren(QProgressBar)[0]
    qtbot.waitUntil(lambda: bar.isVisible() and (bar.value(), bar.maximum()) == (2, 5))
    qtbot.waitUntil(status.cancel.isVisible)
    status.cancel.click()
    gate.set()
    settle(qtbot, window)
    assert isinstance(outcome.failure, JobCancelledError)
    assert not status.cancel.isVisible()
    assert not bar.isVisible()


def test_a_short_job_does_not_flash(qtbot: QtBot, open_window: Open, city: str) -> None:
    window = open_window(city)
    outcome = Outcome()
    window.workspace.job(lambda _: "done", outcome.done, outcome.failed)
    settle(qtbot, window)
    status = window.findChildren(StatusLine)[0]
    assert outcome.result == "done"
    assert not status.cancel.isVisible()


def test_what_can_be_undone_on_one_screen_is_not_said_on_another(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="initiatives")
    status = window.findChildren(StatusLine)[0]
    page = window.page
    assert page is not None
    page.tell(NoticeKind.SUCCESS, "「完了」にしました。Ctrl+Zで元に戻せます。")
    assert status.said == "「完了」にしました。Ctrl+Zで元に戻せます。"
    window.show_page("home")
    settle(qtbot, window)
    assert status.said == ""


def test_a_failure_is_still_said_on_the_next_screen(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="initiatives")
    page = window.page
    assert page is not None
    page.tell(NoticeKind.ERROR, "保存できませんでした。")
    window.show_page("home")
    settle(qtbot, window)
    assert window.findChildren(StatusLine)[0].said == "保存できませんでした。"


def test_a_job_that_outlives_its_window_disturbs_nobody(
    qtbot: QtBot, open_window: Open, city: str, gate: threading.Event
) -> None:
    window = open_window(city)
    workspace = window.workspace

    def work(_job: Job) -> None:
        gate.wait(20)

    job = workspace.job(work, Outcome().done)
    with qtbot.captureExceptions() as defects:
        window.findChildren(StatusLine)[0].deleteLater()
        qtbot.wait(20)
        job.progressed.emit(1, 2)
        gate.set()
        settle(qtbot, window)
    assert defects == []
