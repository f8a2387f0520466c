"""Random cities, made in the same way as the sample city, and their way into the product."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from random import Random

from kdx_desktop.metrics import city as product_city
from kdx_desktop.metrics import plan as product_plan
from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import Metric, MetricFigures
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department, Headcount, Organization, Succession
from tests.metrics import oracle
from tests.metrics.oracle import City, Kpi, april

MONTHLY = (
    oracle.PAPER,
    oracle.HELD,
    oracle.PAPERLESS,
    oracle.TELEWORK,
    oracle.BYOD,
    oracle.HOURS,
)
METRICS = (*MONTHLY, oracle.LEADERS, oracle.MANAGERS)
SHARES = (
    (Fraction(6, 10), Fraction(4, 10)),
    (Fraction(1, 3), Fraction(2, 3)),
    (Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)),
    (Fraction(35, 100), Fraction(65, 100)),
    (Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)),
)
CHANGES = (
    *("merge", "into", "split", "split", "blank", "keep", "rename"),
    *("end", "new", "swap", "exchange", "lives_on", "back"),
)


# --- making ------------------------------------------------------------------------------------------


class Making:
    """A city in the making: departments live, merge, split and end, month after month."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.baseline_year = rng.choice((2017, 2018, 2019))
        first = self.baseline_year + rng.choice((1, 1, 2, 2, 3))
        last = first + rng.choice((0, 1, 1, 2))
        self.city = City(first, last, some_kpis(rng, self.baseline_year, first, last))
        self.begin = april(self.baseline_year)
        self.end = april(last + 1) + 3
        self.lives: dict[str, list[int | None]] = {}
        self.number = 0

    def born(self, m: int) -> str:
        self.number += 1
        # Codes in no order of time: a tie must be listed by code, not by age.
        code = f"{self.rng.choice('ABX')}{self.number:02d}"
        self.lives[code] = [m, None]
        return code

    def alive(self, m: int) -> list[str]:
        return [c for c, (a, z) in self.lives.items() if a is not None and a <= m and z is None]

    def link(self, p: str, s: str, e: int, share: Fraction | None) -> None:
        self.city.successions.append((p, s, e, share))

    def ends(self, code: str, e: int) -> None:
        self.lives[code][1] = e - 1

    def make(self) -> City:
        rng = self.rng
        for _ in range(rng.randint(1, 6)):
            self.born(rng.choice((april(2015), april(2015), april(2015), self.begin + 5)))
        months = set()
        for _ in range(rng.randint(0, 6)):
            year = rng.randint(self.baseline_year, self.city.last_year + 1)
            months.add(april(year) + rng.choice((0, 0, 0, 3, 6, 11)))
        for e in sorted(months):
            self.reorganise(e)
        self.city.departments = {c: (a or 0, z) for c, (a, z) in self.lives.items()}
        for code in self.city.departments:
            self.heads(code)
            self.figures(code)
        rng.shuffle(self.city.successions)
        return self.city

    def reorganise(self, e: int) -> None:
        rng = self.rng
        free = self.alive(e - 1)
        rng.shuffle(free)
        for _ in range(rng.choice((1, 1, 2, 3))):
            what = rng.choice(CHANGES)
            if what == "new":
                self.born(e)
            elif what == "back":
                # A department that ended lives on in another one that has always been there.
                ended = [c for c, (_, z) in self.lives.items() if z is not None and z < e - 1]
                if ended and free:
                    self.link(rng.choice(ended), rng.choice(free), e, Fraction(1))
                    return
            elif what in {"merge", "into", "swap", "exchange"}:
                if len(free) < 2:
                    continue
                self.join(what, free, e)
            elif free:
                self.divide(what, free.pop(), e)

    def join(self, what: str, free: list[str], e: int) -> None:
        one, two = free.pop(), free.pop()
        if what == "merge":
            new = self.born(e)
            for code in (one, two):
                self.link(code, new, e, Fraction(1))
                self.ends(code, e)
        elif what == "into":
            self.link(one, two, e, self.rng.choice((Fraction(1), Fraction(1), None)))
            self.ends(one, e)
        elif what == "swap":
            self.link(one, two, e, Fraction(1))
            self.link(two, one, e, Fraction(1))
        else:
            a, b = self.rng.choice(SHARES[:2])
            for p, s in ((one, two), (two, one)):
                self.link(p, p, e, a)
                self.link(p, s, e, b)

    def divide(self, what: str, code: str, e: int) -> None:
        if what == "end":
            self.ends(code, e)
        elif what == "rename":
            self.link(code, self.born(e), e, Fraction(1))
            self.ends(code, e)
        elif what == "lives_on":
            self.link(code, self.born(e), e, self.rng.choice((Fraction(1), None)))
        else:
            shares = self.rng.choice(SHARES)
            for index, share in enumerate(shares):
                given = share
                blank = what == "blank" or (what == "keep" and self.rng.random() < 0.2)
                stays = what == "keep" and index == 0
                successor = code if stays else self.born(e)
                self.link(code, successor, e, None if blank else given)
            same = [s for s in self.city.successions if s[0] == code and s[2] == e]
            if any(s[3] is None for s in same):  # all blank or none
                for old in same:
                    self.city.successions.remove(old)
                    self.link(old[0], old[1], e, None)
            if what != "keep":
                self.ends(code, e)

    def heads(self, code: str) -> None:
        rng = self.rng
        kind = rng.choice(("usual", "usual", "usual", "none", "small", "blank"))
        for year in range(self.city.first_year - 1, self.city.last_year + 2):
            if kind == "none" or rng.random() < 0.05:
                continue
            heads = rng.choice((4, 5, 6, 10, 10, 20, 3, 0) if kind == "small" else (10, 20, 7))
            eligible = rng.choice((None, None, heads, max(0, heads - 2), 4, 5, 0))
            self.city.headcounts[code, year] = (None if kind == "blank" else heads, eligible)

    def figures(self, code: str) -> None:
        rng, city = self.rng, self.city
        a, z = city.departments[code]
        months = range(max(a, self.begin), min(self.end if z is None else z, self.end) + 1)
        gaps = rng.choice((0, 0, 0.03, 0.2))
        excepted = rng.choice((0, 0, 0.02, 0.3))
        size = rng.choice((1, 1, 10, 1000, Fraction(1, 10), Fraction(12345, 10000)))
        ties = rng.random() < 0.4
        for metric in METRICS:
            nothing = rng.random() < 0.04
            for m in months:
                drawn = rng.random()
                if drawn < gaps or nothing:
                    continue
                if drawn < gaps + excepted:
                    city.cells[code, metric, m] = (oracle.NOT_APPLICABLE, Fraction(0))
                    continue
                if metric in oracle.NOT_EXPECTED and rng.random() < 0.9:
                    continue
                state = oracle.ESTIMATE if rng.random() < 0.03 else oracle.ACTUAL
                value = Fraction(2 if ties else rng.randint(0, 30))
                if metric in {oracle.PAPER, oracle.HOURS}:
                    value *= size
                city.cells[code, metric, m] = (state, value)
        self.meetings(code, months)
        self.baseline(code, months)
        if rng.random() < 0.05 and z is not None:  # left behind when the last month was moved
            city.cells[code, oracle.PAPER, z + 1] = (oracle.ACTUAL, Fraction(5))

    def meetings(self, code: str, months: range) -> None:
        none_held = self.rng.random() < 0.07
        exactly = self.rng.random() < 0.3
        for m in months:
            held = self.city.cells.get((code, oracle.HELD, m))
            part = self.city.cells.get((code, oracle.PAPERLESS, m))
            if held and none_held:
                held = (held[0], Fraction(0))
            elif held and exactly:
                held = (held[0], Fraction(10))
            if held:
                self.city.cells[code, oracle.HELD, m] = held
            if part:
                most = held[1] if held else part[1]
                value = most * 7 / 10 if exactly else min(part[1], most)
                self.city.cells[code, oracle.PAPERLESS, m] = (part[0], value)

    def baseline(self, code: str, months: range) -> None:
        """Monthly, annual, both, zero, or none: as offices have it."""
        city, rng = self.city, self.rng
        year = range(self.begin, self.begin + 12)
        kind = rng.choice(("monthly", "monthly", "monthly", "annual", "both", "zero", "none"))
        for m in set(months) & set(year):
            key = (code, oracle.PAPER, m)
            if key not in city.cells or city.cells[key][0] == oracle.NOT_APPLICABLE:
                continue
            if kind in {"annual", "none"}:
                del city.cells[key]
            elif kind == "zero":
                city.cells[key] = (city.cells[key][0], Fraction(0))
        if kind in {"annual", "both"}:
            amount = Fraction(rng.choice((0, 100, 1000, 12345)))
            city.annual[code, oracle.PAPER, self.baseline_year] = amount
        if rng.random() < 0.1:
            city.annual[code, oracle.PAPER, self.baseline_year + 1] = Fraction(777)


def some_kpis(rng: Random, baseline_year: int, first: int, last: int) -> dict[str, Kpi]:
    def targets(*choices: str) -> dict[int, Fraction]:
        years = range(first, last + 1)
        return {year: Fraction(rng.choice(choices)) for year in years if rng.random() < 0.8}

    rising = sorted(rng.sample(range(50, 4000), 3))
    cumulative = {first + i: Fraction(rising[i]) for i in range(last - first + 1)}
    if rng.random() < 0.3:
        cumulative.pop(rng.randint(first, last))
    return {
        "copy_paper": Kpi(
            "reduction_from_baseline",
            (oracle.PAPER,),
            targets("0.5", "0.5", "0.3", "0.1", "1", "0"),
            baseline_year=baseline_year,
        ),
        "paperless_meetings": Kpi(
            "share_of_departments_at_or_above",
            (oracle.PAPERLESS, oracle.HELD),
            targets("1", "1", "0.5", "0.8"),
            threshold=rng.choice((Fraction(7, 10), Fraction(7, 10), Fraction(1, 2))),
        ),
        "telework_byod": Kpi("cumulative_total", (oracle.TELEWORK, oracle.BYOD), cumulative),
        "automation_hours": Kpi(
            "fiscal_year_total", (oracle.HOURS,), targets("100", "970", "9700", "0")
        ),
        "digital_leaders": Kpi("cumulative_total", (oracle.LEADERS,), targets("20", "40")),
        "manager_training": Kpi("fiscal_year_total", (oracle.MANAGERS,), targets("100", "5")),
    }


def some_city(seed: int) -> City:
    return Making(Random(seed)).make()


# --- into the product ----------------------------------------------------------------------------------


def to_month(m: int) -> Month:
    return Month.of(m // 12, m % 12 + 1)


def to_amount(value: Fraction) -> int:
    amount = value * SCALE
    assert amount.denominator == 1, value
    return amount.numerator


def to_plan(city: City) -> product_plan.Plan:
    kpis = tuple(
        product_plan.Kpi(
            code=code,
            name=code,
            rule=product_plan.Rule(kpi.rule),
            metrics=kpi.metrics,
            unit="ratio",
            threshold=kpi.threshold,
            baseline_fiscal_year=kpi.baseline_year,
            targets=kpi.targets,
        )
        for code, kpi in city.kpis.items()
    )
    return product_plan.Plan("plan", "計画", city.first_year, city.last_year, kpis)


def to_product(city: City, rng: Random | None = None) -> product_city.City:
    """Hand the city over; with a random source, everything in another order."""
    departments = list(city.departments)
    successions = list(city.successions)
    cells = list(city.cells.items())
    annual_items = list(city.annual.items())
    if rng is not None:
        for order in (departments, successions, cells, annual_items):
            rng.shuffle(order)
    values: dict[str, dict[str, dict[int, int]]] = {code: {} for code in METRICS}
    marked: dict[tuple[str, str], set[tuple[str, int]]] = defaultdict(set)
    for (code, metric, m), (state, value) in cells:
        month = to_month(m)
        if state == oracle.NOT_APPLICABLE:
            marked[metric, state].add((code, month))
            continue
        values[metric].setdefault(code, {})[month] = to_amount(value)
        if state == oracle.ESTIMATE:
            marked[metric, state].add((code, month))
    annual: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    for (code, metric, year), value in annual_items:
        annual[metric, year][code] = to_amount(value)
    return product_city.City(
        organization=Organization(
            [
                Department(
                    code,
                    code,
                    "局",
                    to_month(city.departments[code][0]),
                    None if (z := city.departments[code][1]) is None else to_month(z),
                )
                for code in departments
            ],
            [Succession(p, s, to_month(e), share) for p, s, e, share in successions],
        ),
        metrics={
            code: Metric(code, code, "", whole=False, expected_monthly=code in MONTHLY)
            for code in METRICS
        },
        plans=(to_plan(city),),
        figures={
            code: MetricFigures(
                values[code],
                frozenset(marked[code, oracle.ESTIMATE]),
                frozenset(marked[code, oracle.NOT_APPLICABLE]),
            )
            for code in METRICS
        },
        annual_baselines=dict(annual),
        headcounts={
            (code, year): Headcount(code, year, heads, eligible)
            for (code, year), (heads, eligible) in city.headcounts.items()
        },
    )
