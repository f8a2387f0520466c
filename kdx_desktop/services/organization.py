"""Departments, headcounts and successions as rows: of the store and of files (domain.md §2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.imports.files import FileKind
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department, Headcount, Succession
from kdx_desktop.models.base import Versioned
from kdx_desktop.models.organization import DepartmentVersion, HeadcountVersion, SuccessionVersion
from kdx_desktop.models.revision import CurrentFigure
from kdx_desktop.services.knowledge import as_known


def export_rows(session: Session) -> Mapping[FileKind, list[tuple[Any, ...]]]:
    """Return the organisation as rows of the import files, in the order of their columns."""
    exporters: Mapping[FileKind, tuple[type[Versioned], Callable[[Any], tuple[Any, ...]]]] = {
        FileKind.DEPARTMENTS: (
            DepartmentVersion,
            lambda row: (
                row.code,
                row.name,
                row.bureau,
                str(Month(row.valid_from)),
                "" if row.valid_to is None else str(Month(row.valid_to)),
            ),
        ),
        FileKind.HEADCOUNTS: (
            HeadcountVersion,
            lambda row: (
                row.department,
                row.fiscal_year,
                _blank(row.headcount),
                _blank(row.telework_eligible),
            ),
        ),
        FileKind.SUCCESSIONS: (
            SuccessionVersion,
            lambda row: (
                row.predecessor,
                row.successor,
                str(Month(row.effective_month)),
                "" if row.share is None else share_text(Fraction(row.share)),
            ),
        ),
    }
    return {
        kind: [as_row(row) for row in as_known(session, model)]
        for kind, (model, as_row) in exporters.items()
    }


def rows_of(
    departments: Iterable[Department],
    headcounts: Iterable[Headcount],
    successions: Iterable[Succession],
) -> dict[type[Versioned], list[dict[str, Any]]]:
    """Return the versioned rows of an organisation that is known to be sound."""
    return {
        DepartmentVersion: [department_row(new) for new in departments],
        HeadcountVersion: [headcount_row(new) for new in headcounts],
        SuccessionVersion: [succession_row(new) for new in successions],
    }


def department_row(new: Department) -> dict[str, Any]:
    """Return the versioned row of a department."""
    return {
        "code": new.code,
        "name": new.name,
        "bureau": new.bureau,
        "valid_from": int(new.valid_from),
        "valid_to": None if new.valid_to is None else int(new.valid_to),
    }


def headcount_row(new: Headcount) -> dict[str, Any]:
    """Return the versioned row of a headcount."""
    return {
        "department": new.department,
        "fiscal_year": new.fiscal_year,
        "headcount": new.headcount,
        "telework_eligible": new.telework_eligible,
    }


def succession_row(new: Succession) -> dict[str, Any]:
    """Return the versioned row of a succession; its share as text, None where it has none."""
    return {
        "predecessor": new.predecessor,
        "successor": new.successor,
        "effective_month": int(new.effective_month),
        "share": None if new.share is None else str(new.share),
    }


def months_with_figures(
    session: Session, departments: Sequence[str] | None = None
) -> dict[str, tuple[int, int]]:
    """Return the first and the last month with figures, of some departments or (None) of all."""
    query = (
        select(
            CurrentFigure.department, func.min(CurrentFigure.month), func.max(CurrentFigure.month)
        )
        .where(CurrentFigure.state != State.NOT_REPORTED.value)  # withdrawn figures bind nobody
        .group_by(CurrentFigure.department)
    )
    if departments is not None:
        query = query.where(CurrentFigure.department.in_(departments))
    return {code: (first, last) for code, first, last in session.execute(query)}


def share_text(share: Fraction) -> str:
    """Write a share (0 < share ≤ 1) as a decimal where it has one, else as n/d."""
    for digits in range(13):
        scaled = share * 10**digits
        if scaled.denominator == 1:
            return f"0.{scaled.numerator:0{digits}d}" if share < 1 else str(scaled.numerator)
    return str(share)


def _blank(value: int | None) -> int | str:
    return "" if value is None else value
