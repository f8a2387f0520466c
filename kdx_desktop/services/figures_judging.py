"""The figures of an import judged: line by line, then beside each other (domain.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kdx_desktop.imports.files import FigureLine, FileContent
from kdx_desktop.metrics import checks
from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Organization
from kdx_desktop.services.importing import FileResult
from kdx_desktop.services.person import Person
from kdx_desktop.services.recording import NewRevision
from kdx_desktop.services.rights import ENTRY_REFUSED

Cell = tuple[str, int, str]


class Stored(NamedTuple):
    """The current revision of a cell."""

    number: int
    state: str
    amount: int | None
    note: str


class Origin(NamedTuple):
    """Where a figure of the import stands."""

    result: FileResult
    line: FigureLine


@dataclass(slots=True)
class FiguresJob:
    """What the lines of an import are judged by, and what they amount to.

    ``codes`` are the metrics by all that they are called; ``revisions`` what is to be stored.
    """

    who: Person
    organization: Organization
    metrics: Mapping[str, Metric]
    closed: frozenset[Month]
    this_month: Month
    reason: str
    stored: Mapping[Cell, Stored] = field(default_factory=dict)
    submitted: Mapping[tuple[str, int], str] = field(default_factory=dict)
    origins: dict[Cell, Origin] = field(default_factory=dict)
    revisions: dict[Cell, NewRevision] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    lives: dict[tuple[str, int], str | None] = field(default_factory=dict)

    def is_handed_in(self, cell: Cell) -> bool:
        """Tell whether a cell belongs to a month that was submitted or approved."""
        return self.submitted.get(cell[:2]) in {"submitted", "approved"}


def take_figures(job: FiguresJob, content: FileContent, result: FileResult) -> None:
    """Judge each line by itself; what is sound and new becomes a revision."""
    for line in content.records:
        assert isinstance(line, FigureLine)  # noqa: S101 - the kind says so
        number, department, month, metric, amount, state, note, column = line
        code = job.codes.get(metric)
        if code is None:
            result.reject(number, "metric", unknown_metric(job, metric))
            continue
        cell = (department, int(month), code)
        before = job.stored.get(cell)
        same = before is not None and before[1:] == (state.value, amount, note or before.note)
        refused = None if same else _refusal(job, line, job.metrics[code])
        if refused is not None:
            result.reject(number, refused[0] or column, refused[1])
            continue
        if (earlier := job.origins.get(cell)) is not None:
            _reject_repeated(Origin(result, line), earlier)
            if job.revisions.pop(cell, None) is not None:  # nobody knows which one is right
                _reject_repeated(earlier, Origin(result, line))
            continue
        job.origins[cell] = Origin(result, line)
        if same:  # also in a closed month: the same file again changes nothing
            result.unchanged += 1
            continue
        if (why := _needs_reason(job, cell, before, line)) is not None:
            if not job.reason:
                result.reject(number, why[0] or column, why[1])
                continue
            result.reasoned += 1
        version = 1 if before is None else before.number + 1
        job.revisions[cell] = NewRevision(*cell, version, state, amount, note)


def _reject_repeated(here: Origin, there: Origin) -> None:
    here.result.reject(
        here.line.line,
        here.line.column,
        f"同じ部署・月・指標が{there.result.source.name}の{there.line.line}行目にもあります。"
        "どちらか一方にしてください。",
    )


def _refusal(job: FiguresJob, line: FigureLine, metric: Metric) -> tuple[str | None, str] | None:
    """Return (column, reason) for a line that cannot be stored; column None: the value's."""
    key = (line.department, line.month)
    if key not in job.lives:
        job.lives[key] = life_refusal(job, line.department, line.month)
    if (reason := job.lives[key]) is not None:
        known = line.department in job.organization.departments
        return ("month" if known else "department", reason)
    if not job.who.may_enter(line.department):
        return "department", ENTRY_REFUSED
    if line.month in job.closed and not job.who.manages_figures:
        return "month", f"{line.month.japanese}は締め切られています。訂正は推進担当だけができます。"
    if line.amount is not None and (reason := checks.refusal(metric, line.amount)):
        return None, reason
    return None


def life_refusal(job: FiguresJob, department: str, month: Month) -> str | None:
    """Return why a department has no figures in a month; None when it can have them."""
    known = job.organization.departments.get(department)
    if known is None:
        return f"部署コード「{department[:40]}」は登録されていません。先に部署一覧を取り込んでください。"
    if not known.exists(month):
        until = known.valid_to.japanese if known.valid_to else "現在"
        return (
            f"{known.name}は{month.japanese}にはありません"
            f"（{known.valid_from.japanese}から{until}まで）。"
        )
    if month > job.this_month:
        return f"{month.japanese}は先の月です。{job.this_month.japanese}までを入力してください。"
    return None


def _needs_reason(
    job: FiguresJob, cell: Cell, before: Stored | None, line: FigureLine
) -> tuple[str | None, str] | None:
    """Return (column, what needs a reason) for a line that is stored with one only."""
    if line.month in job.closed:
        return "month", (
            f"{line.month.japanese}は締め切られています。"
            "訂正するには理由（--reason）を付けて取り込んでください。"
        )
    if before and line.state is State.ESTIMATE and before.state == State.ACTUAL:
        return None, "実績を推計で置き換えるには理由（--reason）が必要です。"
    if job.is_handed_in(cell):
        if before:
            return None, "提出・承認済みの数値を置き換えるには理由（--reason）が必要です。"
        if not job.who.manages_figures:
            return None, "提出・承認済みの月に数値を加えるには理由（--reason）が必要です。"
    return None


def refuse_contradictions(job: FiguresJob) -> None:
    """Refuse a part above its whole, as the cells would stand after the import."""
    for part, whole in checks.PART_OF.items():
        touched = {cell[:2] for cell in job.revisions if cell[2] in {part, whole}}
        for place in sorted(touched):
            cells = {code: (*place, code) for code in (part, whole)}
            # Without the one that is refused, the other may contradict what is stored.
            while (reason := _contradiction(job, cells)) is not None:
                cell = cells[part] if cells[part] in job.revisions else cells[whole]
                origin = job.origins[cell]
                origin.result.reject(origin.line.line, origin.line.column, reason)
                del job.revisions[cell]


def _contradiction(job: FiguresJob, cells: Mapping[str, Cell]) -> str | None:
    """Return why new cells of a month cannot stand beside each other or beside stored ones."""
    amounts = {}
    for code, cell in cells.items():
        if (amount := _resulting(job, cell)) is None:
            return None
        amounts[code] = amount
    if not any(cell in job.revisions for cell in cells.values()):
        return None
    return next(iter(checks.relation_refusals(amounts).values()), None)


def _resulting(job: FiguresJob, cell: Cell) -> int | None:
    """Return the amount of a cell as it would stand after the import."""
    if (new := job.revisions.get(cell)) is not None:
        return new.amount
    before = job.stored.get(cell)
    return None if before is None else before.amount


def unknown_metric(job: FiguresJob, text: str) -> str:
    """Say that no metric has this name, and which there are."""
    known = "、".join(metric.code for metric in job.metrics.values())
    return f"指標「{text[:40]}」は登録されていません。使える指標：{known}"
