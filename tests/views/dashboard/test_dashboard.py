"""The dashboard on the sample city: what the cards say, and what the opened card begins with."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.months import Month
from kdx_desktop.views.charts.chart_view import ChartView
from kdx_desktop.views.dashboard.dashboard_page import DashboardPage
from kdx_desktop.views.dashboard.kpi_card import KpiCard
from kdx_desktop.views.dashboard.opened_kpi import OpenedKpi
from kdx_desktop.views.header import Header
from kdx_desktop.views.main_window import MainWindow
from tests.views.waiting import settle

Open = Callable[..., MainWindow]


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def cards_of(window: MainWindow) -> dict[str, KpiCard]:
    return {card.code: card for card in window.findChildren(KpiCard) if card.isVisible()}


def opened(qtbot: QtBot, window: MainWindow, code: str) -> OpenedKpi:
    """Open a card as the keyboard does."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    card = cards_of(window)[code]
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Return)
    settle(qtbot, window)
    (found,) = window.findChildren(OpenedKpi)
    qtbot.waitUntil(found.isVisible)
    settle(qtbot, window)
    return found


def test_six_cards_stand_in_the_plans_order(qtbot: QtBot, open_window: Open, city: str) -> None:
    window = open_window(city)
    cards = cards_of(window)
    assert list(cards) == [
        "copy_paper",
        "paperless_meetings",
        "telework_byod",
        "automation_hours",
        "digital_leaders",
        "manager_training",
    ]
    for card in cards.values():
        assert "時点の値は" in card.accessibleName()
        assert any(text[:1] in "◎○△－" for text in texts(card))


def test_cards_say_where_the_year_will_end(qtbot: QtBot, open_window: Open, city: str) -> None:
    intervals = 0
    for card in cards_of(open_window(city)).values():
        said = texts(card)
        assert any(text.startswith("年度末見込 ") and text[-1] != "…" for text in said)
        assert "年度末見込" in card.accessibleDescription()
        intervals += any(text.startswith("80%の幅 ") for text in said)
    assert intervals >= 4


def test_nothing_is_foretold_in_may(qtbot: QtBot, open_window: Open, city: str) -> None:
    for card in cards_of(open_window(city, month=202205)).values():
        assert "年度末見込は3か月分がそろうと出ます" in texts(card)


def test_the_compared_and_the_left_out_paper_add_up(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    table = next(
        table
        for table in opened(qtbot, window, "copy_paper").findChildren(QTableView)
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


def test_the_keyboard_opens_a_card_and_leaves_it(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    kpi = opened(qtbot, window, "automation_hours")
    charts = [chart for chart in kpi.findChildren(ChartView) if chart.isVisible()]
    assert [chart.accessibleName() for chart in charts] == ["月ごとの実績", "累計の推移"]
    assert "年度末見込は" in charts[1].accessibleDescription()
    assert "9,700.0時間" in texts(kpi)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert not kpi.isVisible()
    assert cards_of(window)["automation_hours"].hasFocus()


def test_a_chart_is_copied_by_its_button_and_read_as_a_table(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    part = opened(qtbot, window, "telework_byod").course
    part.course.copy_button.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[1:] == [
        "テレワーク、BYOD端末の利用回数（累計）",
        "現時点の目標",
        "目標",
        "年度末見込",
        "見込みの下限",
        "見込みの上限",
    ]
    assert not QGuiApplication.clipboard().image().isNull()
    part._tabled.click()
    assert not part.course.chart.isVisible()
    assert part.course.table is not None
    model = part.course.table.model()
    assert model.rowCount() == 12
    assert [str(model.index(row, 0).data()) for row in (0, 11)] == ["4月", "3月"]


def test_a_share_has_no_months_that_add_up(qtbot: QtBot, open_window: Open, city: str) -> None:
    kpi = opened(qtbot, open_window(city), "paperless_meetings")
    charts = [chart for chart in kpi.findChildren(ChartView) if chart.isVisible()]
    assert [chart.accessibleName() for chart in charts] == ["各月時点の値"]


def test_another_month_keeps_the_card_open(qtbot: QtBot, open_window: Open, city: str) -> None:
    window = open_window(city)
    kpi = opened(qtbot, window, "digital_leaders")
    header = window.findChild(Header)
    assert header is not None
    header.month_selected.emit(Month(202206))
    settle(qtbot, window)
    assert kpi.isVisible()
    assert any(text.startswith("2022年6月現在") for text in texts(kpi))


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
        assert len({card.x() for card in cards_of(window).values()}) == columns


def test_six_cards_are_seen_at_once_on_a_small_screen(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    window.resize(1280, 800)
    qtbot.wait(50)
    for card in cards_of(window).values():
        place = card.mapTo(window, card.rect().bottomRight())
        assert window.rect().contains(place)
        assert card.height() >= card.minimumSizeHint().height()
