"""Which reports were put out: when, by whom, on which knowledge; kept in the audit log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.metrics.months import Month, parse_month
from kdx_desktop.models.account import Account
from kdx_desktop.models.audit import AuditEvent
from kdx_desktop.reports.monthly import MonthlyReport
from kdx_desktop.services.audit import EventKind, record_event
from kdx_desktop.services.recording import moment

_TITLE = "月次進捗報告"
_DETAILS = re.compile(
    rf"{_TITLE} (?P<month>\d{{4}}-\d{{2}}) (?P<phase>.+) 台帳(?P<change>\d*)(:[0-9a-f]+)?"
)


@dataclass(frozen=True, slots=True)
class Issued:
    """A report that was put out: ``change`` is the last one it knew of, None without any.

    ``phase`` is 速報 or 確定 as printed; ``files`` are the names of its files, without folders.
    """

    when: datetime
    who: str
    as_of: Month
    phase: str
    change: int | None
    files: tuple[str, ...]


def details_of(report: MonthlyReport) -> str:
    """Return what the audit log says of a report: its month, 速報 or 確定, the ledger's head."""
    return f"{_TITLE} {report.as_of} {report.phase} 台帳{report.ledger_head}"


def note_issued(session: Session, report: MonthlyReport, names: Sequence[str]) -> int:
    """Put on record that files of a report were written; return the event's number."""
    return record_event(session, EventKind.EXPORT, "、".join(names), details_of(report))


def issued_reports(session: Session, limit: int = 5) -> tuple[Issued, ...]:
    """Return the latest reports, newest first; none for those who may not read the audit log."""
    who = func.coalesce(Account.name, AuditEvent.actor).label("who")
    query = (
        select(AuditEvent.recorded_at, who, AuditEvent.subject, AuditEvent.details)
        .outerjoin(Account, Account.login == AuditEvent.actor)
        .where(
            AuditEvent.kind == EventKind.EXPORT.value,
            AuditEvent.details.startswith(f"{_TITLE} "),
        )
        .order_by(AuditEvent.number.desc())
        .limit(limit)
    )
    found = []
    for row in session.execute(query):
        told = _DETAILS.fullmatch(row.details)
        if told is not None:
            found.append(
                Issued(
                    moment(row.recorded_at),
                    row.who,
                    parse_month(told["month"]),
                    told["phase"],
                    int(told["change"]) if told["change"] else None,
                    tuple(row.subject.split("、")),
                )
            )
    return tuple(found)
