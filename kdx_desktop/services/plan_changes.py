"""Editing plans: KPIs, targets, grade bands, A4 factors; the next plan (domain.md §4).

Each save is one change with its reason. What is edited is named as it was read: when somebody else
was faster, nothing is stored and the sentence says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.figures import Metric
from kdx_desktop.metrics.plan import DEFAULT_BANDS, GradeBand, Rule
from kdx_desktop.models.base import Versioned
from kdx_desktop.models.plan import (
    GradeBandVersion,
    KpiVersion,
    PaperFactorVersion,
    PlanVersion,
    TargetVersion,
)
from kdx_desktop.services import rights
from kdx_desktop.services.knowledge import as_known, load_metrics
from kdx_desktop.services.names import LONGEST_UNIT, name_fault
from kdx_desktop.services.recording import Act, Kind, record

_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_FIRST, _LAST, _LONGEST_PLAN = 1950, 2150, 20
_OVERTAKEN = (
    "編集している間に、ほかの人が計画を変更しました。保存していません。"
    "入力した内容を控えて取り消し、最新の内容から編集してください。"
)
_Rows = Mapping[type[Versioned], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class KpiLine:
    """A KPI as it is edited; ``metrics`` as in the plan file: ``a+b`` added, ``part/whole`` a rate."""

    plan: str
    code: str
    position: int
    name: str
    rule: Rule
    metrics: str
    unit: str
    threshold: Fraction | None
    baseline_fiscal_year: int | None

    @property
    def metric_codes(self) -> tuple[str, ...]:
        """The codes of its metrics."""
        return tuple(self.metrics.replace("/", "+").split("+"))


@dataclass(frozen=True, slots=True)
class Target:
    """A KPI's target in a fiscal year; None: no target, which is not 0."""

    kpi: str
    fiscal_year: int
    target: Fraction | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan with all that is edited of it."""

    code: str
    name: str
    first_fiscal_year: int
    last_fiscal_year: int
    kpis: tuple[KpiLine, ...]
    targets: tuple[Target, ...]
    bands: tuple[GradeBand, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """Its fiscal years."""
        return tuple(range(self.first_fiscal_year, self.last_fiscal_year + 1))

    def target(self, kpi: str, year: int) -> Target:
        """Return a target; one without a number where nothing is stored."""
        found = (one for one in self.targets if (one.kpi, one.fiscal_year) == (kpi, year))
        return next(found, Target(kpi, year, None))


@dataclass(frozen=True, slots=True)
class PlanBook:
    """All plans, the metrics they can count, and A4 equivalents in ten-thousandths by size."""

    plans: tuple[PlanLine, ...]
    metrics: tuple[Metric, ...]
    factors: tuple[tuple[str, int], ...]

    def plan(self, code: str) -> PlanLine | None:
        """Return a plan by its code."""
        return next((one for one in self.plans if one.code == code), None)


def plan_book(session: Session) -> PlanBook:
    """Return all plans, the latest first, with what is edited of them."""
    rights.require_reader(session)
    kpis = [
        KpiLine(
            row.plan,
            row.code,
            row.position,
            row.name,
            Rule(row.rule),
            row.metrics,
            row.unit,
            None if row.threshold is None else Fraction(row.threshold),
            row.baseline_fiscal_year,
        )
        for row in sorted(as_known(session, KpiVersion), key=lambda row: (row.position, row.code))
    ]
    targets: dict[str, list[Target]] = {}
    for row in as_known(session, TargetVersion):
        number = None if row.target is None else Fraction(row.target)
        targets.setdefault(row.plan, []).append(Target(row.kpi, row.fiscal_year, number, row.note))
    bands: dict[str, list[GradeBand]] = {}
    for row in as_known(session, GradeBandVersion):
        band = GradeBand(row.grade, row.name, Fraction(row.at_least))
        bands.setdefault(row.plan, []).append(band)
    plans = [
        PlanLine(
            row.code,
            row.name,
            row.first_fiscal_year,
            row.last_fiscal_year,
            tuple(kpi for kpi in kpis if kpi.plan == row.code),
            tuple(targets.get(row.code, ())),
            tuple(bands.get(row.code, ())),
        )
        for row in as_known(session, PlanVersion)
    ]
    factors = sorted((row.size, row.factor) for row in as_known(session, PaperFactorVersion))
    return PlanBook(
        tuple(sorted(plans, key=lambda one: (-one.first_fiscal_year, one.code))),
        tuple(load_metrics(session).values()),
        tuple(factors),
    )


def save_plan(session: Session, before: PlanLine, after: PlanLine, reason: str = "") -> int | None:
    """Store another name and other fiscal years; targets outside of them are no longer asked for."""
    _begin(session, before)
    if _head(before) == _head(after):
        return None
    _require_years(after)
    return _record(session, f"計画の変更：{after.name}", reason, {PlanVersion: [_head(after)]})


def copy_plan(  # noqa: PLR0913 - a plan, and where it comes from
    session: Session, source: str, code: str, name: str, first: int, last: int, reason: str = ""
) -> int:
    """Store the next plan: KPIs and grade bands of another, new years, and no targets yet."""
    rights.require_team(session, "計画の追加")
    book = plan_book(session)
    known = book.plan(source)
    if known is None:
        raise DataError(_OVERTAKEN)
    if book.plan(code) is not None:
        message = f"コード「{code}」の計画はすでにあります。"
        raise DataError(message)
    checked_code(code)
    new = replace(known, code=code, name=name, first_fiscal_year=first, last_fiscal_year=last)
    _require_years(new)
    rows: _Rows = {
        PlanVersion: [_head(new)],
        KpiVersion: [_kpi_row(replace(kpi, plan=code)) for kpi in known.kpis],
        GradeBandVersion: [_band_row(code, band) for band in known.bands or DEFAULT_BANDS],
    }
    return _record(session, f"計画の追加：{name}（{known.name}の写し）", reason, rows)


def save_kpi(
    session: Session, before: KpiLine | None, after: KpiLine, reason: str = ""
) -> int | None:
    """Store a KPI, a new one where ``before`` is None; None when nothing is another."""
    rights.require_team(session, "KPIの変更")
    book = plan_book(session)
    plan = book.plan(after.plan)
    stored = () if plan is None else plan.kpis
    if plan is None or (before is not None and before not in stored):
        raise DataError(_OVERTAKEN)
    if before == after:
        return None
    if before is None:
        checked_code(after.code)
        if any(one.code == after.code for one in stored):
            message = f"コード「{after.code}」のKPIはすでにあります。"
            raise DataError(message)
        after = replace(after, position=max((one.position for one in stored), default=0) + 1)
    if faults := kpi_faults(after, {one.code for one in book.metrics}):
        raise DataError("\n".join(faults))
    said = f"KPIの{'追加' if before is None else '変更'}：{after.name}"
    return _record(session, said, reason, {KpiVersion: [_kpi_row(after)]})


def save_targets(
    session: Session, before: PlanLine, after: Sequence[Target], reason: str = ""
) -> int | None:
    """Store the targets that are another; None when none is."""
    _begin(session, before)
    kpis = {kpi.code: kpi for kpi in before.kpis}
    changed = [one for one in after if before.target(one.kpi, one.fiscal_year) != one]
    if not changed:
        return None
    for one in changed:
        if one.fiscal_year not in before.years or one.kpi not in kpis:
            raise DataError(_OVERTAKEN)
        if one.target is not None and (
            one.target < 0 or (kpis[one.kpi].rule.is_ratio and one.target > 1)
        ):
            name = kpis[one.kpi].name
            message = (
                f"「{name}」の目標は、割合なら0％から100％まで、数なら0以上で入力してください。"
            )
            raise DataError(message)
    rows = [
        {
            "plan": before.code,
            "kpi": one.kpi,
            "fiscal_year": one.fiscal_year,
            "target": None if one.target is None else str(one.target),
            "note": one.note,
        }
        for one in changed
    ]
    said = f"目標の変更：{before.name}（{len(changed)}件）"
    return _record(session, said, reason, {TargetVersion: rows})


def save_bands(
    session: Session, before: PlanLine, after: Sequence[GradeBand], reason: str = ""
) -> int | None:
    """Store other bounds or names of the grades; a better grade asks for more."""
    _begin(session, before)
    changed = [band for band in after if band not in before.bands]
    if not changed:
        return None
    bounds = [band.at_least for band in sorted(after, key=lambda band: band.grade)]
    if any(worse >= better for better, worse in pairwise(bounds)):
        message = "上の評価ほど、必要な割合を大きくしてください。"
        raise DataError(message)
    if any(bound <= 0 for bound in bounds):
        message = "評価には、0より大きい割合が必要です。"
        raise DataError(message)
    if fault := next(filter(None, (name_fault("評価の名称", band.name) for band in after)), ""):
        raise DataError(fault)
    rows = [_band_row(before.code, band) for band in changed]
    return _record(session, f"評価の基準の変更：{before.name}", reason, {GradeBandVersion: rows})


def save_factors(
    session: Session,
    before: Sequence[tuple[str, int]],
    after: Sequence[tuple[str, int]],
    reason: str = "",
) -> int | None:
    """Store other A4 equivalents (ten-thousandths by size); figures that are there stay."""
    rights.require_team(session, "A4換算の変更")
    stored = {row.size: row.factor for row in as_known(session, PaperFactorVersion)}
    if stored != dict(before):
        raise DataError(_OVERTAKEN)
    changed = [(size, factor) for size, factor in after if stored.get(size) != factor]
    if not changed:
        return None
    if any(factor <= 0 for _, factor in changed):
        message = "換算は0より大きい数で入力してください。"
        raise DataError(message)
    rows = [{"size": size, "factor": factor} for size, factor in changed]
    return _record(session, "A4換算の変更", reason, {PaperFactorVersion: rows})


def kpi_faults(kpi: KpiLine, metrics: set[str]) -> list[str]:
    """Say why a KPI cannot be counted as it is put; nothing when it can."""
    faults = [name_fault("名称", kpi.name)]
    if unknown := [code for code in kpi.metric_codes if code not in metrics]:
        faults.append(f"指標「{'、'.join(unknown)}」は登録されていません。")
    if kpi.rule is Rule.SHARE_OF_DEPARTMENTS:
        faults += _share_faults(kpi)
    elif "/" in kpi.metrics:
        faults.append("この規則では、指標は足し合わせるものだけを選んでください。")
    if kpi.rule is Rule.REDUCTION_FROM_BASELINE:
        faults += _reduction_faults(kpi)
    if not kpi.rule.is_ratio:
        faults.append(name_fault("単位", kpi.unit, LONGEST_UNIT))
    return [fault for fault in faults if fault]


def _share_faults(kpi: KpiLine) -> list[str]:
    faults = []
    if kpi.metrics.count("/") != 1 or "+" in kpi.metrics:
        faults.append("この規則では、割合の分子と分母の指標を1つずつ選んでください。")
    if kpi.threshold is None or not 0 < kpi.threshold <= 1:
        faults.append("この規則には、0％より大きく100％までのしきい値が必要です。")
    return faults


def _reduction_faults(kpi: KpiLine) -> list[str]:
    faults = []
    if "+" in kpi.metrics:
        faults.append("この規則では、指標を1つだけ選んでください。")
    if kpi.baseline_fiscal_year is None:
        faults.append("この規則には、基準年度が必要です。")
    elif not _FIRST <= kpi.baseline_fiscal_year <= _LAST:
        faults.append(f"基準年度は{_FIRST}から{_LAST}までで入力してください。")
    return faults


def checked_code(text: str) -> str:
    """Return a code as it is stored; DataError for what cannot be one."""
    if _CODE.fullmatch(text) is None:
        message = "コードは、英小文字で始まる英小文字・数字・_ の60文字までにしてください。"
        raise DataError(message)
    return text


def _begin(session: Session, before: PlanLine) -> None:
    rights.require_team(session, "計画の変更")
    if plan_book(session).plan(before.code) != before:
        raise DataError(_OVERTAKEN)


def _require_years(plan: PlanLine) -> None:
    first, last = plan.first_fiscal_year, plan.last_fiscal_year
    if fault := name_fault("計画の名称", plan.name):
        raise DataError(fault)
    if not (_FIRST <= first <= last <= _LAST and last - first < _LONGEST_PLAN):
        message = f"年度は、最初の年度から{_LONGEST_PLAN}年までの範囲で入力してください。"
        raise DataError(message)


def _head(plan: PlanLine) -> dict[str, Any]:
    return {
        "code": plan.code,
        "name": plan.name.strip(),
        "first_fiscal_year": plan.first_fiscal_year,
        "last_fiscal_year": plan.last_fiscal_year,
    }


def _kpi_row(kpi: KpiLine) -> dict[str, Any]:
    return {
        "plan": kpi.plan,
        "code": kpi.code,
        "position": kpi.position,
        "name": kpi.name.strip(),
        "rule": kpi.rule.value,
        "metrics": kpi.metrics,
        "unit": kpi.unit.strip(),
        "threshold": None if kpi.threshold is None else str(kpi.threshold),
        "baseline_fiscal_year": kpi.baseline_fiscal_year,
    }


def _band_row(plan: str, band: GradeBand) -> dict[str, Any]:
    return {
        "plan": plan,
        "grade": band.grade,
        "name": band.name.strip(),
        "at_least": str(band.at_least),
    }


def _record(session: Session, said: str, reason: str, rows: _Rows) -> int:
    told = f"{said}（{reason.strip()}）" if reason.strip() else said
    return record(session, Act(Kind.PLAN, told), rows=rows)
