"""Lost network: noticed within 8 s, the window never still, and nobody waits for who was cut off.

The window is the real one, on a real server, over a line that is cut while it reads and saves. The
others are desks that want to save while somebody died with the turn in hand and the cable cut, so
that the server hears nothing of it.
"""

from __future__ import annotations

import itertools
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.models import postgres_watch
from kdx_desktop.services import entries
from kdx_desktop.services.entries import CellEntry, Entry, Saved
from kdx_desktop.services.overview import overview
from tests.postgres.network import DroppingProxy
from tests.services.small_city import TODAY
from tests.torture.finding import Amount, Finding
from tests.torture.office_city import DATABASE, PASSWORD, Door, OfficeCity, office_city
from tests.torture.processes import CONTEXT

if TYPE_CHECKING:  # Qt itself is loaded after the processes that fork
    from kdx_desktop.views.main_window import MainWindow

_NOTICED, _FREED = 8.0, 15.0
#: In the short form, beside other tests, only: was it the server that the window waited for?
_STILL = {Amount.FULL: 0.1, Amount.SHORT: 0.5}
_BEAT = 10  # milliseconds
_CUTS: tuple[tuple[str, dict[str, bool]], ...] = (
    ("swallow", {}),
    ("hold", {"answer": False}),
    ("swallow", {"answer": False}),
    ("hold", {}),
)


@dataclass(slots=True)
class Seen:
    """Seconds from each cut until the window said so, until it was back, and its longest still."""

    noticed: list[float] = field(default_factory=list)
    back: list[float] = field(default_factory=list)
    still: float = 0.0


def run(amount: Amount) -> Finding:
    """Cut a window's line many times; let a desk die in its turn; each without the protection, too."""
    with ThreadPoolExecutor(2) as pool:
        freed = pool.submit(_freed_after, amount.of(3, 1))
        blocked = pool.submit(_freed_after, 1, timeout="0")
        # The desks have died before Qt is loaded here: they fork.
        longest_freed, longest_blocked = freed.result(), blocked.result()
    with office_city(4) as city, DroppingProxy(city.server.host, city.server.port) as proxy:
        city.add_people("team", ["tanaka"])
        with _window(proxy) as (window, heart):
            seen = _cut_often(window, heart, proxy, amount.of(12, 2))
            blind = _noticed_without_watch(window, proxy)
            stiff = _still_without_worker(window, heart, proxy)
    worst, most = max(seen.noticed), _STILL[amount]
    return Finding(
        "lost network: noticed, others freed, window alive",
        f"{len(seen.noticed)} cuts while reading and saving, back by itself after "
        f"{max(seen.back):.1f} s at most; {amount.of(3, 1)} desks dead in their turn",
        f"noticed after {worst:.1f} s, others freed after {longest_freed:.2f} s, "
        f"longest still {seen.still * 1000:.0f} ms",
        worst <= _NOTICED and longest_freed <= _FREED and seen.still <= most,
        f"no watch: {_or_never(blind)}; no timeout: freed {_or_never(longest_blocked)}; "
        f"no worker: still {stiff * 1000:.0f} ms",
        blind > _NOTICED and longest_blocked > _FREED and stiff > most,
    )


def _or_never(seconds: float) -> str:
    return f"not within {seconds:.0f} s"


# --- Others are freed -----------------------------------------------------------------------------


def _freed_after(deaths: int, timeout: str | None = None) -> float:
    """Return how long others waited at most after somebody died in their turn, in seconds.

    With ``timeout``, the server's patience with who does nothing in a transaction is that.
    """
    with office_city(4) as city:
        city.add_people("team", ["tanaka", "suzuki"])
        if timeout is not None:
            city.server.execute_as_superuser(
                f"ALTER DATABASE {DATABASE} SET idle_in_transaction_session_timeout = '{timeout}'"
            )
        return max(_freed_once(city, number) for number in range(deaths))


def _freed_once(city: OfficeCity, number: int) -> float:
    with DroppingProxy(city.server.host, city.server.port) as proxy:
        ready = CONTEXT.Event()
        process = CONTEXT.Process(
            target=_hold_the_turn, args=(Door(proxy.host, proxy.port, ()), number, ready)
        )
        process.start()
        ready.wait()
        start = time.monotonic()
        proxy.swallow()
        process.kill()
        process.join()
        office = city.door.open("suzuki")
        saving = threading.Thread(
            target=_save_if_possible, args=(partial(office.write, partial(_save, 1000 + number)),)
        )
        saving.start()
        saving.join(_FREED + 3)
        waited = time.monotonic() - start
        if saving.is_alive():  # end whom it waits for
            city.server.execute_as_superuser(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tanaka'"
            )
            saving.join()
        office.close()
        return waited


def _save_if_possible(save: Callable[[], Saved]) -> None:
    assert save().cells == 1


def _hold_the_turn(door: Door, number: int, ready: Event) -> None:
    def hold(session: Session) -> None:
        _save(number, session)
        ready.set()
        threading.Event().wait()

    door.open("tanaka").write(hold)


def _save(number: int, session: Session) -> Saved:
    month = Month(202204 + number % 8)
    cell = CellEntry("copy_paper_sheets", State.ACTUAL, 10_000, "", 0)
    entry = Entry(f"D{number % 2:03}", month, (cell,), f"save {number}")
    if number >= 1000:
        entry = Entry(f"D{2 + number % 2:03}", month, (cell,), f"save {number}")
    return entries.save(session, entry, TODAY)


# --- The window -----------------------------------------------------------------------------------


class Heart:
    """Beats a hundred times a second in the window's event loop; knows the longest pause.

    Of a pause counts what the window worked or waited. That other programs had the processor
    meanwhile (Linux knows how long) does not: it says nothing about this one.
    """

    def __init__(self, window: MainWindow) -> None:
        # Imported here: the processes above fork without Qt.
        from PySide6.QtCore import Qt, QTimer

        self._schedule = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._last, self._kept_off = time.monotonic(), self._time_kept_off()
        self.longest = 0.0
        self._timer = QTimer(window, interval=_BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def forget(self) -> None:
        """Begin anew."""
        self._on_timeout()
        self.longest = 0.0

    def _on_timeout(self) -> None:
        now, kept_off = time.monotonic(), self._time_kept_off()
        self.longest = max(self.longest, now - self._last - (kept_off - self._kept_off))
        self._last, self._kept_off = now, kept_off

    def _time_kept_off(self) -> float:
        """Return for how many seconds in all this thread was ready and others ran."""
        if not self._schedule.exists():
            return 0.0
        return int(self._schedule.read_text().split()[1]) / 1e9


@contextmanager
def _window(proxy: DroppingProxy) -> Iterator[tuple[MainWindow, Heart]]:
    # Imported here: the processes above fork without Qt.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from kdx_desktop import app
    from kdx_desktop.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        passfile = Path(folder) / "pgpass"
        passfile.touch(mode=0o600)
        passfile.write_text(f"*:*:*:*:{PASSWORD}\n", encoding="utf-8")
        os.environ["PGPASSFILE"] = str(passfile)
        url = f"postgresql://tanaka@{proxy.host}:{proxy.port}/{DATABASE}"
        window = app.build(url, settings=Settings(page="entry", month=202204))
        window.show()
        _wait(lambda: window.page is not None and not window.workspace.busy)
        yield window, Heart(window)
        window.close()


def _cut_often(window: MainWindow, heart: Heart, proxy: DroppingProxy, cuts: int) -> Seen:
    seen = Seen()
    workspace = window.workspace
    numbers = itertools.count()
    for number in range(cuts):
        how, options = _CUTS[number // 2 % len(_CUTS)]
        cut = partial(getattr(proxy, how), **options)
        _wait(lambda: not workspace.busy)
        heart.forget()
        if number % 2:
            workspace.change(partial(_save_and, cut, next(numbers)), _take, _take)
        else:
            _meanwhile(cut)
            workspace.run(overview, _take, _take)
        start = time.monotonic()
        _wait(lambda: not workspace.connected)
        seen.noticed.append(time.monotonic() - start)
        _wait(lambda: not workspace.busy)
        _meanwhile(proxy.pass_on)
        start = time.monotonic()
        _wait(lambda: workspace.connected and not workspace.busy)
        seen.back.append(time.monotonic() - start)
        seen.still = max(seen.still, heart.longest)
    return seen


def _noticed_without_watch(window: MainWindow, proxy: DroppingProxy) -> float:
    patience, postgres_watch.PATIENCE = postgres_watch.PATIENCE, 3600.0
    proxy.hold()
    window.workspace.run(overview, _take, _take)
    start = time.monotonic()
    _wait(lambda: not window.workspace.connected, _NOTICED + 1)
    waited = time.monotonic() - start
    proxy.pass_on()
    _wait(lambda: not window.workspace.busy)
    postgres_watch.PATIENCE = patience
    return waited


def _still_without_worker(window: MainWindow, heart: Heart, proxy: DroppingProxy) -> float:
    """Ask the server from within the event loop, over a line that is silent for a second."""
    office = Door(proxy.host, proxy.port, ()).open("tanaka")
    heart.forget()
    proxy.hold()
    clock = threading.Timer(1.0, proxy.pass_on)
    clock.start()
    office.read(overview)
    clock.join()
    _wait(lambda: heart.longest > 0)
    office.close()
    return heart.longest


def _save_and(cut: Callable[[], object], number: int, session: Session) -> Saved:
    saved = _save(number, session)
    cut()
    return saved


def _meanwhile(order: Callable[[], object]) -> None:
    """Do something to the line while the window lives."""
    thread = threading.Thread(target=order)
    thread.start()
    _wait(lambda: not thread.is_alive())


def _take(_answer: object) -> None:
    """Take an answer or a failure; what counts is when the window said so."""


def _wait(true: Callable[[], bool], seconds: float = 60.0) -> None:
    """Let the window live until something is true, or for so many seconds."""
    # Imported here: the processes above fork without Qt.
    from PySide6.QtTest import QTest

    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        QTest.qWait(_BEAT // 2)
