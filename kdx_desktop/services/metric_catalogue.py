"""The catalogue of metrics as it is edited: add, rename, put in order, remove what is not in use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.models.organization import BaselineVersion
from kdx_desktop.models.plan import MetricVersion
from kdx_desktop.models.revision import CurrentFigure
from kdx_desktop.services import rights
from kdx_desktop.services.knowledge import as_known, load_metrics, load_plans
from kdx_desktop.services.names import LONGEST_UNIT, name_fault
from kdx_desktop.services.recording import Act, Kind, record

#: What rankings and imports count on, whatever the plans say.
_FIXED = frozenset(
    {
        "copy_paper_sheets",
        "meetings_held",
        "meetings_paperless",
        "telework_sessions",
        "byod_sessions",
        "automation_hours",
    }
)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OVERTAKEN = (
    "編集している間に、ほかの人が指標を変更しました。保存していません。"
    "取り消して、もう一度編集してください。"
)


@dataclass(frozen=True, slots=True)
class MetricLine:
    """A metric, how many figures there are of it, and the KPIs that count it (their names)."""

    metric: Metric
    figures: int
    kpis: tuple[str, ...]
    fixed: bool

    @property
    def bound(self) -> str:
        """Say why it cannot be removed; empty where it can."""
        if self.figures:
            return f"数値が{self.figures:,}件あるため、除けません。"
        if self.kpis:
            return f"KPI「{'、'.join(self.kpis)}」で使われているため、除けません。"
        return "ランキングで使う指標のため、除けません。" if self.fixed else ""


def catalogue(session: Session) -> tuple[MetricLine, ...]:
    """Return all metrics in their order."""
    rights.require_reader(session)
    metric = CurrentFigure.__table__.columns["metric"]
    query = (
        select(metric, func.count())
        .where(CurrentFigure.state != State.NOT_REPORTED.value)
        .group_by(metric)
    )
    counts: dict[str, int] = {code: number for code, number in session.execute(query)}  # noqa: C416 - rows
    baselines = {row.metric for row in as_known(session, BaselineVersion)}
    used: dict[str, list[str]] = {}
    for plan in load_plans(session):
        for kpi in plan.kpis:
            for code in kpi.metrics:
                used.setdefault(code, []).append(kpi.name)
    return tuple(
        MetricLine(
            one,
            counts.get(code, 0),
            tuple(dict.fromkeys(used.get(code, ()))),
            code in _FIXED or code in baselines,
        )
        for code, one in load_metrics(session).items()
    )


def add_metric(session: Session, new: Metric, reason: str = "") -> int:
    """Store another metric, after the others; DataError for a code that cannot be or is there."""
    rights.require_team(session, "指標の追加")
    known = load_metrics(session)
    if new.code in known:
        message = f"コード「{new.code}」は「{known[new.code].name}」で使われています。"
        raise DataError(message)
    checked_code(new.code)
    _require_sound(new)
    _require_own_name(known, new)
    last = max((row.position for row in as_known(session, MetricVersion)), default=0)
    return _record(session, f"指標の追加：{new.name}", reason, [_row(new, last + 1)])


def change_metric(session: Session, before: Metric, after: Metric, reason: str = "") -> int | None:
    """Store another name, unit, limits …; None when nothing is another.

    With figures there already, the unit stays: the same numbers would mean something else.
    """
    rights.require_team(session, "指標の変更")
    known = load_metrics(session)
    if known.get(before.code) != before:
        raise DataError(_OVERTAKEN)
    if before == after:
        return None
    _require_sound(after)
    _require_own_name(known, after)
    line = next(one for one in catalogue(session) if one.metric.code == before.code)
    if line.figures and before.unit != after.unit:
        message = (
            f"数値が{line.figures:,}件あるため、単位は変えられません。"
            "同じ数が別の意味になります。新しい指標を追加してください。"
        )
        raise DataError(message)
    return _record(
        session, f"指標の変更：{after.name}", reason, [_row(after, _position(session, after.code))]
    )


def move_metric(session: Session, code: str, step: int) -> int | None:
    """Move a metric up (step -1) or down (1) in the order of entry; None at the end.

    DataError where somebody has removed it meanwhile.
    """
    rights.require_team(session, "指標の並べ替え")
    ordered = list(load_metrics(session).values())
    at = next((place for place, one in enumerate(ordered) if one.code == code), None)
    if at is None:
        raise DataError(_OVERTAKEN)
    if not 0 <= at + step < len(ordered):
        return None
    ordered.insert(at + step, ordered.pop(at))
    stored = {row.code: row.position for row in as_known(session, MetricVersion)}
    rows = [
        _row(one, position)
        for position, one in enumerate(ordered, 1)
        if stored[one.code] != position
    ]
    return _record(session, f"指標の並べ替え：{ordered[at + step].name}", "", rows)


def remove_metric(session: Session, code: str, reason: str = "") -> int:
    """Take a metric out of the catalogue; DataError where it is in use."""
    rights.require_team(session, "指標の削除")
    line = next((one for one in catalogue(session) if one.metric.code == code), None)
    if line is None:
        raise DataError(_OVERTAKEN)
    if line.bound:
        raise DataError(line.bound)
    row = {**_row(line.metric, _position(session, code)), "withdrawn": 1}
    return _record(session, f"指標を除く：{line.metric.name}", reason, [row])


def checked_code(text: str) -> str:
    """Return a code as it is stored; DataError for what cannot be one."""
    if _CODE.fullmatch(text) is None:
        message = (
            "コードは、英小文字で始まる英小文字・数字・_ の40文字までにしてください（例：visits）。"
        )
        raise DataError(message)
    return text


def _require_sound(metric: Metric) -> None:
    for fault in (name_fault("名称", metric.name), name_fault("単位", metric.unit, LONGEST_UNIT)):
        if fault:
            raise DataError(fault)
    if (
        metric.minimum is not None
        and metric.maximum is not None
        and metric.minimum > metric.maximum
    ):
        message = "上限が下限より小さくなっています。"
        raise DataError(message)


def _require_own_name(known: Mapping[str, Metric], metric: Metric) -> None:
    """Refuse the name of another metric: files may name metrics by it."""
    for code, one in known.items():
        if code != metric.code and one.name == metric.name.strip():
            message = f"名称「{one.name}」は、コード「{code}」の指標で使われています。"
            raise DataError(message)


def _position(session: Session, code: str) -> int:
    rows = as_known(session, MetricVersion)
    position: int = next(row.position for row in rows if row.code == code)
    return position


def _row(metric: Metric, position: int) -> dict[str, Any]:
    kept = replace(metric, name=metric.name.strip(), unit=metric.unit.strip())
    return {
        "code": kept.code,
        "position": position,
        "name": kept.name,
        "unit": kept.unit,
        "whole": int(kept.whole),
        "expected_monthly": int(kept.expected_monthly),
        "minimum": kept.minimum,
        "maximum": kept.maximum,
    }


def _record(session: Session, said: str, reason: str, rows: list[dict[str, Any]]) -> int:
    told = f"{said}（{reason.strip()}）" if reason.strip() else said
    return record(session, Act(Kind.PLAN, told), rows={MetricVersion: rows})
