"""Reorganisations put together from their successions, and what about them does not add up.

Plain arithmetic over an Organization, for the screen and for whoever saves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from kdx_desktop.metrics.months import Month, fiscal_year_start
from kdx_desktop.metrics.organization import Department, Headcount, Organization, Succession

_Key = tuple[Month, str, str]


@dataclass(frozen=True, slots=True)
class Reorganization:
    """The successions of a month that hang together: one merger, split or new name."""

    month: Month
    links: tuple[Succession, ...]

    @property
    def predecessors(self) -> tuple[str, ...]:
        """Who was, by code."""
        return tuple(sorted({link.predecessor for link in self.links}))

    @property
    def successors(self) -> tuple[str, ...]:
        """Who is, by code."""
        return tuple(sorted({link.successor for link in self.links}))

    @property
    def by_key(self) -> dict[_Key, Succession]:
        """The successions by what identifies them."""
        return {(one.effective_month, one.predecessor, one.successor): one for one in self.links}

    @property
    def kind(self) -> str:
        """What people call it."""
        before, after = len(self.predecessors), len(self.successors)
        if before == after == 1:
            return "改称・移管"
        if after == 1:
            return "統合"
        return "分割" if before == 1 else "再編"

    @property
    def words(self) -> str:
        """The codes, for a reason in the ledger."""
        return f"{'・'.join(self.predecessors)}→{'・'.join(self.successors)}（{self.kind}）"


@dataclass(frozen=True, slots=True)
class ShareSum:
    """What the shares of one predecessor come to; ``total`` None: all blank (按分できない)."""

    predecessor: str
    total: Fraction | None
    mixed: bool

    @property
    def adds_up(self) -> bool:
        """Tell whether it can be stored."""
        return not self.mixed and self.total in {None, Fraction(1)}

    @property
    def japanese(self) -> str:
        """What is missing, or that nothing is."""
        if self.mixed:
            return "割合は、すべて入力するか、すべて空欄（按分できない）にしてください"
        if self.total is None:
            return "按分できない（割合はすべて空欄）"
        shown = f"合計 {share_text(self.total)}"
        rest = 1 - self.total
        if rest == 0:
            return f"{shown} — そろっています"
        return f"{shown} — {'あと' if rest > 0 else '超過'} {share_text(abs(rest))}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about the organisation to look at; ``department`` is the code it is about."""

    department: str
    name: str
    reason: str
    remedy: str


def share_text(share: Fraction) -> str:
    """Write a share as a decimal where it has a short one, else as ``n/d``."""
    for digits in range(7):
        scaled = share * 10**digits
        if scaled.denominator == 1:
            whole, part = divmod(scaled.numerator, 10**digits)
            return f"{whole}.{part:0{digits}d}" if digits else str(whole)
    return str(share)


def share_sums(links: Iterable[Succession]) -> tuple[ShareSum, ...]:
    """Return what the shares of each predecessor come to, by code."""
    shares: defaultdict[str, list[Fraction | None]] = defaultdict(list)
    for link in links:
        shares[link.predecessor].append(link.share)
    sums = []
    for code, parts in sorted(shares.items()):
        given = [part for part in parts if part is not None]
        total = sum(given, Fraction(0)) if given else None
        sums.append(ShareSum(code, total, bool(given) and len(given) < len(parts)))
    return tuple(sums)


def reorganizations(organization: Organization) -> tuple[Reorganization, ...]:
    """Put the successions of each month together to what hangs together, the latest month first."""
    by_month: defaultdict[Month, list[Succession]] = defaultdict(list)
    for link in organization.successions:
        by_month[link.effective_month].append(link)
    found = []
    for month in sorted(by_month, reverse=True):
        groups: list[tuple[set[str], list[Succession]]] = []
        for link in by_month[month]:
            # The same code may stand on both sides: before and after are different places.
            ends = {f"<{link.predecessor}", f">{link.successor}"}
            touched = [group for group in groups if group[0] & ends]
            groups = [group for group in groups if not group[0] & ends]
            places = ends.union(*(group[0] for group in touched))
            groups.append((places, [*(one for group in touched for one in group[1]), link]))
        here = [Reorganization(month, tuple(sorted(links, key=_order))) for _, links in groups]
        found += sorted(here, key=lambda one: one.predecessors)
    return tuple(found)


def link_faults(organization: Organization, month: Month, links: Iterable[Succession]) -> list[str]:
    """Say why successions cannot be stored; nothing when they can."""
    links = tuple(links)
    faults = [] if links else ["前の部署と後の部署を入力してください。"]
    known = organization.departments
    unknown = {code for one in links for code in (one.predecessor, one.successor)} - known.keys()
    faults += [
        f"部署コード「{code}」は登録されていません。先に部署を追加してください。"
        for code in sorted(unknown)
    ]
    pairs = [(link.predecessor, link.successor) for link in links]
    faults += [
        f"「{pair[0]}→{pair[1]}」が2行あります。一方にしてください。"
        for pair in sorted({pair for pair in pairs if pairs.count(pair) > 1})
    ]
    faults += [
        f"「{link.predecessor}→{link.successor}」の割合は、0より大きく1以下にしてください。"
        for link in links
        if link.share is not None and not 0 < link.share <= 1
    ]
    faults += [
        f"「{one.predecessor}」：{one.japanese}。" for one in share_sums(links) if not one.adds_up
    ]
    if any(link.effective_month != month for link in links):
        faults.append("施行月がそろっていません。")
    return faults


def link_doubts(
    departments: Mapping[str, Department], month: Month, links: Iterable[Succession]
) -> list[tuple[str, str]]:
    """Return (code, what looks odd) of successions: who is not there at the time."""
    links = tuple(links)
    odd: dict[tuple[str, str], None] = {}
    naming_themselves = {one.predecessor for one in links if one.predecessor == one.successor}
    for link in links:
        before, after = departments.get(link.predecessor), departments.get(link.successor)
        if after is not None and not after.exists(month):
            odd[
                link.successor,
                f"承継先ですが、{month.japanese}にはまだない（または廃止済みの）部署です",
            ] = None
        if before is not None and not before.exists(month.plus(-1)):
            odd[link.predecessor, f"承継元ですが、{month.plus(-1).japanese}にはない部署です"] = None
        if (
            before is not None
            and before.exists(month)
            and link.predecessor not in naming_themselves
        ):
            odd[
                link.predecessor,
                f"{month.japanese}以後も存続しますが、自身が承継先に入っていません",
            ] = None
    return list(odd)


def doubts(
    organization: Organization, month: Month, headcounts: Mapping[str, Headcount]
) -> tuple[Doubt, ...]:
    """Return the check list.

    Departments that end into nothing, successors that are not there, shares that do not add up,
    departments of the month without a headcount.
    """
    known = organization.departments
    found = []
    heirs = {(link.predecessor, link.effective_month) for link in organization.successions}
    for one in known.values():
        if one.valid_to is not None and (one.code, one.valid_to.plus(1)) not in heirs:
            reason = f"{one.valid_to.japanese}で終了しますが、承継先がありません"
            found.append(Doubt(one.code, one.name, reason, "機構改革で承継先を登録します。"))
    for reform in reorganizations(organization):
        for code, reason in link_doubts(known, reform.month, reform.links):
            name = known[code].name if code in known else ""
            found.append(Doubt(code, name, reason, "部署の期間か、機構改革の施行月を直します。"))
        for one_sum in share_sums(reform.links):
            if not one_sum.adds_up:
                name = known[one_sum.predecessor].name if one_sum.predecessor in known else ""
                reason = f"{reform.month.japanese}の割合：{one_sum.japanese}"
                found.append(Doubt(one_sum.predecessor, name, reason, "割合を直します。"))
    found += _without_headcount(organization, month, headcounts)
    return tuple(found)


def _without_headcount(
    organization: Organization, month: Month, headcounts: Mapping[str, Headcount]
) -> list[Doubt]:
    start = fiscal_year_start(month.fiscal_year)
    missing = []
    for code in organization.existing(month):
        given = headcounts.get(code)
        if given is None or given.headcount is None:
            name = organization.departments[code].name
            reason = f"{start.fiscal_year}年度の職員数がありません"
            missing.append(Doubt(code, name, reason, "職員数を入力します（順位に使います）。"))
    return missing


def _order(link: Succession) -> tuple[str, str]:
    return link.predecessor, link.successor
