"""The screens' door: in order, off the GUI thread, and never to a widget that is gone."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Generator, Iterator
from functools import partial
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop.errors import ConnectionLost, KdxError
from kdx_desktop.services.office import Office
from kdx_desktop.services.overview import overview
from kdx_desktop.worker import Request
from kdx_desktop.workspace import Job, JobCancelledError, NotReadError, Workspace


def _answer(number: int, _session: object) -> int:
    return number


class Screen(QWidget):
    """Takes answers and remembers them."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Any] = []
        self.failures: list[KdxError] = []
        self.heard: list[str] = []

    def on_read(self, answer: object) -> None:
        assert QThread.currentThread() is self.thread()
        self.answers.append(answer)

    def on_failed(self, failure: KdxError) -> None:
        self.failures.append(failure)

    def on_idle(self, _: None) -> None:
        self.heard.append("idle")

    def on_foreseen(self, _: None) -> None:
        self.heard.append("foreseen")


class Broken(QWidget):
    """Cannot take an answer."""

    def on_read(self, answer: object) -> None:
        raise LookupError(answer)


@pytest.fixture
def workspace(qtbot: QtBot, empty: str) -> Iterator[Workspace]:
    workspace = Workspace()
    screen = Screen()
    workspace.open(partial(Office.open, empty), screen.on_read)
    qtbot.waitUntil(lambda: screen.answers == [None])
    yield workspace
    workspace.close()


@pytest.fixture
def screen(qtbot: QtBot) -> Screen:
    screen = Screen()
    qtbot.addWidget(screen)
    return screen


def test_a_reading_happens_on_another_thread_and_is_answered_on_this_one(
    qtbot: QtBot, workspace: Workspace, screen: Screen
) -> None:
    workspace.run(lambda _session: threading.current_thread().name, screen.on_read)
    qtbot.waitUntil(lambda: screen.answers == ["store"])


def test_of_several_readings_of_one_screen_only_the_latest_is_shown(
    qtbot: QtBot, workspace: Workspace, screen: Screen
) -> None:
    for number in range(5):
        workspace.run(partial(_answer, number), screen.on_read)
    qtbot.waitUntil(lambda: not workspace.busy)
    assert screen.answers == [4]


def test_a_change_is_stored_and_announced_after_its_answer(
    qtbot: QtBot, workspace: Workspace, screen: Screen
) -> None:
    heard: list[int] = []
    workspace.changed.connect(lambda: heard.append(len(screen.answers)))
    workspace.change(lambda _session: "saved", screen.on_read)
    workspace.change(lambda _session: "saved again", screen.on_read)
    qtbot.waitUntil(lambda: not workspace.busy)
    assert screen.answers == ["saved", "saved again"]
    assert heard == [1, 2]


def test_a_failure_reaches_the_screen_as_a_sentence_and_changes_nothing(
    qtbot: QtBot, workspace: Workspace, screen: Screen
) -> None:
    def fail(_session: object) -> None:
        raise KdxError("保存できませんでした。")

    changes: list[bool] = []
    workspace.changed.connect(lambda: changes.append(True))
    workspace.change(fail, screen.on_read, screen.on_failed)
    qtbot.waitUntil(lambda: not workspace.busy)
    assert [failure.message for failure in screen.failures] == ["保存できませんでした。"]
    assert not changes
    assert not screen.answers


def test_an_answer_for_a_closed_screen_is_dropped(qtbot: QtBot, workspace: Workspace) -> None:
    gate = threading.Event()
    gone = Screen()
    workspace.run(lambda _session: gate.wait(5), gone.on_read)
    gone.deleteLater()
    del gone
    qtbot.wait(20)
    gate.set()
    qtbot.waitUntil(lambda: not workspace.busy)


def test_a_defect_is_told_plainly_and_goes_to_the_crash_handler(
    qtbot: QtBot, workspace: Workspace, screen: Screen
) -> None:
    with qtbot.captureExceptions() as crashes:
        workspace.run(lambda _session: 1 // 0, screen.on_read, screen.on_failed)
        qtbot.waitUntil(lambda: not workspace.busy)
    assert [kind for kind, *_ in crashes] == [ZeroDivisionError]
    assert "予期しないエラー" in screen.failures[0].message


def test_a_screen_that_breaks_on_an_answer_stops_nothing_else(
    qtbot: QtBot, workspace: Workspace, screen: Screen
) -> None:
    changes: list[bool] = []
    busy: list[bool] = []
    workspace.changed.connect(lambda: changes.append(True))
    workspace.busy_changed.connect(busy.append)
    broken = Broken()
    qtbot.addWidget(broken)
    with qtbot.captureExceptions() as crashes:
        workspace.change(partial(_answer, 1), broken.on_read)
        qtbot.waitUntil(lambda: not workspace.busy)
    assert [kind for kind, *_ in crashes] == [LookupError]
    assert changes == [True]
    assert busy == [True, False]
    workspace.run(partial(_answer, 2), screen.on_read)
    qtbot.waitUntil(lambda: screen.answers == [2])


def test_work_that_would_end_its_thread_is_told_and_the_next_is_done(
    qtbot: QtBot, workspace: Workspace, screen: Screen
) -> None:
    def leave(_session: object) -> None:
        raise SystemExit(1)

    with qtbot.captureExceptions() as crashes:
        workspace.run(leave, screen.on_read, screen.on_failed)
        qtbot.waitUntil(lambda: not workspace.busy)
    assert [kind for kind, *_ in crashes] == [SystemExit]
    assert "予期しないエラー" in screen.failures[0].message
    workspace.run(partial(_answer, 2), screen.on_read)
    qtbot.waitUntil(lambda: screen.answers == [2])


def test_a_cancelled_job_ends_at_its_next_step(
    qtbot: QtBot, workspace: Workspace, screen: Screen
) -> None:
    started = threading.Event()

    def work(job: Job) -> None:
        for step in range(10_000):
            started.set()
            job.report(step, 10_000)

    job = workspace.job(work, screen.on_read, screen.on_failed)
    started.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: not workspace.busy)
    assert screen.answers or isinstance(screen.failures[0], JobCancelledError)


def test_no_process_outlives_the_window(qtbot: QtBot, empty: str) -> None:
    workspace = Workspace()
    screen = Screen()
    workspace.open(partial(Office.open, empty), screen.on_read)
    workspace.job(_computed, screen.on_read)
    qtbot.waitUntil(lambda: len(screen.answers) == 2)
    process = screen.answers[1]
    assert process in {child.pid for child in multiprocessing.active_children()}
    workspace.close()
    assert process not in {child.pid for child in multiprocessing.active_children()}


def _computed(job: Job) -> int:
    return job.compute(os.getpid)


def test_closing_waits_for_what_is_being_saved(qtbot: QtBot, empty: str) -> None:
    workspace = Workspace()
    screen = Screen()
    done: list[str] = []

    def slow(_session: object) -> None:
        threading.Event().wait(0.2)
        done.append("saved")

    workspace.open(partial(Office.open, empty), screen.on_read)
    workspace.change(slow, screen.on_read)
    workspace.close()
    assert done == ["saved"]


def test_a_service_reads_through_it(qtbot: QtBot, workspace: Workspace, screen: Screen) -> None:
    workspace.run(overview, screen.on_read)
    qtbot.waitUntil(lambda: bool(screen.answers))
    assert screen.answers[0].city_name == "金沢市"


def lose(_session: object) -> None:
    """Do as the store does when its server is gone."""
    raise ConnectionLost("接続が切れました。")


def steps_of(*works: Any) -> Generator[Any, Any, None]:
    """Foresee readings, one after the other, whatever they answer."""
    left = list(works)
    while left:
        yield left.pop(0)


def test_what_is_read_ahead_keeps_nobody_waiting(
    qtbot: QtBot, workspace: Workspace, screen: Screen
) -> None:
    gate = threading.Event()
    order: list[str] = []
    heard: list[bool] = []
    workspace.busy_changed.connect(heard.append)
    workspace.foresee(steps_of(lambda _: gate.wait(20), lambda _: order.append("ahead")))
    qtbot.wait(50)
    assert (workspace.busy, heard) == (False, [])
    workspace.run(lambda _: order.append("asked for"), screen.on_read)
    gate.set()
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["asked for", "ahead"]
    qtbot.waitUntil(lambda: heard == [True, False])


def test_a_step_ahead_gets_what_the_one_before_it_read(qtbot: QtBot, workspace: Workspace) -> None:
    got: list[int] = []

    def steps() -> Generator[Any, Any, None]:
        got.append((yield partial(_answer, 7)))

    workspace.foresee(steps())
    qtbot.waitUntil(lambda: got == [7])


def test_what_fails_when_it_is_read_ahead_is_told_to_nobody(
    qtbot: QtBot, workspace: Workspace
) -> None:
    def fail(_session: object) -> None:
        raise KdxError("計画が登録されていません。")

    failures: list[KdxError] = []
    later: list[str] = []
    workspace.failed.connect(failures.append)
    workspace.foresee(steps_of(fail, lambda _: later.append("after the failure")))
    workspace.foresee(steps_of(lambda _: later.append("something else")))
    qtbot.waitUntil(lambda: later == ["something else"])
    assert not failures


def test_what_is_done_when_all_is_quiet_comes_before_what_was_foreseen(
    qtbot: QtBot, workspace: Workspace, screen: Screen
) -> None:
    heard = screen.heard
    workspace.foresee(steps_of(*[lambda _: heard.append("step")] * 3), screen.on_foreseen)
    workspace.when_idle(screen.on_idle)
    assert not workspace.busy
    workspace.run(lambda _: heard.append("asked for"), screen.on_read)
    wanted = ["asked for", "idle", "step", "step", "step", "foreseen"]
    qtbot.waitUntil(lambda: heard == wanted)


def test_what_could_not_be_foreseen_is_not_said_to_be_foreseen(
    qtbot: QtBot, workspace: Workspace, screen: Screen
) -> None:
    workspace.foresee(steps_of(lose), screen.on_read)
    workspace.foresee(steps_of(), screen.on_idle)
    qtbot.waitUntil(lambda: screen.heard == ["idle"])
    assert not screen.answers


def test_a_lost_server_is_said_once_and_all_is_read_again_when_it_is_back(
    qtbot: QtBot, workspace: Workspace, screen: Screen
) -> None:
    said: list[bool | str] = []
    workspace.connection_changed.connect(said.append)
    workspace.changed.connect(lambda: said.append("changed"))
    workspace.failed.connect(lambda _failure: said.append("failed"))
    workspace.run(lose, screen.on_read)
    workspace.run(lose, screen.on_read, screen.on_failed)
    qtbot.waitUntil(lambda: len(said) == 3, timeout=20_000)
    assert said == [False, True, "changed"]
    assert [type(failure) for failure in screen.failures] == [NotReadError]
    assert workspace.last_contact is not None


def test_while_a_server_is_lost_readings_wait_for_nothing_and_changes_are_tried(
    qtbot: QtBot, workspace: Workspace, screen: Screen
) -> None:
    tried: list[str] = []
    workspace.change(lose, screen.on_read, screen.on_failed)
    workspace.run(lambda _session: tried.append("read"), screen.on_read, screen.on_failed)
    workspace.change(lambda _session: tried.append("change"), screen.on_read, screen.on_failed)
    qtbot.waitUntil(lambda: not workspace.busy)
    assert tried == ["change"]
    assert [type(failure) for failure in screen.failures] == [ConnectionLost, NotReadError]
    assert workspace.connected


def test_one_can_have_a_lost_server_tried_at_once(
    qtbot: QtBot, workspace: Workspace, screen: Screen
) -> None:
    workspace.run(lose, screen.on_read)
    qtbot.waitUntil(lambda: not workspace.connected)
    workspace._next_try.stop()  # it would come to it by itself
    tries: list[bool] = []
    workspace.trying_changed.connect(tries.append)
    workspace.reconnect()
    workspace.reconnect()
    qtbot.waitUntil(lambda: workspace.connected)
    assert tries == [True, False]
    assert not workspace.busy


def test_a_window_that_is_closed_while_its_server_is_lost_ends(qtbot: QtBot, empty: str) -> None:
    workspace = Workspace()
    screen = Screen()
    workspace.open(partial(Office.open, empty), screen.on_read)
    workspace.run(lose, screen.on_read)
    qtbot.waitUntil(lambda: not workspace.connected)
    workspace.reconnect()
    workspace.close()


def test_work_that_outlives_its_window_ends_without_a_word(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go, ended = threading.Event(), threading.Event(), threading.Event()
    complaints: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", complaints.append)

    def slow() -> None:
        begun.set()
        go.wait()

    workspace = Workspace()
    announce = workspace._announce
    workspace.prepare(slow, screen.on_read)
    workspace.prepare(ended.set, screen.on_read)
    assert begun.wait(20)
    shiboken6.delete(workspace)
    go.set()
    assert ended.wait(20), "the next piece of work was not done"
    announce(Request(slow, screen.on_read, None))
    assert (complaints, screen.answers) == ([], [])
    workspace._store.finish(20)
