"""How the ledger is put into words and rows: pure functions of what the services say."""

from __future__ import annotations

from datetime import datetime

from kdx_desktop.metrics.amounts import grouped
from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.reports.number_text import format_of, value_text, with_unit
from kdx_desktop.services.breakdowns import sheets_of, works_of
from kdx_desktop.services.changes import ChangeRecord, SourceRecord, kind_name
from kdx_desktop.services.correction_effect import Effect
from kdx_desktop.services.corrections import Correction
from kdx_desktop.services.ledger import RevisionRecord
from kdx_desktop.services.month_history import CellHistory

NONE_HAPPENED = "なし"
CELLS = ("指標", "現在の値", "単位", "状態", "版")
CELLS_NUMBERS = (1, 4)
REVISIONS = ("版", "値", "前の版との差", "状態", "日時", "人", "種類", "理由・備考")
REVISIONS_NUMBERS = (0, 1, 2)
CORRECTIONS = ("日付", "人", "部署", "年月", "指標", "変更前", "変更後", "理由", "種類")
CORRECTIONS_NUMBERS = (5, 6)
CHANGES = ("番号", "日時", "種類", "数値", "人", "端末", "理由", "ファイル")
CHANGES_NUMBERS = (0, 3)


def moment_text(when: datetime) -> str:
    """Write a moment in the desk's own time."""
    return f"{when.astimezone():%Y-%m-%d %H:%M}"


def amount_text(amount: int | None, state: State, metric: Metric | None) -> str:
    """Write what a cell says as tables print it: ``*`` marks 推計, a state stands for no number."""
    if amount is not None:
        return grouped(amount) + ("*" if state is State.ESTIMATE else "")
    return state_text(state, metric)


def state_text(state: State, metric: Metric | None) -> str:
    """Name a state; where nothing is expected, nothing is missing either."""
    if state is State.NOT_REPORTED and metric is not None and not metric.expected_monthly:
        return NONE_HAPPENED
    return state.japanese


def cell_rows(cells: tuple[CellHistory, ...]) -> list[tuple[str, ...]]:
    """Return the figures of a month as they stand."""
    rows: list[tuple[str, ...]] = []
    for cell in cells:
        now = cell.current
        value = amount_text(None if now is None else now.amount, cell.state, cell.metric)
        count = f"{now.number:,}" if now else ""
        state = state_text(cell.state, cell.metric)
        rows.append((cell.metric.name, value, cell.metric.unit, state, count))
    return rows


def revision_rows(cell: CellHistory) -> list[tuple[str, ...]]:
    """Return a cell's revisions, newest first."""
    return [
        (
            f"{one.number:,}",
            amount_text(one.amount, one.state, cell.metric),
            difference(one, cell.before(one.number)),
            state_text(one.state, cell.metric),
            moment_text(one.when),
            one.who,
            kind_name(one.kind),
            "　".join(filter(None, (one.reason, one.note))),
        )
        for one in cell.revisions
    ]


def difference(now: RevisionRecord, before: RevisionRecord | None) -> str:
    """Write how a number differs from the one before it; empty where one of them is none."""
    if before is None or now.amount is None or before.amount is None:
        return ""
    change = now.amount - before.amount
    if change == 0:
        return "±0"
    return f"{'＋' if change > 0 else '▲'}{grouped(abs(change))}"


def revision_facts(cell: CellHistory, one: RevisionRecord) -> list[tuple[str, str]]:
    """Return all that is known of a revision, name by name."""
    metric, before = cell.metric, cell.before(one.number)
    facts = [
        ("値", _changed(_value(before, metric), _value(one, metric))),
        ("備考", _changed(None if before is None else before.note, one.note)),
        ("入力の内訳", typed_text(one.typed)),
        ("日時", moment_text(one.when)),
        ("人", one.who),
        ("端末", one.computer),
        ("種類", kind_name(one.kind)),
        ("変更番号", f"{one.change:,}"),
        ("理由", one.reason),
    ]
    facts += [("ファイル", source_text(source)) for source in one.sources]
    return [(name, text) for name, text in facts if text]


def source_text(source: SourceRecord) -> str:
    """Name a file, its lines and its SHA-256."""
    lines = f"{source.lines:,}行のうち{source.used:,}行を使用"
    if source.rejected:
        lines += f"、{source.rejected:,}行を除外"
    return f"{source.name}（{lines}）\nSHA-256 {source.sha256}"


def typed_text(typed: str) -> str:
    """Tell what a figure was made from: sheets per paper size, or 業務 with cases and minutes."""
    said = [f"{size} {count}枚" for size, count in sheets_of(typed).items()]
    said += [
        f"{work.name} {work.cases}件（1件 {work.before}分→{work.after}分）"
        for work in works_of(typed)
    ]
    return "、".join(said)


def correction_row(one: Correction) -> tuple[str, ...]:
    """Return a correction as a row of the list."""
    return (
        f"{one.when.astimezone():%Y-%m-%d}",
        one.who,
        one.department_name or one.department,
        str(one.month),
        one.code if one.metric is None else one.metric.name,
        amount_text(one.before.amount, one.before.state, one.metric),
        amount_text(one.after.amount, one.after.state, one.metric),
        one.reason,
        one.kind_name,
    )


def correction_facts(one: Correction) -> list[tuple[str, str]]:
    """Return what a row of the list leaves out, and its texts in full."""
    unit = "" if one.metric is None else one.metric.unit
    facts = [
        ("部署", f"{one.department}　{one.department_name}".rstrip()),
        ("単位", unit),
        ("日時と人", f"{moment_text(one.when)}　{one.who}（変更番号 {one.change:,}）"),
        ("理由", one.reason),
        ("備考", _changed(one.before.note, one.after.note)),
    ]
    return [(name, text) for name, text in facts if text]


def change_row(one: ChangeRecord) -> tuple[str, ...]:
    """Return a change as a row of the list."""
    return (
        f"{one.number:,}",
        moment_text(one.when),
        one.kind_name,
        f"{one.figures:,}" if one.figures else "",
        one.who,
        one.computer,
        one.reason,
        "、".join(source.name for source in one.sources),
    )


def change_facts(one: ChangeRecord) -> list[tuple[str, str]]:
    """Return what a change says beyond its row."""
    facts = [("理由", one.reason)]
    facts += [("ファイル", source_text(source)) for source in one.sources]
    return [(name, text) for name, text in facts if text]


def effect_row(effect: Effect) -> tuple[str, str, str, str]:
    """Return a KPI before and after a correction."""
    return (
        effect.before.kpi.name,
        _standing(effect.before),
        _standing(effect.after),
        effect.before.as_of.japanese + "現在",
    )


def _standing(result: KpiResult) -> str:
    found = format_of(result.kpi)
    text = with_unit(result.value, found, result.kpi.unit)
    return (
        f"{text}（{result.grade.letter}）" if result.value is not None else value_text(None, found)
    )


def _value(one: RevisionRecord | None, metric: Metric) -> str | None:
    if one is None:
        return None
    estimate = "（推計）" if one.state is State.ESTIMATE else ""
    if one.amount is None:
        return state_text(one.state, metric)
    return f"{grouped(one.amount)}{metric.unit}{estimate}"


def _changed(before: str | None, now: str | None) -> str:
    """Write one text, or both where they differ."""
    if before is None or before == now:
        return now or ""
    return f"{before or '（なし）'} → {now or '（なし）'}"
