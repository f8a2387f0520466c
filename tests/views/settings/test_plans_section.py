"""計画・KPI: targets typed into a grid, a KPI that says what it lacks, the next plan beside this one."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Qt

from kdx_desktop.services import plan_changes
from kdx_desktop.views.settings.kpi_form import KpiForm
from kdx_desktop.views.settings.plan_forms import NextPlanForm
from kdx_desktop.views.settings.plan_grids import BandsForm, TargetsForm
from tests.views.settings.conftest import Desk


def test_a_target_is_typed_in_per_cent_and_shown_before_it_is_stored(desk: Desk) -> None:
    section = desk.open("plans")
    plan = section.plan
    section.edit_targets.click()
    form = section.form
    assert isinstance(form, TargetsForm)
    desk.type("101", form.table)
    desk.key(Qt.Key.Key_Return)
    form.table.setFocus()
    desk.save()
    assert "0から100まで" in form._missing.text()
    form.table.setCurrentIndex(form.grid.index(0, 1))
    desk.type("４５.5", form.table)
    desk.key(Qt.Key.Key_Return)
    assert form._differences.model.rowCount() == 1
    form.table.setFocus()
    desk.type("見直し", form.reason.line)
    desk.save()
    assert desk.form is None
    book = desk.ask(plan_changes.plan_book)
    kpi, year = plan.kpis[0].code, plan.years[0]
    assert book.plan(plan.code).target(kpi, year).target == Fraction(455, 1000)
    assert "45.5％" in section.kpis.lines.index(0, 3).data()


def test_a_kpi_says_what_its_rule_needs(desk: Desk) -> None:
    section = desk.open("plans")
    section.add_kpi.click()
    form = section.form
    assert isinstance(form, KpiForm)
    desk.type("会議の回数", form.name.line)
    desk.type("meetings_total", form.code.line)
    desk.save()
    assert "指標を1つ以上" in form._missing.text()
    form.summed["meetings_held"].click()
    form.name.line.setFocus()
    desk.save()
    assert "単位を入力" in form._missing.text()
    form.rule.box.setCurrentIndex(form.rule.box.findData("reduction_from_baseline"))
    assert form.year.isVisible()
    assert not form.unit.isVisible()
    desk.type("令和元年", form.year.line)
    desk.save()
    assert desk.form is None
    kpi = desk.ask(plan_changes.plan_book).plans[0].kpis[-1]
    assert (kpi.code, kpi.baseline_fiscal_year, kpi.metrics) == (
        "meetings_total",
        2019,
        "meetings_held",
    )


def test_a_reduction_of_two_metrics_is_refused_before_every_screen_stumbles_over_it(
    desk: Desk,
) -> None:
    section = desk.open("plans")
    section.kpis.select_row(0)
    section.edit_kpi.click()
    form = section.form
    assert isinstance(form, KpiForm)
    form.summed["meetings_held"].click()
    desk.type("名" * 101, form.name.line)
    desk.save()
    assert section.form is form
    assert "名称は改行を含まない100文字まで" in form._missing.text()
    assert "指標を1つだけ選んでください" in form._missing.text()
    assert form.summed["meetings_held"].isChecked()
    form.summed["meetings_held"].click()
    desk.type("コピー用紙", form.name.line)
    desk.save()
    assert desk.form is None


def test_the_next_plan_stands_beside_this_one(desk: Desk) -> None:
    section = desk.open("plans")
    section.next_plan.click()
    form = section.form
    assert isinstance(form, NextPlanForm)
    desk.type("デジタル戦略 3.0", form.name.line)
    desk.type("Next", form.code.line)
    desk.save()
    assert "英小文字" in form.code._below.text()
    desk.type("digital_strategy_3", form.code.line)
    desk.save()
    assert section.plans.lines.rowCount() == 2
    section.plans.select_row(0)
    assert section.plan.code == "digital_strategy_3"
    assert "なし → なし" in section.kpis.lines.index(0, 3).data()
    section.edit_plan.click()
    desk.type("2026", section.form.last.line)
    desk.save()
    assert desk.ask(plan_changes.plan_book).plans[0].last_fiscal_year == 2026


def test_grades_that_contradict_are_refused_and_stay_typed(desk: Desk) -> None:
    section = desk.open("plans")
    section.edit_bands.click()
    form = section.form
    assert isinstance(form, BandsForm)
    form.grid.type_texts({(1, 2): "120"})
    form.table.setFocus()
    desk.save()
    assert section.form is form
    assert "上の評価ほど" in form.notice.accessibleName()
    assert form.grid.text(1, 2) == "120"
    form.grid.type_texts({(1, 2): "90"})
    desk.save()
    assert desk.form is None
    assert "期待の90％以上" in section._bands.text()


def test_a4_equivalents_are_typed_into_a_grid(desk: Desk) -> None:
    section = desk.open("plans")
    section.edit_factors.click()
    form = section.form
    form.grid.type_texts({(0, 1): "0"})
    assert not form.save_button.isEnabled()
    form.grid.type_texts({(0, 1): "2.5"})
    form.table.setFocus()
    desk.save()
    assert "A3＝2.5" in section._factors.text()
