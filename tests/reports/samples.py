"""Reports written by hand: a small one with awkward names, and one of a city's size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.forecast import Forecast, ForecastMonth, Outlook
from kdx_desktop.metrics.gap import PaperGap
from kdx_desktop.metrics.kpis import Grade, KpiMonth, KpiResult
from kdx_desktop.metrics.months import Month, fiscal_year_to_date
from kdx_desktop.metrics.plan import Kpi, Plan, Rule
from kdx_desktop.metrics.rankings import Theme, UnrankedReason
from kdx_desktop.metrics.rules.measured import (
    ComparedMonth,
    Coverage,
    DepartmentRate,
    LeftOut,
    LeftOutReason,
    ReductionDetail,
    ShareDetail,
)
from kdx_desktop.reports.definitions import definition, notes, terms
from kdx_desktop.reports.kpi_charts import kpi_chart
from kdx_desktop.reports.monthly import (
    FigureRow,
    KpiSection,
    LeftOutRow,
    MeetingsGapRow,
    MissingRow,
    MonthlyReport,
    PaperSection,
    Place,
    RankingRow,
    RankingTable,
    UnrankedRow,
)

AS_OF = Month(202212)
MONTHS = fiscal_year_to_date(AS_OF)

PAPER = Kpi(
    "copy_paper",
    "コピー用紙使用量（2019年度比）",
    Rule.REDUCTION_FROM_BASELINE,
    ("copy_paper_sheets",),
    "ratio",
    baseline_fiscal_year=2019,
    targets={2022: Fraction(1, 2)},
    target_notes={2022: "600万枚減"},
)
MEETINGS = Kpi(
    "paperless_meetings",
    "ペーパーレス会議の実施率",
    Rule.SHARE_OF_DEPARTMENTS,
    ("meetings_paperless", "meetings_held"),
    "ratio",
    threshold=Fraction(7, 10),
    targets={2021: Fraction(1), 2022: Fraction(1)},
    target_notes={2022: "実施率70%以上の課（所）の割合"},
)
TELEWORK = Kpi(
    "telework_byod",
    "テレワーク、BYOD端末の利用回数（累計）",
    Rule.CUMULATIVE_TOTAL,
    ("telework_sessions", "byod_sessions"),
    "回",
    targets={2021: Fraction(6400), 2022: Fraction(15000)},
)
HOURS = Kpi(
    "automation_hours",
    "最新技術の活用による削減時間",
    Rule.FISCAL_YEAR_TOTAL,
    ("automation_hours",),
    "時間",
    targets={2021: Fraction(8000), 2022: Fraction(9700)},
)
LEADERS = Kpi(
    "digital_leaders",
    "育成したデジタル推進リーダー数（累計）",
    Rule.CUMULATIVE_TOTAL,
    ("leaders_trained",),
    "人",
    targets={2021: Fraction(20), 2022: Fraction(40)},
)
MANAGERS = Kpi(
    "manager_training",
    "管理職向けデジタル研修 受講者数",
    Rule.FISCAL_YEAR_TOTAL,
    ("managers_trained",),
    "人",
)
PLAN = Plan(
    "kanazawa_2",
    "金沢市デジタル戦略 2.0",
    2021,
    2022,
    (PAPER, MEETINGS, TELEWORK, HOURS, LEADERS, MANAGERS),
)

FORMULA = Place("D001", "=cmd|' /C calc'!A0", "総務局")
MARKUP = Place("D002", '<b>税務&課</b><img src="file:///etc/passwd"/>', "総務局")
LONG = Place("D003", "たいへん長い名前の" * 8 + "課", "都市整備局")
RARE_KANJI = Place("D004", "𠮷野葛󠄀城支所", "市民局")
PLAIN = Place("D005", "デジタル行政戦略課", "都市政策局")
UNKNOWN_SIGN = Place("D006", "はな🌸公園センター", "緑と花の局")
PLACES = (FORMULA, MARKUP, LONG, RARE_KANJI, PLAIN, UNKNOWN_SIGN)

_METRICS = (
    ("copy_paper_sheets", "コピー用紙使用量", "枚"),
    ("meetings_held", "会議開催数", "回"),
    ("meetings_paperless", "うちペーパーレス会議", "回"),
    ("telework_sessions", "テレワーク利用回数", "回"),
    ("byod_sessions", "BYOD端末利用回数", "回"),
    ("automation_hours", "最新技術による削減時間", "時間"),
)
MONTHLY_METRICS = tuple(name for _, name, _ in _METRICS)


#: Of one KPI between bounds; of one that is as good as certain; of the others none yet.
_FORECASTS = {
    "automation_hours": Forecast(
        Fraction(98_765, 10),
        Fraction(9_512),
        Fraction(10_241),
        "これまでの月の割合",
        Outlook.OPEN,
        2,
        3,
        tuple(
            ForecastMonth(AS_OF.plus(n), *(Fraction(value) for value in values))
            for n, values in enumerate(
                ((7_234, 7_234, 7_234), (8_100, 8_000, 8_200), (9_000, 8_800, 9_200))
            )
        ),
    ),
    "digital_leaders": Forecast(
        *(Fraction(40),) * 3, "これまでの月の割合", Outlook.REACHED, 3, 3, ()
    ),
}


def small() -> MonthlyReport:
    """A report of six departments, whose names are what hostile or careless people type."""
    left_out = (
        LeftOutRow(RARE_KANJI, LeftOutReason.NO_BASELINE, Fraction(1200), Fraction(0)),
        LeftOutRow(UNKNOWN_SIGN, LeftOutReason.NOT_REPORTED, Fraction(0), Fraction(30_800)),
    )
    detail = _reduction(left_out, more_than_before=True)
    return MonthlyReport(
        city_name="金沢市",
        sample=True,
        as_of=AS_OF,
        created_on=date(2023, 1, 16),
        phase="速報（未承認 2部署）",
        plan_name=PLAN.name,
        known_at="",
        ledger_head="412:" + "0123456789abcdef" * 4,
        departments=len(PLACES),
        kpis=_sections(detail),
        paper=PaperSection(
            detail,
            "600万枚減",
            left_out,
            PaperGap(Fraction(6_000_000), Fraction(5_400_321), Fraction(599_679, 3)),
        ),
        meetings_gap=(
            MeetingsGapRow(MARKUP, Fraction(1, 2), 12),
            MeetingsGapRow(LONG, Fraction(2, 3), 1),
        ),
        boards=tuple(_small_board(theme) for theme in Theme),
        monthly_metrics=MONTHLY_METRICS,
        missing=(
            MissingRow(MARKUP, "コピー用紙使用量", (Month(202211), Month(202212))),
            *(MissingRow(UNKNOWN_SIGN, name, MONTHS[4:8]) for name in MONTHLY_METRICS),
        ),
        figures=tuple(_figures(PLACES[:5], Random(1))),
        definitions=terms(PLAN),
        document_number="デジ戦第123号",
        approval_number="",
    )


def empty() -> MonthlyReport:
    """A city without departments, figures or targets."""
    kpi = replace(TELEWORK, targets={})
    result = KpiResult(
        kpi, AS_OF, None, None, None, Grade("D", "評価できない", "目標がない"), Coverage(0, 0), 0,
        None, None,
    )  # fmt: skip
    section = KpiSection(result, (), kpi_chart(result, ()), definition(kpi), notes(result))
    return replace(
        small(),
        departments=0,
        kpis=(section,),
        paper=None,
        meetings_gap=(),
        boards=tuple(RankingTable(theme, (), ()) for theme in Theme),
        missing=(),
        figures=(),
        document_number=None,
        approval_number=None,
    )


def large(departments: int = 110) -> MonthlyReport:
    """A report of a city's size, with gaps and estimates as they happen."""
    random = Random(departments)
    places = tuple(
        Place(f"D{i:04d}", f"{_NAMES[i % len(_NAMES)]}{i // len(_NAMES) + 1}課", _BUREAUS[i % 9])
        for i in range(departments)
    )
    left_out = tuple(
        LeftOutRow(
            place, random.choice(tuple(LeftOutReason)), Fraction(i * 997), Fraction(i * 1503)
        )
        for i, place in enumerate(places[::9])
    )
    detail = _reduction(left_out, more_than_before=False)
    return replace(
        small(),
        phase=f"速報（未承認 {departments // 9}部署）",
        departments=departments,
        kpis=_sections(detail),
        paper=PaperSection(
            detail,
            "600万枚減",
            left_out,
            PaperGap(Fraction(6_000_000), detail.raw_actual, Fraction(123_456)),
        ),
        meetings_gap=tuple(
            MeetingsGapRow(place, Fraction(random.randrange(10, 69), 100), random.randrange(1, 60))
            for place in places[::2]
        ),
        boards=tuple(_board(theme, places, random) for theme in Theme),
        missing=tuple(
            MissingRow(place, name, MONTHS[-1 - i % 3 :])
            for i, place in enumerate(places[::8])
            for name in (MONTHLY_METRICS if i % 2 else MONTHLY_METRICS[:1])
        ),
        figures=tuple(_figures(places, random)),
        approval_number=None,
        document_number=None,
    )


_NAMES = ("総務", "税務", "市民", "福祉総務", "環境政策", "土木管理", "教育総務", "歴史都市推進")
_BUREAUS = (
    "都市政策局", "総務局", "文化スポーツ局", "経済局", "市民局", "福祉健康局", "環境局",
    "都市整備局", "教育委員会事務局",
)  # fmt: skip


def _reduction(rows: Iterable[LeftOutRow], *, more_than_before: bool) -> ReductionDetail:
    """Monthly sums; with more_than_before the city uses more paper than in the baseline year."""
    months = tuple(
        ComparedMonth(
            month,
            Fraction(600_000 + 31_415 * index if more_than_before else 1_000_000 - 60_000 * index),
            Fraction(620_000 - 8_000 * index if more_than_before else 1_100_000),
        )
        for index, month in enumerate(MONTHS)
    )
    actual = sum((month.actual for month in months), Fraction(0))
    baseline = sum((month.baseline for month in months), Fraction(0))
    raw_actual = actual + sum((row.actual for row in rows), Fraction(0))
    raw_baseline = baseline + sum((row.baseline for row in rows), Fraction(0))
    return ReductionDetail(
        actual,
        baseline,
        raw_actual,
        raw_baseline,
        1 - raw_actual / raw_baseline,
        tuple(LeftOut(row.place.code, row.reason, row.actual, row.baseline) for row in rows),
        months,
    )


def _sections(detail: ReductionDetail) -> tuple[KpiSection, ...]:
    share = ShareDetail(
        tuple(DepartmentRate(f"D{i:03d}", Fraction(i % 11), Fraction(10)) for i in range(1, 99)), 41
    )
    good = Grade("A", "目標より進んでいる", "現時点の目標の105%以上")
    fair = Grade("B", "目標どおり", "現時点の目標の95%以上")
    late = Grade("C", "目標より遅れている", "現時点の目標の95%未満")
    none = Grade("D", "評価できない", "この年度には目標がない")
    value = 1 - detail.actual / detail.baseline
    results = (
        (
            KpiResult(
                PAPER, AS_OF, value, Fraction(1, 2), Fraction(1, 2), late,
                Coverage(978, 990), 3, None, detail,
            ),
            tuple(Fraction(index, 40) for index in range(9)),
        ),
        (
            KpiResult(
                MEETINGS, AS_OF, Fraction(41, 98), Fraction(1), Fraction(1), late,
                Coverage(1980, 1980), 0, None, share,
            ),
            (None, *(Fraction(33 + index, 98) for index in range(1, 9))),
        ),
        (
            KpiResult(
                TELEWORK, AS_OF, Fraction(13_542), Fraction(15_000), Fraction(12_850), good,
                Coverage(4_620, 4_620), 0, Fraction(486), None,
            ),
            (*(Fraction(6_402 + 892 * index) for index in range(8)), Fraction(13_542)),
        ),
        (
            KpiResult(
                HOURS, AS_OF, Fraction(72_345_678, 10_000), Fraction(9_700), Fraction(7_275), fair,
                Coverage(990, 990), 12, Fraction(24_654_322, 30_000), None,
            ),
            tuple(Fraction(72_345_678, 90_000) * index for index in range(1, 10)),
        ),
        (
            KpiResult(
                LEADERS, AS_OF, Fraction(29), Fraction(40), Fraction(35), late,
                Coverage(0, 0), 0, Fraction(11, 3), None,
            ),
            tuple(Fraction(20 + index) for index in range(1, 10)),
        ),
        (
            KpiResult(
                MANAGERS, AS_OF, Fraction(64), None, None, none, Coverage(0, 0), 0, None, None
            ),
            tuple(Fraction(value) for value in (0, 0, 0, 31, 31, 31, 64, 64, 64)),
        ),
    )  # fmt: skip
    return tuple(
        KpiSection(
            result,
            courses := tuple(KpiMonth(m, v) for m, v in zip(MONTHS, values, strict=True)),
            kpi_chart(result, courses, expected := _FORECASTS.get(result.kpi.code)),
            definition(result.kpi),
            notes(result),
            expected,
        )
        for result, values in results
    )


def _small_board(theme: Theme) -> RankingTable:
    rows = (
        RankingRow(1, 3, FORMULA, Fraction(4, 5), Coverage(9, 9)),
        RankingRow(2, 1, MARKUP, Fraction(1, 2), Coverage(7, 9)),
        RankingRow(2, 2, LONG, Fraction(1, 2), Coverage(9, 9)),
        RankingRow(4, None, RARE_KANJI, Fraction(-3, 40), Coverage(9, 9)),
    )
    unranked = (
        UnrankedRow(PLAIN, UnrankedReason.SMALL_GROUP),
        UnrankedRow(UNKNOWN_SIGN, UnrankedReason.NOT_REPORTED),
    )
    return RankingTable(theme, rows, unranked)


def _board(theme: Theme, places: tuple[Place, ...], random: Random) -> RankingTable:
    ranked = random.sample(places, len(places) * 9 // 10)
    top = 100 if theme in {Theme.TELEWORK, Theme.AUTOMATION} else 90
    rows = tuple(
        RankingRow(
            rank,
            max(1, rank + random.randrange(-4, 5)),
            place,
            Fraction(top * len(ranked) - 100 * rank, 100 * len(ranked)),
            Coverage(9 - rank % 2, 9),
        )
        for rank, place in enumerate(ranked, start=1)
    )
    unranked = tuple(
        UnrankedRow(place, random.choice(tuple(UnrankedReason)))
        for place in places
        if place not in ranked
    )
    return RankingTable(theme, rows, unranked)


def _figures(places: Iterable[Place], random: Random) -> Iterable[FigureRow]:
    for place in places:
        for month in MONTHS:
            for code, name, unit in _METRICS:
                state = random.choices(tuple(State), (96, 1, 2, 1))[0]
                known = state in {State.ACTUAL, State.ESTIMATE}
                hours = code == "automation_hours"
                amount = random.randrange(9_000) * (SCALE // 8 if hours else SCALE)
                yield FigureRow(place, month, code, name, amount if known else None, unit, state)
