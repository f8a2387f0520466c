"""The dashboard on the sample city: what a card and an opened card say."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop.views.charts.chart_view import ChartView
from kdx_desktop.views.dashboard.dashboard_page import DashboardPage
from kdx_desktop.views.dashboard.kpi_card import KpiCard
from kdx_desktop.views.dashboard.kpi_detail import KpiDetail
from kdx_desktop.views.main_window import MainWindow
from tests.views.waiting import settle

Open = Callable[..., MainWindow]


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_six_cards_stand_in_the_plans_order(qtbot: QtBot, open_window: Open, city: str) -> None:
    window = open_window(city)
    cards = [card for card in window.findChildren(KpiCard) if card.isVisible()]
    assert [card.code for card in cards] == [
        "copy_paper",
        "paperless_meetings",
        "telework_byod",
        "automation_hours",
        "digital_leaders",
        "manager_training",
    ]
    for card in cards:
        assert "時点の値は" in card.accessibleName()
        assert any(text[:1] in "◎○△－" for text in texts(card))


def test_the_compared_and_the_left_out_paper_add_up(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    table = next(
        table
        for table in window.findChildren(QTableView)
        if table.accessibleName() == "比較の内訳" and table.isVisible()
    )
    model = table.model()
    rows = [
        [
            int(str(model.index(row, column).data()).replace(",", "").replace("▲", "-"))
            for column in (1, 2)
        ]
        for row in range(3)
    ]
    assert abs(rows[0][0] + rows[1][0] - rows[2][0]) <= 1
    assert abs(rows[0][1] + rows[1][1] - rows[2][1]) <= 1


def test_the_keyboard_opens_a_card(qtbot: QtBot, open_window: Open, city: str) -> None:
    window = open_window(city)
    card = next(one for one in window.findChildren(KpiCard) if one.code == "automation_hours")
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Return)
    settle(qtbot, window)
    detail = window.findChildren(KpiDetail)[0]
    assert "年度初め（4月）からの全部署の合計です。" in texts(detail)
    assert detail.findChildren(ChartView)[0].accessibleName() == "累計の推移"
    assert "9,700.0時間" in texts(detail)


def test_an_empty_city_is_told_what_is_missing(qtbot: QtBot, open_window: Open, empty: str) -> None:
    window = open_window(empty, month=0)
    page = cast(DashboardPage, window.page)
    assert "部署がまだ登録されていません" in texts(page)


def test_cards_stand_below_each_other_where_it_is_narrow(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    for width, columns in ((1300, 3), (1000, 2), (600, 1)):
        window.resize(width, 800)
        qtbot.wait(50)
        cards = [card for card in window.findChildren(KpiCard) if card.isVisible()]
        assert len({card.x() for card in cards}) == columns
