"""MonthlyReport (月次進捗報告): everything the report says, before anything is laid out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.gap import PaperGap
from kdx_desktop.metrics.kpis import KpiMonth, KpiResult
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.rankings import Theme, UnrankedReason
from kdx_desktop.metrics.rules.measured import Coverage, LeftOutReason, ReductionDetail
from kdx_desktop.reports.charts import ChartSpec

if TYPE_CHECKING:
    from kdx_desktop.metrics.forecast import Forecast


@dataclass(frozen=True, slots=True)
class Place:
    """A department as reports name it."""

    code: str
    name: str
    bureau: str


@dataclass(frozen=True, slots=True)
class KpiSection:
    """One KPI: what it says, how it got there, and what has to be said with it.

    ``courses`` is the value as of each month of the fiscal year to date; ``chart``, ``definition``
    and ``notes`` come from kpi_charts.py and definitions.py. ``forecast`` is 年度末見込, None where
    there is none yet.
    """

    result: KpiResult
    courses: tuple[KpiMonth, ...]
    chart: ChartSpec
    definition: str
    notes: tuple[str, ...] = ()
    forecast: Forecast | None = None


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """Sheets of one department that are not compared, and why (domain.md §4)."""

    place: Place
    reason: LeftOutReason
    actual: Fraction
    baseline: Fraction


@dataclass(frozen=True, slots=True)
class PaperSection:
    """The sums behind the paper KPI; ``plan_note`` is the plan's own figure (600万枚減)."""

    detail: ReductionDetail
    plan_note: str
    left_out: tuple[LeftOutRow, ...]
    gap: PaperGap | None


@dataclass(frozen=True, slots=True)
class MeetingsGapRow:
    """A department below the threshold: its rate, and the further meetings that lift it.

    None: no number of meetings does (a threshold of 100 %).
    """

    place: Place
    rate: Fraction
    further_paperless_meetings: int | None


@dataclass(frozen=True, slots=True)
class RankingRow:
    """A place on a board; ``previous_rank`` is None when it had none the month before."""

    rank: int
    previous_rank: int | None
    place: Place
    value: Fraction
    coverage: Coverage

    @property
    def change(self) -> int | None:
        """Places won since the month before (negative: lost); None without an earlier place."""
        return None if self.previous_rank is None else self.previous_rank - self.rank


@dataclass(frozen=True, slots=True)
class UnrankedRow:
    """A department without a place, and why."""

    place: Place
    reason: UnrankedReason


@dataclass(frozen=True, slots=True)
class RankingTable:
    """One of the five boards, the best first; unranked by code."""

    theme: Theme
    rows: tuple[RankingRow, ...]
    unranked: tuple[UnrankedRow, ...]


@dataclass(frozen=True, slots=True)
class MissingRow:
    """未提出: the months of the fiscal year to date in which a department owes a metric."""

    place: Place
    metric: str  # its name
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One cell as it is stored; ``amount`` in ten-thousandths, None when there is no number."""

    place: Place
    month: Month
    metric: str  # its code
    metric_name: str
    amount: int | None
    unit: str
    state: State


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and what it means, for the last pages."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """月次進捗報告 of a city as of a month.

    ``phase`` is 確定 or 速報（未承認 12部署）. ``known_at`` is empty for the present knowledge,
    else the moment in words, and ``known_change`` its change number. ``ledger_head`` is
    ``NUMBER:HASH``. ``departments`` is the number of those existing at ``as_of``.
    ``monthly_metrics`` names the metrics expected every month. ``figures`` are all cells of the
    fiscal year to date, by department, month and metric; those with State.ESTIMATE are listed as
    推計. ``document_number`` (文書番号) and ``approval_number`` (電子決裁番号) are None when not
    asked for; an empty text prints an empty field.
    """

    city_name: str
    sample: bool
    as_of: Month
    created_on: date
    phase: str
    plan_name: str
    known_at: str
    ledger_head: str
    departments: int
    kpis: tuple[KpiSection, ...]
    paper: PaperSection | None
    meetings_gap: tuple[MeetingsGapRow, ...]
    boards: tuple[RankingTable, ...]
    monthly_metrics: tuple[str, ...]
    missing: tuple[MissingRow, ...]
    figures: tuple[FigureRow, ...]
    definitions: tuple[Definition, ...]
    known_change: int | None = None
    document_number: str | None = None
    approval_number: str | None = None

    @property
    def title(self) -> str:
        """表題."""
        return "月次進捗報告"

    @property
    def estimates(self) -> tuple[FigureRow, ...]:
        """The estimated cells, which are disclosed by name."""
        return tuple(row for row in self.figures if row.state is State.ESTIMATE)
