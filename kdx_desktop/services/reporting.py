"""Filling reports from the database: select, let metrics compute, say it in one frozen object."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from kdx_desktop.metrics import rankings
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.metrics.months import Month, fiscal_year_start, fiscal_year_to_date
from kdx_desktop.metrics.plan import Plan
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.metrics.rules.measured import ReductionDetail
from kdx_desktop.reports import definitions
from kdx_desktop.reports.kpi_charts import kpi_chart
from kdx_desktop.reports.monthly import (
    FigureRow,
    KpiSection,
    LeftOutRow,
    MeetingsGapRow,
    MissingRow,
    MonthlyReport,
    PaperSection,
    Place,
    RankingRow,
    RankingTable,
    UnrankedRow,
)
from kdx_desktop.services.boards import board_rows, board_unranked
from kdx_desktop.services.figures_export import tidy_figures
from kdx_desktop.services.knowledge import change_moment, load_settings
from kdx_desktop.services.ledger import head
from kdx_desktop.services.overview import SAMPLE_SETTING
from kdx_desktop.services.standings import (
    Gaps,
    Particulars,
    city_and_plan,
    kpi_particulars,
    kpi_standings,
)
from kdx_desktop.services.strategy import CITY_NAME_SETTING


def monthly_report(
    session: Session, as_of: Month, known_at: int | None = None, created_on: date | None = None
) -> MonthlyReport:
    """Return 月次進捗報告 as of a month, as known now or at a past change; DataError without a plan."""
    city, plan = city_and_plan(session, as_of, known_at)
    found = kpi_standings(session, as_of, known_at)
    behind = kpi_particulars(session, found)
    settings = load_settings(session, known_at)
    last = head(session, known_at)
    return MonthlyReport(
        city_name=settings.get(CITY_NAME_SETTING, ""),
        sample=SAMPLE_SETTING in settings,
        as_of=as_of,
        created_on=created_on or date.today(),  # noqa: DTZ011 - the date on the user's wall
        phase=found.phase.label,
        plan_name=plan.name,
        known_at="" if known_at is None else _known_at_text(session, known_at),
        ledger_head="" if last is None else str(last),
        departments=len(city.organization.existing(as_of)),
        kpis=tuple(_section(result, behind) for result in found.results),
        paper=_paper(city, found.results, behind.gaps),
        meetings_gap=tuple(
            MeetingsGapRow(_place(city, row.department), row.rate, row.further_paperless_meetings)
            for row in behind.gaps.meetings
        ),
        boards=tuple(_board(city, plan, theme, as_of) for theme in Theme),
        monthly_metrics=tuple(
            metric.name for metric in city.metrics.values() if metric.expected_monthly
        ),
        missing=_missing(city, as_of),
        figures=_figures(session, city, as_of, known_at),
        definitions=definitions.terms(plan),
        known_change=known_at,
    )


def _section(result: KpiResult, behind: Particulars) -> KpiSection:
    code = result.kpi.code
    courses, expected = behind.courses[code], behind.forecasts[code]
    return KpiSection(
        result=result,
        courses=courses,
        chart=kpi_chart(result, courses, expected, behind.before[code]),
        definition=definitions.definition(result.kpi),
        notes=definitions.notes(result),
        forecast=expected,
    )


def _paper(city: City, results: tuple[KpiResult, ...], gaps: Gaps) -> PaperSection | None:
    for result in results:
        if isinstance(result.detail, ReductionDetail):
            return PaperSection(
                detail=result.detail,
                plan_note=result.kpi.target_notes.get(result.as_of.fiscal_year, ""),
                left_out=tuple(
                    LeftOutRow(_place(city, row.department), row.reason, row.actual, row.baseline)
                    for row in result.detail.left_out
                ),
                gap=gaps.paper,
            )
    return None


def _board(city: City, plan: Plan, theme: Theme, as_of: Month) -> RankingTable:
    ranked = rankings.rank(city, plan, theme, as_of)
    return RankingTable(
        theme=theme,
        rows=tuple(
            RankingRow(
                row.rank,
                row.previous_rank,
                Place(row.department, row.name, row.bureau),
                row.value,
                row.coverage,
            )
            for row in board_rows(city, plan, ranked, fiscal_year_to_date(as_of)[-2:])
        ),
        unranked=tuple(
            UnrankedRow(Place(row.department, row.name, row.bureau), row.reason)
            for row in board_unranked(city, ranked)
        ),
    )


def _missing(city: City, as_of: Month) -> tuple[MissingRow, ...]:
    """Return what is owed: departments existing in a month, metrics expected monthly."""
    rows = []
    months = fiscal_year_to_date(as_of)
    for department in city.organization.departments.values():
        for metric in city.metrics.values():
            if not metric.expected_monthly:
                continue
            figures = city.of(metric.code)
            owed = tuple(
                month
                for month in months
                if department.exists(month)
                and figures.value(department.code, month) is None
                and (department.code, month) not in figures.not_applicable
            )
            if owed:
                rows.append(MissingRow(_place(city, department.code), metric.name, owed))
    return tuple(rows)


def _figures(
    session: Session, city: City, as_of: Month, known_at: int | None
) -> tuple[FigureRow, ...]:
    first = fiscal_year_start(as_of.fiscal_year)
    return tuple(
        FigureRow(
            place=_place(city, row.department),
            month=row.month,
            metric=row.metric,
            metric_name=row.metric_name,
            amount=row.amount,
            unit=row.unit,
            state=State(row.state),
        )
        for row in tidy_figures(session, known_at, first, as_of)
    )


def _place(city: City, code: str) -> Place:
    department = city.organization.departments[code]
    return Place(department.code, department.name, department.bureau)


def _known_at_text(session: Session, known_at: int) -> str:
    when = change_moment(session, known_at).astimezone()
    return f"変更{known_at}（{when:%Y-%m-%d %H:%M}）時点の台帳"
