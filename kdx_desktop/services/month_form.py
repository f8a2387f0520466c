"""One department's month as it is filled in: what is stored, its past, and what can be asked of it.

domain.md §6; `services.entries` saves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.metrics import checks
from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.metrics.months import Month, months_between
from kdx_desktop.metrics.organization import Department
from kdx_desktop.models.change import Change
from kdx_desktop.models.revision import CurrentFigure, Revision
from kdx_desktop.services import rights
from kdx_desktop.services.board import DepartmentMonth, department_month
from kdx_desktop.services.knowledge import load_closed_months, load_metrics, load_organization
from kdx_desktop.services.recording import moment

_SHOWN_MONTHS = 12
_PAST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class CellValue:
    """What a cell says; ``amount`` in ten-thousandths, None unless 実績 or 推計.

    ``typed`` is what the amount was made from (services.breakdowns), empty where it was typed as it
    is; it is read for the form's own month only.
    """

    state: State
    amount: int | None
    note: str = ""
    typed: str = ""


NOTHING = CellValue(State.NOT_REPORTED, None)


@dataclass(frozen=True, slots=True)
class FormCell:
    """One metric of the form. ``revision`` 0: nothing was ever stored.

    ``history`` are the twelve months before, oldest first; ``year_before`` the twelve months
    before those, for the checks.
    """

    metric: Metric
    current: CellValue
    revision: int
    last_month: CellValue
    last_year: CellValue
    history: tuple[tuple[Month, int | None], ...]
    year_before: tuple[tuple[Month, int | None], ...]


@dataclass(frozen=True, slots=True)
class MonthForm:
    """One department's month. ``locked_reason`` says why it cannot be edited, else is empty.

    ``progress`` tells where the month stands between draft and approval, and when it is due;
    ``may_submit`` whether the person may hand it in.
    """

    department: Department
    month: Month
    closed: bool
    locked_reason: str
    cells: tuple[FormCell, ...]
    saved_by: str
    saved_at: datetime | None
    progress: DepartmentMonth | None = None
    may_submit: bool = False

    @property
    def editable(self) -> bool:
        """Tell whether figures can be entered."""
        return not self.locked_reason

    @property
    def needs_reason(self) -> bool:
        """Tell whether a change has to say why: the month was submitted or approved."""
        return self.progress is not None and self.progress.standing.handed_in


@dataclass(frozen=True, slots=True)
class StoredCell:
    """A cell as the ledger has it: its revision, the change that made it, and what it says."""

    number: int
    change: int
    value: CellValue


def month_form(
    session: Session, department: str, month: Month, today: date | None = None
) -> MonthForm:
    """Return the form; DataError when there is no such department."""
    known = load_organization(session).departments.get(department)
    if known is None:
        message = f"部署コード「{department[:40]}」は登録されていません。"
        raise DataError(message)
    closed = month in load_closed_months(session)
    stored = stored_cells(session, department, month.plus(-_PAST_MONTHS), month)
    current = [found for (_, when), found in stored.items() if when == month]
    last = max(current, key=lambda found: found.change, default=None)
    change = None if last is None else session.get(Change, last.change)
    forbidden, may_submit = _rights(session, department)
    return MonthForm(
        department=known,
        month=month,
        closed=closed,
        locked_reason=why_locked(known, month, closed=closed, today=today) or forbidden,
        cells=tuple(_form_cell(metric, month, stored) for metric in load_metrics(session).values()),
        saved_by="" if change is None else change.actor,
        saved_at=None if change is None else moment(change.recorded_at),
        progress=department_month(session, known, month, today),
        may_submit=may_submit,
    )


def questions(form: MonthForm, amounts: Mapping[str, int]) -> Mapping[str, str]:
    """Return, by metric, what is striking about amounts (ten-thousandths); pure, for live use."""
    found = {}
    cells = {cell.metric.code: cell for cell in form.cells}
    for code, amount in amounts.items():
        cell = cells[code]
        if not cell.metric.expected_monthly:
            continue
        months = (*cell.year_before, *cell.history, (form.month, amount))
        reported = [(int(month), value) for month, value in months if value is not None]
        new = frozenset({int(form.month)})
        for _, reason in checks.past_questions(reported, new):
            found[code] = reason
    monthly = [cell for cell in form.cells if cell.metric.expected_monthly]
    last = {
        cell.metric.code: cell.last_month.amount
        for cell in monthly
        if cell.last_month.amount is not None
    }
    now = {code: amount for code, amount in amounts.items() if cells[code].metric.expected_monthly}
    if len(now) == len(monthly) and (same := checks.same_as_last_month(now, last)):
        found.setdefault(monthly[0].metric.code, same)
    return found


def stored_cells(
    session: Session, department: str, first: Month, last: Month
) -> dict[tuple[str, int], StoredCell]:
    """Return a department's cells of a stretch of months by metric and month.

    What was typed is there for the last month.
    """
    columns, revisions = CurrentFigure.__table__.columns, Revision.__table__.columns
    query = select(*columns).where(
        columns.department == department, columns.month.between(first, last)
    )
    # The few that have any; the store keeps what was typed with the revision only.
    typed_query = select(revisions.metric, revisions.number, revisions.typed).where(
        revisions.department == department, revisions.month == int(last), revisions.typed != ""
    )
    typed = {(row.metric, row.number): row.typed for row in session.execute(typed_query).all()}
    return {
        (row.metric, row.month): StoredCell(
            row.number,
            row.change,
            CellValue(
                State(row.state),
                row.amount,
                row.note,
                typed.get((row.metric, row.number), "") if row.month == last else "",
            ),
        )
        for row in session.execute(query).all()
    }


def _form_cell(
    metric: Metric, month: Month, stored: Mapping[tuple[str, int], StoredCell]
) -> FormCell:
    def value(when: Month) -> CellValue:
        found = stored.get((metric.code, when))
        return NOTHING if found is None else found.value

    before = [
        (when, value(when).amount)
        for when in months_between(month.plus(-_PAST_MONTHS), month.plus(-1))
    ]
    now = stored.get((metric.code, month))
    return FormCell(
        metric=metric,
        current=value(month),
        revision=0 if now is None else now.number,
        last_month=value(month.plus(-1)),
        last_year=value(month.plus(-_SHOWN_MONTHS)),
        history=tuple(before[-_SHOWN_MONTHS:]),
        year_before=tuple(before[:-_SHOWN_MONTHS]),
    )


def why_locked(department: Department, month: Month, *, closed: bool, today: date | None) -> str:
    """Return why a month cannot be edited, empty when it can."""
    now = today or date.today()  # noqa: DTZ011 - the user's own calendar
    if not department.exists(month):
        return f"{department.name}は{month.japanese}にはありません。"
    if month > Month.of(now.year, now.month):
        return f"{month.japanese}は先の月のため、まだ入力できません。"
    if closed:
        return f"{month.japanese}は締め切られています。変更には訂正が必要です。"
    return ""


def _rights(session: Session, department: str) -> tuple[str, bool]:
    """Return why a person enters nothing for a department (empty: they do); whether they submit."""
    try:
        who = rights.require_entry(session, department)
    except NotAllowed as refused:
        return refused.message, False
    return "", who.may_submit(department)
