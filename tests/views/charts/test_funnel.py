"""The funnel: drawn for every city, and what lies outside is told by shape and name."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.funnel import funnel
from kdx_desktop.metrics.rules.measured import DepartmentRate
from kdx_desktop.reports.charts import ChartKind, ChartSpec, Role, Series, ValueFormat
from kdx_desktop.views.charts.canvas import Canvas
from kdx_desktop.views.charts.drawing import draw
from kdx_desktop.views.charts.funnel import FunnelPlot
from kdx_desktop.views.charts.funnel_view import FunnelView
from kdx_desktop.views.style.tokens import DARK, LIGHT, Tokens

CITIES = {
    "usual": [(9, 10), (80, 100), (30, 100), (200, 210), (3, 4)],
    "one": [(1, 2)],
    "all": [(5, 5), (9, 9)],
    "none": [(0, 5), (0, 9)],
    "alike": [(5, 10)] * 30,
    "nobody": [],
}


def spec(counts: list[tuple[int, int]]) -> ChartSpec:
    found = funnel(
        DepartmentRate(f"部署{number}", Fraction(part), Fraction(whole))
        for number, (part, whole) in enumerate(counts)
    )
    points = found.points if found else ()
    centre = found.centre if found else Fraction(0)
    return ChartSpec(
        kind=ChartKind.FUNNEL,
        title="ばらつき",
        unit="%",
        value_format=ValueFormat.PERCENT,
        categories=tuple(point.rate.department for point in points),
        series=(
            Series("回数", Role.SIZE, tuple(p.rate.whole for p in points), ValueFormat.COUNT),
            Series("率", Role.US, tuple(p.rate.rate for p in points)),
            Series("市の率", Role.TARGET, (centre,) * len(points)),
            Series("99.8%の下限", Role.OUTER_LOW, tuple(p.limits.outer_low for p in points)),
            Series("95%の下限", Role.INNER_LOW, tuple(p.limits.inner_low for p in points)),
            Series("95%の上限", Role.INNER_HIGH, tuple(p.limits.inner_high for p in points)),
            Series("99.8%の上限", Role.OUTER_HIGH, tuple(p.limits.outer_high for p in points)),
        ),
        description="説明",
    )


def painted(chart: ChartSpec, tokens: Tokens, width: int = 600) -> QImage:
    image = QImage(width, 300, QImage.Format.Format_ARGB32)
    image.fill(QColor(tokens.surface))
    painter = QPainter(image)
    draw(painter, QRectF(0, 0, width, 300), chart, tokens, QGuiApplication.font())
    painter.end()
    return image


@pytest.mark.parametrize("counts", CITIES.values(), ids=CITIES.keys())
@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_it_is_drawn_for_every_city(
    qtbot: QtBot, counts: list[tuple[int, int]], tokens: Tokens
) -> None:
    for width in (600, 60):
        image = painted(spec(counts), tokens, width)
        blank = QImage(image)
        blank.fill(QColor(tokens.surface))
        assert (image == blank) is (not counts)


def test_points_lie_higher_for_higher_rates_and_further_for_more(qtbot: QtBot) -> None:
    chart = spec(CITIES["usual"])
    plot = FunnelPlot(
        Canvas(QPainter(), LIGHT, QGuiApplication.font()), QRectF(0, 0, 600, 300), chart
    )
    few, many, low = plot.point(0), plot.point(1), plot.point(2)
    assert few.x() < many.x()
    assert few.y() < many.y() < low.y()
    assert all(plot.area.adjusted(-1, -1, 1, 1).contains(plot.point(one)) for one in range(5))
    assert plot.nearest(low + QPointF(2, 2), 20) == 2
    assert plot.nearest(QPointF(-500, -500), 20) is None


def test_arrows_go_by_size_and_readers_hear_the_department(qtbot: QtBot) -> None:
    view = FunnelView()
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.show_funnel(spec(CITIES["usual"]), own=1)
    view.show()
    heard = []
    for _ in range(6):
        qtbot.keyClick(view, Qt.Key.Key_Right)
        heard.append(view.accessibleDescription().split("\n")[0])
    assert heard == ["部署4", "部署0", "部署1", "部署2", "部署3", "部署3"]
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.accessibleDescription().startswith("部署2\n回数　100\n")


def test_a_click_chooses_the_nearest_department(qtbot: QtBot) -> None:
    view = FunnelView()
    qtbot.addWidget(view)
    view.resize(600, 300)
    chart = spec(CITIES["usual"])
    view.show_funnel(chart, own=None)
    view.show()
    room = QRectF(view.rect()).adjusted(3, 3, -3, -3)
    plot = FunnelPlot(Canvas(QPainter(), LIGHT, view.font()), room, chart)
    with qtbot.waitSignal(view.position_chosen) as chosen:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=plot.point(2).toPoint())
    assert chosen.args == [2]
