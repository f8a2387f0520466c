"""Filling an empty database with the sample city, marked サンプル everywhere (interfaces.md)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.models.calendar import ClosingVersion, SettingVersion, SubmissionVersion
from kdx_desktop.models.organization import BaselineVersion, DepartmentVersion
from kdx_desktop.services import months, rights, sample_city
from kdx_desktop.services.knowledge import as_known
from kdx_desktop.services.organization import rows_of
from kdx_desktop.services.overview import SAMPLE_SETTING
from kdx_desktop.services.recording import Act, Kind, NewRevision, record
from kdx_desktop.services.sample_city import SampleCity, SampleFigure, Step
from kdx_desktop.services.strategy import CITY_NAME_SETTING

SAMPLE_CITY_NAME = "サンプル市"
_STATES = {
    Step.SUBMITTED: months.SUBMITTED,
    Step.RETURNED: months.RETURNED,
    Step.APPROVED: months.APPROVED,
}


def load(session: Session, departments: int = 110, years: int = 4, seed: int = 2022) -> int:
    """Store a sample city in a database without departments; return the number of figures.

    Months are changes of their own, then the corrections, as an office would have made them.
    """
    rights.require_team(session, "サンプルの作成")
    if as_known(session, DepartmentVersion):
        message = (
            "部署が登録されているため、サンプルを作成できません。空のデータベースをお使いください。"
        )
        raise DataError(message)
    city = sample_city.generate(departments, years, seed)
    organization: dict[Any, list[dict[str, Any]]] = {
        **rows_of(city.departments, city.headcounts, city.successions),
        BaselineVersion: [baseline._asdict() for baseline in city.annual_baselines],
    }
    _mark(session)
    record(session, Act(Kind.ORGANIZATION, "サンプル市の組織"), rows=organization)
    numbers: dict[tuple[str, int, str], int] = {}
    for month, figures in groupby(city.figures, key=lambda figure: figure.month):
        act = Act(Kind.IMPORT, f"{month.japanese}の入力")
        record(session, act, [_revision(figure, numbers) for figure in figures])
        if month <= city.closed_through:
            _close(session, city, month)
    for correction in city.corrections:
        act = Act(Kind.CORRECTION, correction.reason)
        record(session, act, [_revision(correction.figure, numbers)])
    _submit(session, city)
    return len(city.figures)


def _mark(session: Session) -> None:
    settings = {SAMPLE_SETTING: "1", CITY_NAME_SETTING: SAMPLE_CITY_NAME}
    rows = [{"name": name, "value": value} for name, value in settings.items()]
    record(session, Act(Kind.SETTING, "サンプルの印"), rows={SettingVersion: rows})


def _revision(figure: SampleFigure, numbers: dict[tuple[str, int, str], int]) -> NewRevision:
    cell = (figure.department, int(figure.month), figure.metric)
    numbers[cell] = numbers.get(cell, 0) + 1
    return NewRevision(*cell, numbers[cell], figure.state, figure.amount, figure.note)


def _close(session: Session, city: SampleCity, month: int) -> None:
    """Approve what was reported, and close the month."""
    reported = {figure.department for figure in city.figures if figure.month == month}
    _record_submissions(session, ((code, month, months.APPROVED, "") for code in sorted(reported)))
    rows = [{"month": int(month)}]
    record(session, Act(Kind.CLOSING, "サンプルの締め"), rows={ClosingVersion: rows})


def _submit(session: Session, city: SampleCity) -> None:
    _record_submissions(
        session,
        (
            (step.department, step.month, _STATES[step.step], step.reason)
            for step in city.submissions
            if step.step in _STATES
        ),
    )


def _record_submissions(session: Session, submissions: Iterable[tuple[str, int, str, str]]) -> None:
    names = ("department", "month", "state", "reason")
    rows = [
        dict(zip(names, (code, int(month), state, reason), strict=True))
        for code, month, state, reason in submissions
    ]
    if rows:
        record(session, Act(Kind.SUBMISSION), rows={SubmissionVersion: rows})
