"""取組: found, filtered, moved on, taken back — with the keyboard, and without losing a word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.months import Month
from kdx_desktop.models.plan import InitiativeVersion
from kdx_desktop.services import initiative_changes, initiative_states, initiatives
from kdx_desktop.services.account_rules import today as japans_today
from kdx_desktop.services.initiative_changes import NewState
from kdx_desktop.services.initiative_states import Initiative, InitiativeState
from kdx_desktop.services.initiatives import (
    Overview,
)
from kdx_desktop.services.issued import note_issued
from kdx_desktop.services.knowledge import as_known
from kdx_desktop.services.office import Office
from kdx_desktop.services.recording import Act, Kind, record
from kdx_desktop.services.reporting import monthly_report
from kdx_desktop.services.strategy import PLAN
from kdx_desktop.views.initiatives.initiative_table_model import (
    Column,
    InitiativeTableModel,
    Wanted,
)
from kdx_desktop.views.initiatives.initiatives_page import InitiativesPage
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.widgets.data_table import COPY_ROLE, SORT_ROLE
from tests.views.waiting import settle

Windows = Callable[..., MainWindow]
FIRST = 1


class Desk:
    """The screen as a person uses it, and the store behind it."""

    def __init__(self, qtbot: QtBot, window: MainWindow, url: str) -> None:
        assert isinstance(window.page, InitiativesPage)
        self._qtbot, self._window, self._url = qtbot, window, url
        self.page = window.page
        self.desk = window.page.desk
        self.table = self.desk.table
        self.form = self.desk.side.state.form
        self.told: list[str] = []
        self.page.noticed.connect(self._on_noticed)

    def settle(self) -> None:
        settle(self._qtbot, self._window)

    def column(self, column: Column) -> list[str]:
        """What is seen of a column, from the top."""
        model = self.table.model()
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]

    def choose(self, position: int = FIRST) -> None:
        assert self.table.choose(position)
        self.settle()

    def record(self, state: InitiativeState, day: str = "", note: str = "") -> None:
        """Fill the form in and press the button."""
        self.form.state.setCurrentIndex(self.form.state.findData(state))
        if day:
            self.form.day.setText(day)
        self.form.note.setText(note)
        self.form.record.click()
        self.settle()

    def stored(self, position: int = FIRST) -> Initiative:
        office = Office.open(self._url)
        found: Initiative = office.read(
            partial(initiative_states.one_initiative, plan=PLAN, position=position, day=self.today)
        )
        office.close()
        return found

    @property
    def today(self) -> date:
        return japans_today()

    def history(self) -> str:
        return self.desk.side.state.history.accessibleDescription()

    def _on_noticed(self, notice: object) -> None:
        self.told.append(getattr(notice, "text", ""))


@pytest.fixture
def desk(qtbot: QtBot, open_window: Windows, empty: str) -> Desk:
    return Desk(qtbot, open_window(empty, "initiatives"), empty)


@pytest.fixture
def found(empty: str) -> Overview:
    """The strategy's initiatives, one of them moved on since April."""
    office = Office.open(empty)
    seen: Overview = office.read(initiatives.overview)
    new = NewState(PLAN, FIRST, "拡充", seen.day, "全課", seen.known_at)
    office.write(partial(initiative_changes.record_state, new=new))
    moved: Overview = office.read(initiatives.overview)
    office.close()
    return moved


def test_the_model_keeps_the_rules_of_models(
    qapp: QApplication, qtmodeltester: ModelTester, found: Overview
) -> None:
    model = InitiativeTableModel()
    model.show_overview(found)
    qtmodeltester.check(model)
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex()) is None
    model.keep_wanted(Wanted(changed=True))
    qtmodeltester.check(model)
    assert model.rowCount() == 1


def test_a_state_is_said_with_sign_and_word_and_copied_as_the_word(
    qapp: QApplication, found: Overview
) -> None:
    model = InitiativeTableModel()
    model.show_overview(found)

    first = [model.index(0, column) for column in Column]
    assert first[Column.STATE].data() == "● 拡充"
    assert first[Column.STATE].data(COPY_ROLE) == "拡充"
    assert first[Column.BEFORE].data() == "● 一部導入"
    assert first[Column.NOTE].data() == "全課"
    assert first[Column.DAY].data() == f"{found.day:%Y/%m/%d}"
    spoken = first[Column.DAY].data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"{found.day.year}年{found.day.month}月{found.day.day}日"
    states = [model.index(row, Column.STATE) for row in range(model.rowCount())]
    assert {"✓ 完了（DONE）", "？ 要確認"} <= {index.data() for index in states}
    by_state = sorted(states, key=lambda index: index.data(SORT_ROLE))
    assert by_state[0].data(COPY_ROLE) == "要確認"
    assert by_state[-1].data(COPY_ROLE) == "完了（DONE）"


def test_the_strategy_is_there_with_its_measures_and_what_to_confirm(desk: Desk) -> None:
    assert desk.table.counts() == (49, 49)
    tiles = desk.desk.tiles.tiles
    assert [tile.accessibleName() for tile in tiles] == [
        "①ペーパーレス化の推進 12件",
        "②テレワークの推進 6件",
        "③AI等の最新技術を活用した業務改革 25件",
        "②職員のデジタル人材育成 6件",
    ]
    assert (
        tiles[0].accessibleDescription() == "スマートワーク。導入・実施 9件、検討 1件、要確認 2件"
    )
    first = desk.desk.current
    assert first is not None
    assert desk.desk.side.state.name.text() == first.text.initiative  # there to be changed


def test_a_measure_is_shown_alone_and_let_go_again(desk: Desk) -> None:
    tiles = desk.desk.tiles.tiles
    tiles[1].click()
    assert set(desk.column(Column.MEASURE)) == {"②テレワークの推進"}
    tiles[3].click()
    assert set(desk.column(Column.MEASURE)) == {"②職員のデジタル人材育成"}
    assert [tile.isChecked() for tile in tiles] == [False, False, False, True]
    tiles[3].click()
    assert desk.table.counts() == (49, 49)


def test_filters_work_together_and_are_let_go_at_once(desk: Desk) -> None:
    filters = desk.desk.filters
    filters.states.setCurrentIndex(filters.states.findData(InitiativeState.INTRODUCED))
    assert set(desk.column(Column.STATE)) == {"● 導入"}
    filters.versions.setCurrentIndex(filters.versions.findData("2.0"))
    assert set(desk.column(Column.VERSION)) == {"2.0"}
    filters.search.setText("ｄｘ化")
    assert set(desk.column(Column.INITIATIVE)) == {"保育所等のDX化推進"}
    filters.search.setText("どこにもない")
    assert desk.table.counts()[0] == 0

    desk.desk.let_all()

    assert desk.table.counts() == (49, 49)
    assert filters.search.text() == ""


def test_a_click_on_a_header_sorts_by_progress_and_not_by_letters(desk: Desk) -> None:
    desk.table.sortByColumn(Column.STATE, Qt.SortOrder.AscendingOrder)
    assert desk.column(Column.STATE)[0] == "？ 要確認"
    assert desk.column(Column.STATE)[-1] == "✓ 完了（DONE）"
    desk.table.sortByColumn(Column.MEASURE, Qt.SortOrder.AscendingOrder)
    assert desk.column(Column.INITIATIVE)[0] == "「ペーパーレス 原則化」への転換"


def test_a_state_is_recorded_from_its_day_on_and_seen_at_once(desk: Desk) -> None:
    desk.choose()
    assert "戦略の記載" in desk.history()
    assert not desk.form.record.isEnabled()

    desk.record(InitiativeState.INTRODUCED, "令和4年7月1日", "全課で開始")

    stored = desk.stored()
    assert (stored.state, stored.since) == (InitiativeState.INTRODUCED, date(2022, 7, 1))
    assert desk.column(Column.STATE)[0] == "● 導入"
    assert desk.table.current is not None
    assert desk.table.current.position == FIRST
    assert "2022年7月1日　● 導入" in desk.history()
    assert "Ctrl+Z" in desk.told[-1]
    assert desk.form.state.currentIndex() < 0  # nothing is left that a second click would repeat


@pytest.mark.parametrize(
    ("day", "said"),
    [("昨日", "読めません"), ("2099-01-01", "先の日付"), ("1999-01-01", "より前")],
)
def test_a_day_that_cannot_be_is_refused_beside_the_field(desk: Desk, day: str, said: str) -> None:
    desk.choose()

    desk.record(InitiativeState.DONE, day)

    assert said in desk.form.day.accessibleDescription()
    assert desk.form.day.text() == day
    assert desk.stored().since is None


def test_the_same_state_again_is_refused_beside_the_field(desk: Desk) -> None:
    desk.choose()

    desk.record(InitiativeState.PARTLY_INTRODUCED)

    assert "すでに" in desk.form.state.accessibleDescription()
    assert desk.stored().since is None


def test_ctrl_z_takes_the_last_state_back(desk: Desk) -> None:
    undo = desk.page.undo_command
    assert not undo.isEnabled()
    desk.choose()
    desk.record(InitiativeState.DONE)
    assert undo.isEnabled()

    undo.trigger()
    desk.settle()

    assert desk.stored().state is InitiativeState.PARTLY_INTRODUCED
    assert desk.column(Column.STATE)[0] == "● 一部導入"
    assert "取消し" in desk.history()
    assert not undo.isEnabled()


def test_what_another_desk_recorded_meanwhile_is_not_overwritten(desk: Desk, empty: str) -> None:
    desk.choose()
    other = Office.open(empty)
    seen = other.read(initiatives.overview)
    new = NewState(PLAN, FIRST, "拡充", seen.day - timedelta(days=1), "", seen.known_at)
    other.write(partial(initiative_changes.record_state, new=new))
    other.close()

    desk.record(InitiativeState.DONE)

    assert desk.stored().state is InitiativeState.EXTENDED
    assert "先に" in desk.told[-1]


def test_what_changed_since_the_last_report_is_told_with_the_state_before(
    desk: Desk, empty: str
) -> None:
    office = Office.open(empty)
    report = office.read(partial(monthly_report, as_of=Month(202209)))
    office.write(partial(note_issued, report=report, names=["月次報告.pdf"]))
    office.close()
    desk.choose()
    desk.record(InitiativeState.DONE)

    desk.desk.views.choose("changed")
    desk.desk.views.selected.emit("changed")

    assert desk.column(Column.BEFORE) == ["● 一部導入"]
    assert desk.column(Column.STATE) == ["✓ 完了（DONE）"]
    assert not desk.table.isColumnHidden(Column.BEFORE)


@pytest.mark.parametrize("typed", ["2022年7月1日", "令和4年7月1日", "2022-07-01", "２０２２/７/１"])
def test_a_day_is_read_as_people_write_it_and_shown_as_they_say_it(desk: Desk, typed: str) -> None:
    desk.choose()
    today = japans_today()
    assert desk.form.day.text() == f"{today.year}年{today.month}月{today.day}日"

    desk.form.day.setText(typed)
    desk.form.state.setCurrentIndex(desk.form.state.findData(InitiativeState.DONE))
    desk.form.decide()
    desk.settle()

    assert desk.stored().since == date(2022, 7, 1)


def test_the_keyboard_alone_records_a_state(qtbot: QtBot, desk: Desk) -> None:
    desk.table.setFocus()
    desk.choose()
    qtbot.keyClick(desk.table, Qt.Key.Key_Return)
    assert desk.form.state.hasFocus()
    qtbot.keyClick(desk.form.state, Qt.Key.Key_Down)
    qtbot.keyClick(desk.form.state, Qt.Key.Key_Tab)
    assert desk.form.day.hasFocus()
    qtbot.keyClick(desk.form.day, Qt.Key.Key_Return)
    desk.settle()

    assert desk.stored().state is InitiativeState.CONSIDERED
    assert desk.table.hasFocus()


def test_the_panel_never_shows_what_the_filter_has_taken_away(desk: Desk) -> None:
    desk.choose()
    assert not desk.desk.side.state.isHidden()

    desk.desk.filters.search.setText("どこにもない")

    assert desk.desk.side.state.isHidden()


def test_words_are_put_right_and_escape_leaves_them(qtbot: QtBot, desk: Desk) -> None:
    desk.choose()
    desk.desk.side.state.edit.click()
    text = desk.desk.side.text
    assert text.lines["initiative"].hasFocus()
    text.lines["item"].setText("新しい<b>項目")
    qtbot.keyClick(text.lines["item"], Qt.Key.Key_Escape)
    assert not desk.desk.side.editing

    desk.desk.side.state.edit.click()
    assert text.lines["item"].text() == "新規の紙文書での保存の原則廃止"
    text.lines["item"].setText("新しい<b>項目")
    text.save.click()
    desk.settle()

    assert desk.stored().text.item == "新しい<b>項目"
    assert desk.column(Column.ITEM)[0] == "新しい<b>項目"
    assert not desk.desk.side.editing


def test_an_initiative_is_added_to_the_measure_that_is_seen(desk: Desk) -> None:
    desk.desk.tiles.tiles[1].click()
    desk.desk.add_requested.emit()
    text = desk.desk.side.text
    assert text.lines["measure"].text() == "②テレワークの推進"
    text.save.click()
    desk.settle()
    assert "入力してください" in text.lines["initiative"].accessibleDescription()

    text.lines["initiative"].setText("在宅勤務の手引き")
    text.lines["version"].setText("2.0")
    text.save.click()
    desk.settle()

    assert "在宅勤務の手引き" in desk.column(Column.INITIATIVE)
    assert desk.table.current is not None
    assert desk.table.current.position == 50
    assert desk.stored(50).state is InitiativeState.CONSIDERED
    assert desk.desk.tiles.tiles[1].accessibleName() == "②テレワークの推進 7件"


def test_a_plan_without_initiatives_says_what_to_do_and_the_first_one_can_be_added(
    qtbot: QtBot, open_window: Windows, empty: str
) -> None:
    office = Office.open(empty)
    rows = [
        {**row._asdict(), "withdrawn": 1}
        for row in office.read(partial(as_known, model=InitiativeVersion))
    ]
    office.write(lambda session: record(session, Act(Kind.PLAN), rows={InitiativeVersion: rows}))
    office.close()
    desk = Desk(qtbot, open_window(empty, "initiatives"), empty)
    assert desk.desk.empty.isVisible()

    desk.desk.empty.button.click()
    text = desk.desk.side.text
    for name in ("pillar", "measure", "initiative", "version"):
        text.lines[name].setText("一")
    text.save.click()
    desk.settle()

    assert desk.column(Column.INITIATIVE) == ["一"]
    assert not desk.desk.empty.isVisible()
