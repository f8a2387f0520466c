from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.services import entries
from kdx_desktop.services.entries import CellEntry, Entry
from kdx_desktop.services.office import Office
from kdx_desktop.services.person import Role
from kdx_desktop.settings import Settings
from kdx_desktop.views.notices import Notice
from kdx_desktop.views.report.report_page import ReportPage
from kdx_desktop.views.scope import Scope
from kdx_desktop.workspace import Workspace
from tests.views.entry.city import DEPARTMENTS, Kdx, make_city

#: What Qt says of a window on a screen that is none.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
NOVEMBER = Month(202211)
NAME = "月次進捗報告_"


class ReportDesk:
    """The page as a person sees it, and what it has told."""

    def __init__(self, qtbot: QtBot, database: str, folder: Path) -> None:
        self._qtbot = qtbot
        self.workspace = Workspace()
        self.workspace.open(partial(Office.open, database), self._on_open)
        self.settings = Settings(folder / "settings.ini", report_folder=str(folder))
        self.page = ReportPage(self.workspace, self.settings)
        self.notices: list[str] = []
        self.page.noticed.connect(self._on_noticed)
        qtbot.addWidget(self.page)
        self.page.resize(1100, 700)
        self.page.show()

    def look_at(self, month: Month = NOVEMBER) -> None:
        """Look at a month and wait for its preview."""
        self.page.look_at(Scope(month, Role.TEAM, "", DEPARTMENTS))
        self.settle()

    def export(self) -> None:
        """Press the button and wait for the files."""
        self.page.export_card.export_button.click()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self._qtbot.waitUntil(self._is_idle, timeout=30_000)

    def _is_idle(self) -> bool:
        return not self.workspace.busy

    def _on_open(self, _: None) -> None: ...

    def _on_noticed(self, notice: Notice) -> None:
        self.notices.append(notice.text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where reports go."""
    made = tmp_path / "reports"
    made.mkdir()
    return made


@pytest.fixture
def database(tmp_path: Path, kdx: Kdx) -> str:
    """A small city with figures up to November."""
    return make_city(tmp_path, kdx)


@pytest.fixture
def desk(qtbot: QtBot, database: str, folder: Path) -> Iterator[ReportDesk]:
    """The page on a small city, looking at November."""
    made = ReportDesk(qtbot, database, folder)
    made.look_at()
    yield made
    made.workspace.close()


def test_the_preview_has_the_pages_that_are_printed(desk: ReportDesk) -> None:
    desk.page.export_card.findChildren(QCheckBox)[0].setChecked(False)
    desk.export()
    (path,) = desk.page.files.paths
    assert desk.page.preview.page_count == len(PdfReader(path).pages) > 0


def test_both_files_are_written_and_can_be_opened(
    desk: ReportDesk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.export()
    assert [path.suffix for path in desk.page.files.paths] == [".xlsx", ".pdf"]
    assert all(path.is_file() for path in desk.page.files.paths)
    assert desk.notices[-1].endswith("を出力しました。")
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    for button in desk.page.files.findChildren(QPushButton):
        button.click()
    assert {Path(url.toLocalFile()) for url in opened} == {folder, *desk.page.files.paths}


def test_provisional_figures_are_called_so_before_printing(desk: ReportDesk) -> None:
    assert "速報" in desk.page.export_card.phase


def test_a_folder_that_cannot_be_written_says_what_to_do(desk: ReportDesk, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    desk.page.export_card.folder.setText(str(blocked / "sub"))
    desk.export()
    assert "保存できません" in desk.notices[-1] or "書き込" in desk.notices[-1]
    assert not desk.page.files.isVisible()
    assert desk.page.export_card.export_button.isEnabled()


def test_cancelling_leaves_no_half_file(desk: ReportDesk, folder: Path, qtbot: QtBot) -> None:
    desk.page.export()
    desk.page.export_card.cancel_requested.emit()
    desk.settle()
    assert desk.notices[-1].startswith("中止しました。")
    assert all(path in desk.page.files.paths for path in folder.glob("*.pdf"))
    assert not list(folder.glob(".*"))


def test_the_button_says_what_is_missing(desk: ReportDesk) -> None:
    card = desk.page.export_card
    for box in card.findChildren(QCheckBox):
        box.setChecked(False)
    assert not card.export_button.isEnabled()
    assert "少なくとも一方" in card.export_button.accessibleDescription()


def test_the_folder_is_remembered(desk: ReportDesk, tmp_path: Path) -> None:
    desk.page.export_card.folder.setText(str(tmp_path))
    assert Settings.load(desk.settings.file or tmp_path).report_folder == str(tmp_path)


def test_another_month_never_stands_under_the_old_pages(desk: ReportDesk, qtbot: QtBot) -> None:
    desk.page.look_at(Scope(Month(202210), Role.TEAM, "", DEPARTMENTS))
    assert not desk.page.preview.view.isVisible()
    assert not desk.page.export_card.export_button.isEnabled()
    desk.settle()
    assert desk.page.preview.view.isVisible()


def test_a_month_without_departments_says_what_to_do(desk: ReportDesk) -> None:
    desk.look_at(Month(201803))
    assert not desk.page.export_card.export_button.isEnabled()
    assert not desk.page.preview.view.isVisible()
    labels = [label.text() for label in desk.page.preview.findChildren(QLabel)]
    assert any("部署" in text or "計画" in text for text in labels)
    assert desk.page.export_card.knowledge == "―"  # nothing is on its way


def test_figures_saved_meanwhile_are_in_the_next_preview(
    desk: ReportDesk, database: str, qtbot: QtBot
) -> None:
    before = desk.page._report
    office = Office.open(database)
    cell = CellEntry("byod_sessions", State.ACTUAL, 22 * SCALE, "", 1)
    entry = Entry("D001", NOVEMBER, (cell,), "a" * 32)
    office.write(partial(entries.save, entry=entry))
    office.close()
    desk.workspace.changed.emit()
    desk.settle()
    assert desk.page._report != before


def test_the_card_says_on_which_knowledge_the_report_is_made(desk: ReportDesk) -> None:
    report = desk.page._report
    assert report is not None
    number = report.ledger_head.partition(":")[0]
    assert desk.page.export_card.knowledge.startswith(f"変更{number}まで")


def test_what_was_put_out_is_listed_with_its_month_and_phase(desk: ReportDesk) -> None:
    assert not desk.page.issued.isVisible()
    desk.export()
    assert desk.page.issued.isVisible()
    texts = [label.text() for label in desk.page.issued.findChildren(QLabel)]
    assert any("2022年11月" in text and "速報" in text for text in texts)
    assert any(".xlsx、" in text and ".pdf" in text for text in texts)


def test_a_report_that_was_not_written_is_not_listed(desk: ReportDesk, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    desk.page.export_card.folder.setText(str(blocked / "sub"))
    desk.export()
    assert not desk.page.issued.isVisible()


def test_whether_the_numbers_are_final_is_told_to_the_header(desk: ReportDesk) -> None:
    told: list[Phase] = []
    desk.page.phase_read.connect(told.append)
    desk.look_at(Month(202210))
    assert told[-1].label.startswith("速報（未承認")
