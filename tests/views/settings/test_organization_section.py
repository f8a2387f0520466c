"""組織: people edit it by keyboard, see what the shares come to, and lose nothing on a refusal."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.months import Month
from kdx_desktop.services import organization_changes
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.organization_checks import reorganizations
from kdx_desktop.views.settings.department_form import DepartmentForm
from kdx_desktop.views.settings.grid_model import GridColumn, GridTableModel
from kdx_desktop.views.settings.headcount_form import HeadcountForm
from kdx_desktop.views.settings.lineage import lineage
from kdx_desktop.views.settings.reorganization_form import ReorganizationForm
from tests.views.settings.conftest import Desk


def test_the_sections_are_reached_by_arrows_and_the_last_one_is_remembered(desk: Desk) -> None:
    desk.key(Qt.Key.Key_Down, desk.page.list)
    second = desk.page.list.item(1).text()
    assert desk.page.list.currentItem().text() == second
    assert desk.window._settings.section == "plans"


def test_a_department_is_renamed_by_keyboard_alone(desk: Desk) -> None:
    part = desk.section.departments
    code = part.table.value.code
    desk.key(Qt.Key.Key_Return, part.table)
    form = desk.section.form
    assert isinstance(form, DepartmentForm)
    assert form.name.isAncestorOf(desk.focus)
    desk.type("総合企画課")
    desk.save()
    assert desk.form is None
    assert desk.ask(load_organization).departments[code].name == "総合企画課"
    assert part.table.value.name == "総合企画課"
    assert part.table.hasFocus()


def test_a_wrong_month_is_said_beside_the_field_and_nothing_typed_is_lost(desk: Desk) -> None:
    desk.key(Qt.Key.Key_Space, desk.section.departments.table)
    form = desk.section.form
    desk.type("13月", form.last.line)
    desk.save()
    assert desk.section.form is form
    assert "年月として読めません" in form.last._below.text()
    assert form.last.text == "13月"
    desk.type("190001", form.last.line)
    desk.type("1900-01", form.last.line)
    desk.save()
    assert "開始月以後" in form.last._below.text()


def test_an_edit_that_somebody_overtook_is_kept_in_the_form(desk: Desk) -> None:
    part = desk.section.departments
    before = part.table.value
    desk.key(Qt.Key.Key_Return, part.table)
    form = desk.section.form
    desk.type("私の名前")
    after = replace(before, name="先の名前")
    desk.do(organization_changes.change_department, before=before, after=after)
    desk.save()
    assert desk.section.form is form
    assert form.name.text == "私の名前"
    assert "ほかの人が" in form.notice.accessibleName()


def test_esc_asks_before_it_throws_away_and_leaves_at_once_otherwise(desk: Desk) -> None:
    part = desk.section.departments
    desk.key(Qt.Key.Key_Return, part.table)
    desk.key(Qt.Key.Key_Escape)
    assert desk.form is None
    desk.key(Qt.Key.Key_Return, part.table)
    form = desk.form
    desk.type("別の名前")
    desk.key(Qt.Key.Key_Escape)
    assert desk.section.form is form
    assert form is not None
    assert form._question.isVisible()
    form._drop.click()
    desk.settle()
    assert desk.form is None


def test_a_code_in_use_is_refused_while_the_department_is_added(desk: Desk) -> None:
    part = desk.section.departments
    used = part.table.value.code
    part.add.click()
    form = desk.section.form
    assert form.code.isAncestorOf(desk.focus)
    desk.type(used, form.code.line)
    desk.type("新しい課", form.name.line)
    desk.save()
    assert "再利用できません" in form.code._below.text()
    desk.type("Z999", form.code.line)
    desk.save()
    assert desk.ask(load_organization).departments["Z999"].name == "新しい課"


def test_search_and_abolished_departments(desk: Desk) -> None:
    part = desk.section.departments
    living = part.table.lines.rowCount()
    part.abolished.click()
    assert part.table.lines.rowCount() > living
    desk.type(part.table.value.code, part.search)
    assert part.table.lines.rowCount() == 1
    desk.type("ない課", part.search)
    assert part.table.lines.rowCount() == 0


def test_headcounts_are_typed_pasted_and_taken_back(desk: Desk) -> None:
    desk.section.departments.headcounts.click()
    form = desk.section.form
    assert isinstance(form, HeadcountForm)
    stored = form.grid.text(0, 2)
    desk.type("x", form.table)
    desk.key(Qt.Key.Key_Return)
    assert "数値として読めません" in form._missing.text()
    assert not form.save_button.isEnabled()
    desk.qtbot.keyClick(form.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.grid.text(0, 2) == stored
    form.table.setCurrentIndex(form.grid.index(0, 2))
    QGuiApplication.clipboard().setText("５１\t41\r\n52\t42\r\n")
    desk.qtbot.keyClick(form.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(form.grid.changes) == 4
    desk.save()
    book = desk.ask(organization_changes.organization_book, month=Month(202303))
    codes = [one.code for one in book.departments if one.exists(Month(202303))]
    assert book.headcounts[codes[0]].headcount == 51
    assert {one.telework_eligible for one in book.headcounts.values()} >= {41, 42}


def test_the_shares_are_added_up_while_they_are_typed(desk: Desk) -> None:
    section = desk.section
    section._on_part_selected("reforms")
    section.reforms.add.click()
    form = section.form
    assert isinstance(form, ReorganizationForm)
    codes = [one.code for one in section.departments._book.departments][:3]
    desk.type("2023-04", form.month.line)
    row = form.links.rows[0]
    _choose(desk, row.predecessor, codes[0])
    _choose(desk, row.successor, codes[1])
    desk.type("0.6", row.share)
    form.links.add.click()
    second = form.links.rows[1]
    assert second.codes[0] == codes[0]
    _choose(desk, second.successor, codes[2])
    desk.type("0.35", second.share)
    assert "合計 0.95 — あと 0.05" in form.sums.text()
    assert not form.save_button.isEnabled()
    assert "按分率をそろえる" in form._missing.text()
    desk.type("2/5", second.share)
    assert "そろっています" in form.sums.text()
    form.ends.setChecked(False)
    second.share.setFocus()
    desk.save()
    assert desk.form is None
    stored = reorganizations(desk.ask(load_organization))[0]
    assert {link.share for link in stored.links} == {Fraction(3, 5), Fraction(2, 5)}
    assert section.reforms.table.lines.rowCount() > 0


def test_thirds_are_shared_out_with_one_key(desk: Desk) -> None:
    section = desk.section
    section._add_reform()
    form = section.form
    codes = [one.code for one in section.departments._book.departments][:3]
    for number, code in enumerate(codes):
        if number:
            form.links.add.click()
        _choose(desk, form.links.rows[number].predecessor, codes[0])
        _choose(desk, form.links.rows[number].successor, code)
    form.links.split.click()
    assert [row.share.text() for row in form.links.rows] == ["1/3"] * 3
    assert "そろっています" in form.sums.text()
    form.links.rows[2].remove.click()
    assert "あと 1/3" in form.sums.text()


def test_the_list_says_what_the_picture_shows(desk: Desk) -> None:
    section = desk.section
    section._on_part_selected("reforms")
    part = section.reforms
    for row in range(part.table.lines.rowCount()):
        part.table.select_row(row)
        reform = part.table.value
        said = part.picture.accessibleName() + part.picture.accessibleDescription()
        for code in (*reform.predecessors, *reform.successors):
            assert section.departments._book.named(code).name in said
        assert not part.picture.grab().isNull()


def test_a_registration_can_be_taken_back_after_a_question(desk: Desk) -> None:
    section = desk.section
    section._on_part_selected("reforms")
    part = section.reforms
    before = part.table.lines.rowCount()
    part.withdraw.click()
    assert part._question.isVisible()
    part._drop.click()
    desk.settle()
    assert part.table.lines.rowCount() == before - 1


def test_a_chain_over_years_stands_in_columns(desk: Desk) -> None:
    reforms = reorganizations(desk.ask(load_organization))
    for reform in reforms:
        drawn = lineage(reform, reforms)
        assert drawn.columns == len(drawn.months) + 1
        assert set(reform.links) <= {one.link for one in drawn.ribbons}
        assert all(one.start.column < one.end.column for one in drawn.ribbons)
        assert len({(one.column, one.row) for one in drawn.places}) == len(drawn.places)


def test_an_empty_city_is_told_how_to_begin(qtbot: QtBot, open_window: object, empty: str) -> None:
    window = open_window(empty, page="settings")  # type: ignore[operator]
    desk = Desk(qtbot, window, empty)
    part = desk.section.departments
    assert part._empty.isVisible()
    assert not part.headcounts.isEnabled()


@pytest.mark.parametrize("code", ["imports"])
def test_files_are_taken_in_at_their_own_screen(desk: Desk, code: str) -> None:
    with desk.qtbot.waitSignal(desk.page.page_requested) as asked:
        desk.section._on_import_clicked()
    assert asked.args == [code]


def test_the_files_come_out_as_they_go_in(desk: Desk, tmp_path: Path) -> None:
    desk.section.export_to(str(tmp_path / "out"))
    desk.settle()
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["departments.csv", "headcounts.csv", "successions.csv"]


def test_the_grid_is_a_sound_model(qtmodeltester: object) -> None:
    model = GridTableModel((GridColumn("行"), GridColumn("数", int, number=True)))
    model.show_rows([("a", ("甲", "1")), ("b", ("乙", ""))])
    model.type_texts({(0, 1): "x", (1, 1): "2", (0, 0): "変えられない"})
    qtmodeltester.check(model)  # type: ignore[attr-defined]
    assert model.text(0, 0) == "甲"
    assert len(model.faults) == 1
    assert [(one.key, one.after) for one in model.changes] == [("a", "x"), ("b", "2")]
    model.undo()
    assert not model.changes


def _choose(desk: Desk, box: object, code: str) -> None:
    line = box.lineEdit()  # type: ignore[attr-defined]
    desk.type(code, line)
    desk.key(Qt.Key.Key_Return, line)
