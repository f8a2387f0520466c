"""Figures from files into the ledger: all or nothing, every problem named (interfaces.md)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdx_desktop.imports.files import BaselineLine, FigureLine, FileContent, FileKind
from kdx_desktop.metrics import checks
from kdx_desktop.metrics.amounts import amount_text
from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Organization
from kdx_desktop.models.calendar import SubmissionVersion
from kdx_desktop.models.organization import BaselineVersion
from kdx_desktop.models.revision import CurrentFigure
from kdx_desktop.services.board import board
from kdx_desktop.services.importing import (
    Contents,
    FileResult,
    ImportResult,
    Question,
    Replaced,
    collector_paused,
    judged_anew,
    source_text,
)
from kdx_desktop.services.knowledge import (
    as_known,
    load_closed_months,
    load_metrics,
    load_organization,
    load_submissions,
)
from kdx_desktop.services.months import withdrawal
from kdx_desktop.services.recording import Act, Kind, NewRevision, Rows, record
from kdx_desktop.services.rights import ENTRY_REFUSED, Person, require_reader

KINDS = frozenset({FileKind.FIGURES, FileKind.ANNUAL_BASELINES})
#: How far back the checks look: twelve months, and the same months of the year before.
_PAST_MONTHS = 24
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
class _Import:
    """What the lines of an import are judged by, and what they amount to."""

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


@collector_paused()
def import_figures(  # noqa: PLR0913 - the switches of the command
    session: Session,
    contents: Contents,
    *,
    reason: str = "",
    skip_invalid: bool = False,
    dry_run: bool = False,
    today: date | None = None,
) -> ImportResult:
    """Store the figures and annual baselines of all files as one change.

    A figure of a closed month is taken with a reason only, and makes the change a correction (訂正).
    With any problem nothing is stored, unless ``skip_invalid``: then the sound lines are. The same
    file again changes nothing. Nothing is stored either with ``dry_run``.

    Outside the HR/DX team one imports what one may enter; the other lines are problems, and so are
    corrections. What was submitted or approved is a draft again then. NotAllowed for whoever reads
    no figures.
    """
    contents = judged_anew(contents)
    job = _prepare(session, contents, reason.strip(), today or date.today())  # noqa: DTZ011 - local
    baselines: list[dict[str, Any]] = []
    for content, result in contents:
        if content.kind is FileKind.FIGURES:
            _take_figures(job, content, result)
        elif content.kind is FileKind.ANNUAL_BASELINES:
            baselines += _take_baselines(session, job, content, result)
    _refuse_contradictions(job)
    for cell, new in job.revisions.items():
        origin = job.origins[cell]
        origin.result.accepted += 1
        if (before := job.stored.get(cell)) is not None:
            name = job.metrics[cell[2]].name
            origin.result.changed.append(_replaced(cell, name, before, new))
    _question(job)
    results = tuple(result for _, result in contents)
    answer = ImportResult(results, None, dry_run)
    if dry_run or not answer.accepted or (answer.rejected and not skip_invalid):
        return answer
    corrected = any(new.month in job.closed for new in job.revisions.values())
    kind = Kind.CORRECTION if corrected else Kind.IMPORT
    act = Act(kind, job.reason, source_text(results))
    rows: Rows = {BaselineVersion: baselines, SubmissionVersion: _withdrawals(session, job, today)}
    change = record(session, act, list(job.revisions.values()), rows)
    return ImportResult(results, change)


def _prepare(
    session: Session,
    contents: Contents,
    reason: str,
    today: date,
) -> _Import:
    metrics = load_metrics(session)
    months = {
        line.month
        for content, _ in contents
        for line in content.records
        if isinstance(line, FigureLine)
    }
    job = _Import(
        require_reader(session),
        load_organization(session),
        metrics,
        load_closed_months(session),
        Month.of(today.year, today.month),
        reason,
    )
    for metric in metrics.values():
        job.codes[metric.code] = metric.code
        job.codes[unicodedata.normalize("NFKC", metric.name)] = metric.code
    if months:
        first, last = min(months).plus(-_PAST_MONTHS), max(months)
        query = select(
            CurrentFigure.department,
            CurrentFigure.month,
            CurrentFigure.metric,
            CurrentFigure.number,
            CurrentFigure.state,
            CurrentFigure.amount,
            CurrentFigure.note,
        ).where(CurrentFigure.month.between(first, last))
        job.stored = {(row[0], row[1], row[2]): Stored(*row[3:]) for row in session.execute(query)}
        job.submitted = load_submissions(session)
    return job


def _take_figures(job: _Import, content: FileContent, result: FileResult) -> None:
    """Judge each line by itself; what is sound and new becomes a revision."""
    for line in content.records:
        assert isinstance(line, FigureLine)  # noqa: S101 - the kind says so
        number, department, month, metric, amount, state, note, column = line
        code = job.codes.get(metric)
        if code is None:
            result.reject(number, "metric", _unknown_metric(job, metric))
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
        if not job.reason and (why := _needs_reason(job, cell, before, line)):
            result.reject(number, column, why)
            continue
        version = 1 if before is None else before.number + 1
        job.revisions[cell] = NewRevision(*cell, version, state, amount, note)


def _reject_repeated(here: Origin, there: Origin) -> None:
    here.result.reject(
        here.line.line,
        here.line.column,
        f"同じ部署・月・指標が{there.result.source.name}の{there.line.line}行目にもあります。"
        "どちらか一方にしてください。",
    )


def _refusal(job: _Import, line: FigureLine, metric: Metric) -> tuple[str | None, str] | None:
    """Return (column, reason) for a line that cannot be stored; column None: the value's."""
    key = (line.department, line.month)
    if key not in job.lives:
        job.lives[key] = _life_refusal(job, line.department, line.month)
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


def _life_refusal(job: _Import, department: str, month: Month) -> str | None:
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
    if month in job.closed and not job.reason:
        return (
            f"{month.japanese}は締め切られています。"
            "訂正するには理由（--reason）を付けて取り込んでください。"
        )
    return None


def _needs_reason(job: _Import, cell: Cell, before: Stored | None, line: FigureLine) -> str | None:
    if before and line.state is State.ESTIMATE and before.state == State.ACTUAL:
        return "実績を推計で置き換えるには理由（--reason）が必要です。"
    if _is_handed_in(job, cell):
        if before:
            return "提出・承認済みの数値を置き換えるには理由（--reason）が必要です。"
        if not job.who.manages_figures:
            return "提出・承認済みの月に数値を加えるには理由（--reason）が必要です。"
    return None


def _is_handed_in(job: _Import, cell: Cell) -> bool:
    return job.submitted.get(cell[:2]) in {"submitted", "approved"}


def _withdrawals(session: Session, job: _Import, today: date | None) -> list[dict[str, str | int]]:
    """Return the rows that make drafts of what somebody outside the team has changed."""
    if job.who.manages_figures:
        return []
    places = {cell[:2] for cell in job.revisions if _is_handed_in(job, cell)}
    if not places:
        return []
    months = sorted({Month(month) for _, month in places})
    boards = board(session, months, sorted({code for code, _ in places}), today)
    return [
        withdrawal(row, job.reason)
        for found in boards
        for row in found.rows
        if (row.department.code, int(row.month)) in places
    ]


def _refuse_contradictions(job: _Import) -> None:
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


def _contradiction(job: _Import, cells: Mapping[str, Cell]) -> str | None:
    """Return why new cells of a month cannot stand beside each other or beside stored ones."""
    amounts = {}
    for code, cell in cells.items():
        if (amount := _resulting(job, cell)) is None:
            return None
        amounts[code] = amount
    if not any(cell in job.revisions for cell in cells.values()):
        return None
    return next(iter(checks.relation_refusals(amounts).values()), None)


def _resulting(job: _Import, cell: Cell) -> int | None:
    """Return the amount of a cell as it would stand after the import."""
    if (new := job.revisions.get(cell)) is not None:
        return new.amount
    before = job.stored.get(cell)
    return None if before is None else before.amount


def _take_baselines(
    session: Session, job: _Import, content: FileContent, result: FileResult
) -> list[dict[str, Any]]:
    """Judge annual baselines; return the rows that bring something new."""
    stored = {
        (row.department, row.fiscal_year, row.metric): row.amount
        for row in as_known(session, BaselineVersion)
    }
    rows = []
    for line in content.records:
        assert isinstance(line, BaselineLine)  # noqa: S101 - the kind says so
        code = job.codes.get(line.metric)
        if code is None:
            result.reject(line.line, "metric", _unknown_metric(job, line.metric))
            continue
        if line.department not in job.organization.departments:
            reason = _life_refusal(job, line.department, job.this_month) or ""
            result.reject(line.line, "department", reason)
            continue
        if (refused := checks.refusal(job.metrics[code], line.amount)) is not None:
            result.reject(line.line, "value", refused)
            continue
        before = stored.get((line.department, line.fiscal_year, code))
        if before == line.amount:
            result.unchanged += 1
            continue
        if not job.who.manages_figures:
            result.reject(line.line, "department", "基準値は推進担当だけが取り込めます。")
            continue
        result.accepted += 1
        if before is not None:
            result.notes.append(
                f"{line.department} {line.fiscal_year}年度の基準値を"
                f"{amount_text(before)}から{amount_text(line.amount)}に置き換えます。"
            )
        rows.append(
            {
                "department": line.department,
                "fiscal_year": line.fiscal_year,
                "metric": code,
                "amount": line.amount,
            }
        )
    return rows


def _question(job: _Import) -> None:
    """List what is striking among the new figures, seen beside the department's own past."""
    series: dict[tuple[str, str], dict[int, int]] = {}
    for (department, month, metric), stored in job.stored.items():
        if stored.amount is not None:
            series.setdefault((department, metric), {})[month] = stored.amount
    fresh: dict[tuple[str, str], set[int]] = {}
    for (department, month, metric), new in job.revisions.items():
        if new.amount is not None and job.metrics[metric].expected_monthly:
            series.setdefault((department, metric), {})[month] = new.amount
            fresh.setdefault((department, metric), set()).add(month)
    for (department, metric), months in fresh.items():
        past = sorted(series[department, metric].items())
        for month, reason in checks.past_questions(past, frozenset(months)):
            origin = job.origins[department, month, metric]
            place = f"{department} {Month(month)} {job.metrics[metric].name}"
            origin.result.questions.append(Question(origin.line.line, f"{place}：{reason}"))
    for origin, reason in _repeated_months(job, series):
        place = f"{origin.line.department} {origin.line.month}"
        origin.result.questions.append(Question(origin.line.line, f"{place}：{reason}"))


def _repeated_months(
    job: _Import, series: Mapping[tuple[str, str], Mapping[int, int]]
) -> Iterator[tuple[Origin, str]]:
    monthly = [metric.code for metric in job.metrics.values() if metric.expected_monthly]
    touched = {(department, month): metric for department, month, metric in job.revisions}
    for (department, month), metric in touched.items():
        before = Month(month).plus(-1)
        now, last = {}, {}
        for code in monthly:
            column = series.get((department, code), {})
            if month not in column or column[month] != column.get(before):
                break  # hardly any month repeats its first cell, let alone all of them
            now[code], last[code] = column[month], column[before]
        else:
            if reason := checks.same_as_last_month(now, last):
                yield job.origins[department, month, metric], reason


def _replaced(cell: Cell, name: str, before: Stored, new: NewRevision) -> Replaced:
    return Replaced(
        cell[0],
        Month(cell[1]),
        cell[2],
        name,
        before.amount,
        State(before.state),
        new.amount,
        new.state,
    )


def _unknown_metric(job: _Import, text: str) -> str:
    known = "、".join(metric.code for metric in job.metrics.values())
    return f"指標「{text[:40]}」は登録されていません。使える指標：{known}"
