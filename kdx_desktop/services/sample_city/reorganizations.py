"""機構改革: who existed when, and who carries on whose past (domain.md §2)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.metrics.organization import Department, Succession
from kdx_desktop.services.sample_city.period import Period
from kdx_desktop.services.sample_city.roster import Listed, Roster, YearsBack

#: Smaller cities have no department that was abolished without a successor.
_LEAST_FOR_ABOLISHED = 50


@dataclass(frozen=True, slots=True)
class Life:
    """A department, its line in the list, and the family that it shares its habits with.

    ``heads_before`` is its size before the month in which it gave a part away.
    """

    department: Department
    listed: Listed
    family: str
    alone: bool
    heads_before: tuple[Month, int] | None

    @property
    def code(self) -> str:
        """The department's code."""
        return self.department.code

    def heads(self, month: int) -> int:
        """Return how many people work there in the month, as a plan would have it."""
        if self.heads_before is not None and month < self.heads_before[0]:
            return self.heads_before[1]
        return self.listed.heads


@dataclass(frozen=True, slots=True)
class History:
    """All departments that ever were, by code, and the successions between them."""

    lives: tuple[Life, ...]
    successions: tuple[Succession, ...]


@dataclass
class _Story:
    """What is known while walking back from today."""

    roster: Roster
    period: Period
    known: dict[str, Listed]
    first: dict[str, Month] = field(default_factory=dict)
    last: dict[str, Month] = field(default_factory=dict)
    heads_before: dict[str, tuple[Month, int]] = field(default_factory=dict)
    successions: list[Succession] = field(default_factory=list)

    def month(self, moment: YearsBack) -> Month:
        april = fiscal_year_months(self.period.last_fiscal_year - moment.years)[0]
        return april.plus((moment.calendar_month - april.month) % 12)


def history(roster: Roster, period: Period) -> History:
    """Walk back from today's departments over the listed reorganisations of the period.

    One is left out when not all of its heirs are there, so that shares always add up.
    """
    story = _Story(roster, period, {row.name: row for row in roster.chosen})
    _add_abolished(story)
    heirs: dict[str, list[Listed]] = defaultdict(list)
    for row in roster.listed.values():
        for name, _ in row.predecessors:
            heirs[name].append(row)
    begun = [
        (story.month(row.began), row) for row in roster.listed.values() if row.began is not None
    ]
    for month, row in sorted(begun, key=lambda pair: (-pair[0], pair[1].code)):
        whole = all(
            heir.name in story.known for name, _ in row.predecessors for heir in heirs[name]
        )
        if month > period.first and row.name in story.known and whole:
            _apply(story, month, row, heirs)
    return _told(story)


def _add_abolished(story: _Story) -> None:
    if len(story.roster.chosen) < _LEAST_FOR_ABOLISHED:
        return
    for row in story.roster.listed.values():
        if row.ended is not None and story.month(row.ended) > story.period.first:
            story.known[row.name] = row
            story.last[row.name] = story.month(row.ended).plus(-1)


def _apply(story: _Story, month: Month, row: Listed, heirs: dict[str, list[Listed]]) -> None:
    if row.lives_on:
        story.heads_before[row.name] = (month, sum(heir.heads for heir in heirs[row.name]))
    else:
        story.first[row.name] = month
    for name, share in row.predecessors:
        predecessor = story.roster.listed[name]
        if not predecessor.lives_on:
            story.known[name] = predecessor
            story.last[name] = month.plus(-1)
        story.successions.append(Succession(predecessor.code, row.code, month, share))


def _told(story: _Story) -> History:
    families = _families(story.successions)
    lives = [
        Life(
            department=Department(
                code=row.code,
                name=row.name,
                bureau=row.bureau,
                valid_from=story.first.get(row.name, story.period.beginning),
                valid_to=story.last.get(row.name),
            ),
            listed=row,
            family=families.get(row.code, row.code),
            alone=row.code not in families and row.name not in story.last,
            heads_before=story.heads_before.get(row.name),
        )
        for row in story.known.values()
    ]
    return History(
        tuple(sorted(lives, key=lambda life: life.code)),
        tuple(
            sorted(story.successions, key=lambda s: (s.effective_month, s.predecessor, s.successor))
        ),
    )


def _families(successions: list[Succession]) -> dict[str, str]:
    """Return, for all departments in a succession, the lowest code among their relatives."""
    families: dict[str, str] = {}
    for succession in successions:
        one = families.setdefault(succession.predecessor, succession.predecessor)
        other = families.setdefault(succession.successor, succession.successor)
        kept, joined = min(one, other), max(one, other)
        for code, family in families.items():
            if family == joined:
                families[code] = kept
    return families
