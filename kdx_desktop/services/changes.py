"""The changes of the ledger as people read them, page by page; and which of them took files in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from kdx_desktop.models.change import Change
from kdx_desktop.models.revision import Revision
from kdx_desktop.services.recording import Kind, moment

#: As many as a screen asks for at a time.
PAGE = 200
_KIND_NAMES = {
    Kind.ENTRY: "入力",
    Kind.IMPORT: "取込",
    Kind.CORRECTION: "訂正",
    Kind.ORGANIZATION: "組織",
    Kind.PLAN: "計画",
    Kind.SUBMISSION: "提出・承認",
    Kind.CLOSING: "締め",
    Kind.SETTING: "設定",
}
#: Stored as JSON without blanks: services/importing.py.
_SHA256 = '"sha256":"{}"'


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A file that a change came from: its name, SHA-256, lines read, used, rejected; its bytes."""

    name: str
    sha256: str
    lines: int
    used: int
    rejected: int
    size: int = 0


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """One change: its number, when (UTC), who, from which computer, its kind as stored, why.

    ``figures`` are the revisions of figures in it; a plan or an organisation has none.
    """

    number: int
    when: datetime
    who: str
    computer: str
    kind: str
    reason: str
    sources: tuple[SourceRecord, ...]
    figures: int = 0

    @property
    def kind_name(self) -> str:
        """The users' word for the kind."""
        return kind_name(self.kind)


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some changes, newest first; ``total`` is the number of all that were asked for.

    ``next_before`` is what the next page is asked for with; None: this was the last.
    """

    records: tuple[ChangeRecord, ...]
    total: int
    next_before: int | None


@dataclass(frozen=True, slots=True)
class EarlierImport:
    """The change that took a file in before."""

    change: int
    when: datetime
    who: str


def kind_name(kind: str) -> str:
    """Return the users' word for a kind as stored; an unknown one of a newer program as it is."""
    return _KIND_NAMES[Kind(kind)] if kind in set(Kind) else kind


def changes(
    session: Session,
    before: int | None = None,
    kinds: Iterable[Kind] = (),
    text: str = "",
    limit: int = PAGE,
) -> ChangePage:
    """Return a page of the changes below the number ``before``, newest first.

    ``kinds``: only these; none: all. ``text``: only those whose person, computer, reason or source
    contains it, or whose number it is.
    """
    conditions = _conditions(list(kinds), text.strip())
    total = session.scalar(select(func.count()).select_from(Change).where(*conditions)) or 0
    query = select(*_COLUMNS).where(*conditions).order_by(Change.number.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(Change.number < before)
    rows = session.execute(query).all()
    shown = rows[:limit]
    counts = _figures(session, [row.number for row in shown])
    records = tuple(_record(row, counts.get(row.number, 0)) for row in shown)
    return ChangePage(records, total, shown[-1].number if len(rows) > limit else None)


def imports(session: Session, limit: int = 100) -> tuple[ChangeRecord, ...]:
    """Return the latest changes that took files in, newest first."""
    query = select(*_COLUMNS).where(Change.source != "").order_by(Change.number.desc()).limit(limit)
    records = [_record(row, 0) for row in session.execute(query).all()]
    return tuple(record for record in records if record.sources)


def earlier_imports_of(session: Session, hashes: Sequence[str]) -> dict[str, EarlierImport]:
    """Return, by SHA-256, the latest import of files with the same content."""
    wanted = {sha256 for sha256 in hashes if sha256}
    if not wanted:
        return {}
    marks = [Change.source.contains(_SHA256.format(sha256), autoescape=True) for sha256 in wanted]
    query = select(*_COLUMNS).where(or_(*marks)).order_by(Change.number)
    return {
        source.sha256: EarlierImport(row.number, moment(row.recorded_at), row.actor)
        for row in session.execute(query).all()
        for source in sources(row.source)
        if source.sha256 in wanted
    }


def sources(text: str) -> tuple[SourceRecord, ...]:
    """Read what a change says of its files; what another program wrote there names no files."""
    try:
        found = json.loads(text) if text else []
    except ValueError:
        return ()
    if not isinstance(found, list):
        return ()
    return tuple(_source(one) for one in found if isinstance(one, dict))


_COLUMNS = (
    Change.number,
    Change.recorded_at,
    Change.actor,
    Change.computer,
    Change.kind,
    Change.reason,
    Change.source,
)


def _conditions(kinds: Sequence[Kind], text: str) -> list[Any]:
    conditions: list[Any] = []
    if kinds:
        conditions.append(or_(*(Change.kind == kind.value for kind in kinds)))
    if text:
        columns = (Change.actor, Change.computer, Change.reason, Change.source)
        found = [column.icontains(text, autoescape=True) for column in columns]
        if text.isascii() and text.isdigit():
            found.append(Change.number == int(text[:18]))
        conditions.append(or_(*found))
    return conditions


def _figures(session: Session, numbers: Sequence[int]) -> dict[int, int]:
    """Return how many figures each of these changes holds."""
    if not numbers:
        return {}
    query = (
        select(Revision.change, func.count())
        .where(Revision.change.in_(numbers))
        .group_by(Revision.change)
    )
    return {row[0]: row[1] for row in session.execute(query).all()}


def _record(row: Any, figures: int) -> ChangeRecord:
    return ChangeRecord(
        row.number,
        moment(row.recorded_at),
        row.actor,
        row.computer,
        row.kind,
        row.reason,
        sources(row.source),
        figures,
    )


def _source(one: dict[str, Any]) -> SourceRecord:
    rejected = one.get("rejected")
    return SourceRecord(
        str(one.get("file", "")),
        str(one.get("sha256", "")),
        _count(one.get("lines")),
        _count(one.get("used")),
        len(rejected) if isinstance(rejected, list) else _count(rejected),
        _count(one.get("size")),
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
