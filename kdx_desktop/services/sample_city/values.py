"""What a sample city is made of: plain values, ready to be stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kdx_desktop.metrics.amounts import Amount
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department, Headcount, Succession


@dataclass(frozen=True, slots=True)
class SampleFigure:
    """A cell as it was first entered; a cell that is not reported has no SampleFigure.

    ``amount`` is in ten-thousandths, None where the state is 対象外.
    """

    department: str
    month: Month
    metric: str
    state: State
    amount: Amount | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SampleCorrection:
    """What a closed month's cell became by a 訂正: the new figure, why, and when it was made."""

    figure: SampleFigure
    reason: str
    made_in: Month


class AnnualBaseline(NamedTuple):
    """A fiscal year's total where its months are not known; ``amount`` in ten-thousandths."""

    department: str
    fiscal_year: int
    metric: str
    amount: Amount


class Step(StrEnum):
    """How far a department is with a month that is still open (domain.md §6)."""

    MISSING = "missing"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class SampleSubmission:
    """A department's step in an open month; ``reason`` is given where it was returned."""

    department: str
    month: Month
    step: Step
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SampleCity:
    """A whole city.

    ``figures`` and ``corrections`` stand in the order in which they were made, a correction after
    all first entries of its month. Months up to ``closed_through`` are closed and approved as far
    as they were reported; ``submissions`` covers the open months after it.
    """

    first_month: Month
    last_month: Month
    closed_through: Month
    departments: tuple[Department, ...]
    successions: tuple[Succession, ...]
    headcounts: tuple[Headcount, ...]
    annual_baselines: tuple[AnnualBaseline, ...]
    figures: tuple[SampleFigure, ...]
    corrections: tuple[SampleCorrection, ...]
    submissions: tuple[SampleSubmission, ...]
