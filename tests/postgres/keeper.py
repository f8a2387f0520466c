"""Outlives a test run to clear up after it: stops its server and removes its folders.

Started as a process of its own, whose standard input the test run holds open. It ends when the
run does, however that comes about, kill -9 included.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

PATIENCE = 20.0


def stop(data: Path) -> None:
    """Stop the server of a cluster, if it runs."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        process = int((data / "postmaster.pid").read_text().splitlines()[0])
        if Path(f"/proc/{process}/cwd").resolve() == data.resolve():
            os.kill(process, signal.SIGQUIT)
            end = time.monotonic() + PATIENCE
            while (data / "postmaster.pid").exists() and time.monotonic() < end:
                time.sleep(0.02)


def remove(folder: Path) -> None:
    """Remove a folder; a server caught in its start ends by itself when it misses its data."""
    for _ in range(50):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
        time.sleep(0.1)


if __name__ == "__main__":
    sys.stdin.buffer.read()  # until nobody holds the other end
    stop(Path(sys.argv[1]) / "data")
    for name in sys.argv[1:]:
        remove(Path(name))
