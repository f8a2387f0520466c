"""Editing plans: several side by side, each change whole, nothing that cannot be counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.metrics.plan import GradeBand, Rule
from kdx_desktop.services import plan_changes as plans
from kdx_desktop.services.knowledge import load_plans
from kdx_desktop.services.office import Office
from kdx_desktop.services.strategy import PLAN

HALF = Fraction(1, 2)


def book(office: Office) -> plans.PlanBook:
    return office.read(plans.plan_book)


def first(office: Office) -> plans.PlanLine:
    found = book(office).plan(PLAN)
    assert found is not None
    return found


def test_a_target_is_revised_and_told(office: Office) -> None:
    before = first(office)
    kpi = before.kpis[0].code
    new = plans.Target(kpi, before.last_fiscal_year, Fraction(3, 5), "中間見直し")
    work = partial(plans.save_targets, before=before, after=[new], reason="改定")
    assert office.write(work) is not None
    assert first(office).target(kpi, before.last_fiscal_year) == new
    (stored,) = [one for one in office.read(load_plans) if one.code == PLAN]
    assert stored.kpis[0].targets[before.last_fiscal_year] == Fraction(3, 5)
    with pytest.raises(DataError, match="ほかの人が"):
        office.write(work)
    same = partial(plans.save_targets, before=first(office), after=[new])
    assert office.write(same) is None


def test_a_target_can_be_taken_away_which_is_not_zero(office: Office) -> None:
    before = first(office)
    kpi, year = before.kpis[2].code, before.last_fiscal_year
    none = plans.Target(kpi, year, None)
    office.write(partial(plans.save_targets, before=before, after=[none]))
    (stored,) = [one for one in office.read(load_plans) if one.code == PLAN]
    assert stored.kpis[2].target(year) is None


def test_targets_that_cannot_be_are_refused(office: Office) -> None:
    before = first(office)
    ratio = next(one.code for one in before.kpis if one.rule.is_ratio)
    for wrong in (
        plans.Target(ratio, before.last_fiscal_year, Fraction(3, 2)),
        plans.Target(ratio, before.last_fiscal_year, Fraction(-1)),
        plans.Target(ratio, 1999, HALF),
        plans.Target("no_kpi", before.last_fiscal_year, HALF),
    ):
        with pytest.raises(DataError):
            office.write(partial(plans.save_targets, before=before, after=[wrong]))
    negative = plans.Target(before.kpis[-1].code, before.last_fiscal_year, Fraction(-5))
    with pytest.raises(DataError, match=before.kpis[-1].name):  # as people call it
        office.write(partial(plans.save_targets, before=before, after=[negative]))
    assert first(office) == before


def test_the_next_plan_begins_as_a_copy_without_targets(office: Office) -> None:
    before = first(office)
    copied = partial(
        plans.copy_plan, source=PLAN, code="next_plan", name="次の計画", first=2023, last=2025
    )
    office.write(copied)
    new = book(office).plan("next_plan")
    assert new is not None
    assert book(office).plans[0] == new
    assert [one.code for one in new.kpis] == [one.code for one in before.kpis]
    assert (new.targets, new.bands, new.years) == ((), before.bands, (2023, 2024, 2025))
    assert first(office) == before
    for wrong in ({}, {"code": "X"}, {"code": "b", "last": 2020}, {"code": "b", "name": " "}):
        with pytest.raises(DataError):
            office.write(partial(copied, **wrong))
    longer = replace(new, name="次期計画", last_fiscal_year=2026)
    office.write(partial(plans.save_plan, before=new, after=longer))
    assert book(office).plan("next_plan") == longer
    assert office.write(partial(plans.save_plan, before=longer, after=longer)) is None


def test_a_kpi_is_changed_and_another_added(office: Office) -> None:
    before = first(office).kpis[0]
    after = replace(before, name="紙の削減", baseline_fiscal_year=2018)
    office.write(partial(plans.save_kpi, before=before, after=after))
    new = replace(
        before,
        code="meetings",
        name="会議の回数",
        rule=Rule.FISCAL_YEAR_TOTAL,
        metrics="meetings_held",
        unit="回",
        baseline_fiscal_year=None,
    )
    office.write(partial(plans.save_kpi, before=None, after=new))
    kpis = first(office).kpis
    assert kpis[0] == after
    assert (kpis[-1].code, kpis[-1].position) == ("meetings", len(kpis))
    with pytest.raises(DataError, match="ほかの人が"):
        office.write(partial(plans.save_kpi, before=before, after=after))
    with pytest.raises(DataError, match="すでに"):
        office.write(partial(plans.save_kpi, before=None, after=new))


def test_a_kpi_that_cannot_be_counted_is_refused(office: Office) -> None:
    reduction, share, *_ = first(office).kpis
    assert (reduction.rule, share.rule) == (
        Rule.REDUCTION_FROM_BASELINE,
        Rule.SHARE_OF_DEPARTMENTS,
    )
    for before, after in (
        (reduction, replace(reduction, baseline_fiscal_year=None)),
        (reduction, replace(reduction, metrics="no_metric")),
        (reduction, replace(reduction, metrics=share.metrics)),
        (reduction, replace(reduction, metrics="copy_paper_sheets+meetings_held")),
        (reduction, replace(reduction, baseline_fiscal_year=99_999)),
        (reduction, replace(reduction, name=" ")),
        (reduction, replace(reduction, name="名" * 101)),
        (share, replace(share, threshold=None)),
        (share, replace(share, metrics="meetings_held")),
        (reduction, replace(reduction, rule=Rule.CUMULATIVE_TOTAL, unit="")),
    ):
        with pytest.raises(DataError):
            office.write(partial(plans.save_kpi, before=before, after=after))


def test_a_better_grade_asks_for_more(office: Office) -> None:
    before = first(office)
    a, b = before.bands
    other = (GradeBand(a.grade, a.name, Fraction(110, 100)), b)
    office.write(partial(plans.save_bands, before=before, after=other))
    assert first(office).bands == other
    wrong = (a, GradeBand(b.grade, b.name, Fraction(2)))
    with pytest.raises(DataError, match="上の評価ほど"):
        office.write(partial(plans.save_bands, before=first(office), after=wrong))


def test_a4_equivalents_are_versioned(office: Office) -> None:
    before = book(office).factors
    after = [(size, 20_500 if size == "A3" else factor) for size, factor in before]
    office.write(partial(plans.save_factors, before=before, after=after))
    assert dict(book(office).factors)["A3"] == 20_500
    with pytest.raises(DataError, match="ほかの人が"):
        office.write(partial(plans.save_factors, before=before, after=after))
    with pytest.raises(DataError, match="0より大きい"):
        office.write(partial(plans.save_factors, before=after, after=[("A3", 0)]))


def test_only_the_team_edits_plans(office: Office, sit_down: Callable[..., Office]) -> None:
    before = first(office)
    factors = book(office).factors
    kpi = before.kpis[0]
    for role in ("chief", "manager"):
        seat = sit_down(f"a_{role}", role)
        for work in (
            partial(plans.save_plan, before=before, after=replace(before, name="x")),
            partial(plans.copy_plan, source=PLAN, code="n", name="n", first=2023, last=2024),
            partial(plans.save_kpi, before=kpi, after=replace(kpi, name="x")),
            partial(plans.save_targets, before=before, after=[]),
            partial(plans.save_bands, before=before, after=[]),
            partial(plans.save_factors, before=factors, after=[]),
        ):
            with pytest.raises(NotAllowed):
                seat.write(work)
    assert first(office) == before
