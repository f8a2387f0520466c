"""The ledger's proof: recompute the chain, replay the revisions, show a cell's life (trust.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, UsageError
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.models import chain
from kdx_desktop.models.base import Base
from kdx_desktop.models.change import Change
from kdx_desktop.models.revision import CurrentFigure, Revision
from kdx_desktop.models.tables import VERSIONED
from kdx_desktop.services import audit
from kdx_desktop.services.changes import SourceRecord, sources
from kdx_desktop.services.knowledge import load_metrics, load_organization
from kdx_desktop.services.recording import moment, without_idle_limit

_HEAD = re.compile(r"(?P<number>[0-9]{1,18}):(?P<hash>[0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Head:
    """The last change: its number and hash, printed on reports as ``NUMBER:HASH``."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying found. ``first_broken`` is the first change that does not hold.

    Without a head to compare with, a cut tail or a chain computed anew cannot be seen.
    """

    revisions: int
    changes: int
    head: Head | None
    problems: tuple[str, ...]
    first_broken: int | None
    compared_with: Head | None

    @property
    def intact(self) -> bool:
        """Tell whether nothing was found."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """One revision of a cell with the change that brought it.

    ``typed`` is what was typed to get there, as stored; ``sources`` are the files it came from.
    """

    metric: str
    metric_name: str
    number: int
    state: State
    amount: int | None
    note: str
    change: int
    when: datetime
    who: str
    computer: str
    kind: str
    reason: str
    typed: str = ""
    sources: tuple[SourceRecord, ...] = ()


#: Told what is looked at (a Japanese noun), how much is done and how much there is; what it raises
#: ends the verification.
Progress = Callable[[str, int, int], object]
#: Rows between two words about the progress.
_STEP = 2_000


def head(session: Session, known_at: int | None = None) -> Head | None:
    """Return the last change (at most known_at); None in an empty ledger."""
    query = select(Change.number, Change.hash).order_by(Change.number.desc()).limit(1)
    if known_at is not None:
        query = query.where(Change.number <= known_at)
    row = session.execute(query).first()
    return None if row is None else Head(row.number, row.hash)


def parse_head(text: str) -> Head:
    """Read ``NUMBER:HASH``; UsageError when it is not one."""
    match = _HEAD.fullmatch(text.strip().lower())
    if match is None:
        message = "先頭は「番号:ハッシュ（16進64桁）」の形で指定してください。"
        raise UsageError(message)
    return Head(int(match["number"]), match["hash"])


def verify(
    session: Session, expected: Head | None = None, progress: Progress | None = None
) -> Verification:
    """Recompute the chain, replay it against the derived table, compare with a known head."""
    problems: list[tuple[int, str]] = []
    without_idle_limit(session)
    tell = progress or _tell_nobody
    lines, revisions = _lines_by_change(session, tell)
    total = session.scalar(select(func.count()).select_from(Change)) or 0
    previous, last, recorded_at = chain.GENESIS, 0, ""
    hashes: dict[int, str] = {}
    for change in session.execute(select(*Change.__table__.columns).order_by(Change.number)):
        number = change.number
        if len(hashes) % _STEP == 0:
            tell("変更", len(hashes), total)
        if number != last + 1:
            problems.append((last + 1, f"変更{last + 1}がありません。"))
        if change.previous_hash != previous:
            problems.append((number, f"変更{number}が直前の変更とつながっていません。"))
        if change.recorded_at < recorded_at:
            problems.append((number, f"変更{number}の日時が直前の変更より前です。"))
        header = [getattr(change, name) for name in chain.HEADER_COLUMNS]
        if chain.change_hash(header, lines.pop(number, [])) != change.hash:
            problems.append((number, f"変更{number}の内容がハッシュと一致しません。"))
        previous, last, recorded_at = change.hash, number, change.recorded_at
        hashes[number] = change.hash
    problems += [
        (number, f"変更{number}がないのに、その明細があります。") for number in sorted(lines)
    ]
    problems += _replay(session, revisions, tell)
    problems += [(0, text) for text in audit.problems(session)]
    if expected is not None and hashes.get(expected.number) != expected.hash:
        problems.append((expected.number, "台帳が、示された先頭と一致しません。"))
    broken = [number for number, _ in problems if number]
    return Verification(
        revisions=revisions,
        changes=len(hashes),
        head=Head(last, previous) if last else None,
        problems=tuple(dict.fromkeys(text for _, text in sorted(problems))),
        first_broken=min(broken, default=None),
        compared_with=expected,
    )


def history(
    session: Session, department: str, month: Month, metric: str | None = None
) -> tuple[RevisionRecord, ...]:
    """Return every revision of a department's month, by metric and number.

    DataError when there is no such department or metric.
    """
    if department not in load_organization(session).departments:
        message = f"部署コード「{department[:40]}」は登録されていません。"
        raise DataError(message)
    metrics = load_metrics(session)
    if metric is not None and metric not in metrics:
        message = f"指標「{metric[:40]}」は登録されていません。"
        raise DataError(message)
    query = (
        select(Revision, Change)
        .join(Change, Change.number == Revision.change)
        .where(Revision.department == department, Revision.month == int(month))
        .order_by(Revision.metric, Revision.number)
    )
    if metric is not None:
        query = query.where(Revision.metric == metric)
    return tuple(
        RevisionRecord(
            metric=revision.metric,
            metric_name=metrics[revision.metric].name if revision.metric in metrics else "",
            number=revision.number,
            state=State(revision.state),
            amount=revision.amount,
            note=revision.note,
            change=change.number,
            when=moment(change.recorded_at),
            who=change.actor,
            computer=change.computer,
            kind=change.kind,
            reason=change.reason,
            typed=revision.typed,
            sources=sources(change.source),
        )
        for revision, change in session.execute(query)
    )


def _tell_nobody(_what: str, _done: int, _total: int) -> None:
    """Keep the progress for oneself."""


def _lines_by_change(session: Session, tell: Progress) -> tuple[dict[int, list[str]], int]:
    """Return the canonical lines of all rows by change, and the number of revisions."""
    lines: dict[int, list[str]] = {}
    revisions = 0
    total = session.scalar(select(func.count()).select_from(Revision)) or 0
    models: tuple[type[Base], ...] = (Revision, *VERSIONED)
    for model in models:
        table = model.__table__
        names = list(table.columns.keys())
        place = names.index("change")
        for row in session.execute(select(*table.columns)):
            lines.setdefault(row[place], []).append(chain.line(model.__tablename__, row))
            if model is Revision:
                if revisions % _STEP == 0:
                    tell("明細", revisions, total)
                revisions += 1
    return lines, revisions


def _replay(session: Session, total: int, tell: Progress) -> Iterator[tuple[int, str]]:
    """Yield what differs between the revisions, replayed, and the derived current figures."""
    key = (Revision.department, Revision.month, Revision.metric)
    query = select(
        *key, Revision.number, Revision.change, Revision.state, Revision.amount, Revision.note
    ).order_by(*key, Revision.number)
    expected: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    seen = 0
    for cell, group in groupby(session.execute(query), key=lambda row: tuple(row[:3])):
        for number, row in enumerate(group, start=1):
            if seen % _STEP == 0:
                tell("現在の値", seen, total)
            seen += 1
            if row.number != number:
                yield row.change, f"{_cell_name(cell)}の版番号が連続していません。"
            expected[cell] = tuple(row[3:])
    for row in session.execute(select(*CurrentFigure.__table__.columns)):
        cell = tuple(row[:3])
        if expected.pop(cell, None) != tuple(row[3:]):
            yield row.change, f"{_cell_name(cell)}の現在値が台帳と一致しません。"
    for cell, (_, change, *_rest) in expected.items():
        yield change, f"{_cell_name(cell)}の現在値がありません。"


def _cell_name(cell: tuple[Any, ...]) -> str:
    department, month, metric = cell
    return f"{department} {Month(month)} {metric}"
