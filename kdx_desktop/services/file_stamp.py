"""What tells one state of a database file from another, without opening it as a database."""

from __future__ import annotations

from pathlib import Path

#: SQLite's header; from byte 24 it counts the changes of the file (sqlite.org, Database File Format).
_HEADER = 100


def stamp_of(file: Path) -> str:
    """Return a text that differs once anything was stored; empty while that cannot be told.

    That is when the file is missing, is being written, or was left in the middle of a change.
    """
    journal = file.with_name(f"{file.name}-journal")
    try:
        if journal.exists() and journal.stat().st_size:
            return ""
        status = file.stat()
        with file.open("rb") as stream:
            header = stream.read(_HEADER)
    except OSError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {header.hex()}"
