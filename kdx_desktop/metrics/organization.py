"""Departments, reorganisations, and how the past is carried across them (domain.md §2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from kdx_desktop.metrics.months import Month

#: The part of a department's past that belongs to a present department; None is 按分できない.
Weight = int | Fraction | None
_WHOLE = 1


class OrganizationView(StrEnum):
    """The one switch: the past by the departments of then, or seen from those of now."""

    NOW = "now"
    THEN = "then"

    @property
    def japanese(self) -> str:
        """The choice on screen."""
        return {"now": "現在の組織", "then": "当時の組織"}[self]


@dataclass(frozen=True, slots=True)
class Department:
    """A 課・所, from its first to its last month (None: it still exists)."""

    code: str
    name: str
    bureau: str
    valid_from: Month
    valid_to: Month | None = None

    def exists(self, month: int) -> bool:
        """Tell whether the department exists in the month."""
        return self.valid_from <= month and (self.valid_to is None or month <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Succession:
    """From effective_month on, successor carries on share of predecessor's earlier figures."""

    predecessor: str
    successor: str
    effective_month: Month
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Headcount:
    """職員数 of a department in a fiscal year; eligible is None where it was left blank."""

    department: str
    fiscal_year: int
    headcount: int | None
    telework_eligible: int | None = None

    @property
    def telework_divisor(self) -> int | None:
        """The eligible headcount, or the headcount where eligible is blank (domain.md §5)."""
        return self.headcount if self.telework_eligible is None else self.telework_eligible


@dataclass(frozen=True, slots=True)
class SuccessionGroup:
    """Departments linked by successions between two months: those of then and those of now."""

    before: tuple[str, ...]
    after: tuple[str, ...]


class Organization:
    """All departments and successions of a city, indexed for walking through time.

    The order of the inputs does not matter. What is computed is kept for the object's life.
    """

    def __init__(
        self, departments: Iterable[Department], successions: Iterable[Succession]
    ) -> None:
        self.departments: Mapping[str, Department] = {
            department.code: department
            for department in sorted(departments, key=lambda department: department.code)
        }
        self.successions = tuple(
            sorted(successions, key=lambda s: (s.effective_month, s.predecessor, s.successor))
        )
        self._by_effective_month: dict[Month, list[Succession]] = defaultdict(list)
        for succession in self.successions:
            self._by_effective_month[succession.effective_month].append(succession)
        self._existing: dict[int, tuple[str, ...]] = {}
        self._histories: dict[tuple[str, int], list[tuple[int, Mapping[str, Weight]]]] = {}
        self._groups: dict[tuple[int, int], tuple[SuccessionGroup, ...]] = {}

    def existing(self, month: int) -> tuple[str, ...]:
        """Return the codes of the departments that exist in the month, in order."""
        if month not in self._existing:
            self._existing[month] = tuple(
                code for code, department in self.departments.items() if department.exists(month)
            )
        return self._existing[month]

    def exists(self, department: str, month: int) -> bool:
        """Tell whether the department is known and exists in the month."""
        known = self.departments.get(department)
        return known is not None and known.exists(month)

    def months_of(self, department: str, months: Iterable[Month]) -> list[Month]:
        """Return those of the months in which the department is known and exists."""
        known = self.departments.get(department)
        if known is None:
            return []
        first, last = known.valid_from, known.valid_to
        return [m for m in months if first <= m and (last is None or m <= last)]

    def keeps_to_itself(self, department: str, since: Month, as_of: Month) -> bool:
        """Tell whether nobody's past but its own is in the department's series since a month."""
        history = self._history(department, as_of)
        return history[0][0] <= since

    def weights(self, department: str, month: int, as_of: Month) -> Mapping[str, Weight]:
        """Return who made up the department in the month, seen from as_of, and with what weight.

        Departments that did not exist in the month may be among them: they have no figure there.
        """
        for effective_month, weights in self._history(department, as_of):
            if month >= effective_month:
                return weights
        message = f"month {month} is before all history"
        raise AssertionError(message)

    def groups(self, before: Month, after: Month) -> tuple[SuccessionGroup, ...]:
        """Return the succession groups between two months, those without any member left out."""
        key = (before, after)
        if key not in self._groups:
            self._groups[key] = self._find_groups(before, after)
        return self._groups[key]

    def _history(self, department: str, as_of: Month) -> list[tuple[int, Mapping[str, Weight]]]:
        """Return (from month, weights), latest first, walking back from as_of."""
        key = (department, as_of)
        if key not in self._histories:
            weights: Mapping[str, Weight] = {department: _WHOLE}
            history: list[tuple[int, Mapping[str, Weight]]] = []
            for effective_month in sorted(self._by_effective_month, reverse=True):
                if effective_month > as_of:
                    continue
                earlier = _step_back(weights, self._by_effective_month[effective_month])
                if earlier != weights:
                    history.append((effective_month, weights))
                    weights = earlier
            history.append((0, weights))
            self._histories[key] = history
        return self._histories[key]

    def _find_groups(self, before: Month, after: Month) -> tuple[SuccessionGroup, ...]:
        leader: dict[str, str] = {}

        def find(code: str) -> str:
            while leader.get(code, code) != code:
                code = leader[code]
            return code

        for succession in self.successions:
            if before < succession.effective_month <= after:
                one, other = find(succession.predecessor), find(succession.successor)
                leader[max(one, other)] = min(one, other)
        members: dict[str, tuple[list[str], list[str]]] = {}
        for index, month in enumerate((before, after)):
            for code in self.existing(month):
                key = find(code) if code in leader else code
                members.setdefault(key, ([], []))[index].append(code)
        return tuple(
            SuccessionGroup(tuple(then), tuple(now)) for _, (then, now) in sorted(members.items())
        )


def _step_back(
    weights: Mapping[str, Weight], successions: Iterable[Succession]
) -> Mapping[str, Weight]:
    """Walk back over all successions of one effective month at once."""
    successions = tuple(successions)
    predecessors = {succession.predecessor for succession in successions}
    earlier = {code: weight for code, weight in weights.items() if code not in predecessors}
    for succession in successions:
        if succession.successor not in weights:
            continue
        weight, share = weights[succession.successor], succession.share
        handed = None if weight is None or share is None else weight * share
        code = succession.predecessor
        if code in earlier:
            kept = earlier[code]
            handed = None if handed is None or kept is None else handed + kept
        earlier[code] = handed
    return earlier
