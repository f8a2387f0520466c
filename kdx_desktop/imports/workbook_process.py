"""Has an Excel book read by a child process, and ends it when it takes too much of anything."""

from __future__ import annotations

import contextlib
import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

import kdx_desktop
from kdx_desktop.imports.files import Progress, UnreadableFileError

#: Where no Python interpreter stands beside the program (a frozen build), the program itself is
#: started with this one argument, and ``__main__`` calls ``workbook_child.main()``.
CHILD_SWITCH: Final = "--read-workbook-from-standard-input"

_SECONDS: Final = 20.0  # starting a process on a busy PC with a virus scanner included
_SECONDS_PER_MEBIBYTE: Final = 1.5
_MAX_OUTPUT: Final = 100 << 20
_TICK: Final = 0.1

#: Windows would show an empty console window beside a program without one.
_NO_WINDOW: Final[int] = getattr(subprocess, "CREATE_NO_WINDOW", 0)

_TOO_SLOW: Final = (
    "Excelブックを読み取るのに時間がかかりすぎるため、中止しました。"
    "必要なシートだけを新しいブックに写すか、CSVで保存してください。"
)
_TOO_MUCH: Final = (
    "Excelブックの内容が多すぎるため、読み取りを中止しました。"
    "必要なシートだけを新しいブックに写すか、CSVで保存してください。"
)
_DIED: Final = (
    "Excelブックの読み取りが途中で止まりました。ファイルが壊れている可能性があります。"
    "Excelで開き直して保存するか、CSVで保存してください。"
)
_NOT_STARTED: Final = (
    "Excelブックを読み取るプログラムを開始できません。CSVで保存して読み込んでください。"
)

_START: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from kdx_desktop.imports.workbook_child import main; main()"
)


def workbook_events(data: bytes, progress: Progress | None = None) -> Generator[list[Any]]:
    """Yield the events of workbook_child for a book, without "unpacked", "at" and "end".

    Raises UnreadableFileError with a Japanese sentence when the book is refused or the child dies,
    hangs or says too much. Close the generator to end the child early; an exception raised by
    ``progress``, which is called ten times a second, ends it too.
    """
    child = _Child(data)
    deadline = time.monotonic() + _SECONDS
    at = 0
    try:
        while True:
            if time.monotonic() > deadline:
                raise UnreadableFileError(_TOO_SLOW)
            line = child.line(_TICK)
            if line is not None:
                event = _event(line)
                kind = event[0]
                if kind == "end":
                    return
                if kind == "failed":
                    raise UnreadableFileError(str(event[1]), event[2])
                if kind == "unpacked":
                    deadline += _SECONDS_PER_MEBIBYTE * (event[1] / (1 << 20))
                elif kind == "at":
                    at = event[1]
                else:
                    yield event
                    continue
            if progress is not None:
                progress(at, len(data))
    finally:
        child.end()


class _Child:
    """The process, and the two threads that keep its pipes moving."""

    def __init__(self, data: bytes) -> None:
        try:
            self._process = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=_NO_WINDOW,
            )
        except OSError as error:
            raise UnreadableFileError(_NOT_STARTED) from error
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._too_much = False
        self._threads = [
            threading.Thread(target=self._feed, args=(data,), daemon=True),
            threading.Thread(target=self._listen, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def line(self, seconds: float) -> bytes | None:
        """Return the next line, None when there is none yet; raises when there will be none."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            return None
        if line is not None:
            return line
        if self._too_much:
            raise UnreadableFileError(_TOO_MUCH)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_SECONDS)
        if sys.platform != "win32" and self._process.returncode == -signal.SIGXCPU:
            raise UnreadableFileError(_TOO_SLOW)
        raise UnreadableFileError(_DIED)

    def end(self) -> None:
        """Leave nothing behind, whatever state the process is in."""
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()

    def _feed(self, data: bytes) -> None:
        pipe = self._process.stdin
        if pipe is not None:
            with contextlib.suppress(OSError):  # it ended before it had read everything
                pipe.write(data)
                pipe.close()

    def _listen(self) -> None:
        pipe = self._process.stdout
        left = _MAX_OUTPUT
        while pipe is not None and (line := pipe.readline(left)):
            left -= len(line)
            if left <= 0:
                self._too_much = True
                self._process.kill()
                break
            self._lines.put(line)
        self._lines.put(None)


def _event(line: bytes) -> list[Any]:
    """Decode a line; what was cut in the middle came from a child that died."""
    try:
        event = json.loads(line)
    except ValueError as error:
        raise UnreadableFileError(_DIED) from error
    if not isinstance(event, list):
        raise UnreadableFileError(_DIED)
    return event


def _command() -> list[str]:
    """Return how to start the child: isolated, with the folders that this process imports from."""
    interpreter = None if getattr(sys, "frozen", False) else _interpreter()
    if interpreter is None:
        return [sys.executable, CHILD_SWITCH]
    folders = [str(Path(kdx_desktop.__file__).parents[1]), *filter(None, sys.path)]
    return [interpreter, "-I", "-S", "-X", "utf8", "-c", _START, json.dumps(folders)]


def _interpreter() -> str | None:
    """Return the Python that runs this, or the one beside it when a launcher runs it.

    ``pythonw`` comes last, because it may start without the standard streams.
    """
    running, beside = Path(sys.executable or ""), Path(sys.base_prefix)
    candidates = [
        running,
        beside / "python.exe",
        beside / "bin" / "python3",
        beside / "pythonw.exe",
    ]
    candidates.sort(key=lambda path: path.name.casefold().startswith("pythonw"))
    for path in candidates:
        if path.name.casefold().startswith("python") and path.is_file():
            return str(path)
    return None
