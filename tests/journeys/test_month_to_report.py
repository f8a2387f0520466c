from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop import app
from kdx_desktop.settings import Settings
from kdx_desktop.views.main_window import MainWindow
from tests.journeys.hands import CTRL, Hands
from tests.views.entry.city import Kdx, make_city

PAPER = "コピー用紙使用量（2019年度比）"


@pytest.fixture
def sit_down(qtbot: QtBot, tmp_path: Path, kdx: Kdx) -> Iterator[Callable[[], Hands]]:
    """Open the window on a small city whose December 2022 is still missing, again and again."""
    database = make_city(tmp_path, kdx)
    windows: list[MainWindow] = []

    def opened() -> Hands:
        folder = str(tmp_path / "reports")
        settings = Settings(month=202212, department="D001", report_folder=folder)
        window = app.build(database, settings=settings)
        windows.append(window)
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.usable, timeout=30_000):
            window.show()
        person = Hands(qtbot, window)
        person.sit_down()
        return person

    yield opened
    for window in windows:
        window.close()


def test_a_figure_typed_by_a_chief_reaches_dashboard_pdf_and_workbook(
    sit_down: Callable[[], Hands],
) -> None:
    hands = sit_down()
    before = paper_card(hands.go_to("KPIダッシュボード"))

    hands.go_to("月次入力")
    hands.compose("１２，３４５")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_S, CTRL)
    assert "2022年12月分を保存しました。" in texts(hands.window)

    after = paper_card(hands.go_to("KPIダッシュボード"))
    assert after != before

    report = hands.go_to("レポート")
    hands.press(Qt.Key.Key_Space)
    workbook, pdf = sorted(Path(report.settings.report_folder).iterdir(), reverse=True)
    assert "12,345" in "".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert cell_of(workbook, "D001", "2022-12", "copy_paper_sheets") == 12345


def test_what_was_typed_before_the_window_closed_is_there_in_the_next_one(
    sit_down: Callable[[], Hands],
) -> None:
    hands = sit_down()
    hands.go_to("月次入力")
    hands.compose("１２，３４５")
    hands.window.close()

    again = sit_down()
    page = again.go_to("月次入力")
    assert any("未送信の下書きがあります" in text for text in texts(page))
    again.press(Qt.Key.Key_S, CTRL)
    assert "2022年12月分を保存しました。" in texts(again.window)


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def paper_card(dashboard: QWidget) -> str:
    """Return what the card of the paper KPI tells a screen reader."""
    cards = [one.accessibleName() for one in dashboard.findChildren(QWidget)]
    return next(name for name in cards if name.startswith(PAPER))


def cell_of(workbook: Path, department: str, month: str, metric: str) -> object:
    """Return the value of a figure in the workbook's machine-readable sheet."""
    rows = openpyxl.load_workbook(workbook)["データ_数値"].iter_rows(values_only=True)
    header = next(rows)
    place = {str(name): position for position, name in enumerate(header)}
    for row in rows:
        found = tuple(row[place[name]] for name in ("部署コード", "年月", "指標コード"))
        if found == (department, month, metric):
            return row[place["値"]]
    return None
