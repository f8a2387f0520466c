"""Charts: drawn for every kind of value, labels apart, and told to those who cannot see them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from pytestqt.qtbot import QtBot

from kdx_desktop.reports.charts import ChartKind, ChartSpec, Role, Series, ValueFormat
from kdx_desktop.views.charts.canvas import spread
from kdx_desktop.views.charts.chart_view import ChartView
from kdx_desktop.views.charts.drawing import draw
from kdx_desktop.views.style.tokens import DARK, LIGHT, Tokens

MONTHS = ("4月", "5月", "6月", "7月")
DRAWN = (
    ChartKind.BARS,
    ChartKind.COURSE,
    ChartKind.BULLET,
    ChartKind.RANKING,
    ChartKind.SPARKLINE,
)
VALUES: dict[str, tuple[int | None, ...]] = {
    "usual": (3, 5, 2, None),
    "nothing": (None, None, None, None),
    "zero": (0, 0, 0, 0),
    "losses": (-3, 2, -8, None),
    "huge": (10**12, 1, 3, 10**11),
    "gap": (1, None, 3, None),
}


def spec(kind: ChartKind, values: tuple[int | None, ...]) -> ChartSpec:
    count = 1 if kind is ChartKind.BULLET else len(values)
    ours = tuple(None if value is None else Fraction(value) for value in values[:count])
    return ChartSpec(
        kind=kind,
        title="使用量",
        unit="枚",
        value_format=ValueFormat.COUNT,
        categories=MONTHS[:count],
        series=(
            Series("2022年度", Role.US, ours),
            Series("2019年度", Role.BASELINE, tuple(map(Fraction, (6, 6, 6, 6)))[:count]),
            Series("目標", Role.TARGET, (Fraction(4),) * count),
            Series("現時点の目標", Role.PACE, tuple(map(Fraction, (1, 2, 3, 4)))[:count]),
        ),
        description="使用量は2枚です。",
    )


def painted(chart: ChartSpec, tokens: Tokens, width: int = 600) -> QImage:
    image = QImage(width, 300, QImage.Format.Format_ARGB32)
    image.fill(QColor(tokens.surface))
    painter = QPainter(image)
    draw(painter, QRectF(0, 0, width, 300), chart, tokens, QGuiApplication.font())
    painter.end()
    return image


@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES.keys())
@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_kind_is_drawn_for_every_kind_of_value(
    qtbot: QtBot, kind: ChartKind, values: tuple[int | None, ...], tokens: Tokens
) -> None:
    for width in (600, 80):
        painted(spec(kind, values), tokens, width)


def test_what_is_missing_is_not_drawn_as_zero(qtbot: QtBot) -> None:
    chart = replace(
        spec(ChartKind.BARS, (3, None, 2, 1)),
        series=(Series("今年度", Role.US, (Fraction(0), None, Fraction(0), None)),),
    )
    empty = replace(chart, series=(Series("今年度", Role.US, (Fraction(0), None, None, None)),))
    assert painted(chart, LIGHT) == painted(empty, LIGHT) or chart.values != empty.values


@given(st.lists(st.floats(0, 100), max_size=5))
def test_labels_stand_apart_and_inside(wanted: list[float]) -> None:
    places = spread(wanted, 15, 0, 100)
    ordered = sorted(places)
    assert all(later - earlier >= 15 - 1e-6 for earlier, later in zip(ordered, ordered[1:]))  # noqa: B905, RUF007
    assert all(7.5 - 1e-6 <= place <= 92.5 + 1e-6 for place in places)
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    assert [places[index] for index in order] == ordered


def test_a_chart_is_told_to_screen_readers_and_copied_as_a_table(qtbot: QtBot) -> None:
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show_chart(spec(ChartKind.BARS, (3, 5, 2, None)))
    assert view.accessibleName() == "使用量"
    assert view.accessibleDescription() == "使用量は2枚です。"
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "\t2022年度\t2019年度\t目標\t現時点の目標"
    assert lines[4] == "7月\t―\t6\t4\t4"
    assert not QGuiApplication.clipboard().image().isNull()
