"""``kpi``, ``ranking``, ``gap``: the numbers of the domain page."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from kdx_desktop.commands.terminal import (
    Commands,
    Parents,
    month,
    open_office,
    percent,
    plain,
    print_json,
    print_table,
)
from kdx_desktop.metrics.forecast import Forecast
from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.metrics.rules.measured import ReductionDetail, ShareDetail
from kdx_desktop.reports.number_text import further_text
from kdx_desktop.services import boards, standings
from kdx_desktop.services.knowledge import known_at_change
from kdx_desktop.services.office import Office


def add(commands: Commands, parents: Parents) -> None:
    """Add the three commands."""
    for name, run, text in (
        ("kpi", _kpi, "KPIを目標と照らして表示する"),
        ("ranking", _ranking, "部署別ランキングを表示する"),
        ("gap", _gap, "目標までの必要量を表示する"),
    ):
        command = commands.add_parser(name, parents=parents, help=text)
        command.add_argument("--as-of", type=month, required=True, metavar="YYYY-MM")
        command.add_argument("--known-at", metavar="TIME|CHANGE", help="その時点の台帳の内容")
        if name == "ranking":
            command.add_argument("--theme", choices=[theme.value for theme in Theme], required=True)
        command.set_defaults(run=run)


def _known_at(office: Office, arguments: argparse.Namespace) -> int | None:
    return office.read(partial(known_at_change, text=arguments.known_at))


def _kpi(arguments: argparse.Namespace) -> int:
    office = open_office(arguments)
    found = office.read(
        partial(
            standings.kpi_standings,
            as_of=arguments.as_of,
            known_at=_known_at(office, arguments),
        )
    )
    forecasts = office.read(partial(standings.kpi_forecasts, found=found))
    if arguments.json:
        print_json(
            {
                "as_of": str(found.as_of),
                "fiscal_year": found.as_of.fiscal_year,
                "plan": found.plan.code,
                "known_at": found.known_at,
                "provisional": not found.phase.closed,
                "kpis": [
                    _kpi_document(result, forecasts[result.kpi.code]) for result in found.results
                ],
            }
        )
        return 0
    print(f"{found.plan.name}　{found.as_of.japanese}現在　{found.phase.label}")
    headers = ("KPI", "値", "目標", "達成率", "評価", "年度末見込", "提出", "推計", "暫定")
    rows = (_kpi_row(result, forecasts[result.kpi.code]) for result in found.results)
    print_table(headers, rows)
    return 0


def _kpi_document(result: KpiResult, expected: Forecast | None) -> dict[str, Any]:
    detail = result.detail
    document: dict[str, Any] = {
        "code": result.kpi.code,
        "name": result.kpi.name,
        "unit": "ratio" if result.kpi.rule.is_ratio else result.kpi.unit,
        "value": result.value,
        "target": result.target,
        "attainment": result.attainment,
        "expected": result.expected,
        "grade": result.grade.letter,
        "grade_reason": result.grade.reason,
        "coverage": {"reported": result.coverage.reported, "expected": result.coverage.expected},
        "estimates": result.estimates,
        "provisional": result.provisional,
        "forecast": expected and _forecast_document(expected),
        "required_per_month": result.required_per_month,
    }
    if isinstance(detail, ReductionDetail):
        document |= {
            "actual": detail.actual,
            "baseline": detail.baseline,
            "reduced": detail.reduced,
            "raw_value": detail.raw_value,
            "raw_actual": detail.raw_actual,
            "raw_baseline": detail.raw_baseline,
            "left_out": [
                {
                    "department": row.department,
                    "reason": row.reason.value,
                    "actual": row.actual,
                    "baseline": row.baseline,
                }
                for row in detail.left_out
            ],
        }
    if isinstance(detail, ShareDetail):
        document |= {
            "departments_at_or_above": detail.at_or_above,
            "departments_counted": detail.counted,
        }
    return document


def _forecast_document(found: Forecast) -> dict[str, Any]:
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "method": found.method,
        "outlook": found.outlook and found.outlook.value,
        "back_test": {"held": found.held, "tested": found.tested},
    }


def _kpi_row(result: KpiResult, expected: Forecast | None) -> tuple[str, ...]:
    write = percent if result.kpi.rule.is_ratio else plain
    march = "" if expected is None else write(expected.value)
    bounds = "" if expected is None else f"（{write(expected.low)}～{write(expected.high)}）"
    coverage = result.coverage
    return (
        result.kpi.name,
        write(result.value),
        write(result.target),
        percent(result.attainment),
        f"{result.grade.letter} {result.grade.name}",
        f"{march}{bounds}" or "－",
        f"{coverage.reported}/{coverage.expected}" if coverage.expected else "－",
        str(result.estimates),
        "暫定" if result.provisional else "",
    )


def _ranking(arguments: argparse.Namespace) -> int:
    office = open_office(arguments)
    theme = Theme(arguments.theme)
    found = office.read(
        partial(
            boards.ranking,
            theme=theme,
            as_of=arguments.as_of,
            known_at=_known_at(office, arguments),
        )
    )
    if arguments.json:
        print_json(
            {
                "theme": theme.value,
                "as_of": str(found.as_of),
                "rows": [
                    {
                        "rank": row.rank,
                        "department": row.department,
                        "name": row.name,
                        "bureau": row.bureau,
                        "value": row.value,
                        "coverage": {
                            "reported": row.coverage.reported,
                            "expected": row.coverage.expected,
                        },
                    }
                    for row in found.rows
                ],
                "unranked": [
                    {"department": row.department, "name": row.name, "reason": row.reason.value}
                    for row in found.unranked
                ],
            }
        )
        return 0
    print(f"{theme.japanese}　{found.as_of.japanese}現在　{found.phase.label}")
    per_head = theme in {Theme.TELEWORK, Theme.AUTOMATION}
    print_table(
        ("順位", "コード", "部署名", "局", "値"),
        (
            (
                str(row.rank),
                row.department,
                row.name,
                row.bureau,
                plain(row.value, 2) if per_head else percent(row.value),
            )
            for row in found.rows
        ),
    )
    for row in found.unranked:
        print(f"順位なし：{row.department} {row.name}（{row.reason.japanese}）")
    return 0


def _gap(arguments: argparse.Namespace) -> int:
    office = open_office(arguments)
    found = office.read(
        partial(standings.gaps, as_of=arguments.as_of, known_at=_known_at(office, arguments))
    )
    if arguments.json:
        paper = found.paper
        print_json(
            {
                "as_of": str(found.as_of),
                "meetings": [
                    {
                        "department": row.department,
                        "rate": row.rate,
                        "further_paperless_meetings": row.further_paperless_meetings,
                    }
                    for row in found.meetings
                ],
                "paper": paper
                and {
                    "annual_ceiling": paper.annual_ceiling,
                    "used": paper.used,
                    "remaining_per_month": paper.remaining_per_month,
                },
                "required_per_month": {
                    result.kpi.code: result.required_per_month for result in found.results
                },
            }
        )
        return 0
    if found.paper is not None:
        print(
            f"コピー用紙：年間の上限 {plain(found.paper.annual_ceiling)}枚、"
            f"使用 {plain(found.paper.used)}枚、残り月 {plain(found.paper.remaining_per_month)}枚まで"
        )
    for result in found.results:
        if result.required_per_month is not None:
            required = plain(result.required_per_month)
            print(f"{result.kpi.name}：残り月ごとに {required}{result.kpi.unit}")
    print_table(
        ("コード", "ペーパーレス会議の率", "あと必要な回数"),
        (
            (row.department, percent(row.rate), further_text(row.further_paperless_meetings))
            for row in found.meetings
        ),
    )
    return 0
