"""暦・期限 and 指標: what is typed shows its effect, and what is in use stays."""

from __future__ import annotations

from PySide6.QtCore import Qt

from kdx_desktop.services import city_settings, metric_catalogue
from kdx_desktop.services.deadlines import DUE_DAY
from kdx_desktop.views.settings.calendar_form import CalendarForm
from kdx_desktop.views.settings.metric_form import MetricForm
from tests.views.settings.conftest import Desk


def test_the_due_dates_follow_the_day_that_is_typed(desk: Desk) -> None:
    section = desk.open("calendar")
    section.edit.click()
    desk.settle()
    form = section.form
    assert isinstance(form, CalendarForm)
    before = form.dates.model.index(0, 1).data()
    desk.type("20", form.numbers[0].line)
    desk.settle()
    assert form.dates.model.index(0, 1).data() != before
    assert form.dates.model.index(0, 1).data() == "2023年4月20日（木）"
    desk.type("40", form.numbers[0].line)
    desk.save()
    assert "1から31まで" in form.numbers[0]._below.text()
    assert section.form is form
    desk.type("２０", form.numbers[0].line)
    desk.save()
    assert desk.form is None
    assert desk.ask(DUE_DAY.read) == 20
    assert section.edit.hasFocus()


def test_the_city_gets_its_name(desk: Desk) -> None:
    section = desk.open("calendar")
    section.edit.click()
    desk.type("加賀市", section.form.name.line)
    assert ("市の名称", "サンプル市", "加賀市") in section.form._differences.model._rows
    desk.save()
    assert desk.ask(city_settings.city_settings).city_name == "加賀市"
    assert "加賀市" in desk.window.windowTitle()


def test_one_pc_is_not_asked_about_passwords(desk: Desk) -> None:
    section = desk.open("calendar")
    section.edit.click()
    assert [field.isVisible() for field in section.form.numbers] == [True, False, False]


def test_a_metric_is_added_and_takes_its_place(desk: Desk) -> None:
    section = desk.open("metrics")
    rows = section.table.lines.rowCount()
    section.add.click()
    form = section.form
    assert isinstance(form, MetricForm)
    desk.type("窓口の来訪者数", form.name.line)
    desk.type("meetings_held", form.code.line)
    desk.type("人", form.unit.line)
    desk.save()
    assert "使われています" in form.code._below.text()
    desk.type("visits", form.code.line)
    desk.type("-", form.maximum.line)
    desk.save()
    assert "読めません" in form.maximum._below.text()
    desk.type("100", form.maximum.line)
    desk.save()
    assert section.table.lines.rowCount() == rows + 1
    assert section.line.metric.code == "visits"
    assert section.remove.isEnabled()
    section.up.click()
    desk.settle()
    assert section.line.metric.code == "visits"
    assert section.table.currentIndex().row() == rows - 1
    section.remove.click()
    section._drop.click()
    desk.settle()
    assert section.table.lines.rowCount() == rows


def test_what_has_figures_keeps_its_unit_and_its_place_in_the_list(desk: Desk) -> None:
    section = desk.open("metrics")
    section.table.select_row(1)
    assert not section.remove.isEnabled()
    assert "数値が" in section._why.text()
    desk.key(Qt.Key.Key_Return, section.table)
    form = section.form
    assert form.unit.line.isReadOnly()
    desk.type("会議の回数", form.name.line)
    desk.save()
    assert section.line.metric.name == "会議の回数"
    lines = desk.ask(metric_catalogue.catalogue)
    assert lines[1].metric.name == "会議の回数"
