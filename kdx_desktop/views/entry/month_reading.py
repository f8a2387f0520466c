"""What 月次入力 asks of the services at once, on the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kdx_desktop.metrics.amounts import Amount
from kdx_desktop.services.automations import Automation, automations_of
from kdx_desktop.services.breakdowns import load_paper_factors
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.ledger import head
from kdx_desktop.services.month_form import MonthForm, month_form
from kdx_desktop.services.person import Role
from kdx_desktop.services.year_form import YearForm, year_form
from kdx_desktop.views.scope import Scope

_NOT_OWN = "この部署の数値は、担当の課長、入力担当者、推進担当だけが入力できます。"


@dataclass(frozen=True, slots=True)
class MonthReading:
    """``store`` names the database by its first change, so that it may be moved.

    ``form`` is None when the month has no department, ``has_departments`` False when no month has.
    ``factors`` are the A4 equivalents by paper size, ``automations`` what the department does by
    machine in the month.
    """

    store: str
    scope: Scope
    form: MonthForm | None
    has_departments: bool
    factors: Mapping[str, Amount] = field(default_factory=dict)
    automations: tuple[Automation, ...] = ()


def read_month(session: Any, scope: Scope) -> MonthReading:
    """Read the form of the scope's department and month, as far as the role fills it in."""
    first = head(session, known_at=1)
    store = "" if first is None else first.hash
    if scope.chosen is None:
        return MonthReading(store, scope, None, bool(load_organization(session).departments))
    form = month_form(session, scope.department, scope.month)
    return MonthReading(
        store,
        scope,
        _for_role(form, scope),
        True,
        load_paper_factors(session),
        automations_of(session, scope.department, scope.month),
    )


def read_year(session: Any, scope: Scope) -> YearForm | None:
    """Read the fiscal year of the scope's department; None when the month has no department."""
    if scope.chosen is None:
        return None
    year = year_form(session, scope.department, scope.month.fiscal_year)
    if scope.role is Role.TEAM:
        return year
    return replace(year, rows=tuple(row for row in year.rows if row.metric.expected_monthly))


def _for_role(form: MonthForm, scope: Scope) -> MonthForm:
    """Leave to the HR/DX team what only it records (domain.md §3); lock what others enter.

    The store says the same by itself; in the sample city, whose visitor plays a role, it cannot.
    """
    if scope.role is Role.TEAM:
        return form
    cells = tuple(cell for cell in form.cells if cell.metric.expected_monthly)
    locked = form.locked_reason
    if not locked and not scope.may_enter(form.department.code):
        locked = _NOT_OWN
    may_submit = form.may_submit and scope.may_submit(form.department.code)
    return replace(form, cells=cells, locked_reason=locked, may_submit=may_submit)
