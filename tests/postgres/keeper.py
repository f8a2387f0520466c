"""Outlives a test run to clear up after it: stops its server and removes its folder.

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


def clear_up(folder: Path) -> None:
    """Stop the server whose cluster is in ``folder``/data, if any, and remove the folder."""
    data = folder / "data"
    with contextlib.suppress(OSError, ValueError, IndexError):
        process = int((data / "postmaster.pid").read_text().splitlines()[0])
        if Path(f"/proc/{process}/cwd").resolve() == data.resolve():
            os.kill(process, signal.SIGQUIT)
            end = time.monotonic() + PATIENCE
            while (data / "postmaster.pid").exists() and time.monotonic() < end:
                time.sleep(0.02)
    # A server caught before it wrote its file ends by itself when it misses its data.
    for _ in range(50):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
        time.sleep(0.1)


if __name__ == "__main__":
    sys.stdin.buffer.read()  # until nobody holds the other end
    clear_up(Path(sys.argv[1]))
