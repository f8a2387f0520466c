"""SideProcess: a second Python that computes what takes long, so that the window keeps its turns.

Threads of one Python take turns, and a report being written would have every second one
(docs/adr/0017).
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from typing_extensions import override

from kdx_desktop.errors import EnvironmentFailure

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

T = TypeVar("T")
#: Hears of steps done and steps in all; an exception that it raises ends the computing.
Progress: TypeAlias = Callable[[int, int], None]

_STEPS_BACK: Final = 10  # of niceness, of which there are 20
_BELOW_NORMAL: Final = 0x4000  # a priority class of Windows
_SECONDS_BETWEEN: Final = 0.1  # two words of progress
_WAY: Final = 0.005  # seconds that other threads get after each handful of objects
_AT_ONCE: Final = 200  # objects that are written down in about a millisecond
_DIED: Final = (
    "処理が途中で止まりました。保存済みの内容に影響はありません。もう一度お試しください。"
)


class SideProcess:
    """Computes for one thread at a time. It starts with the first task and stays for the next."""

    def __init__(self) -> None:
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def run(self, function: Callable[..., T], *args: object, progress: Progress | None = None) -> T:
        """Call a module's function there and return its answer; all of it has to be picklable.

        What the function raises comes out of here. Where ``progress`` is given, the function gets a
        Progress as its argument of that name. EnvironmentFailure when the process dies.
        """
        if self._process is None or not self._process.is_alive():
            self._start()
        try:
            answer: T = self._answer((function, args, progress is not None), progress)
        except _RaisedThereError as told:
            raise told.error from None
        except (EOFError, OSError) as error:
            self.end()
            raise EnvironmentFailure(_DIED) from error
        except BaseException:
            self.end()
            raise
        return answer

    def end(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def _start(self) -> None:
        # Imported here: the start does without.
        import multiprocessing

        self.end()
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs,), name="side", daemon=True)
        process.start()
        theirs.close()
        self._process = process

    def _answer(self, task: tuple[object, ...], progress: Progress | None) -> Any:
        if self._pipe is None:
            raise EOFError
        self._pipe.send(task)
        while True:
            kind, value = self._pipe.recv()
            if kind == "answer":
                return value
            if kind == "raised":
                raise _RaisedThereError(value)
            if progress is not None:
                progress(*value)


class Packed:
    """Something large that several tasks get: written down once, and itself again over there."""

    def __init__(self, value: object) -> None:
        written = io.BytesIO()
        _Packer(written, pickle.HIGHEST_PROTOCOL).dump(value)
        self._written = written.getvalue()

    @override
    def __reduce__(self) -> tuple[Callable[[bytes], object], tuple[bytes]]:
        return pickle.loads, (self._written,)


class _Packer(pickle.Pickler):
    """Gives way to the window again and again: a report is thousands of objects, and takes 0.1 s."""

    _met = 0

    def reducer_override(self, _thing: object) -> Any:
        """Let pickle go its own way with each object."""
        self._met += 1
        if self._met % _AT_ONCE == 0:
            time.sleep(_WAY)
        return NotImplemented


class _RaisedThereError(Exception):
    """What the function raised, told apart from what happens here."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


def _serve(pipe: Connection) -> None:
    """Answer until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the window
    _stand_back()
    while True:
        try:
            function, args, tells = pipe.recv()
        except EOFError:
            return
        more = {"progress": _Teller(pipe)} if tells else {}
        try:
            said: tuple[str, object] = ("answer", function(*args, **more))
        except Exception as error:  # noqa: BLE001 - whoever asked is told, of all of them
            error.add_note(traceback.format_exc())  # the traceback itself does not travel
            said = ("raised", error)
        pipe.send(said)


def _stand_back() -> None:
    """Leave the processor to the window while it wants it."""
    if sys.platform == "win32":
        # Imported here: only Windows has it.
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), _BELOW_NORMAL)
    else:
        os.nice(_STEPS_BACK)


class _Teller:
    """Tells of progress, a few times a second."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._told = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told >= _SECONDS_BETWEEN or done == total:
            self._told = now
            self._pipe.send(("progress", (done, total)))
