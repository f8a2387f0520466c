"""What is read for the home of each role, as the face that its desk shows; done on the worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.reports.grades import mark_and_letter
from kdx_desktop.reports.number_text import (
    format_of,
    theme_format,
    theme_unit,
    unit_of,
    value_text,
    with_unit,
)
from kdx_desktop.services import home
from kdx_desktop.services.board import DepartmentMonth, Standing
from kdx_desktop.services.checklist import OpenQuestion
from kdx_desktop.services.home import Duties, Lookout, Mover, Progress
from kdx_desktop.services.person import Role
from kdx_desktop.services.reminders import day_text
from kdx_desktop.services.theme_places import ThemePlace
from kdx_desktop.views.home.faces import (
    ChiefFace,
    Face,
    KpiTile,
    Lead,
    ManagerFace,
    Row,
    TeamFace,
    ThemeTile,
)
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.widgets.rank_change import change_shown
from kdx_desktop.views.widgets.standing_look import parts_of

#: What is done with a month that was begun.
_ACTS = {Standing.DRAFT: "続きを入力する", Standing.RETURNED: "入力を直す"}


def read_face(session: Any, scope: Scope) -> Face:
    """Read what the home of a role shows first."""
    if scope.role is Role.TEAM:
        return team_face(home.progress(session, scope.month))
    if scope.role is Role.MANAGER:
        return _manager_face(home.lookout(session, scope.month))
    return _chief_face(home.duties(session, scope.month, scope.enters), scope)


def complete(session: Any, scope: Scope, face: Face) -> Face:
    """Add what takes longer to read: questions of a team, places of a chief's department."""
    if isinstance(face, TeamFace):
        questions = home.doubts(session, scope.month)
        return replace(face, doubts=tuple(_doubt(one) for one in questions))
    if isinstance(face, ChiefFace) and face.own:
        places = home.places(session, scope.month, face.own)
        return replace(face, tiles=tuple(_theme_tile(one) for one in places))
    return face


def holds_until(session: Any, scope: Scope) -> date | None:
    """Return the last day on which the home says the same if nothing is stored; None: any day.

    After a due date a month that is owed is late.
    """
    today = date.today()  # noqa: DTZ011 - the user's own calendar
    if scope.role is Role.TEAM:
        dues = [home.progress(session, scope.month, today).board.due]
    elif scope.role is Role.MANAGER:
        dues = []
    else:
        owed = home.duties(session, scope.month, scope.enters, today).owed
        dues = [row.due for row in owed]
    return min((due for due in dues if due >= today), default=None)


# --- the HR/DX team -----------------------------------------------------------------------------


def team_face(found: Progress) -> TeamFace:
    """Return what the HR/DX team sees of a month."""
    month, counts = found.board, found.board.counts
    due = (
        "締切済みで、数値は確定しています。" if month.closed else f"提出期限 {day_text(month.due)}"
    )
    step, act, page = next_step(found)
    return TeamFace(
        phase=found.phase,
        title=f"{month.month.japanese}分の集まり具合",
        figure=f"{counts[Standing.APPROVED]:,}",
        beside=f"／{len(month.rows):,}部署を承認　{due}",
        parts=tuple(parts_of(counts)),
        step=step,
        act=f"{act}(&N)",
        lead=Lead(page),
        waiting=tuple(_team_row(row) for row in found.of(Standing.SUBMITTED)),
        late_heading="提出のないまま締めた部署" if month.closed else "期限を過ぎた部署",
        late=tuple(_team_row(row) for row in found.late),
    )


def next_step(found: Progress) -> tuple[str, str, str]:
    """Return what comes next for a month: a sentence, the button's text, the screen to open."""
    counts = found.board.counts
    waiting, missing = (
        counts[Standing.SUBMITTED],
        len(found.board.rows)
        - sum(counts[state] for state in (Standing.SUBMITTED, Standing.APPROVED)),
    )
    if found.board.closed:
        return "月次報告を作成できます。", "月次報告を作成する", "report"
    if waiting:
        text = f"{waiting:,}部署の提出が承認を待っています。"
        return text, "提出を承認する", "submissions"
    if missing:
        late = len(found.late)
        said = f"うち{late:,}部署は期限を過ぎています。" if late else "期限はまだ来ていません。"
        return f"{missing:,}部署がまだ提出していません。{said}", "提出状況を開く", "submissions"
    return (
        "すべての部署を承認しました。締めると数値が確定します。",
        "月を締める",
        "submissions:closing",
    )


def _team_row(row: DepartmentMonth) -> Row:
    lead = Lead("entry", row.department.code)
    if row.standing is Standing.SUBMITTED:
        local = None if row.when is None else row.when.astimezone()
        when = "" if local is None else f"{local.month}月{local.day}日 {local:%H:%M}"
        return Row(row.department.name, f"{row.who}　{when}".strip(), ("send", "accent"), lead)
    return Row(row.department.name, row.standing.japanese, ("clock", "error"), lead)


def _doubt(one: OpenQuestion) -> Row:
    text = f"{one.department.name}　{one.metric.name}：{one.reason}"
    return Row(text, mark=("help", "warning"), lead=Lead("entry", one.department.code))


# --- a section chief, and who types for them ----------------------------------------------------


def _chief_face(found: Duties, scope: Scope) -> ChiefFace:
    owed = sorted(found.owed, key=_urgency)
    own = scope.own_department
    name = next((one.name for one in scope.departments if one.code == own), "")
    returned = [row for row in owed if row.standing is Standing.RETURNED]
    if owed:
        row = owed[0]
        what = f"{row.month.japanese}分　{row.department.name}"
        when, act = _state(row), f"{_ACTS.get(row.standing, '入力する')}(&E)"
        lead = Lead("entry", row.department.code, row.month)
    else:
        what, act = "提出していない月はありません", "入力した内容を見る(&E)"
        when = "".join(
            f"{row.month.japanese}分は{row.standing.japanese}です。" for row in found.latest[:1]
        )
        lead = Lead("entry", own)
    return ChiefFace(
        phase=found.phase,
        returned=_returned(returned[0]) if returned else "",
        what=what,
        when=when,
        act=act,
        lead=lead,
        others=tuple(_chief_row(row) for row in owed[1:]),
        places_of=name,
        own=own,
    )


def _urgency(row: DepartmentMonth) -> tuple[bool, int, str]:
    """Order what was returned first, then the oldest."""
    return row.standing is not Standing.RETURNED, int(row.month), row.department.code


def _returned(row: DepartmentMonth) -> str:
    return f"{row.month.japanese}分が差し戻されています（{row.who}）：{row.reason}"


def _state(row: DepartmentMonth) -> str:
    due = f"提出期限 {day_text(row.due)}"
    late = "を過ぎています" if row.late else ""
    return f"{row.standing.japanese}　{due}{late}"


def _chief_row(row: DepartmentMonth) -> Row:
    mark = ("clock", "error") if row.late else ("calendar", "quiet_text")
    if row.standing is Standing.RETURNED:
        mark = ("arrow-back-up", "warning")
    text = f"{row.month.japanese}分　{row.department.name}"
    return Row(text, _state(row), mark, Lead("entry", row.department.code, row.month))


def _theme_tile(place: ThemePlace) -> ThemeTile:
    theme: Theme = place.theme
    if place.rank is None:
        why = place.reason.japanese if place.reason is not None else "この月にはない部署です"
        return ThemeTile(theme.japanese, "―", "順位なし", why, "")
    return ThemeTile(
        theme.japanese,
        f"{place.rank}",
        f"位／{place.ranked}部署",
        change_shown(place.rank, place.previous_rank),
        with_unit(place.value, theme_format(theme), theme_unit(theme)),
    )


# --- a manager ----------------------------------------------------------------------------------


def _manager_face(found: Lookout) -> ManagerFace:
    return ManagerFace(
        phase=found.phase,
        tiles=tuple(_kpi_tile(result) for result in found.results),
        up=_moves(found.up, ("arrow-up", "success")),
        down=_moves(found.down, ("arrow-down", "warning")),
        compared=found.compared,
    )


def _kpi_tile(result: KpiResult) -> KpiTile:
    kpi, grade = result.kpi, result.grade
    value = with_unit(result.value, format_of(kpi), kpi.unit)
    target = "なし" if result.target is None else with_unit(result.target, format_of(kpi), kpi.unit)
    name_of_grade = f"評価 {grade.letter}（{grade.name}）"
    return KpiTile(
        name=kpi.name,
        letter=grade.letter,
        grade=mark_and_letter(grade.letter),
        figure=value_text(result.value, format_of(kpi)).removesuffix("%"),
        beside=unit_of(kpi) if result.value is not None else "",
        target=f"目標 {target}",
        tip=f"{kpi.name}\n{name_of_grade}",
        said=f"{kpi.name}　{value}　目標 {target}　{name_of_grade}",
    )


def _moves(movers: Sequence[Mover], mark: tuple[str, str]) -> tuple[Row, ...]:
    return tuple(
        Row(
            mover.department.name,
            f"{mover.previous_rank}位 → {mover.rank}位"
            f"（{abs(mover.places)}つ{'上' if mover.places > 0 else '下'}）",
            mark,
            Lead("department", mover.department.code),
        )
        for mover in movers
    )
