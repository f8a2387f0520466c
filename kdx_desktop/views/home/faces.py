"""What the home of each role shows, in words, and where a press leads: known without the store.

What is read becomes a face (face_reading.py), and a desk only shows faces. So the first screen can
show at once what it showed last (views/first_sight.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.views.widgets.part_bar import Part


@dataclass(frozen=True, slots=True)
class Lead:
    """A screen by its code, or "code:part"; a department and a month to look at there, if any."""

    page: str
    department: str = ""
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """``text`` may be shortened, ``aside`` not; ``mark`` is an icon and the token of its colour."""

    text: str
    aside: str = ""
    mark: tuple[str, str] | None = None
    lead: Lead = Lead("")


@dataclass(frozen=True, slots=True)
class TeamFace:
    """How far a month has come: ``figure`` departments of those in ``beside`` are approved.

    ``step`` says what comes next, ``act`` is on the button there. ``doubts`` are the figures that
    nobody has explained; None while they are looked for.
    """

    phase: Phase
    title: str
    figure: str
    beside: str
    parts: tuple[Part, ...]
    step: str
    act: str
    lead: Lead
    waiting: tuple[Row, ...]
    late_heading: str
    late: tuple[Row, ...]
    doubts: tuple[Row, ...] | None = None


@dataclass(frozen=True, slots=True)
class ThemeTile:
    """A place in one theme; ``value`` is empty where there is no place."""

    theme: str
    place: str
    of: str
    change: str
    value: str


@dataclass(frozen=True, slots=True)
class ChiefFace:
    """What is to be entered next, and the other months that are owed.

    ``returned`` says why a month came back, else it is empty. ``tiles`` are the places of the own
    department, ``places_of``; empty while they are read, and where there is none.
    """

    phase: Phase
    returned: str
    what: str
    when: str
    act: str
    lead: Lead
    others: tuple[Row, ...]
    places_of: str
    own: str
    tiles: tuple[ThemeTile, ...] = ()


@dataclass(frozen=True, slots=True)
class KpiTile:
    """A KPI: its grade as letter and as mark with the letter, its value, and the year's target."""

    name: str
    letter: str
    grade: str
    figure: str
    beside: str
    target: str
    tip: str
    said: str


@dataclass(frozen=True, slots=True)
class ManagerFace:
    """The KPIs, and who moved most. ``compared`` False: April knows no month before."""

    phase: Phase
    tiles: tuple[KpiTile, ...]
    up: tuple[Row, ...]
    down: tuple[Row, ...]
    compared: bool


Face: TypeAlias = TeamFace | ChiefFace | ManagerFace
