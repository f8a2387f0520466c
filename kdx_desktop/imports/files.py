"""What reading a file yields: plain values, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar, NamedTuple, TypeAlias

from kdx_desktop.errors import Problem
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department, Headcount, Succession


class FileKind(StrEnum):
    """What a file holds; told by its headers, never by its name."""

    DEPARTMENTS = "departments"
    HEADCOUNTS = "headcounts"
    SUCCESSIONS = "successions"
    FIGURES = "figures"
    ANNUAL_BASELINES = "annual_baselines"
    ACCOUNTS = "accounts"

    @property
    def japanese(self) -> str:
        """The users' word for such a file."""
        return _KIND_NAMES[self]


_KIND_NAMES = {
    FileKind.DEPARTMENTS: "部署一覧",
    FileKind.HEADCOUNTS: "職員数",
    FileKind.SUCCESSIONS: "部署の承継",
    FileKind.FIGURES: "月別の数値",
    FileKind.ANNUAL_BASELINES: "年間の基準値",
    FileKind.ACCOUNTS: "利用者と担当",
}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What is kept of a file: its name without folder, SHA-256, bytes, and data lines read.

    ``sha256`` is empty and ``size`` 0 when the file could not be opened at all.
    """

    name: str
    sha256: str
    size: int
    lines: int


class FigureLine(NamedTuple):
    """One figure of a file. A NamedTuple, because a city's ten years are 66,000 of them.

    ``line`` is the physical line (or sheet row) where the record starts, ``column`` the header of
    the cell with the value. ``amount`` is in ten-thousandths, None when 対象外.
    ``department`` and ``metric`` are as written after NFKC; nobody has looked them up yet.
    """

    line: int
    department: str
    month: Month
    metric: str
    amount: int | None
    state: State
    note: str
    column: str


class DepartmentLine(NamedTuple):
    """One department of a file."""

    line: int
    value: Department


class HeadcountLine(NamedTuple):
    """The headcount of one department and fiscal year."""

    line: int
    value: Headcount


class SuccessionLine(NamedTuple):
    """One succession; whether the shares of a predecessor add up is for the whole import to say."""

    line: int
    value: Succession


class BaselineLine(NamedTuple):
    """An annual baseline of a department; ``amount`` in ten-thousandths."""

    line: int
    department: str
    fiscal_year: int
    metric: str
    amount: int


class AccountLine(NamedTuple):
    """One line of a 人事異動: a person, and from which day on they are assigned to a department.

    ``role`` is a code of services/rights.py, ``retired``, or blank: as it is. ``department`` is
    blank for people who are assigned to none, ``task`` (``chief``, ``clerk``) where the role says
    it. ``first`` None: the day of the import; ``last`` None: until further notice.
    """

    line: int
    login: str
    name: str
    role: str
    department: str
    task: str
    first: date | None
    last: date | None


Record: TypeAlias = (
    FigureLine | DepartmentLine | HeadcountLine | SuccessionLine | BaselineLine | AccountLine
)


#: Told bytes done and bytes in total while a file is read; raising an exception cancels.
Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FileContent:
    """Everything read from one file.

    ``records`` are all of the kind's class, in the order of the file, without the lines that have
    problems; ``problems`` are in the order of lines. ``notes`` are Japanese sentences on what was
    passed over without harm, such as extra columns. ``kind`` is None when it cannot be told.
    ``headers`` maps the English names of the columns to the headers as the file writes them.
    """

    source: SourceFile
    kind: FileKind | None
    records: list[Record]
    problems: list[Problem]
    notes: list[str]
    headers: Mapping[str, str] = field(default_factory=dict)


#: Line, column header, Japanese reason.
Place: TypeAlias = tuple[int | None, str | None, str]


class UnreadableFileError(Exception):
    """The file as a whole cannot be used; ends the reading and becomes problems of its content.

    ``kind`` is what the file nearly is, None when that cannot be told.
    """

    def __init__(self, reason: str, line: int | None = None, column: str | None = None) -> None:
        super().__init__(reason)
        self.kind: FileKind | None = None
        self.places: list[Place] = [(line, column, reason)]


@dataclass(slots=True)
class Findings:
    """Collects what is wrong and what is worth knowing while one file is read."""

    file: str
    lines: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    more: int = 0

    #: A file of 66,000 wrong lines is wrong once; nobody reads more than this.
    LIMIT: ClassVar[int] = 1_000

    def add(self, line: int | None, column: str | None, reason: str) -> None:
        """Note a problem; beyond the limit they are only counted."""
        if len(self.problems) < Findings.LIMIT:
            self.problems.append(Problem(reason, self.file, line, column))
        else:
            self.more += 1

    def ignored(self, headers: tuple[str, ...]) -> None:
        """Note the columns that are not read."""
        if headers:
            named = "".join(f"「{text[:40]}」" for text in headers)
            self.notes.append(f"次の列は読み込みに使いません：{named}。")

    def listed(self) -> list[Problem]:
        """Return the problems in the order of lines, the number of unlisted ones at the end."""
        problems = sorted(self.problems, key=lambda problem: problem.line or 0)
        if self.more:
            reason = (
                f"ほか{self.more:,}件の問題があります。"
                "上の問題を直してから、もう一度読み込んでください。"
            )
            problems.append(Problem(reason, self.file))
        return problems
