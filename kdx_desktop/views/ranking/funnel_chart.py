"""The funnel of a board as a ChartSpec: departments, how much, which rate, and their limits."""

from __future__ import annotations

from collections import Counter

from kdx_desktop.metrics.funnel import Band
from kdx_desktop.reports.charts import ChartKind, ChartSpec, Role, Series, ValueFormat
from kdx_desktop.reports.number_text import value_text
from kdx_desktop.services.funnel_board import FunnelBoard


def funnel_chart(board: FunnelBoard) -> ChartSpec:
    """Return the chart of a board that has at least one row, in the order of its rows."""
    rows = board.rows
    centre = board.centre
    limits = [row.limits for row in rows]
    return ChartSpec(
        kind=ChartKind.FUNNEL,
        title=f"{board.theme.japanese}のばらつき（{board.as_of.japanese}）",
        unit="%",
        value_format=ValueFormat.PERCENT,
        categories=tuple(row.name for row in rows),
        series=(
            Series(
                "会議の数（回）", Role.SIZE, tuple(row.whole for row in rows), ValueFormat.COUNT
            ),
            Series("実施率", Role.US, tuple(row.value for row in rows)),
            Series("市の率", Role.TARGET, (centre,) * len(rows)),
            Series("99.8%の下限", Role.OUTER_LOW, tuple(one.outer_low for one in limits)),
            Series("95%の下限", Role.INNER_LOW, tuple(one.inner_low for one in limits)),
            Series("95%の上限", Role.INNER_HIGH, tuple(one.inner_high for one in limits)),
            Series("99.8%の上限", Role.OUTER_HIGH, tuple(one.outer_high for one in limits)),
        ),
        description=_description(board),
    )


def _description(board: FunnelBoard) -> str:
    counts = Counter(row.band for row in board.rows)
    parts = "、".join(f"{band.japanese}が{counts[band]}部署" for band in reversed(Band))
    rate = value_text(board.centre, ValueFormat.PERCENT)
    return f"市の率は{rate}。市の率と比べて、{parts}です。矢印キーで部署を選べます。"
