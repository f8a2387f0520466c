"""The names: which departments a city of so many has (resources/sample_city/departments.csv)."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from kdx_desktop.metrics.amounts import parse_share
from kdx_desktop.paths import resources_dir

#: Stands in the list for the place of an outpost.
_PLACE_MARK = "○○"
_FIRST_BUREAU = 11
_PLACES = (
    *("中央", "東部", "西部", "南部", "北部", "桜台", "緑が丘", "港町", "新町", "本町", "泉ヶ原"),
    *("大野原", "松ヶ枝", "若草", "花園", "朝日台", "夕日ヶ丘", "扇谷", "鶴見台", "清流", "三ツ谷"),
    *("米倉", "小松原", "石切", "長坂台", "富士見", "竹の里", "栗林", "山手", "浅間", "湯の里"),
    *("鞍掛", "浜の宮", "梅林", "宮前", "菊ヶ丘", "新田", "天神", "材木町", "馬場先", "諸井"),
    *("木の下", "杜の丘", "伏見が原", "八重垣", "藤棚", "明星", "夕凪", "千草", "不動坂", "花咲"),
    *("薬師堂", "白樺台", "内山", "俵坂", "宮野"),
)
_ORDINALS = "二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class YearsBack:
    """A month counted back from the last fiscal year: 0 is April (or another) of that year."""

    years: int
    calendar_month: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list: a department, its character, and out of which it came.

    ``automation`` weighs its part of the hours saved. ``predecessors`` are names with the share
    that is carried on from ``began``; a department that names itself lives on through its split.
    """

    code: str
    bureau: str
    name: str
    kind: str
    heads: int
    automation: int
    core: int | None
    began: YearsBack | None
    predecessors: tuple[tuple[str, Fraction | None], ...]
    ended: YearsBack | None

    @property
    def lives_on(self) -> bool:
        """Tell whether it is among its own predecessors."""
        return any(name == self.name for name, _ in self.predecessors)


@dataclass(frozen=True, slots=True)
class Roster:
    """The chosen departments of today, and all listed ones by name (earlier ones among them)."""

    chosen: tuple[Listed, ...]
    listed: dict[str, Listed]


def roster(count: int) -> Roster:
    """Choose so many departments of today: the core first, then evenly spread, then outposts."""
    rows = _read()
    named = [row for row in rows if _PLACE_MARK not in row.name]
    gone = {name for row in named for name, _ in row.predecessors}
    gone -= {row.name for row in named if row.lives_on}
    today = [row for row in named if row.name not in gone and row.ended is None]
    core = sorted((row for row in today if row.core), key=lambda row: row.core or 0)
    others = [row for row in today if not row.core]
    chosen = core[:count] + _spread(others, count - len(core))
    outposts = _outposts([row for row in rows if _PLACE_MARK in row.name], rows)
    chosen += [next(outposts) for _ in range(count - len(chosen))]
    return Roster(tuple(sorted(chosen, key=lambda row: row.code)), {row.name: row for row in named})


def _spread(rows: list[Listed], count: int) -> list[Listed]:
    """Take so many, evenly over the list."""
    count = max(0, min(count, len(rows)))
    return [rows[index * len(rows) // count] for index in range(count)]


def _outposts(patterns: list[Listed], listed: tuple[Listed, ...]) -> Iterator[Listed]:
    """Yield outposts without end, all named differently, with codes that continue the list's."""
    serials = Counter(row.code[:2] for row in listed)
    city_round = 0
    while True:
        for place in _PLACES:
            for pattern in patterns:
                bureau = pattern.code[:2]
                serials[bureau] += 1
                name = _ordinal(city_round) + pattern.name.replace(_PLACE_MARK, place)
                yield replace(pattern, code=f"{bureau}{serials[bureau]:03d}", name=name)
        city_round += 1


def _ordinal(city_round: int) -> str:
    """Return nothing, 第二, 第三 … in front of names that were used before."""
    if city_round == 0:
        return ""
    known = city_round <= len(_ORDINALS)
    return f"第{_ORDINALS[city_round - 1] if known else city_round + 1}"


@cache
def _read() -> tuple[Listed, ...]:
    path = resources_dir() / "sample_city" / "departments.csv"
    bureaus: dict[str, int] = {}
    serials: Counter[int] = Counter()
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            bureau = bureaus.setdefault(line["bureau"], _FIRST_BUREAU + len(bureaus))
            serials[bureau] += 1
            rows.append(_listed(f"{bureau}{serials[bureau]:03d}", line))
    return tuple(rows)


def _listed(code: str, line: dict[str, str]) -> Listed:
    return Listed(
        code=code,
        bureau=line["bureau"],
        name=line["name"],
        kind=line["kind"],
        heads=int(line["heads"]),
        automation=int(line["automation"] or 0),
        core=int(line["core"]) if line["core"] else None,
        began=_moment(line["began"]),
        predecessors=tuple(_predecessors(line["predecessors"])),
        ended=_moment(line["ended"]),
    )


def _moment(text: str) -> YearsBack | None:
    """Read ``1:10``: October of the fiscal year before the last."""
    if not text:
        return None
    back, month = text.split(":")
    return YearsBack(int(back), int(month))


def _predecessors(text: str) -> Iterator[tuple[str, Fraction | None]]:
    """Read ``公園課=1+緑化推進課=1``; nothing behind the sign is 按分できない."""
    for part in text.split("+") if text else ():
        name, share = part.split("=")
        yield name, parse_share(share)
