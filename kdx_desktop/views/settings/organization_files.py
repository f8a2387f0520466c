"""Writing the organisation's files beside the screen, and noting that in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kdx_desktop.imports.columns import COLUMNS
from kdx_desktop.imports.files import FileKind
from kdx_desktop.reports.table_files import write_table
from kdx_desktop.services.audit import EventKind, record_event
from kdx_desktop.workspace import Job

Rows = Mapping[FileKind, list[tuple[Any, ...]]]


def write(job: Job, rows: Rows, folder: Path) -> str:
    """Write one CSV for each kind into a folder; return the names."""
    names = []
    for done, (kind, lines) in enumerate(rows.items()):
        job.report(done, len(rows))
        header = [column.japanese for column in COLUMNS[kind]]
        names.append(write_table(folder / f"{kind.value}.csv", header, lines).name)
    return "、".join(names)


def note(session: Any, names: str) -> int:
    """Put on record what was written."""
    return record_event(session, EventKind.EXPORT, names)
