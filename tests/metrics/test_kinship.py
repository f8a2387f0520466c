"""Kinship: who a department came from and what became of it, however often it was reorganised."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kdx_desktop.metrics.kinship import kinship
from kdx_desktop.metrics.organization import Organization, Succession
from tests.metrics.cities import some_city, to_month, to_product
from tests.metrics.oracle import april

WHOLE = Fraction(1)


def link(predecessor: str, successor: str, year: int, share: Fraction | None = WHOLE) -> Succession:
    return Succession(predecessor, successor, to_month(april(year)), share)


def generations(links: list[Succession], department: str) -> dict[str, int]:
    found = kinship(Organization([], links), department)
    return {kin.department: kin.generation for kin in found.kin}


def test_a_chain_is_followed_to_both_ends() -> None:
    links = [link("A", "B", 2019), link("B", "C", 2020), link("C", "D", 2021)]
    assert generations(links, "B") == {"A": -1, "B": 0, "C": 1, "D": 2}
    assert kinship(Organization([], links), "B").links == tuple(links)


def test_cousins_are_no_kin() -> None:
    half = Fraction(1, 2)
    links = [link("A", "B", 2020, half), link("A", "C", 2020, half)]
    assert generations(links, "B") == {"A": -1, "B": 0}


def test_what_a_department_kept_is_no_link_to_itself() -> None:
    links = [link("A", "A", 2020, Fraction(9, 10)), link("A", "B", 2020, Fraction(1, 10))]
    found = kinship(Organization([], links), "A")
    assert found.links == (links[1],)
    assert generations(links, "A") == {"A": 0, "B": 1}


def test_two_that_changed_places_do_not_go_round_for_ever() -> None:
    links = [link("A", "B", 2020), link("B", "A", 2020)]
    assert generations(links, "A") == {"B": -1, "A": 0}


@pytest.mark.parametrize("seed", range(4000, 4040))
def test_each_stands_once_and_every_line_leads_onward(seed: int) -> None:
    organization = to_product(some_city(seed)).organization
    for code in organization.departments:
        found = kinship(organization, code)
        at = {kin.department: kin.generation for kin in found.kin}
        assert len(at) == len(found.kin)
        assert at[code] == 0
        assert all(at[one.predecessor] < at[one.successor] for one in found.links)
