"""The month's work around the figures: submit, return, approve, close (domain.md §6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, Problem
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Organization
from kdx_desktop.models.calendar import ClosingVersion, SubmissionVersion
from kdx_desktop.services.knowledge import (
    load_closed_months,
    load_organization,
    load_submissions,
)
from kdx_desktop.services.recording import Act, Kind, record

SUBMITTED, RETURNED, APPROVED = "submitted", "returned", "approved"
_NAMES = {SUBMITTED: "提出", RETURNED: "差戻し", APPROVED: "承認"}


@dataclass(frozen=True, slots=True)
class Phase:
    """Whether the numbers up to a month are 確定 (its month is closed) or still 速報."""

    closed: bool
    departments: int
    approved: int
    submitted: int

    @property
    def label(self) -> str:
        """確定, or 速報 with the number of departments not yet approved."""
        if self.closed:
            return "確定"
        return f"速報（未承認 {self.departments - self.approved}部署）"


def phase_of(
    session: Session, organization: Organization, month: Month, known_at: int | None = None
) -> Phase:
    """Return where a month stands over the departments existing in it."""
    existing = organization.existing(month)
    states = load_submissions(session, known_at, SubmissionVersion.month == int(month))
    found = [states.get((code, month)) for code in existing]
    return Phase(
        closed=month in load_closed_months(session, known_at),
        departments=len(existing),
        approved=found.count(APPROVED),
        submitted=found.count(SUBMITTED),
    )


def set_state(
    session: Session, month: Month, departments: Iterable[str], state: str, reason: str = ""
) -> int:
    """Record that departments' months were submitted, returned (needs a reason) or approved.

    Raises DataError, naming each department, for what is impossible; then nothing is recorded.
    """
    codes = tuple(dict.fromkeys(departments))
    organization = load_organization(session)
    problems = []
    if month in load_closed_months(session):
        problems.append(Problem(f"{month.japanese}は締め切られています。"))
    if state == RETURNED and not reason.strip():
        problems.append(Problem("差戻しには理由を入力してください。"))
    problems += [
        Problem(f"部署「{code}」は{month.japanese}にありません。")
        for code in codes
        if not organization.exists(code, month)
    ]
    if not codes:
        problems.append(Problem("部署を1つ以上指定してください。"))
    if problems:
        message = f"{_NAMES[state]}できませんでした。"
        raise DataError(message, tuple(problems))
    rows = [
        {"department": code, "month": int(month), "state": state, "reason": reason.strip()}
        for code in codes
    ]
    return record(session, Act(Kind.SUBMISSION, reason.strip()), rows={SubmissionVersion: rows})


def close(session: Session, month: Month, today: date | None = None) -> int:
    """Close a month: from now on its figures change only by a correction. Never undone.

    DataError for a month to come, and for one that is closed already.
    """
    now = today or date.today()  # noqa: DTZ011 - the user's own calendar
    if month > Month.of(now.year, now.month):
        message = f"{month.japanese}は先の月のため、まだ締められません。"
        raise DataError(message)
    if month in load_closed_months(session):
        message = f"{month.japanese}はすでに締め切られています。"
        raise DataError(message)
    return record(
        session,
        Act(Kind.CLOSING, f"{month.japanese}の締め"),
        rows={ClosingVersion: [{"month": int(month)}]},
    )
