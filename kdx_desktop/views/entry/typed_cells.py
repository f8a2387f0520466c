"""What a person has typed into a month, and what is to be said about it: pure values.

Typed text is kept as it is until it can be read, so that a refusal never costs a keystroke.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from kdx_desktop.metrics.amounts import Amount, amount_text, parse_amount
from kdx_desktop.metrics.checks import refusal, relation_refusals
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.breakdowns import HOURS, unreadable
from kdx_desktop.services.entries import CellEntry, Conflict
from kdx_desktop.services.month_form import CellValue, FormCell, MonthForm, questions

#: Typed alone, these say what tables print for a state (domain.md §3); a long vowel mark is what
#: the minus key gives while kana are typed.
_NOT_APPLICABLE = frozenset({"-", "−", "‐", "–", "—", "―", "ー", "─", "対象外"})
_NOT_REPORTED = frozenset({"...", "･･･", "未提出"})
#: domain.md §3: hours are counted per 業務, or entered directly with a reason.
_BY_HAND = "業務別に入力していない時間です。"
_WITH_VALUE = (State.ACTUAL, State.ESTIMATE)


@dataclass(frozen=True, slots=True)
class TypedCell:
    """One row as it stands on screen; ``text`` is a plain number once it could be read.

    ``breakdown`` is what the number was made from (services.breakdowns); a number typed by hand
    has none.
    """

    state: State = State.NOT_REPORTED
    text: str = ""
    note: str = ""
    breakdown: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said about a typed cell.

    ``amount`` is in ten-thousandths, None when blank or unreadable. A refusal keeps the month from
    being saved; a question only asks for a note, and ``needs_note`` says that there is none yet.
    """

    amount: Amount | None = None
    refusal: str = ""
    question: str = ""
    needs_note: bool = False

    @property
    def remark(self) -> str:
        """The sentence to show beside the cell."""
        return self.refusal or self.question


def typed_of(value: CellValue) -> TypedCell:
    """Return a stored value as it would have been typed."""
    text = "" if value.amount is None else amount_text(value.amount)
    return TypedCell(value.state, text, value.note, value.typed)


def with_text(cell: FormCell, before: TypedCell, text: str) -> TypedCell:
    """Return the cell after its value was typed or pasted.

    Read besides numbers: a trailing ``*`` (推計), a dash (対象外), ``…`` and nothing (未提出), and
    なし where nothing is expected; elsewhere that could as well mean zero. A
    number over a stored estimate is the real figure; over an estimate chosen just now it is not.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    none_happened = plain == "なし" and not cell.metric.expected_monthly
    if not plain or plain in _NOT_REPORTED or none_happened:
        return replace(before, state=State.NOT_REPORTED, text="", breakdown="")
    if plain in _NOT_APPLICABLE:
        return replace(before, state=State.NOT_APPLICABLE, text="", breakdown="")
    starred = plain.endswith("*")
    number = _readable(plain.removesuffix("*") if starred else text)
    by_hand = before if number == before.text else replace(before, text=number, breakdown="")
    if starred:
        return replace(by_hand, state=State.ESTIMATE)
    if by_hand is before:
        return before
    return replace(by_hand, state=_reported(cell, before))


def with_breakdown(
    cell: FormCell, before: TypedCell, breakdown: str, amount: Amount | None
) -> TypedCell:
    """Return the cell after what it is made from was typed; ``amount`` is what that comes to.

    Nothing typed empties the cell; what cannot be counted yet leaves it without a number.
    """
    if not breakdown:
        return replace(before, state=State.NOT_REPORTED, text="", breakdown="")
    text = "" if amount is None else amount_text(amount)
    return replace(before, state=_reported(cell, before), text=text, breakdown=breakdown)


def with_state(before: TypedCell, state: State) -> TypedCell:
    """Return the cell in another state; 対象外 and 未提出 clear the value."""
    if state in _WITH_VALUE:
        return replace(before, state=state)
    return replace(before, state=state, text="", breakdown="")


def with_note(before: TypedCell, note: str) -> TypedCell:
    """Return the cell with another note; names are left as they were typed, without NFKC."""
    return replace(before, note=" ".join(note.split()))


def judge(form: MonthForm, typed: Sequence[TypedCell]) -> tuple[Verdict, ...]:
    """Say what is to be said about every cell, live while typing (domain.md §6)."""
    pairs = list(zip(form.cells, typed, strict=True))
    verdicts = {cell.metric.code: _alone(cell, entry, form.month) for cell, entry in pairs}
    amounts = {
        code: verdict.amount
        for code, verdict in verdicts.items()
        if verdict.amount is not None and not verdict.refusal
    }
    for code, sentence in relation_refusals(amounts).items():
        verdicts[code] = replace(verdicts[code], refusal=sentence)
    asked = dict.fromkeys(amounts.keys() & _hours_by_hand(pairs), _BY_HAND)
    for code, sentence in {**asked, **questions(form, amounts)}.items():
        verdicts[code] = replace(verdicts[code], question=sentence)
    return tuple(_asking(verdicts[cell.metric.code], cell, entry) for cell, entry in pairs)


def is_changed(cell: FormCell, typed: TypedCell) -> bool:
    """Tell whether the typed cell differs from what is stored."""
    return typed != typed_of(cell.current)


def entries_of(
    form: MonthForm, typed: Sequence[TypedCell], verdicts: Sequence[Verdict]
) -> tuple[CellEntry, ...]:
    """Return what differs from the store, to be saved."""
    return tuple(
        CellEntry(
            cell.metric.code,
            entry.state,
            verdict.amount,
            entry.note,
            cell.revision,
            entry.breakdown,
        )
        for cell, entry, verdict in zip(form.cells, typed, verdicts, strict=True)
        if is_changed(cell, entry)
    )


def carried_over(
    form: MonthForm,
    typed: Iterable[TypedCell],
    fresh: MonthForm,
    being_typed: Collection[str] = (),
) -> tuple[MonthForm, tuple[TypedCell, ...]]:
    """Return the fresh form with the unsaved changes of the old one on top.

    A changed cell keeps the revision it was based on, so that somebody else's change in between is
    found when saving; so do the metrics that are ``being_typed``, whose keys are not in ``typed``
    yet. What has been stored meanwhile exactly as typed is no longer a change.
    """
    unsaved = {
        cell.metric.code: (cell, entry)
        for cell, entry in zip(form.cells, typed, strict=True)
        if is_changed(cell, entry) or cell.metric.code in being_typed
    }
    cells: list[FormCell] = []
    carried: list[TypedCell] = []
    for cell in fresh.cells:
        now = typed_of(cell.current)
        old, entry = unsaved.get(cell.metric.code, (cell, now))
        old = cell if entry == now else old
        cells.append(replace(cell, current=old.current, revision=old.revision))
        carried.append(entry)
    return replace(fresh, cells=tuple(cells)), tuple(carried)


def settled(
    form: MonthForm, typed: Iterable[TypedCell], conflict: Conflict, taken: Collection[str]
) -> tuple[MonthForm, tuple[TypedCell, ...]]:
    """Return form and rows after a choice: the other person's values are what is stored now.

    ``taken`` are the metrics of which their value is taken; the others are to be saved over it.
    """
    theirs = {cell.metric: cell for cell in conflict.cells}
    cells: list[FormCell] = []
    rows: list[TypedCell] = []
    for cell, entry in zip(form.cells, typed, strict=True):
        found = theirs.get(cell.metric.code)
        if found is None:
            cells.append(cell)
            rows.append(entry)
        else:
            cells.append(replace(cell, current=found.theirs, revision=found.their_revision))
            rows.append(typed_of(found.theirs) if found.metric in taken else entry)
    return replace(form, cells=tuple(cells)), tuple(rows)


def after_save(form: MonthForm, saved: Iterable[CellEntry]) -> MonthForm:
    """Return the form with what has just been saved as its stored values."""
    news = {cell.metric: cell for cell in saved}
    cells = tuple(
        replace(cell, current=new.value, revision=new.based_on + 1)
        if (new := news.get(cell.metric.code)) is not None
        else cell
        for cell in form.cells
    )
    return replace(form, cells=cells)


def _readable(text: str) -> str:
    """Return the number in its plain form; the text as it was typed when it is none."""
    try:
        return amount_text(parse_amount(text))
    except ValueError:
        return text


def _reported(cell: FormCell, before: TypedCell) -> State:
    """Return 推計 where that was chosen just now, else 実績."""
    chosen = before.state is State.ESTIMATE and cell.current.state is not State.ESTIMATE
    return State.ESTIMATE if chosen else State.ACTUAL


def _hours_by_hand(pairs: Iterable[tuple[FormCell, TypedCell]]) -> frozenset[str]:
    """Return the metrics whose hours were typed as they are, where they say something new."""
    return frozenset(
        cell.metric.code
        for cell, entry in pairs
        if cell.metric.code == HOURS
        and not entry.breakdown
        and entry.text not in {"0", typed_of(cell.current).text}
    )


def _alone(cell: FormCell, typed: TypedCell, month: Month) -> Verdict:
    """Judge a cell without regard to the others."""
    if typed.state not in _WITH_VALUE:
        return Verdict()
    if typed.breakdown and (reason := unreadable(cell.metric.code, typed.breakdown, month)):
        return Verdict(refusal=reason)
    if not typed.text:
        return Verdict(refusal=f"{typed.state.japanese}の数値を入力してください。")
    try:
        amount = parse_amount(typed.text)
    except ValueError as refused:
        return Verdict(refusal=str(refused))
    return Verdict(amount, refusal(cell.metric, amount) or "")


def _asking(verdict: Verdict, cell: FormCell, typed: TypedCell) -> Verdict:
    """Ask for a note only where this person changed something and gave no reason."""
    asks = bool(verdict.question) and not verdict.refusal
    return replace(verdict, needs_note=asks and not typed.note and is_changed(cell, typed))
