"""月次入力: one department's month, read for the form and saved to the ledger (domain.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, KdxError, NotAllowed, Problem
from kdx_desktop.metrics import checks
from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.metrics.months import Month, months_between
from kdx_desktop.metrics.organization import Department
from kdx_desktop.models.calendar import SubmissionVersion
from kdx_desktop.models.change import Change
from kdx_desktop.models.revision import CurrentFigure
from kdx_desktop.services import rights
from kdx_desktop.services.board import DepartmentMonth, department_month
from kdx_desktop.services.knowledge import (
    load_closed_months,
    load_metrics,
    load_organization,
)
from kdx_desktop.services.months import withdrawal
from kdx_desktop.services.recording import Act, Kind, NewRevision, Rows, find_key, moment, record

_SHOWN_MONTHS = 12
_PAST_MONTHS = 24
_REFUSED = "入力に問題があるため、保存していません。"


@dataclass(frozen=True, slots=True)
class CellValue:
    """What a cell says; ``amount`` in ten-thousandths, None unless 実績 or 推計."""

    state: State
    amount: int | None
    note: str = ""


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
class CellEntry:
    """What was entered for a metric, on top of the revision ``based_on``."""

    metric: str
    state: State
    amount: int | None
    note: str
    based_on: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person saves; ``key`` is made once per save, so that a repeat stores nothing.

    ``reason`` says why figures change that were submitted or approved already.
    """

    department: str
    month: Month
    cells: tuple[CellEntry, ...]
    key: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """The change that holds a save, and how many cells it altered (0: nothing was new)."""

    change: int | None
    cells: int


@dataclass(frozen=True, slots=True)
class ConflictCell:
    """A cell that somebody else changed first."""

    metric: str
    mine: CellValue
    theirs: CellValue
    their_revision: int
    who: str
    when: datetime


class Conflict(KdxError):
    """Somebody was faster; nothing was stored, and both values are here to choose from."""

    def __init__(self, cells: tuple[ConflictCell, ...]) -> None:
        super().__init__("ほかの人が先に保存しました。採用する値を選んでください。")
        self.cells = cells


@dataclass(frozen=True, slots=True)
class _Stored:
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
    stored = _stored(session, department, month.plus(-_PAST_MONTHS), month)
    current = [found for (_, when), found in stored.items() if when == month]
    last = max(current, key=lambda found: found.change, default=None)
    change = None if last is None else session.get(Change, last.change)
    forbidden, may_submit = _rights(session, department)
    return MonthForm(
        department=known,
        month=month,
        closed=closed,
        locked_reason=_locked(known, month, closed=closed, today=today) or forbidden,
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


def save(session: Session, entry: Entry, today: date | None = None) -> Saved:
    """Append what is new in an entry; all of it, or nothing.

    Figures that were submitted or approved change with a reason only, and are a draft again unless
    it is the HR/DX team that changes them. DataError names the metric of each refused cell in
    ``column`` (a questioned value without a note among them); Conflict when a cell changed since;
    NotAllowed without the right. Repeating a key stores nothing.
    """
    if (earlier := find_key(session, entry.key)) is not None:
        return Saved(earlier, 0)
    form = month_form(session, entry.department, entry.month, today)
    if reason := _locked(form.department, form.month, closed=form.closed, today=today):
        raise DataError(reason)
    who = rights.require_entry(session, entry.department)
    fresh = _fresh(session, form, entry)
    if not fresh:
        return Saved(None, 0)
    rows: Rows = {}
    if form.progress is not None and form.needs_reason:
        if not entry.reason.strip():
            state = form.progress.standing.japanese
            why = f"{state}の数値を変更するには理由を入力してください。"
            raise DataError(_REFUSED, (Problem(why, column="reason"),))
        if not who.manages_figures:
            rows = {SubmissionVersion: [withdrawal(form.progress, entry.reason.strip())]}
    act = Act(Kind.ENTRY, entry.reason.strip(), key=entry.key)
    return Saved(record(session, act, _revisions(entry, fresh), rows), len(fresh))


def correct(session: Session, entry: Entry, reason: str, today: date | None = None) -> Saved:
    """Append what is new in an entry as a correction (訂正) of a closed month.

    NotAllowed for all but the HR/DX team; DataError without a reason, for a month that is not
    closed, and as `save` does. The month stays closed. Repeating a key stores nothing.
    """
    if (earlier := find_key(session, entry.key)) is not None:
        return Saved(earlier, 0)
    rights.require_team(session, "訂正")
    form = month_form(session, entry.department, entry.month, today)
    if locked := _locked(form.department, form.month, closed=False, today=today):
        raise DataError(locked)
    if not form.closed:
        raise DataError(f"{entry.month.japanese}は締め切られていません。入力画面で保存できます。")
    if not reason.strip():
        raise DataError(_REFUSED, (Problem("訂正の理由を入力してください。", column="reason"),))
    fresh = _fresh(session, form, entry)
    if not fresh:
        return Saved(None, 0)
    act = Act(Kind.CORRECTION, reason.strip(), key=entry.key)
    return Saved(record(session, act, _revisions(entry, fresh)), len(fresh))


def _fresh(session: Session, form: MonthForm, entry: Entry) -> list[CellEntry]:
    """Return the cells that say something new; DataError and Conflict as `save` raises them."""
    current = {cell.metric.code: cell for cell in form.cells}
    problems = [
        Problem("登録されていない指標です。", column=cell.metric)
        for cell in entry.cells
        if cell.metric not in current
    ]
    fresh = [
        cell
        for cell in entry.cells
        if cell.metric in current and _value(cell) != current[cell.metric].current
    ]
    problems += _refusals(form, fresh)
    if problems:
        raise DataError(_REFUSED, tuple(problems))
    _refuse_conflicts(session, form, fresh)
    return fresh


def _revisions(entry: Entry, fresh: list[CellEntry]) -> list[NewRevision]:
    return [
        NewRevision(
            entry.department,
            entry.month,
            cell.metric,
            cell.based_on + 1,
            cell.state,
            cell.amount,
            cell.note,
        )
        for cell in fresh
    ]


def _value(cell: CellEntry) -> CellValue:
    return CellValue(cell.state, cell.amount, cell.note)


def _refusals(form: MonthForm, fresh: list[CellEntry]) -> list[Problem]:
    metrics = {cell.metric.code: cell.metric for cell in form.cells}
    amounts = {
        cell.metric.code: cell.current.amount
        for cell in form.cells
        if cell.current.amount is not None
    }
    problems = []
    for cell in fresh:
        metric = metrics[cell.metric]
        amounts.pop(cell.metric, None)
        if (cell.amount is not None) != (cell.state in {State.ACTUAL, State.ESTIMATE}):
            reason = f"{metric.name}の値と状態（{cell.state.japanese}）が合っていません。"
            problems.append(Problem(reason, column=cell.metric))
        elif cell.amount is not None:
            amounts[cell.metric] = cell.amount
            if refused := checks.refusal(metric, cell.amount):
                problems.append(Problem(refused, column=cell.metric))
    problems += [
        Problem(reason, column=code) for code, reason in checks.relation_refusals(amounts).items()
    ]
    asked = questions(form, amounts)
    problems += [
        Problem(f"{asked[cell.metric]}備考に理由を入力してください。", column=cell.metric)
        for cell in fresh
        if cell.metric in asked and cell.amount is not None and not cell.note.strip()
    ]
    return problems


def _refuse_conflicts(session: Session, form: MonthForm, fresh: list[CellEntry]) -> None:
    current = {cell.metric.code: cell.revision for cell in form.cells}
    moved = [cell for cell in fresh if cell.based_on != current[cell.metric]]
    if not moved:
        return
    stored = _stored(session, form.department.code, form.month, form.month)
    conflicts = []
    for cell in moved:
        theirs = stored.get((cell.metric, form.month))
        if theirs is None:  # a draft from before a restore: no ledger knows its revision any more
            last = session.scalars(select(func.max(Change.number))).one()
            theirs = _Stored(0, last, NOTHING)
        change = session.get_one(Change, theirs.change)
        conflicts.append(
            ConflictCell(
                cell.metric,
                _value(cell),
                theirs.value,
                theirs.number,
                change.actor,
                moment(change.recorded_at),
            )
        )
    raise Conflict(tuple(conflicts))


def _stored(
    session: Session, department: str, first: Month, last: Month
) -> dict[tuple[str, int], _Stored]:
    columns = CurrentFigure.__table__.columns
    query = select(*columns).where(
        columns.department == department, columns.month.between(first, last)
    )
    return {
        (row.metric, row.month): _Stored(
            row.number, row.change, CellValue(State(row.state), row.amount, row.note)
        )
        for row in session.execute(query).all()
    }


def _form_cell(metric: Metric, month: Month, stored: Mapping[tuple[str, int], _Stored]) -> FormCell:
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


def _locked(department: Department, month: Month, *, closed: bool, today: date | None) -> str:
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
