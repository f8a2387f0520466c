"""Editing the organisation on screen: departments, headcounts, reorganisations (domain.md §2).

Each save is one change with its reason. What is edited is named as it was read: when somebody else
was faster, nothing is stored and the sentence says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department, Headcount, Organization, Succession
from kdx_desktop.models.base import Versioned
from kdx_desktop.models.organization import DepartmentVersion, HeadcountVersion, SuccessionVersion
from kdx_desktop.services import rights
from kdx_desktop.services.knowledge import as_known, load_organization
from kdx_desktop.services.organization import months_with_figures, rows_of
from kdx_desktop.services.organization_checks import (
    Doubt,
    Reorganization,
    doubts,
    link_faults,
    reorganizations,
)
from kdx_desktop.services.recording import Act, Kind, record

_OVERTAKEN = (
    "編集している間に、ほかの人がこの内容を変更しました。保存していません。"
    "入力した内容を控えて取り消し、最新の内容から編集してください。"
)


@dataclass(frozen=True, slots=True)
class OrganizationBook:
    """The organisation as it is edited: ``headcounts`` are those of ``fiscal_year``, by code."""

    month: Month
    fiscal_year: int
    departments: tuple[Department, ...]
    headcounts: Mapping[str, Headcount]
    reorganizations: tuple[Reorganization, ...]
    doubts: tuple[Doubt, ...]

    @property
    def bureaus(self) -> tuple[str, ...]:
        """The bureaus that have a department in the month, in the order of the codes."""
        existing = (one.bureau for one in self.departments if one.exists(self.month))
        return tuple(dict.fromkeys(existing))

    def named(self, code: str) -> Department | None:
        """Return a department by its code."""
        return next((one for one in self.departments if one.code == code), None)


def organization_book(session: Session, month: Month) -> OrganizationBook:
    """Return all departments, the headcounts of the month's fiscal year, and what is in doubt."""
    organization = load_organization(session)
    year = month.fiscal_year
    known = as_known(session, HeadcountVersion, None, _of_year(year))
    headcounts = {
        row.department: Headcount(
            row.department, row.fiscal_year, row.headcount, row.telework_eligible
        )
        for row in known
    }
    return OrganizationBook(
        month,
        year,
        tuple(organization.departments.values()),
        headcounts,
        reorganizations(organization),
        doubts(organization, month, headcounts),
    )


def add_department(session: Session, new: Department, reason: str = "") -> int:
    """Store a new department; DataError for a code that is, or ever was, in use."""
    rights.require_team(session, "部署の登録")
    columns = DepartmentVersion.__table__.columns
    used = session.scalar(select(columns["name"]).where(columns["code"] == new.code).limit(1))
    if used is not None:
        message = (
            f"部署コード「{new.code}」は「{used}」で使われています。コードは再利用できません。"
        )
        raise DataError(message)
    _require_life(new)
    return record(
        session, _act(reason, f"部署の追加：{new.code} {new.name}"), rows=rows_of([new], (), ())
    )


def change_department(
    session: Session, before: Department, after: Department, reason: str = ""
) -> int | None:
    """Store another name, bureau or life of a department; None when nothing is another.

    DataError when somebody changed it meanwhile, and when a month that has figures would be lost.
    """
    rights.require_team(session, "部署の変更")
    if load_organization(session).departments.get(before.code) != before:
        raise DataError(_OVERTAKEN)
    if before == after:
        return None
    _require_life(after)
    _require_figures_kept(session, after)
    return record(
        session,
        _act(reason, f"部署の変更：{after.code} {after.name}"),
        rows=rows_of([after], (), ()),
    )


def save_headcounts(
    session: Session, before: Iterable[Headcount], after: Sequence[Headcount], reason: str = ""
) -> int | None:
    """Store the headcounts that are another; None when none is. All are of one fiscal year.

    ``before`` are those stored ones that the editing began with. DataError when somebody changed
    one of them meanwhile.
    """
    rights.require_team(session, "職員数の変更")
    was = {one.department: one for one in before}
    changed = [one for one in after if was.get(one.department, _none(one)) != one]
    if not changed:
        return None
    year = changed[0].fiscal_year
    stored = {
        row.department: (row.headcount, row.telework_eligible)
        for row in as_known(session, HeadcountVersion, None, _of_year(year))
    }
    for one in changed:
        begun = was.get(one.department, _none(one))
        if stored.get(one.department, (None, None)) != (begun.headcount, begun.telework_eligible):
            raise DataError(_OVERTAKEN)
        if (one.telework_eligible or 0) > (one.headcount or 0):
            message = f"{one.department}：テレワーク対象が職員数より多くなっています。"
            raise DataError(message)
    said = f"{year}年度の職員数の変更（{len(changed)}部署）"
    return record(session, _act(reason, said), rows=rows_of((), changed, ()))


def save_reorganization(
    session: Session,
    before: Reorganization | None,
    after: Reorganization,
    reason: str = "",
    *,
    end_predecessors: bool = False,
) -> int | None:
    """Store who carries on whom from a month on, as a whole; None when nothing is another.

    ``before`` is what is replaced, None for a new one. ``end_predecessors`` lets the departments
    that do not carry on themselves end with the month before. DataError for shares that do not add
    up, unknown departments, and predecessors that have successors in that month already.
    """
    rights.require_team(session, "機構改革の登録")
    organization = load_organization(session)
    stored = {(s.effective_month, s.predecessor, s.successor): s for s in organization.successions}
    replaced = {} if before is None else before.by_key
    if any(stored.get(key) != link for key, link in replaced.items()):
        raise DataError(_OVERTAKEN)
    faults = link_faults(organization, after.month, after.links)
    faults += _taken(organization, after, replaced)
    if faults:
        raise DataError("\n".join(faults))
    new = [link for key, link in after.by_key.items() if stored.get(key) != link]
    gone = [link for key, link in replaced.items() if key not in after.by_key]
    ended = _ended(session, organization, after) if end_predecessors else []
    if not (new or gone or ended):
        return None
    rows: dict[type[Versioned], list[dict[str, Any]]] = rows_of(ended, (), new)
    rows[SuccessionVersion] += [_withdrawn(link) for link in gone]
    said = f"機構改革：{after.month.japanese} {after.words}"
    return record(session, _act(reason, said), rows=rows)


def withdraw_reorganization(session: Session, before: Reorganization, reason: str = "") -> int:
    """Take back a reorganisation that was recorded by mistake; the ledger keeps it."""
    rights.require_team(session, "機構改革の取消")
    stored = set(load_organization(session).successions)
    if not stored.issuperset(before.links):
        raise DataError(_OVERTAKEN)
    said = f"機構改革の取消：{before.month.japanese} {before.words}"
    rows: dict[type[Versioned], list[dict[str, Any]]] = {
        SuccessionVersion: [_withdrawn(link) for link in before.links]
    }
    return record(session, _act(reason, said), rows=rows)


def _act(reason: str, said: str) -> Act:
    return Act(Kind.ORGANIZATION, f"{said}（{reason.strip()}）" if reason.strip() else said)


def _none(one: Headcount) -> Headcount:
    return Headcount(one.department, one.fiscal_year, None, None)


def _of_year(year: int) -> Any:
    return HeadcountVersion.__table__.columns["fiscal_year"] == year


def _require_life(new: Department) -> None:
    if new.valid_to is not None and new.valid_to < new.valid_from:
        message = (
            "終了月が開始月より前です。開始月以後の年月にするか、空欄（存続中）にしてください。"
        )
        raise DataError(message)


def _require_figures_kept(session: Session, new: Department) -> None:
    life = months_with_figures(session, [new.code]).get(new.code)
    if life and not (new.exists(life[0]) and new.exists(life[1])):
        first, last = (Month(month).japanese for month in life)
        message = (
            f"「{new.code} {new.name}」には{first}から{last}までの数値が登録されています。"
            "その月を含む期間にしてください。"
        )
        raise DataError(message)


def _taken(
    organization: Organization, after: Reorganization, replaced: Mapping[Any, Succession]
) -> list[str]:
    """Say which predecessors have successors in the month that are not among those replaced."""
    wanted = {link.predecessor for link in after.links}
    own = set(replaced.values())
    taken = {
        link.predecessor
        for link in organization.successions
        if link.effective_month == after.month and link.predecessor in wanted and link not in own
    }
    return [
        f"「{code}」の{after.month.japanese}の承継はすでに登録されています。"
        "一覧からその機構改革を選んで編集してください。"
        for code in sorted(taken)
    ]


def _ended(session: Session, organization: Organization, after: Reorganization) -> list[Department]:
    """Return the predecessors that live on only through others, ending the month before."""
    staying = {link.predecessor for link in after.links if link.predecessor == link.successor}
    ended = []
    for code in sorted({link.predecessor for link in after.links} - staying):
        known = organization.departments[code]
        if known.exists(after.month) and known.valid_from < after.month:
            last = after.month.plus(-1)
            ended.append(Department(code, known.name, known.bureau, known.valid_from, last))
            _require_figures_kept(session, ended[-1])
    return ended


def _withdrawn(link: Succession) -> dict[str, Any]:
    return {
        "predecessor": link.predecessor,
        "successor": link.successor,
        "effective_month": int(link.effective_month),
        "share": None if link.share is None else str(link.share),
        "withdrawn": 1,
    }
