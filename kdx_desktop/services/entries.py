"""月次入力: what was entered for a department's month, saved to the ledger (domain.md §6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, KdxError, Problem
from kdx_desktop.metrics import checks
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.automation import AutomationVersion
from kdx_desktop.models.calendar import SubmissionVersion
from kdx_desktop.models.change import Change
from kdx_desktop.services import breakdowns, rights
from kdx_desktop.services.automations import automations_of, rows_for
from kdx_desktop.services.month_form import (
    NOTHING,
    CellValue,
    MonthForm,
    StoredCell,
    month_form,
    questions,
    stored_cells,
    why_locked,
)
from kdx_desktop.services.months import withdrawal
from kdx_desktop.services.recording import Act, Kind, NewRevision, Rows, find_key, moment, record

_REFUSED = "入力に問題があるため、保存していません。"


@dataclass(frozen=True, slots=True)
class CellEntry:
    """What was entered for a metric, on top of the revision ``based_on``.

    ``typed`` is what the amount was made from (services.breakdowns), else empty.
    """

    metric: str
    state: State
    amount: int | None
    note: str
    based_on: int
    typed: str = ""

    @property
    def value(self) -> CellValue:
        """What the cell is to say."""
        return CellValue(self.state, self.amount, self.note, self.typed)


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
    if reason := why_locked(form.department, form.month, closed=form.closed, today=today):
        raise DataError(reason)
    who = rights.require_entry(session, entry.department)
    fresh = _fresh(session, form, entry)
    if not fresh:
        return Saved(None, 0)
    rows = dict(_automation_rows(session, form, fresh))
    if form.progress is not None and form.needs_reason:
        if not entry.reason.strip():
            state = form.progress.standing.japanese
            why = f"{state}の数値を変更するには理由を入力してください。"
            raise DataError(_REFUSED, (Problem(why, column="reason"),))
        if not who.manages_figures:
            rows[SubmissionVersion] = [withdrawal(form.progress, entry.reason.strip())]
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
    if locked := why_locked(form.department, form.month, closed=False, today=today):
        raise DataError(locked)
    if not form.closed:
        raise DataError(f"{entry.month.japanese}は締め切られていません。入力画面で保存できます。")
    if not reason.strip():
        raise DataError(_REFUSED, (Problem("訂正の理由を入力してください。", column="reason"),))
    fresh = _fresh(session, form, entry)
    if not fresh:
        return Saved(None, 0)
    rows = _automation_rows(session, form, fresh)
    act = Act(Kind.CORRECTION, reason.strip(), key=entry.key)
    return Saved(record(session, act, _revisions(entry, fresh), rows), len(fresh))


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
        if cell.metric in current and cell.value != current[cell.metric].current
    ]
    problems += _refusals(session, form, fresh)
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
            cell.typed,
        )
        for cell in fresh
    ]


def _automation_rows(session: Session, form: MonthForm, fresh: list[CellEntry]) -> Rows:
    """Return what an entry says anew of the minutes of its 業務.

    What the cell said before is no news: somebody may have put the minutes right since.
    """
    current = {cell.metric.code: cell.current for cell in form.cells}
    for cell in fresh:
        if cell.metric == breakdowns.HOURS and (works := breakdowns.works_of(cell.typed)):
            before = breakdowns.works_of(current[cell.metric].typed)
            said = set(breakdowns.automations_in(before, form.month))
            new = [one for one in breakdowns.automations_in(works, form.month) if one not in said]
            if new:
                named = {one.name for one in new}
                known = automations_of(session, form.department.code, form.month)
                old = [one for one in known if one.name in named]
                if rows := rows_for(form.department.code, old, new, form.month):
                    return {AutomationVersion: rows}
    return {}


def _refusals(session: Session, form: MonthForm, fresh: list[CellEntry]) -> list[Problem]:
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
            refused = checks.refusal(metric, cell.amount) or breakdowns.refusal(
                session, cell.metric, cell.amount, cell.typed, form.month
            )
            if refused:
                problems.append(Problem(refused, column=cell.metric))
        elif cell.typed:
            reason = f"{metric.name}の内訳と状態（{cell.state.japanese}）が合っていません。"
            problems.append(Problem(reason, column=cell.metric))
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
    stored = stored_cells(session, form.department.code, form.month, form.month)
    conflicts = []
    for cell in moved:
        theirs = stored.get((cell.metric, form.month))
        if theirs is None:  # a draft from before a restore: no ledger knows its revision any more
            last = session.scalars(select(func.max(Change.number))).one()
            theirs = StoredCell(0, last, NOTHING)
        change = session.get_one(Change, theirs.change)
        conflicts.append(
            ConflictCell(
                cell.metric,
                cell.value,
                theirs.value,
                theirs.number,
                change.actor,
                moment(change.recorded_at),
            )
        )
    raise Conflict(tuple(conflicts))
