"""履歴: all that a department's month has ever said, figure by figure (domain.md §7)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.services import ledger
from kdx_desktop.services.knowledge import load_metrics, load_organization
from kdx_desktop.services.ledger import RevisionRecord
from kdx_desktop.services.phase import phase_of


@dataclass(frozen=True, slots=True)
class CellHistory:
    """One figure of the month: its revisions, newest first; none: nothing was ever stored."""

    metric: Metric
    revisions: tuple[RevisionRecord, ...]

    @property
    def current(self) -> RevisionRecord | None:
        """What counts now."""
        return self.revisions[0] if self.revisions else None

    @property
    def state(self) -> State:
        """The state of the cell now."""
        return self.revisions[0].state if self.revisions else State.NOT_REPORTED

    def before(self, number: int) -> RevisionRecord | None:
        """Return the revision before a number; None before the first."""
        return next((one for one in self.revisions if one.number == number - 1), None)


@dataclass(frozen=True, slots=True)
class MonthHistory:
    """A department's month: all metrics in the order of the catalogue."""

    department: Department
    month: Month
    phase: Phase
    cells: tuple[CellHistory, ...]


def month_history(session: Session, department: str, month: Month) -> MonthHistory:
    """Return the month's cells with their lives; DataError when there is no such department."""
    organization = load_organization(session)
    known = organization.departments.get(department)
    if known is None:
        raise DataError(f"部署コード「{department[:40]}」は登録されていません。")
    lives: dict[str, list[RevisionRecord]] = {code: [] for code in load_metrics(session)}
    for record in ledger.history(session, department, month):
        lives.setdefault(record.metric, []).append(record)
    cells = tuple(
        CellHistory(metric, tuple(reversed(lives[code])))
        for code, metric in load_metrics(session).items()
    )
    return MonthHistory(known, month, phase_of(session, organization, month), cells)
