"""取組: states on a day, who changed what, what the last report could not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.plan import InitiativeVersion
from kdx_desktop.services import initiative_changes, initiative_states, initiatives, ledger
from kdx_desktop.services.account_rules import today as japans_today
from kdx_desktop.services.audit import EventKind, record_event
from kdx_desktop.services.initiative_changes import NewInitiative, NewState, Recorded
from kdx_desktop.services.initiative_states import (
    Initiative,
    InitiativeState,
    InitiativeText,
    Stage,
)
from kdx_desktop.services.initiatives import (
    Overview,
)
from kdx_desktop.services.issued import note_issued
from kdx_desktop.services.office import Office
from kdx_desktop.services.recording import Act, Kind, Rows, record
from kdx_desktop.services.reporting import monthly_report
from kdx_desktop.services.strategy import PLAN

SitDown = Callable[..., Office]
JULY = date(2022, 7, 1)
AUGUST = date(2022, 8, 1)
TODAY = date(2022, 10, 3)
#: The first initiative of the strategy is 一部導入, the sixth is shown as a picture.
FIRST, PICTURE = 1, 6
NEW = InitiativeText("スマートワーク", "①ペーパーレス化の推進", "", "契約の電子化", "", "2.0")


def look(office: Office, today: date = TODAY) -> Overview:
    return office.read(partial(initiatives.overview, today=today))


def issue(office: Office) -> None:
    """Put out the report of September 2022."""
    report = office.read(partial(monthly_report, as_of=Month(202209)))
    office.write(partial(note_issued, report=report, names=["月次進捗報告_2022-09.xlsx"]))


def one(office: Office, position: int = FIRST, day: date = TODAY) -> Initiative:
    return office.read(
        partial(initiative_states.one_initiative, plan=PLAN, position=position, day=day)
    )


def change(
    office: Office,
    state: str = "導入",
    day: date = JULY,
    note: str = "",
    position: int = FIRST,
    *,
    based_on: int | None = None,
) -> Recorded:
    seen = look(office).known_at if based_on is None else based_on
    new = NewState(PLAN, position, state, day, note, seen)
    return office.write(partial(initiative_changes.record_state, new=new, today=TODAY))


def test_the_strategy_itself_says_where_its_initiatives_stand(office: Office) -> None:
    found = look(office)

    assert found.plan is not None
    assert found.plan.code == PLAN
    assert [name.code for name in found.plans] == [PLAN]
    assert len(found.initiatives) == 49
    assert one(office).state is InitiativeState.PARTLY_INTRODUCED
    assert one(office).since is None
    assert one(office, PICTURE).state is InitiativeState.UNCONFIRMED
    assert one(office, PICTURE).state.japanese == "要確認"
    assert InitiativeState.DONE.japanese == "完了（DONE）"


def test_every_initiative_of_a_measure_is_counted_once(office: Office) -> None:
    found = look(office)

    assert [len(part.counts) > 0 for part in found.progress] == [True] * 4
    assert sum(part.total for part in found.progress) == len(found.initiatives)
    paper = found.progress[0]
    assert paper.measure == "①ペーパーレス化の推進"
    assert sum(paper.stages().values()) == paper.total == 12
    assert paper.stages()[Stage.UNCONFIRMED] == 2


def test_a_state_counts_from_its_day_on(office: Office) -> None:
    change(office, "導入", JULY, "  全課で開始 ")

    assert one(office, day=JULY - timedelta(days=1)).state is InitiativeState.PARTLY_INTRODUCED
    found = one(office, day=JULY)
    assert (found.state, found.since, found.state_note) == (
        InitiativeState.INTRODUCED,
        JULY,
        "全課で開始",
    )


def test_what_is_learnt_late_goes_to_its_own_day_and_leaves_today_alone(office: Office) -> None:
    change(office, "拡充", AUGUST)
    change(office, "導入", JULY)

    assert one(office, day=JULY).state is InitiativeState.INTRODUCED
    assert one(office).state is InitiativeState.EXTENDED


@pytest.mark.parametrize(
    ("state", "day", "position", "said"),
    [
        ("終了", JULY, FIRST, "使えません"),
        ("導入", TODAY + timedelta(days=1), FIRST, "先の日付"),
        ("導入", date(1999, 12, 31), FIRST, "より前"),
        ("一部導入", JULY, FIRST, "すでに「一部導入」"),
        ("導入", JULY, 999, "登録されていません"),
    ],
)
def test_a_state_that_cannot_be_is_refused_in_words(
    office: Office, state: str, day: date, position: int, said: str
) -> None:
    before = office.read(ledger.head)

    with pytest.raises(DataError, match=said):
        change(office, state, day, position=position)

    assert office.read(ledger.head) == before


def test_an_essay_is_refused(office: Office) -> None:
    with pytest.raises(DataError, match="文字まで"):
        change(office, note="長" * (initiative_changes.LONGEST + 1))


def test_a_state_can_be_confirmed_and_be_open_again(office: Office) -> None:
    change(office, "実施", JULY, position=PICTURE)
    assert one(office, PICTURE).state is InitiativeState.CARRIED_OUT

    change(office, "", AUGUST, position=PICTURE)

    assert one(office, PICTURE).state is InitiativeState.UNCONFIRMED
    assert one(office, PICTURE).since == AUGUST


def test_nobody_is_overtaken_unnoticed(office: Office) -> None:
    seen = look(office).known_at
    change(office, "導入", JULY, based_on=seen)

    with pytest.raises(DataError, match="tanaka"):
        change(office, "検討", JULY, based_on=seen)
    change(office, "検討", JULY, position=2, based_on=seen)  # another one has not moved

    assert one(office).state is InitiativeState.INTRODUCED


def test_the_last_step_can_be_taken_back(office: Office) -> None:
    first = change(office, "導入", JULY, "一")
    second = change(office, "実施", JULY, "二")

    office.write(partial(initiative_changes.take_back, recorded=second))
    found = one(office)
    assert (found.state, found.state_note) == (InitiativeState.INTRODUCED, "一")

    with pytest.raises(DataError, match="その後に変更"):  # not the last one of that day any more
        office.write(partial(initiative_changes.take_back, recorded=first))
    third = change(office, "拡充", AUGUST)
    office.write(partial(initiative_changes.take_back, recorded=third))

    assert one(office).state is InitiativeState.INTRODUCED
    assert one(office).since == JULY
    with pytest.raises(DataError, match="その後に変更"):
        office.write(partial(initiative_changes.take_back, recorded=third))


def test_the_history_tells_every_step_and_who_took_it(office: Office) -> None:
    change(office, "導入", JULY, "開始")
    recorded = change(office, "拡充", AUGUST)
    office.write(partial(initiative_changes.take_back, recorded=recorded))

    found = office.read(partial(initiatives.history, plan=PLAN, position=FIRST))

    assert [(entry.state.value, entry.day, entry.withdrawn) for entry in found] == [
        ("拡充", AUGUST, True),
        ("拡充", AUGUST, False),
        ("導入", JULY, False),
        ("一部導入", None, False),
    ]
    assert {entry.who for entry in found[:3]} == {"tanaka"}
    assert found[2].note == "開始"
    assert found[0].when >= found[1].when


def test_without_any_report_changes_are_told_from_the_first_of_april(office: Office) -> None:
    change(office, "検討", date(2022, 3, 31), position=2)
    change(office, "導入", JULY)

    found = look(office).changes

    assert (found.since, found.report) == (date(2022, 4, 1), "")
    assert [change.initiative.position for change in found.changed] == [FIRST]


def test_what_a_report_could_not_know_is_new_since_then_also_when_it_is_dated_back(
    office: Office,
) -> None:
    today = japans_today()
    change(office, "導入", JULY)
    issue(office)
    assert look(office, today).changes.changed == ()

    change(office, "実施", JULY + timedelta(days=1), position=2)

    found = look(office, today).changes
    assert found.report == "2022年9月"
    assert [(change.initiative.position, change.before) for change in found.changed] == [
        (2, InitiativeState.INTRODUCED)
    ]


def test_another_export_hides_nothing_that_the_last_report_did_not_know(office: Office) -> None:
    issue(office)
    change(office, "導入", JULY)
    office.write(partial(record_event, kind=EventKind.EXPORT, subject="figures.csv"))

    found = look(office, japans_today()).changes

    assert found.report == "2022年9月"
    assert [change.initiative.position for change in found.changed] == [FIRST]


def test_what_went_back_and_forth_since_a_report_is_no_change(office: Office) -> None:
    issue(office)
    recorded = change(office, "導入", JULY)
    office.write(partial(initiative_changes.take_back, recorded=recorded))

    assert look(office, japans_today()).changes.changed == ()


def test_a_new_initiative_stands_at_the_end_with_its_state(office: Office) -> None:
    issue(office)
    new = NewInitiative(PLAN, NEW, "構築", JULY)

    position = office.write(partial(initiative_changes.add, new=new, today=TODAY))

    assert position == 50
    assert one(office, position).text == NEW
    assert one(office, position).state is InitiativeState.BUILT
    assert one(office, position, JULY - timedelta(days=1)).state is InitiativeState.UNCONFIRMED
    assert look(office).progress[0].total == 13
    found = look(office, japans_today()).changes.changed
    assert [(change.initiative.position, change.before) for change in found] == [(50, None)]


def test_words_can_be_put_right_without_touching_the_state(office: Office) -> None:
    change(office, "導入", JULY)
    known = look(office)
    text = replace(known.initiatives[0].text, item="新規の紙文書の保存をやめる", note="改題")

    edit = partial(
        initiative_changes.edit, plan=PLAN, position=FIRST, text=text, based_on=known.known_at
    )
    assert office.write(edit) is not None

    assert one(office).text == text
    assert one(office).state is InitiativeState.INTRODUCED
    again = partial(edit, based_on=look(office).known_at)
    assert office.write(again) is None
    with pytest.raises(DataError, match="tanaka"):
        office.write(edit)


@pytest.mark.parametrize("name", ["measure", "initiative", "version"])
def test_an_initiative_without_a_name_is_refused(office: Office, name: str) -> None:
    text = replace(NEW, **{name: "　"})

    with pytest.raises(DataError, match="入力してください"):
        office.write(
            partial(
                initiative_changes.add, new=NewInitiative(PLAN, text, "検討", JULY), today=TODAY
            )
        )


@pytest.mark.parametrize("role", ["chief", "clerk", "manager"])
def test_nobody_but_the_team_looks_after_initiatives(
    office: Office, sit_down: SitDown, role: str
) -> None:
    desk = sit_down("suzuki", role)
    new = NewState(PLAN, FIRST, "導入", JULY, "", 99)
    recorded = Recorded(1, PLAN, "", FIRST, JULY, InitiativeState.DONE, InitiativeState.BUILT)

    for work in (
        partial(initiative_changes.record_state, new=new),
        partial(initiative_changes.take_back, recorded=recorded),
        partial(initiative_changes.edit, plan=PLAN, position=1, text=NEW, based_on=99),
        partial(initiative_changes.add, new=NewInitiative(PLAN, NEW, "", JULY)),
    ):
        with pytest.raises(NotAllowed, match="推進担当"):
            desk.write(work)
    with pytest.raises(NotAllowed, match="推進担当"):
        desk.read(initiatives.overview)


def test_a_word_that_another_plan_brought_is_to_be_confirmed(office: Office) -> None:
    rows: Rows = {
        InitiativeVersion: [
            {
                **dict.fromkeys(("pillar", "goal_image", "item", "note"), ""),
                "plan": PLAN,
                "position": 1,
                "measure": "x",
                "initiative": "x",
                "version": "3.0",
                "state": "進行中",
            }
        ]
    }
    office.write(lambda session: record(session, Act(Kind.PLAN), rows=rows))

    assert one(office).state is InitiativeState.UNCONFIRMED


def test_the_chain_holds_over_states(office: Office) -> None:
    recorded = change(office, "導入", JULY, "一\t部")
    office.write(partial(initiative_changes.take_back, recorded=recorded))

    assert office.read(ledger.verify).intact
