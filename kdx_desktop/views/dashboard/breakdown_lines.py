"""What 内訳 says line by line: bureaus, departments, the rest and the total — text from values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kdx_desktop.metrics.plan import Kpi, Rule
from kdx_desktop.metrics.rules.measured import Coverage
from kdx_desktop.reports.charts import ValueFormat
from kdx_desktop.reports.number_text import NONE, coverage_rate, format_of, value_text
from kdx_desktop.services.contribution_cells import together
from kdx_desktop.services.contributions import Contribution, Contributions

_ZERO = Fraction(0)
TOTAL = "合計"


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its texts under the header, the length of its bar, and what it opens.

    ``key`` is a bureau's or reason's name, or a department's code; empty for the total.
    """

    key: str
    texts: tuple[str, ...]
    bar: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """A table of 内訳: the columns of names and of bars, and those of numbers, set right."""

    header: tuple[str, ...]
    numbers: frozenset[int]
    name: int
    bar: int
    rows: tuple[Line, ...]
    note: str


@dataclass(frozen=True, slots=True)
class _Sum:
    """What some rows come to; None where none of them has the number."""

    amount: Fraction
    count: Fraction | None
    beside: Fraction | None
    now: Fraction | None
    before: Fraction | None
    counted: int
    coverage: Coverage
    estimates: int


def bureau_lines(found: Contributions) -> Lines:
    """Return one line for each bureau, then what belongs to no department, then the total."""
    groups: dict[str, list[Contribution]] = {}
    for row in found.rows:
        groups.setdefault(_group(row), []).append(row)
    rest = {_group(row) for row in found.rows if row.reason is not None}
    sums = {name: _sum(rows) for name, rows in groups.items()}
    names = sorted(sums, key=lambda name: (name in rest, -_weight(found.kpi, sums[name]), name))
    parts = [(name, name, sums[name]) for name in names]
    return _lines(found, "局", parts, _whole(found), one=False)


def department_lines(found: Contributions, group: str) -> Lines:
    """Return one line for each department of a bureau, or of a reason; then their total."""
    rows = [row for row in found.rows if _group(row) == group]
    parts = [(row.department, row.name, _sum([row])) for row in rows]
    return _lines(found, "部署", parts, _sum(rows), one=True)


def _group(row: Contribution) -> str:
    return row.bureau if row.reason is None else row.reason.japanese


def _sum(rows: Iterable[Contribution]) -> _Sum:
    rows = tuple(rows)
    cells = together(row.cells for row in rows)

    def added(numbers: Iterable[Fraction | None]) -> Fraction | None:
        known = [number for number in numbers if number is not None]
        return sum(known, _ZERO) if known else None

    return _Sum(
        sum((row.amount for row in rows), _ZERO),
        added(row.count for row in rows),
        added(row.beside for row in rows),
        added(row.now for row in rows),
        added(row.before for row in rows),
        sum(bool(row.beside) for row in rows),
        cells.coverage,
        len(cells.estimates),
    )


def _whole(found: Contributions) -> _Sum:
    """Return what all rows come to: coverage and estimates are those on the KPI's card."""
    return replace(_sum(found.rows), coverage=found.coverage, estimates=found.estimates)


def _weight(kpi: Kpi, one: _Sum) -> Fraction:
    """Return what bureaus are ordered by."""
    if kpi.rule is Rule.SHARE_OF_DEPARTMENTS:
        return one.amount / one.counted if one.counted else Fraction(-1)
    return one.amount


def _lines(
    found: Contributions,
    title: str,
    parts: Sequence[tuple[str, str, _Sum]],
    total: _Sum,
    *,
    one: bool,
) -> Lines:
    """Write the parts and, below them, what they come to; shares are those of the whole KPI."""
    kpi, whole = found.kpi, _whole(found)
    if kpi.rule is Rule.REDUCTION_FROM_BASELINE:
        header, write = _reduction_header(title), _reduction
    elif kpi.rule is Rule.SHARE_OF_DEPARTMENTS:
        header, write = _share_header(title, one=one), (_rate if one else _share)
    else:
        header, write = _total_header(title, kpi), _total
    rows = [
        Line(
            key,
            (*((key,) if one else ()), name, *write(kpi, part, whole)),
            _bar(kpi, part, one=one),
        )
        for key, name, part in parts
    ]
    if len(parts) > 1:
        writer = _share if kpi.rule is Rule.SHARE_OF_DEPARTMENTS else write
        texts = (TOTAL, *writer(kpi, total, whole))
        if kpi.rule is Rule.SHARE_OF_DEPARTMENTS and one:
            texts = (TOTAL, f"{total.amount}／{total.counted}部署", *_rate(kpi, total, whole)[1:])
        rows.append(Line("", ("", *texts) if one else texts))
    if one:
        header = ("コード", *header)
    name, bar = int(one), header.index("")
    numbers = frozenset(range(name + 1, len(header))) - {bar}
    return Lines(header, numbers, name, bar, tuple(rows), _note(found, whole))


def _bar(kpi: Kpi, part: _Sum, *, one: bool) -> Fraction | None:
    if kpi.rule is not Rule.SHARE_OF_DEPARTMENTS:
        return part.amount
    if one:
        return part.now
    return part.amount / part.counted if part.counted else None


# --- the columns of each rule ----------------------------------------------------------------------


def _total_header(title: str, kpi: Kpi) -> tuple[str, ...]:
    year = ("うち今年度",) if kpi.rule is Rule.CUMULATIVE_TOTAL else ()
    return (title, f"値（{kpi.unit}）", "構成比", "", *year, "前年同期との差", "提出率", "推計")


def _total(kpi: Kpi, part: _Sum, whole: _Sum) -> tuple[str, ...]:
    value_format = format_of(kpi)
    year = (_written(part.now, value_format),) if kpi.rule is Rule.CUMULATIVE_TOTAL else ()
    return (
        _marked(part.amount, value_format, part),
        _part(part.amount, whole.amount),
        "",
        *year,
        _change(part, value_format),
        coverage_rate(part.coverage),
        _count(part.estimates),
    )


def _reduction_header(title: str) -> tuple[str, ...]:
    return (
        title,
        "削減（枚）",
        "構成比",
        "",
        "今年度（枚）",
        "基準年度（枚）",
        "削減率",
        "前年同期との差",
        "提出率",
        "推計",
    )


def _reduction(kpi: Kpi, part: _Sum, whole: _Sum) -> tuple[str, ...]:  # noqa: ARG001 - a writer
    count, beside = part.count or _ZERO, part.beside or _ZERO
    return (
        _marked(part.amount, ValueFormat.COUNT, part),
        _part(part.amount, whole.amount),
        "",
        _written(part.count, ValueFormat.COUNT),
        _written(part.beside, ValueFormat.COUNT),
        _written(1 - count / beside if beside else None, ValueFormat.PERCENT),
        _change(part, ValueFormat.COUNT),
        coverage_rate(part.coverage),
        _count(part.estimates),
    )


def _share_header(title: str, *, one: bool) -> tuple[str, ...]:
    made_of = ("ペーパーレス（回）", "会議（回）")
    if one:
        return (title, "判定", "実施率", "", *made_of, "前年同期との差", "提出率", "推計")
    return (title, "届いた部署", "割合", "", *made_of, "構成比", "提出率", "推計")


def _share(kpi: Kpi, part: _Sum, whole: _Sum) -> tuple[str, ...]:  # noqa: ARG001 - a writer
    return (
        f"{part.amount}／{part.counted}部署",
        _part(part.amount, Fraction(part.counted)),
        "",
        _written(part.count, ValueFormat.COUNT),
        _written(part.beside, ValueFormat.COUNT),
        _part(part.amount, whole.amount),
        coverage_rate(part.coverage),
        _count(part.estimates),
    )


def _rate(kpi: Kpi, part: _Sum, whole: _Sum) -> tuple[str, ...]:  # noqa: ARG001 - a writer
    judged = "会議なし"
    if part.counted:
        judged = "○ 届いた" if part.amount else "△ 届かない"
    rate = part.count / part.beside if part.count is not None and part.beside else None
    before = part.before if part.counted == 1 else None
    change = None if rate is None or before is None else rate - before
    points = value_text(change, ValueFormat.PERCENT).replace("%", "ポイント")
    return (
        judged,
        _written(rate, ValueFormat.PERCENT),
        "",
        _written(part.count, ValueFormat.COUNT),
        _written(part.beside, ValueFormat.COUNT),
        f"＋{points}" if change is not None and change > 0 else points,
        coverage_rate(part.coverage),
        _count(part.estimates),
    )


def _note(found: Contributions, whole: _Sum) -> str:
    texts = []
    if found.kpi.rule is Rule.SHARE_OF_DEPARTMENTS:
        texts.append(
            "このKPIは対象月の部署を一つずつ判定するため、当時の組織と現在の組織で同じ内訳になります。"
        )
        if _sum(found.rows).coverage != found.coverage:
            texts.append("合計の提出率と推計には、今はない部署の月も入っています。")
    elif any(row.reason is not None for row in found.rows):
        texts.append(
            "承継先なし・按分不能・一部未提出は、現在のどの部署にも分けられない過去の数値です。"
        )
    if whole.estimates:
        texts.append("* は推計を含みます。")
    return "".join(texts)


def _written(value: Fraction | None, value_format: ValueFormat) -> str:
    return value_text(value, value_format)


def _marked(value: Fraction, value_format: ValueFormat, part: _Sum) -> str:
    """Write a value that may contain estimates; nothing reported is not 0."""
    if part.coverage.expected and not part.coverage.reported:
        return NONE
    return f"{value_text(value, value_format)}{'*' if part.estimates else ''}"


def _part(amount: Fraction, whole: Fraction) -> str:
    return value_text(amount / whole if whole else None, ValueFormat.PERCENT)


def _change(part: _Sum, value_format: ValueFormat) -> str:
    if part.now is None or part.before is None:
        return NONE
    text = value_text(part.now - part.before, value_format)
    return f"＋{text}" if part.now > part.before else text


def _count(number: int) -> str:
    return f"{number:,}" if number else ""
