"""Writing report files beside the screen: small functions for the workspace's jobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kdx_desktop.reports.files import write_monthly
from kdx_desktop.reports.monthly import MonthlyReport
from kdx_desktop.side_process import Packed
from kdx_desktop.workspace import Job, JobCancelledError


@dataclass(frozen=True, slots=True)
class Written:
    """The files that are there now, and whether it was cancelled before all were made."""

    paths: tuple[Path, ...]
    cancelled: bool


def pdf_of(job: Job, report: MonthlyReport) -> bytes:
    """Return the report as it will print."""
    job.report(0, 1)
    with TemporaryDirectory(prefix="kdx_preview_") as folder:
        (path,) = job.compute(write_monthly, report, Path(folder), ["pdf"])
        job.report(1, 1)
        return path.read_bytes()


def write_files(job: Job, report: MonthlyReport, folder: Path, formats: Sequence[str]) -> Written:
    """Write one file after the other; cancelling leaves whole files only, never half of one."""
    paths: list[Path] = []
    packed = Packed(report)
    try:
        for done, extension in enumerate(formats):
            job.report(done, len(formats))
            paths += job.compute(write_monthly, packed, folder, [extension])
        job.report(len(formats), len(formats))
    except JobCancelledError:
        return Written(tuple(paths), cancelled=len(paths) < len(formats))
    return Written(tuple(paths), cancelled=False)
