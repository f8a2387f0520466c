"""A desk whose network breaks: nothing is lost, nothing is stored twice, nobody waits for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from kdx_desktop.errors import ConnectionLost
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import audit, entries
from kdx_desktop.services.audit import EventKind
from kdx_desktop.services.entries import Entry, Saved
from kdx_desktop.services.office import Office
from kdx_desktop.services.overview import overview
from tests.postgres.desk_line import DeskLine
from tests.services.small_city import TODAY, cell

_ENTRY = Entry("A001", Month(202204), (cell("copy_paper_sheets", 5),), "the key of this save")


@pytest.fixture
def desk(line: DeskLine) -> Iterator[Office]:
    office = line.open()
    yield office
    office.close()


@pytest.fixture
def worker() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def save(session: Session) -> Saved:
    return entries.save(session, _ENTRY, TODAY)


class Once:
    """Does something the first time only: a transaction may be run again."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act
        self.times = 0

    def __call__(self, session: Session) -> Saved:
        saved = save(session)
        self.times += 1
        if self.times == 1:
            self._act()
        return saved


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("answer", [True, False], ids=["silent", "unreachable"])
def test_a_cut_line_ends_a_reading_with_a_sentence_and_the_next_works_again(
    line: DeskLine, desk: Office, answer: bool
) -> None:
    told = threading.Event()
    desk.on_lost(told.set)
    line.proxy.swallow(answer=answer)
    with pytest.raises(ConnectionLost, match="入力した内容は保たれています"):
        desk.read(overview)
    assert told.is_set()
    line.proxy.pass_on()
    assert desk.read(overview).city_name


def test_a_reset_line_is_a_lost_one(line: DeskLine, desk: Office) -> None:
    line.proxy.reset()
    with pytest.raises(ConnectionLost):
        desk.read(overview)
    line.proxy.pass_on()
    desk.ping()


def test_a_ping_says_whether_the_server_is_there(line: DeskLine, desk: Office) -> None:
    line.proxy.swallow()
    with pytest.raises(ConnectionLost):
        desk.ping()
    line.proxy.pass_on()
    desk.ping()


def test_a_save_whose_confirmation_is_lost_is_stored_once_and_confirmed(
    line: DeskLine, desk: Office, worker: ThreadPoolExecutor
) -> None:
    line.slow_down_commits()
    before = line.keys()
    saving: Future[Saved] = worker.submit(desk.write, save)
    wait_until(line.is_committing)
    line.proxy.swallow()
    wait_until(lambda: len(line.keys()) > len(before))
    line.proxy.pass_on()
    assert saving.result(60).cells == 1
    assert line.keys() == [*before, _ENTRY.key]


def test_a_save_whose_commit_never_arrived_is_done_once(
    line: DeskLine, desk: Office, worker: ThreadPoolExecutor
) -> None:
    before = line.keys()
    work = Once(line.proxy.swallow)
    lost = line.proxy.swallowed
    saving: Future[Saved] = worker.submit(desk.write, work)
    wait_until(lambda: line.proxy.swallowed > lost)
    assert line.keys() == before
    line.proxy.pass_on()
    assert saving.result(60).cells == 1
    assert work.times == 2
    assert line.keys() == [*before, _ENTRY.key]


def test_a_save_that_could_not_be_confirmed_may_be_repeated(line: DeskLine, desk: Office) -> None:
    before = line.keys()
    with pytest.raises(ConnectionLost):
        desk.write(Once(line.proxy.swallow))
    line.proxy.pass_on()
    desk.write(save)
    desk.write(save)
    assert line.keys() == [*before, _ENTRY.key]


def test_what_has_no_key_is_not_done_again_when_its_commit_is_not_answered(
    line: DeskLine, desk: Office, worker: ThreadPoolExecutor
) -> None:
    def note(session: Session) -> None:
        audit.record_event(session, EventKind.EXPORT, "monthly report")
        session.flush()
        line.proxy.swallow()

    lost = line.proxy.swallowed
    noting: Future[None] = worker.submit(desk.write, note)
    wait_until(lambda: line.proxy.swallowed > lost)
    line.proxy.pass_on()
    with pytest.raises(ConnectionLost):
        noting.result(60)


def test_a_line_that_was_forgotten_while_nobody_worked_is_replaced_unnoticed(
    line: DeskLine, desk: Office, worker: ThreadPoolExecutor
) -> None:
    told = threading.Event()
    desk.on_lost(told.set)
    line.proxy.swallow()
    lost = line.proxy.swallowed
    reading = worker.submit(desk.read, overview)
    wait_until(lambda: line.proxy.swallowed > lost)
    line.proxy.pass_on()
    assert reading.result(60).city_name
    assert not told.is_set()


def test_a_slow_server_is_waited_for(desk: Office) -> None:
    """Ten times as long as it takes to notice a cut line."""

    def slow(session: Session) -> int:
        session.execute(text("SELECT pg_sleep(4)"))
        return 7

    assert desk.read(slow) == 7


def test_a_slow_line_is_waited_for(line: DeskLine, desk: Office) -> None:
    line.proxy.delay(0.1)
    assert desk.write(save).cells == 1


def test_a_long_calculation_within_a_transaction_is_not_taken_for_a_lost_line(
    desk: Office,
) -> None:
    def calculate(session: Session) -> int:
        session.execute(text("SELECT 1"))
        time.sleep(4)
        session.execute(text("SELECT 1"))
        return 7

    assert desk.read(calculate) == 7


def test_others_need_not_wait_for_what_a_cut_line_left_behind(
    line: DeskLine, desk: Office, worker: ThreadPoolExecutor
) -> None:
    """Whoever was cut while all others waited ends that as soon as the line is back."""
    colleague = line.colleague()
    with pytest.raises(ConnectionLost):
        desk.write(Once(line.proxy.swallow))
    other = Entry("A003", Month(202204), (cell("copy_paper_sheets", 7),), "of somebody else")
    waiting: Future[Saved] = worker.submit(
        colleague.write, partial(entries.save, entry=other, today=TODAY)
    )
    line.proxy.pass_on()
    desk.ping()
    assert waiting.result(5).cells == 1
    colleague.close()
