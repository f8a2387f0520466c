"""A small city, brought in through the commands as an office would bring its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kdx_desktop.metrics.months import Month, months_between
from kdx_desktop.metrics.organization import Department
from tests.conftest import Outcome
from tests.views.entry import forms

#: Runs a command on the test's own database.
Kdx = Callable[..., Outcome]

GENERAL = Department("D001", "総務課", "総務局", Month(201904))
CITIZENS = Department("D002", "市民課", "市民局", Month(201904))
DEPARTMENTS = (GENERAL, CITIZENS)
#: The baseline year, and the plan's months before the one that is to be entered.
_STRETCHES = ((Month(201904), Month(202003)), (Month(202104), Month(202211)))


def make_city(folder: Path, kdx: Kdx) -> str:
    """Return the URL of a database with two departments and figures up to 2022-11."""
    kdx("database", "create")
    lines = ["code,name,bureau,valid_from,valid_to"]
    lines += [f"{one.code},{one.name},{one.bureau},2019-04," for one in DEPARTMENTS]
    departments = _written(folder / "departments.csv", lines)
    lines = ["department,month,metric,value,state,note"]
    for first, last in _STRETCHES:
        for month in months_between(first, last):
            lines += [
                f"{one.code},{month},{metric.code},{_value(row, month)},,"
                for one in DEPARTMENTS
                for row, metric in enumerate(forms.METRICS)
            ]
    figures = _written(folder / "figures.csv", lines)
    for answer in (kdx("organization", "import", departments), kdx("figures", "import", figures)):
        assert answer.status == 0, answer.err
    return f"sqlite:///{folder / 'kdx.sqlite3'}"


def _value(row: int, month: Month) -> int:
    """Return the usual value, a little up and down."""
    usual = forms.USUAL[row]
    return usual + max(usual // 20, 1) * (month % 3 - 1)


def _written(file: Path, lines: list[str]) -> Path:
    file.write_text("\n".join(lines), encoding="utf-8")
    return file
