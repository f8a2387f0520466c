"""Loading the plan of 金沢市デジタル戦略 2.0 into a new database, from the bundled data."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from kdx_desktop.metrics.amounts import parse_amount
from kdx_desktop.metrics.plan import DEFAULT_BANDS
from kdx_desktop.models.calendar import SettingVersion
from kdx_desktop.models.plan import (
    GradeBandVersion,
    InitiativeVersion,
    KpiVersion,
    MetricVersion,
    PaperFactorVersion,
    PlanVersion,
    TargetVersion,
)
from kdx_desktop.paths import resources_dir
from kdx_desktop.services.recording import Act, Kind, record

PLAN = "kanazawa_digital_strategy_2"
PLAN_NAME = "金沢市デジタル戦略 2.0"
CITY_NAME_SETTING = "city_name"
CITY_NAME = "金沢市"
_RATIO = "ratio"


def load(session: Session) -> int:
    """Record metrics, plan, KPIs, targets, bands, factors and initiatives as one change."""
    kpi_rows = _rows(f"plan_{PLAN}.csv")
    return record(
        session,
        Act(Kind.PLAN, reason=f"{PLAN_NAME}の計画を登録"),
        rows={
            MetricVersion: [_metric(i, row) for i, row in enumerate(_rows("metrics.csv"), 1)],
            PlanVersion: [
                {
                    "code": PLAN,
                    "name": PLAN_NAME,
                    "first_fiscal_year": min(int(row["fiscal_year"]) for row in kpi_rows),
                    "last_fiscal_year": max(int(row["fiscal_year"]) for row in kpi_rows),
                }
            ],
            KpiVersion: _kpis(kpi_rows),
            TargetVersion: [_target(row) for row in kpi_rows],
            GradeBandVersion: [
                {
                    "plan": PLAN,
                    "grade": band.grade,
                    "name": band.name,
                    "at_least": str(band.at_least),
                }
                for band in DEFAULT_BANDS
            ],
            PaperFactorVersion: [
                {"size": row["size"], "factor": parse_amount(row["factor"])}
                for row in _rows("paper_factors.csv")
            ],
            InitiativeVersion: [
                _initiative(i, row) for i, row in enumerate(_rows(f"initiatives_{PLAN}.csv"), 1)
            ],
            SettingVersion: [{"name": CITY_NAME_SETTING, "value": CITY_NAME}],
        },
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (resources_dir() / "plan" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _metric(position: int, row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "position": position,
        "name": row["name"],
        "unit": row["unit"],
        "whole": int(row["whole"]),
        "expected_monthly": int(row["expected_monthly"]),
        "minimum": parse_amount(row["minimum"]) if row["minimum"] else None,
        "maximum": parse_amount(row["maximum"]) if row["maximum"] else None,
    }


def _kpis(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return one row per KPI, in the order in which the plan first names it."""
    first = {row["kpi"]: row for row in reversed(rows)}
    order = list(dict.fromkeys(row["kpi"] for row in rows))
    units = {row["kpi"]: row["target_unit"] for row in rows if row["target_unit"]}
    return [
        {
            "plan": PLAN,
            "code": code,
            "position": position,
            "name": first[code]["name"],
            "rule": first[code]["rule"],
            "metrics": first[code]["metrics"],
            "unit": "" if units.get(code) == _RATIO else units.get(code, ""),
            "threshold": _fraction(first[code]["threshold"]),
            "baseline_fiscal_year": int(first[code]["baseline_fiscal_year"] or 0) or None,
        }
        for position, code in enumerate(order, 1)
    ]


def _target(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "plan": PLAN,
        "kpi": row["kpi"],
        "fiscal_year": int(row["fiscal_year"]),
        "target": _fraction(row["target"]),
        "note": row["target_note"],
    }


def _initiative(position: int, row: Mapping[str, str]) -> dict[str, Any]:
    names = ("pillar", "measure", "goal_image", "initiative", "item", "version", "note")
    return {
        "plan": PLAN,
        "position": position,
        "state": row["fy2022_status"],
        **{name: row[name] for name in names},
    }


def _fraction(text: str) -> str | None:
    """Return the canonical text of an exact fraction, None when blank."""
    return str(Fraction(text)) if text else None
