"""The catalogue of metrics: another one can be added, none that is in use disappears."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.metrics.figures import Metric
from kdx_desktop.services import metric_catalogue as metrics
from kdx_desktop.services.office import Office
from tests.services.small_city import add_organization, cell, save

VISITS = Metric("visits", "窓口の来訪者数", "人", whole=True, expected_monthly=False)


def listed(office: Office) -> dict[str, metrics.MetricLine]:
    return {one.metric.code: one for one in office.read(metrics.catalogue)}


def test_a_metric_is_added_changed_and_removed(office: Office) -> None:
    office.write(partial(metrics.add_metric, new=VISITS, reason="新しい取組"))
    assert list(listed(office))[-1] == "visits"
    after = replace(VISITS, name="来庁者数", unit="名", maximum=10_000_0000)
    office.write(partial(metrics.change_metric, before=VISITS, after=after))
    assert listed(office)["visits"].metric == after
    assert office.write(partial(metrics.change_metric, before=after, after=after)) is None
    office.write(partial(metrics.remove_metric, code="visits"))
    assert "visits" not in listed(office)


def test_what_is_in_use_stays(office: Office) -> None:
    add_organization(office)
    save(office, "A001", 202204, cell("meetings_held", 5))
    for code, why in (
        ("meetings_held", "数値が1件"),
        ("leaders_trained", "KPI"),
        ("copy_paper_sheets", "KPI"),
    ):
        assert why in listed(office)[code].bound
        with pytest.raises(DataError, match=why):
            office.write(partial(metrics.remove_metric, code=code))


def test_a_unit_stays_once_there_are_figures(office: Office) -> None:
    add_organization(office)
    save(office, "A001", 202204, cell("meetings_held", 5))
    before = listed(office)["meetings_held"].metric
    other = partial(metrics.change_metric, before=before, after=replace(before, unit="件"))
    with pytest.raises(DataError, match="単位は変えられません"):
        office.write(other)
    renamed = replace(before, name="会議の回数")
    office.write(partial(metrics.change_metric, before=before, after=renamed))
    assert listed(office)["meetings_held"].metric == renamed
    with pytest.raises(DataError, match="ほかの人が"):
        office.write(partial(metrics.change_metric, before=before, after=renamed))


def test_the_order_is_kept_for_everybody(office: Office) -> None:
    before = list(listed(office))
    assert office.write(partial(metrics.move_metric, code=before[0], step=-1)) is None
    office.write(partial(metrics.move_metric, code=before[2], step=-1))
    expected = [before[0], before[2], before[1], *before[3:]]
    assert list(listed(office)) == expected
    assert office.write(partial(metrics.move_metric, code=before[-1], step=1)) is None


def test_a_metric_that_somebody_has_removed_meanwhile_is_said_to_be_gone(office: Office) -> None:
    office.write(partial(metrics.add_metric, new=VISITS))
    office.write(partial(metrics.remove_metric, code="visits"))
    with pytest.raises(DataError, match="ほかの人が"):
        office.write(partial(metrics.move_metric, code="visits", step=-1))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(VISITS, code="meetings_held"),
        replace(VISITS, code="来庁"),
        replace(VISITS, name=" "),
        replace(VISITS, unit=""),
        replace(VISITS, name="来" * 101),
        replace(VISITS, unit="人" * 21),
        replace(VISITS, name="会議開催数"),
        replace(VISITS, minimum=20_000, maximum=10_000),
    ],
)
def test_what_cannot_be_is_refused(office: Office, wrong: Metric) -> None:
    before = listed(office)
    with pytest.raises(DataError):
        office.write(partial(metrics.add_metric, new=wrong))
    assert listed(office) == before


def test_only_the_team_changes_the_catalogue(
    office: Office, sit_down: Callable[..., Office]
) -> None:
    before = listed(office)
    first = next(iter(before.values())).metric
    for role in ("chief", "manager"):
        seat = sit_down(f"a_{role}", role)
        for work in (
            partial(metrics.add_metric, new=VISITS),
            partial(metrics.change_metric, before=first, after=replace(first, name="x")),
            partial(metrics.move_metric, code=first.code, step=1),
            partial(metrics.remove_metric, code=first.code),
        ):
            with pytest.raises(NotAllowed):
                seat.write(work)
    assert listed(office) == before
