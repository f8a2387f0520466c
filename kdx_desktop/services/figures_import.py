"""Figures from files into the ledger: all or nothing, every problem named (interfaces.md)."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdx_desktop.imports.files import FigureLine, FileKind
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Organization
from kdx_desktop.models.calendar import SubmissionVersion
from kdx_desktop.models.organization import BaselineVersion
from kdx_desktop.models.revision import CurrentFigure
from kdx_desktop.services.baselines_import import take_baselines
from kdx_desktop.services.board import board
from kdx_desktop.services.figures_judging import (
    Cell,
    FiguresJob,
    Stored,
    refuse_contradictions,
    take_figures,
)
from kdx_desktop.services.figures_questions import question
from kdx_desktop.services.importing import (
    Contents,
    ImportResult,
    Replaced,
    collector_paused,
    judged_anew,
    source_text,
)
from kdx_desktop.services.knowledge import (
    load_closed_months,
    load_metrics,
    load_organization,
    load_submissions,
)
from kdx_desktop.services.months import withdrawal
from kdx_desktop.services.recording import Act, Kind, NewRevision, Rows, record
from kdx_desktop.services.rights import require_reader

KINDS = frozenset({FileKind.FIGURES, FileKind.ANNUAL_BASELINES})
#: How far back the checks look: twelve months, and the same months of the year before.
_PAST_MONTHS = 24


@collector_paused()
def import_figures(  # noqa: PLR0913 - the switches of the command
    session: Session,
    contents: Contents,
    *,
    reason: str = "",
    skip_invalid: bool = False,
    dry_run: bool = False,
    today: date | None = None,
    organization: Organization | None = None,
) -> ImportResult:
    """Store the figures and annual baselines of all files as one change.

    A figure of a closed month is taken with a reason only, and makes the change a correction (訂正).
    With any problem nothing is stored, unless ``skip_invalid``: then the sound lines are. The same
    file again changes nothing. Nothing is stored either with ``dry_run``; then ``organization`` may
    be one that is still to come.

    Outside the HR/DX team one imports what one may enter; the other lines are problems, and so are
    corrections. What was submitted or approved is a draft again then. NotAllowed for whoever reads
    no figures.
    """
    contents = judged_anew(contents)
    job = _prepare(session, contents, reason.strip(), today or date.today())  # noqa: DTZ011 - local
    if organization is not None:
        job.organization = organization
    baselines: list[dict[str, Any]] = []
    for content, result in contents:
        if content.kind is FileKind.FIGURES:
            take_figures(job, content, result)
        elif content.kind is FileKind.ANNUAL_BASELINES:
            baselines += take_baselines(session, job, content, result)
    refuse_contradictions(job)
    for cell, new in job.revisions.items():
        origin = job.origins[cell]
        origin.result.accepted += 1
        if (before := job.stored.get(cell)) is not None:
            name = job.metrics[cell[2]].name
            origin.result.changed.append(_replaced(cell, name, before, new))
    question(job)
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
) -> FiguresJob:
    metrics = load_metrics(session)
    months = {
        line.month
        for content, _ in contents
        for line in content.records
        if isinstance(line, FigureLine)
    }
    job = FiguresJob(
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


def _withdrawals(
    session: Session, job: FiguresJob, today: date | None
) -> list[dict[str, str | int]]:
    """Return the rows that make drafts of what somebody outside the team has changed."""
    if job.who.manages_figures:
        return []
    places = {cell[:2] for cell in job.revisions if job.is_handed_in(cell)}
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
