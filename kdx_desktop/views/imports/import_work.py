"""Reading the files of an import beside the screen: a small function for the workspace's jobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kdx_desktop.imports.files import FileContent, Progress
from kdx_desktop.imports.reading import joined, read_in_parts
from kdx_desktop.services.import_preview import KINDS, Preview, preview
from kdx_desktop.services.importing import Contents, read_files
from kdx_desktop.services.kept_backups import Occasion
from kdx_desktop.services.office import Office
from kdx_desktop.views.imports import import_texts as texts
from kdx_desktop.workspace import Job


@dataclass(frozen=True, slots=True)
class FileRows:
    """What the tables of a file's card show: problems, replaced figures, questions."""

    problems: Sequence[tuple[str, ...]]
    replaced: Sequence[tuple[str, ...]]
    questions: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Look:
    """A preview, and its rows put into words on the worker: they may be tens of thousands."""

    preview: Preview
    rows: tuple[FileRows, ...]


#: Steps of progress to a file.
STEPS = 1_000


@dataclass(frozen=True, slots=True)
class Reading:
    """Files as they were read, and which ones that were."""

    paths: tuple[Path, ...]
    contents: Contents


def read_paths(job: Job, paths: Sequence[Path]) -> Reading:
    """Read files; the job hears of thousandths of each. Cancelling leaves nothing behind."""
    told = partial(_report, job, len(paths))
    return Reading(tuple(paths), read_files(paths, KINDS, told, partial(_read, job)))


def look(session: Any, contents: Contents) -> Look:
    """Say what files would change, ready to be shown."""
    found = preview(session, contents)
    return Look(
        found,
        tuple(
            FileRows(
                texts.problem_rows(file),
                texts.replaced_rows(file.changed, found.departments),
                texts.question_rows(file),
            )
            for file in found.files
        ),
    )


def keep_backup(office: Office) -> str:
    """Keep a backup before an import, as the commands do; return what went wrong with it."""
    return office.keep_backup(Occasion.IMPORT)


def _read(job: Job, path: Path, progress: Progress | None) -> FileContent:
    return joined(*job.compute(read_in_parts, path, progress=progress))


def _report(job: Job, files: int, number: int, done: int, total: int) -> None:
    part = STEPS * done // total if total else STEPS
    job.report(number * STEPS + min(part, STEPS), files * STEPS)
