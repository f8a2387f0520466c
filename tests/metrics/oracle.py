"""A second, slow and naive reading of the domain page (§2, §4, §5), to hold the product against.

Written from the text alone. Plain dicts, exact fractions, no caching, nothing shared with
`kdx_desktop.metrics`. A month is `year * 12 + month - 1`, so that months can be counted.

Where the text leaves room, it is read like this:

* The previous target is the latest earlier target of the plan, 0 when there is none.
* "At its maximum (a share of 1)" holds for both ratio rules: a reduction of 1 is A as well.
* A metric recorded as it happens is 0 without an entry, also before the plan begins.
* An estimate that several departments carry (a split) is one estimate.
* A target of 0 gives no attainment, and its theme does not count in 総合達成度.
* A department whose cell is left out has a row even where the row holds no sheets.
* As of a month before the baseline year ends, b < m does not hold: nothing has moved between them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

ZERO = Fraction(0)
ONE = Fraction(1)
ACTUAL, ESTIMATE, NOT_APPLICABLE, MISSING = "actual", "estimate", "not_applicable", "missing"
PAPER, HELD, PAPERLESS = "copy_paper_sheets", "meetings_held", "meetings_paperless"
TELEWORK, BYOD, HOURS = "telework_sessions", "byod_sessions", "automation_hours"
LEADERS, MANAGERS = "leaders_trained", "managers_trained"
NOT_EXPECTED = {LEADERS, MANAGERS}
THEMES = ("paper", "meetings", "telework", "automation", "overall")


@dataclass
class Kpi:
    """One KPI of a plan; `targets` by fiscal year, a year without target is absent."""

    rule: str
    metrics: tuple[str, ...]
    targets: dict[int, Fraction]
    threshold: Fraction | None = None
    baseline_year: int | None = None


@dataclass
class City:
    """Everything that is known, in plain dicts."""

    first_year: int
    last_year: int
    kpis: dict[str, Kpi]
    departments: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    headcounts: dict[tuple[str, int], tuple[int | None, int | None]] = field(default_factory=dict)
    successions: list[tuple[str, str, int, Fraction | None]] = field(default_factory=list)
    cells: dict[tuple[str, str, int], tuple[str, Fraction]] = field(default_factory=dict)
    annual: dict[tuple[str, str, int], Fraction] = field(default_factory=dict)


# --- §1 time ---------------------------------------------------------------------------------------


def month(text: str) -> int:
    year, number = text.split("-")
    return int(year) * 12 + int(number) - 1


def text_of(m: int) -> str:
    return f"{m // 12:04d}-{m % 12 + 1:02d}"


def fiscal_year(m: int) -> int:
    return m // 12 if m % 12 >= 3 else m // 12 - 1


def april(year: int) -> int:
    return year * 12 + 3


def year_to_date(as_of: int) -> list[int]:
    return list(range(april(fiscal_year(as_of)), as_of + 1))


def nth(as_of: int) -> int:
    return len(year_to_date(as_of))


def counterpart(m: int, baseline_year: int) -> int:
    return april(baseline_year) + m - april(fiscal_year(m))


# --- §2 organisation ---------------------------------------------------------------------------------


def exists(city: City, department: str, m: int) -> bool:
    first, last = city.departments[department]
    return first <= m and (last is None or m <= last)


def existing(city: City, m: int) -> list[str]:
    return [code for code in sorted(city.departments) if exists(city, code, m)]


def weights(city: City, department: str, m: int, as_of: int) -> dict[str, Fraction | None]:
    """Who carries how much of the department's past in m; None is "unknown"."""
    now: dict[str, Fraction | None] = {department: ONE}
    effective = sorted({e for _, _, e, _ in city.successions if m < e <= as_of}, reverse=True)
    for e in effective:
        at_e = [(p, s, share) for p, s, when, share in city.successions if when == e]
        before: dict[str, Fraction | None] = {}

        def add(
            code: str, weight: Fraction | None, into: dict[str, Fraction | None] = before
        ) -> None:
            if code not in into:
                into[code] = weight
                return
            have = into[code]
            into[code] = None if have is None or weight is None else have + weight

        for code, weight in now.items():
            if all(p != code for p, _, _ in at_e):
                add(code, weight)
            for p, s, share in at_e:
                if s == code:
                    add(p, None if share is None or weight is None else share * weight)
        now = before
    return now


def groups(city: City, b: int, m: int) -> list[set[str]]:
    found = [{code} for code in sorted(city.departments)]
    for p, s, e, _ in city.successions:
        if b < e <= m:
            touched = [g for g in found if p in g or s in g]
            found = [g for g in found if g not in touched] + [set().union(*touched)]
    return found


# --- §3 cells ----------------------------------------------------------------------------------------

Cell = tuple[str, Fraction]


def cell(city: City, department: str, metric: str, m: int) -> Cell:
    return city.cells.get((department, metric, m), (MISSING, ZERO))


def is_reported(a_cell: Cell) -> bool:
    return a_cell[0] in {ACTUAL, ESTIMATE}


def baseline_cell(city: City, department: str, metric: str, b: int) -> Cell:
    """The month itself, or its part of an annual baseline."""
    own = cell(city, department, metric, b)
    year = fiscal_year(b)
    months = [m for m in range(april(year), april(year) + 12) if exists(city, department, m)]
    if any(is_reported(cell(city, department, metric, m)) for m in months):
        return own
    counted = [m for m in months if cell(city, department, metric, m)[0] != NOT_APPLICABLE]
    if (department, metric, year) in city.annual and b in counted:
        return ("annual", city.annual[department, metric, year] / len(counted))
    return own


def is_known(a_cell: Cell) -> bool:
    return is_reported(a_cell) or a_cell[0] == "annual"


def series(
    city: City, department: str, metric: str, m: int, as_of: int, *, baseline: bool = False
) -> tuple[str, Fraction, set[tuple[str, str, int]]]:
    """State, figure and the cells behind it, of the department's comparable series in m."""
    read = baseline_cell if baseline else cell
    carriers = {
        code: weight
        for code, weight in weights(city, department, m, as_of).items()
        if exists(city, code, m)
    }
    cells = {code: read(city, code, metric, m) for code in carriers}
    if carriers and all(is_known(cells[code]) and carriers[code] is not None for code in carriers):
        total = sum((cells[code][1] * (carriers[code] or ZERO) for code in carriers), ZERO)
        return (ACTUAL, total, {(code, metric, m) for code in carriers})
    states = [a_cell[0] for a_cell in cells.values()]
    if NOT_APPLICABLE in states and MISSING not in states:
        return (NOT_APPLICABLE, ZERO, set())
    return (MISSING, ZERO, set())


# --- §4 KPIs -----------------------------------------------------------------------------------------


def coverage(city: City, metrics: Iterable[str], months: Iterable[int]) -> tuple[int, int]:
    reported = expected = 0
    for metric in metrics:
        if metric in NOT_EXPECTED:
            continue
        for m in months:
            for code in existing(city, m):
                state = cell(city, code, metric, m)[0]
                expected += state != NOT_APPLICABLE
                reported += state in {ACTUAL, ESTIMATE}
    return reported, expected


def count_estimates(city: City, keys: Iterable[tuple[str, str, int]]) -> int:
    return sum(cell(city, *key)[0] == ESTIMATE for key in keys)


@dataclass
class Measure:
    """What a KPI's rule says, before it is held against a target."""

    value: Fraction | None
    coverage: tuple[int, int]
    estimates: int
    extra: dict[str, object] = field(default_factory=dict)


def reduction(city: City, kpi: Kpi, as_of: int) -> Measure:
    metric = kpi.metrics[0]
    assert kpi.baseline_year is not None
    actual = baseline = raw_actual = raw_baseline = ZERO
    actual_cells = 0
    summed: list[tuple[str, str, int]] = []
    left: dict[tuple[str, str], tuple[Fraction, Fraction]] = {}
    for m in year_to_date(as_of):
        b = counterpart(m, kpi.baseline_year)
        for group in groups(city, b, m):
            here = {c: cell(city, c, metric, m) for c in sorted(group) if exists(city, c, m)}
            then = {
                c: baseline_cell(city, c, metric, b) for c in sorted(group) if exists(city, c, b)
            }
            known_here = {c: x[1] for c, x in here.items() if is_reported(x)}
            known_then = {c: x[1] for c, x in then.items() if is_known(x)}
            raw_actual += sum(known_here.values(), ZERO)
            raw_baseline += sum(known_then.values(), ZERO)
            actual_cells += len(known_here)
            if not here and not then:
                continue
            states = [x[0] for x in (*here.values(), *then.values())]
            if not here:
                reason = "no_successor"
            elif not known_then:  # no member in b, or no cell of b is known
                reason = "no_baseline"
            elif MISSING in states:
                reason = "not_reported"
            elif NOT_APPLICABLE in states:
                reason = "not_applicable"
            else:
                actual += sum(known_here.values(), ZERO)
                baseline += sum(known_then.values(), ZERO)
                summed += [(c, metric, m) for c in here] + [(c, metric, b) for c in then]
                continue
            for c in here.keys() | then.keys():
                a0, b0 = left.get((c, reason), (ZERO, ZERO))
                left[c, reason] = (a0 + known_here.get(c, ZERO), b0 + known_then.get(c, ZERO))
    return Measure(
        value=1 - actual / baseline if baseline else None,
        coverage=coverage(city, kpi.metrics, year_to_date(as_of)),
        estimates=count_estimates(city, summed),
        extra={
            "actual": actual,
            "baseline": baseline,
            "reduced": baseline - actual,
            "raw_actual": raw_actual,
            "raw_baseline": raw_baseline,
            "raw_value": 1 - raw_actual / raw_baseline if actual_cells and raw_baseline else None,
            "left_out": left,
        },
    )


def own_rate(
    city: City, department: str, metrics: tuple[str, ...], as_of: int
) -> tuple[int, Fraction, Fraction, set[tuple[str, str, int]]]:
    """Months with both, Σ paperless, Σ held, and the cells summed."""
    months, part, whole = 0, ZERO, ZERO
    cells: set[tuple[str, str, int]] = set()
    for m in year_to_date(as_of):
        p = series(city, department, metrics[0], m, as_of)
        h = series(city, department, metrics[1], m, as_of)
        if p[0] == ACTUAL and h[0] == ACTUAL:
            months += 1
            part += p[1]
            whole += h[1]
            cells |= p[2] | h[2]
    return months, part, whole, cells


def share_of_departments(city: City, kpi: Kpi, as_of: int) -> Measure:
    assert kpi.threshold is not None
    counted = above = 0
    summed: set[tuple[str, str, int]] = set()
    for code in existing(city, as_of):
        _, part, whole, cells = own_rate(city, code, kpi.metrics, as_of)
        summed |= cells
        if whole:
            counted += 1
            above += part / whole >= kpi.threshold
    return Measure(
        value=Fraction(above, counted) if counted else None,
        coverage=coverage(city, kpi.metrics, year_to_date(as_of)),
        estimates=count_estimates(city, summed),
        extra={"departments_at_or_above": above, "departments_counted": counted},
    )


def total(city: City, kpi: Kpi, months: list[int]) -> Measure:
    keys = [
        (code, metric, m)
        for metric in kpi.metrics
        for m in months
        for code in existing(city, m)
        if is_reported(cell(city, code, metric, m))
    ]
    by_entry = all(metric in NOT_EXPECTED for metric in kpi.metrics)
    value = sum((cell(city, *key)[1] for key in keys), ZERO)
    return Measure(
        value=value if keys or by_entry else None,
        coverage=coverage(city, kpi.metrics, months),
        estimates=count_estimates(city, keys),
    )


def measure(city: City, kpi: Kpi, as_of: int) -> Measure:
    if kpi.rule == "reduction_from_baseline":
        return reduction(city, kpi, as_of)
    if kpi.rule == "share_of_departments_at_or_above":
        return share_of_departments(city, kpi, as_of)
    if kpi.rule == "cumulative_total":
        last = min(as_of, april(city.last_year) + 11)
        return total(city, kpi, list(range(april(city.first_year), last + 1)))
    return total(city, kpi, year_to_date(as_of))


def previous_target(city: City, kpi: Kpi, year: int) -> Fraction:
    earlier = [y for y in kpi.targets if city.first_year <= y < year]
    return kpi.targets[max(earlier)] if earlier else ZERO


def expected_to_date(city: City, kpi: Kpi, as_of: int) -> Fraction | None:
    year = fiscal_year(as_of)
    target = kpi.targets.get(year)
    if target is None:
        return None
    if kpi.rule == "fiscal_year_total":
        return target * nth(as_of) / 12
    if kpi.rule == "cumulative_total":
        before = previous_target(city, kpi, year)
        return before + (target - before) * nth(as_of) / 12
    return target


def grade(kpi: Kpi, value: Fraction | None, expected: Fraction | None) -> str:
    if value is None or expected is None:
        return "D"
    if value >= Fraction(105, 100) * expected:
        return "A"
    is_ratio = kpi.rule in {"reduction_from_baseline", "share_of_departments_at_or_above"}
    if is_ratio and value == 1:
        return "A"
    return "B" if value >= Fraction(95, 100) * expected else "C"


def kpis(city: City, as_of: int) -> dict[str, dict[str, object]]:
    out: dict[str, dict[str, object]] = {}
    for code, kpi in city.kpis.items():
        said = measure(city, kpi, as_of)
        target = kpi.targets.get(fiscal_year(as_of))
        expected = expected_to_date(city, kpi, as_of)
        is_total = kpi.rule in {"cumulative_total", "fiscal_year_total"}
        required = None
        if is_total and nth(as_of) < 12 and target is not None and said.value is not None:
            required = max(ZERO, target - said.value) / (12 - nth(as_of))
        out[code] = {
            "value": said.value,
            "target": target,
            "attainment": None if said.value is None or not target else said.value / target,
            "expected": expected,
            "grade": grade(kpi, said.value, expected),
            "coverage": said.coverage,
            "estimates": said.estimates,
            "required_per_month": required,
            "provisional": said.coverage[0] < said.coverage[1] or said.estimates > 0,
            **said.extra,
        }
    return out


# --- what it takes -------------------------------------------------------------------------------------


def further_meetings(part: Fraction, whole: Fraction, threshold: Fraction) -> int:
    k = 0
    while (part + k) / (whole + k) < threshold:
        k += 1
    return k


def gap_meetings(city: City, kpi: Kpi, as_of: int) -> list[tuple[str, Fraction, int]]:
    assert kpi.threshold is not None
    out = []
    for code in existing(city, as_of):
        _, part, whole, _ = own_rate(city, code, kpi.metrics, as_of)
        if whole and part / whole < kpi.threshold:
            out.append((code, part / whole, further_meetings(part, whole, kpi.threshold)))
    return out


def gap_paper(city: City, kpi: Kpi, as_of: int) -> dict[str, Fraction | None]:
    assert kpi.baseline_year is not None
    target = kpi.targets.get(fiscal_year(as_of))
    used = sum(
        (
            cell(city, code, kpi.metrics[0], m)[1]
            for m in year_to_date(as_of)
            for code in existing(city, m)
            if is_reported(cell(city, code, kpi.metrics[0], m))
        ),
        ZERO,
    )
    whole_year = sum(
        (
            baseline_cell(city, code, kpi.metrics[0], b)[1]
            for b in range(april(kpi.baseline_year), april(kpi.baseline_year) + 12)
            for code in existing(city, b)
            if is_known(baseline_cell(city, code, kpi.metrics[0], b))
        ),
        ZERO,
    )
    ceiling = None if target is None else (1 - target) * whole_year
    remaining = None
    if ceiling is not None and nth(as_of) < 12:
        remaining = max(ZERO, ceiling - used) / (12 - nth(as_of))
    return {"annual_ceiling": ceiling, "used": used, "remaining_per_month": remaining}


# --- §5 rankings ---------------------------------------------------------------------------------------


def divisor(city: City, department: str, theme: str, as_of: int) -> int | None:
    headcount, eligible = city.headcounts.get((department, fiscal_year(as_of)), (None, None))
    if theme == "telework" and eligible is not None:
        return eligible
    return headcount


def theme_kpi(city: City, theme: str) -> Kpi:
    names = {
        "paper": "copy_paper",
        "meetings": "paperless_meetings",
        "telework": "telework_byod",
        "automation": "automation_hours",
    }
    return city.kpis[names[theme]]


def paper_value(city: City, kpi: Kpi, department: str, as_of: int) -> Fraction | str:
    assert kpi.baseline_year is not None
    seen, actual, baseline = 0, ZERO, ZERO
    for m in year_to_date(as_of):
        b = counterpart(m, kpi.baseline_year)
        x = series(city, department, kpi.metrics[0], m, as_of)
        y = series(city, department, kpi.metrics[0], b, as_of, baseline=True)
        seen += x[0] == ACTUAL
        if x[0] == ACTUAL and y[0] == ACTUAL:
            actual += x[1]
            baseline += y[1]
    if not seen:
        return "not_reported"
    return 1 - actual / baseline if baseline else "no_baseline"


def per_head_value(
    city: City, kpi: Kpi, department: str, heads: int | None, as_of: int
) -> Fraction | str:
    if not heads:
        return "no_headcount"
    if heads < 5:
        return "small_group"
    figures = []
    for m in year_to_date(as_of):
        said = [series(city, department, metric, m, as_of) for metric in kpi.metrics]
        if all(x[0] == ACTUAL for x in said):
            figures.append(sum((x[1] for x in said), ZERO))
    return sum(figures, ZERO) / len(figures) / heads if figures else "not_reported"


def theme_value(city: City, department: str, theme: str, as_of: int) -> Fraction | str:
    """The value, or the reason why there is none."""
    kpi = theme_kpi(city, theme)
    if theme == "paper":
        return paper_value(city, kpi, department, as_of)
    if theme == "meetings":
        months, part, whole, _ = own_rate(city, department, kpi.metrics, as_of)
        if not months:
            return "not_reported"
        return part / whole if whole else "no_meetings"
    heads = divisor(city, department, theme, as_of)
    return per_head_value(city, kpi, department, heads, as_of)


def asked_per_head(city: City, theme: str, as_of: int) -> Fraction | None:
    """What the city's target of this year asks per head and month; None: asks nothing."""
    kpi = theme_kpi(city, theme)
    year = fiscal_year(as_of)
    target = kpi.targets.get(year)
    if target is None:
        return None
    if kpi.rule == "cumulative_total":
        target -= previous_target(city, kpi, year)
    heads = sum(divisor(city, code, theme, as_of) or 0 for code in existing(city, as_of))
    return target / 12 / heads if heads else None


Outcomes = dict[str, Fraction | str]
Board = tuple[list[tuple[int, str, Fraction]], list[tuple[str, str]]]


def overall(city: City, themes: dict[str, Outcomes], as_of: int) -> Outcomes:
    asked: dict[str, Fraction | None] = {}
    for theme in themes:
        kpi = theme_kpi(city, theme)
        target = kpi.targets.get(fiscal_year(as_of))
        if target is None:
            asked[theme] = None
        elif theme == "meetings":
            asked[theme] = kpi.threshold
        elif theme == "paper":
            asked[theme] = target
        else:
            asked[theme] = asked_per_head(city, theme, as_of)
    out: Outcomes = {}
    for code in existing(city, as_of):
        attainments: list[Fraction] = []
        for theme, values in themes.items():
            value, full = values[code], asked[theme]
            if not isinstance(value, str) and full is not None and full > 0:
                attainments.append(min(ONE, max(ZERO, value / full)))
        enough = len(attainments) >= 3
        out[code] = sum(attainments, ZERO) / len(attainments) if enough else "insufficient"
    return out


def board(outcomes: Outcomes) -> Board:
    values = {code: said for code, said in outcomes.items() if not isinstance(said, str)}
    rows = [
        (1 + sum(other > value for other in values.values()), code, value)
        for code, value in values.items()
    ]
    unranked = [(code, said) for code, said in sorted(outcomes.items()) if isinstance(said, str)]
    return sorted(rows, key=lambda row: (row[0], row[1])), unranked


def rankings(city: City, as_of: int) -> dict[str, Board]:
    themes: dict[str, Outcomes] = {
        theme: {code: theme_value(city, code, theme, as_of) for code in existing(city, as_of)}
        for theme in THEMES[:4]
    }
    boards = {theme: board(outcomes) for theme, outcomes in themes.items()}
    return {**boards, "overall": board(overall(city, themes, as_of))}


# --- §2 the two views of the past ------------------------------------------------------------------------


def totals_then(city: City, metric: str, months: Iterable[int]) -> dict[str, Fraction]:
    out: dict[str, Fraction] = {}
    for m in months:
        for code in existing(city, m):
            if is_reported(cell(city, code, metric, m)):
                out[code] = out.get(code, ZERO) + cell(city, code, metric, m)[1]
    return out


NO_SUCCESSOR, NO_SHARE, PARTLY_REPORTED = "no_successor", "no_share", "partly_reported"


def holders(
    city: City, department: str, m: int, as_of: int
) -> tuple[dict[str, Fraction], Fraction]:
    """Walk forward: who holds the department's month at as_of, and the part nobody can divide."""
    held = {department: ONE}
    lost = ZERO
    for e in sorted({e for _, _, e, _ in city.successions if m < e <= as_of}):
        after: dict[str, Fraction] = {}
        for code, part in held.items():
            links = [(s, share) for p, s, when, share in city.successions if (p, when) == (code, e)]
            if not links:
                links = [(code, ONE)]
            if any(share is None for _, share in links):
                lost += part
                continue
            for successor, share in links:
                after[successor] = after.get(successor, ZERO) + part * (share or ZERO)
        held = after
    return held, lost


def totals_now(
    city: City, metric: str, months: Iterable[int], as_of: int
) -> tuple[dict[str, Fraction], dict[tuple[str, str], Fraction]]:
    """The comparable series of the departments of as_of, and what belongs to none of them and why.

    The rest is listed by the department that reported it. A merged month in which another part is
    対象外 is filed under 一部未提出: the text has no fourth reason.
    """
    out: dict[str, Fraction] = {}
    rest: dict[tuple[str, str], Fraction] = {}

    def leave(code: str, reason: str, amount: Fraction) -> None:
        if amount:
            rest[code, reason] = rest.get((code, reason), ZERO) + amount

    for m in months:
        for code in existing(city, as_of):
            said = series(city, code, metric, m, as_of)
            if said[0] == ACTUAL:
                out[code] = out.get(code, ZERO) + said[1]
        for code in existing(city, m):
            if not is_reported(cell(city, code, metric, m)):
                continue
            figure = cell(city, code, metric, m)[1]
            held, lost = holders(city, code, m, as_of)
            leave(code, NO_SHARE, lost * figure)
            for holder, part in held.items():
                reason = why_not(city, holder, metric, m, as_of)
                if reason:
                    leave(code, reason, part * figure)
    return out, rest


def why_not(city: City, holder: str, metric: str, m: int, as_of: int) -> str | None:
    """Why what the holder carries of month m is no figure of a present department."""
    if not exists(city, holder, as_of):
        return NO_SUCCESSOR
    if series(city, holder, metric, m, as_of)[0] == ACTUAL:
        return None
    carriers = [c for c in weights(city, holder, m, as_of) if exists(city, c, m)]
    whole = all(is_reported(cell(city, c, metric, m)) for c in carriers)
    return NO_SHARE if whole else PARTLY_REPORTED
