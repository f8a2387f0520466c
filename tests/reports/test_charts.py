from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import Workbook
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from kdx_desktop.reports.chart_drawing import draw
from kdx_desktop.reports.charts import Axis, ChartKind, ChartSpec, Role, Series, ValueFormat, axis
from kdx_desktop.reports.excel_charts import native_chart
from kdx_desktop.reports.kpi_charts import bullet
from kdx_desktop.reports.label_places import spread
from kdx_desktop.reports.pdf_fonts import register
from kdx_desktop.reports.small_charts import Box
from tests.reports import samples


def _chart(*values: Fraction | None, value_format: ValueFormat = ValueFormat.COUNT) -> ChartSpec:
    return ChartSpec(
        ChartKind.BARS,
        "題",
        "枚",
        value_format,
        tuple("あ" for _ in values),
        (Series("今年", Role.US, values),),
        "",
    )


@pytest.mark.parametrize(
    ("values", "low", "high", "step"),
    [
        ((Fraction(520_000), Fraction(1_100_000)), 0, 1_500_000, 500_000),
        ((Fraction(15_000),), 0, 15_000, 5_000),
        ((Fraction(-7), Fraction(20)), -10, 20, 10),
        ((None, None), 0, 1, 1),
        ((Fraction(0),), 0, 1, 1),
        ((Fraction(2),), 0, 2, 1),
    ],
)
def test_a_value_axis_includes_zero_and_has_round_steps(
    values: tuple[Fraction | None, ...], low: int, high: int, step: int
) -> None:
    scale = axis(_chart(*values))
    assert scale == Axis(Fraction(low), Fraction(high), Fraction(step))


def test_percentages_have_quarters_on_their_axis() -> None:
    scale = axis(_chart(Fraction(1), value_format=ValueFormat.PERCENT))
    assert scale.ticks == tuple(Fraction(n, 4) for n in range(5))


def test_a_series_that_does_not_fit_its_categories_is_a_defect() -> None:
    with pytest.raises(ValueError, match="length"):
        ChartSpec(
            ChartKind.BARS, "題", "枚", ValueFormat.COUNT, ("4月",), (Series("", Role.US, ()),), ""
        )


def test_the_paper_chart_compares_each_month_with_the_baseline_and_the_target() -> None:
    chart = samples.small().kpis[0].chart
    ours, baseline, target = (chart.of(r) for r in (Role.US, Role.BASELINE, Role.TARGET))
    assert ours is not None
    assert baseline is not None
    assert target is not None
    assert chart.categories[0] == "4月"
    assert chart.categories[-1] == "3月"
    assert ours.values[0] == 600_000
    assert baseline.values[0] == 620_000
    assert target.values[0] == 310_000
    assert ours.values[9:] == (None, None, None)  # the months to come


def test_the_course_of_a_cumulative_total_starts_from_the_previous_target() -> None:
    pace = samples.small().kpis[2].chart.of(Role.PACE)
    assert pace is not None
    assert pace.values[0] == 6_400 + Fraction(15_000 - 6_400, 12)
    assert pace.values[-1] == 15_000


def test_a_kpi_without_a_target_has_a_chart_without_target_and_pace() -> None:
    chart = samples.small().kpis[5].chart
    assert chart.of(Role.TARGET) is None
    assert chart.of(Role.PACE) is None
    assert "年度の目標はなし" in chart.description


def test_a_bullet_carries_value_pace_target_and_grade() -> None:
    chart = bullet(samples.small().kpis[2].result)
    assert chart.values == tuple(map(Fraction, (13_542, 12_850, 15_000)))
    assert chart.grade == "A"


def test_what_may_still_change_is_said_beneath_the_chart() -> None:
    assert samples.small().kpis[0].chart.note == "暫定（未提出あり、推計3件）"
    assert samples.small().kpis[1].chart.note == ""


def _course_with_everything() -> ChartSpec:
    def months(*values: int | None) -> tuple[Fraction | None, ...]:
        return tuple(None if value is None else Fraction(value) for value in values)

    return ChartSpec(
        ChartKind.COURSE,
        "題",
        "回",
        ValueFormat.COUNT,
        ("4月", "5月", "6月", "7月"),
        (
            Series("今年度", Role.US, months(1, 2, None, None)),
            Series("前年度", Role.BASELINE, months(1, 1, 2, 3)),
            Series("目標", Role.TARGET, months(4, 4, 4, 4)),
            Series("目安", Role.PACE, months(1, 2, 3, 4)),
            Series("見込", Role.FORECAST, months(None, 2, 3, 4)),
            Series("下限", Role.FORECAST_LOW, months(None, 2, 2, 2)),
            Series("上限", Role.FORECAST_HIGH, months(None, 2, 4, 6)),
        ),
        "",
    )


def test_a_course_is_printed_with_its_forecast_its_band_and_the_year_before(
    tmp_path: Path,
) -> None:
    file = tmp_path / "course.pdf"
    canvas = Canvas(str(file), pageCompression=0)
    register()
    draw(canvas, _course_with_everything(), Box(0, 0, 400, 200))
    canvas.save()
    said = PdfReader(file).pages[0].extract_text()
    assert [word for word in ("前年度", "目標", "見込") if word not in said] == []
    assert "下限" not in said


def test_a_course_is_a_chart_of_the_workbook_with_the_bounds_of_its_forecast() -> None:
    spec = _course_with_everything()
    sheet = Workbook().create_sheet("データ")
    rows = {index: 1 + index * 4 for index in range(len(spec.series))}
    chart = native_chart(spec, sheet, rows)
    assert len(chart.series) == len(spec.series)
    labelled = [made.dLbls is not None for made in chart.series]
    assert labelled == [True, True, True, True, True, False, False]


def test_labels_that_would_meet_move_apart_both_ways_and_stay_in_their_order() -> None:
    assert spread([50, 50], 10, 0, 100) == [45, 55]
    assert spread([80, 20, 22], 10, 0, 100) == [80, 16, 26]
    assert spread([], 10, 0, 100) == []


def test_labels_never_leave_the_chart_while_there_is_room() -> None:
    assert spread([-5, 0], 10, 0, 100) == [0, 10]
    assert spread([104, 99, 101], 10, 0, 100) == [100, 80, 90]


def test_the_label_of_our_line_names_its_month_where_another_line_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "course.pdf"
    canvas = Canvas(str(file), pageCompression=0)
    register()
    draw(canvas, _course_with_everything(), Box(0, 0, 400, 200))
    canvas.save()
    assert "5月 2回" in PdfReader(file).pages[0].extract_text()
