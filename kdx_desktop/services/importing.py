"""What every import shares: the answer about each file, and when nothing may be stored."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from kdx_desktop.errors import Problem
from kdx_desktop.imports.files import FileContent, FileKind, Progress, SourceFile
from kdx_desktop.imports.reading import read_file
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month


@dataclass(frozen=True, slots=True)
class Replaced:
    """A figure that takes the place of another; amounts in ten-thousandths, None: no number."""

    department: str
    month: Month
    metric: str
    metric_name: str
    before: int | None
    before_state: State
    after: int | None
    after_state: State


@dataclass(frozen=True, slots=True)
class Question:
    """A stored figure that is worth a second look."""

    line: int
    reason: str


@dataclass(slots=True)
class FileResult:
    """What became of one file; lines = accepted + unchanged + rejected lines.

    ``accepted`` lines bring something new; ``changed`` lists those that replace a figure.
    ``reasoned`` counts the lines that are stored with a reason only: of closed months, and over
    what was submitted, approved or 実績. ``kind`` None: it could not be told.
    """

    source: SourceFile
    kind: FileKind | None = None
    accepted: int = 0
    reasoned: int = 0
    unchanged: int = 0
    changed: list[Replaced] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    rejected: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)

    def reject(self, line: int, column: str | None, reason: str) -> None:
        """List a problem of this file; the column is named as the file writes it."""
        header = self.headers.get(column or "", column)
        self.rejected.append(Problem(reason, self.source.name, line, header))


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of all files together; ``change`` None: nothing was stored."""

    files: tuple[FileResult, ...]
    change: int | None
    dry_run: bool = False

    @property
    def rejected(self) -> tuple[Problem, ...]:
        """All problems of all files."""
        return tuple(problem for file in self.files for problem in file.rejected)

    @property
    def accepted(self) -> int:
        """The lines that bring something new."""
        return sum(file.accepted for file in self.files)

    @property
    def reasoned(self) -> int:
        """The lines that are stored with a reason only."""
        return sum(file.reasoned for file in self.files)


#: Told which of the files is read (from 0), and the bytes done and in total of it.
FilesProgress = Callable[[int, int, int], None]
#: Files as they were read, each with what is to be said of it so far.
Contents = Sequence[tuple[FileContent, FileResult]]


def judged_anew(contents: Contents) -> Contents:
    """Return the files with results of their own: an import that is run again starts from the files.

    A transaction that somebody overtook, or whose connection was lost, is run again.
    """
    return [
        (
            content,
            replace(
                result, changed=[], questions=[], rejected=[*result.rejected], notes=[*result.notes]
            ),
        )
        for content, result in contents
    ]


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector still while an import builds up its lines.

    They are tens of thousands of tuples that live until the end: the collector would walk them
    again and again, a fifth of the whole time, and find nothing to free.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def read_files(
    paths: Sequence[Path],
    kinds: frozenset[FileKind],
    progress: FilesProgress | None = None,
    read: Callable[[Path, Progress | None], FileContent] = read_file,
) -> list[tuple[FileContent, FileResult]]:
    """Read the files of an import; a file of another kind is a problem of that file.

    What ``progress`` raises is the only thing that comes out of here, and ends the reading.
    ``read`` reads one file, here or elsewhere.
    """
    contents = []
    for number, path in enumerate(paths):
        told = None if progress is None else partial(progress, number)
        with collector_paused():
            content = read(path, told)
        result = FileResult(
            content.source,
            content.kind,
            rejected=list(content.problems),
            notes=content.notes,
            headers=content.headers,
        )
        if content.kind is not None and content.kind not in kinds:
            result.rejected.append(
                Problem(
                    "この取込の対象ではない種類のファイルです。列名をご確認ください。", path.name
                )
            )
            content = FileContent(content.source, content.kind, [], [], [])
        contents.append((content, result))
    return contents


def source_text(results: Sequence[FileResult]) -> str:
    """Return what a change keeps of its files (domain.md §7): no content, only what they were.

    A file name in another encoding than the system's is kept with escapes.
    """
    text = json.dumps(
        [
            {
                "file": result.source.name,
                "sha256": result.source.sha256,
                "size": result.source.size,
                "lines": result.source.lines,
                "used": result.accepted,
                "rejected": [
                    {"line": problem.line, "reason": problem.reason}
                    for problem in result.rejected[:100]
                ],
            }
            for result in results
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
