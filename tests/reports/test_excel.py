from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.reports import cells, excel
from kdx_desktop.reports.monthly import MonthlyReport
from tests.reports import samples


def _written(report: MonthlyReport, folder: Path) -> Workbook:
    path = folder / "report.xlsx"
    excel.write(report, path)
    return load_workbook(path)


def _rows(sheet: Worksheet) -> list[dict[str, object]]:
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def _data_sheets(workbook: Workbook) -> Iterator[Worksheet]:
    return (sheet for sheet in workbook.worksheets if sheet.title.startswith("データ_"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("excel")


@pytest.fixture(scope="module")
def small(folder: Path) -> Workbook:
    return _written(samples.small(), folder)


def test_sheets_to_read_come_first_and_data_last(small: Workbook) -> None:
    assert small.sheetnames[:4] == ["概要", "指標別", "コピー用紙", "必要量"]
    assert [name.startswith("データ_") for name in small.sheetnames] == sorted(
        name.startswith("データ_") for name in small.sheetnames
    )
    assert small.active is not None
    assert small.active.title == "概要"


def test_no_text_becomes_a_formula(small: Workbook) -> None:
    found = 0
    for sheet in small.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if cell.value == samples.FORMULA.name:
                    found += 1
                    assert cell.quotePrefix
    assert found > 50


def test_data_sheets_have_one_header_row_and_no_merged_cells(small: Workbook) -> None:
    for sheet in _data_sheets(small):
        assert not sheet.merged_cells.ranges
        assert all(cell.value for cell in sheet[1])


def test_kpi_values_keep_full_precision(small: Workbook) -> None:
    rows = {row["KPIコード"]: row for row in _rows(small["データ_KPI"])}
    assert rows["copy_paper"]["値"] == pytest.approx(-1_238_940 / 5_292_000, rel=1e-14)
    assert rows["copy_paper"]["単位"] == "比率"
    assert rows["automation_hours"]["値"] == 7234.5678
    assert rows["telework_byod"]["値"] == 13_542
    assert rows["manager_training"]["目標"] is None
    assert rows["manager_training"]["年月"] == "2022-12"


def test_what_is_expected_at_the_end_of_the_year_is_in_the_data_with_its_bounds(
    small: Workbook,
) -> None:
    rows = {row["KPIコード"]: row for row in _rows(small["データ_KPI"])}
    hours = rows["automation_hours"]
    assert hours["年度末見込"] == 9876.5
    assert (hours["見込みの下限"], hours["見込みの上限"]) == (9512, 10241)
    assert hours["達成見込み"] == "達成は見通せない"
    assert rows["copy_paper"]["年度末見込"] is None
    printed = [cell.value for row in small["指標別"] for cell in row if cell.value]
    assert any("80%の幅　9,512.0～10,241.0時間" in str(text) for text in printed)


def test_figures_keep_their_state_and_no_number_stands_for_missing(small: Workbook) -> None:
    rows = _rows(small["データ_数値"])
    assert len(rows) == len(samples.small().figures)
    for row in rows:
        assert (row["値"] is None) == (row["状態"] in {"未提出", "対象外"})
        assert isinstance(row["値"], int | float | None)


def test_the_whole_board_is_in_the_data_with_reasons_for_the_unranked(small: Workbook) -> None:
    rows = _rows(small["データ_ランキング"])
    paper = [row for row in rows if row["テーマコード"] == "paper"]
    assert [row["順位"] for row in paper] == [1, 2, 2, 4, None, None]
    assert paper[3]["値"] == -0.075
    assert paper[-1]["順位なしの理由"] == "未提出"


def test_negatives_are_shown_with_a_triangle_by_the_format(small: Workbook) -> None:
    value = small["概要"]["B13"]
    assert small["概要"]["A13"].value == samples.PAPER.name
    assert isinstance(value.value, float)
    assert value.value < 0
    assert value.number_format == "0.0%;▲0.0%"


def test_printed_sheets_fit_the_width_of_a4_and_carry_head_and_foot(small: Workbook) -> None:
    for sheet in small.worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.page_setup.fitToHeight == 0
        if not sheet.title.startswith("データ_"):
            assert sheet.print_area
            header, footer = sheet.oddHeader, sheet.oddFooter
            assert header is not None
            assert footer is not None
            assert "サンプル" in str(header.center.text)
            assert footer.right.text == "&P／&N頁"


def test_every_kpi_has_a_native_chart_over_its_own_rows(small: Workbook, folder: Path) -> None:
    with ZipFile(folder / "report.xlsx") as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        assert len(charts) == len(samples.small().kpis)
        text = parts.read("xl/charts/chart3.xml").decode()
    rows = _rows(small["データ_推移"])
    first = next(i for i, row in enumerate(rows, start=2) if row["KPIコード"] == "telework_byod")
    assert f"'データ_推移'!$F${first}:$F${first + 11}" in text


def test_a_city_without_departments_or_targets_still_gets_a_workbook(tmp_path: Path) -> None:
    workbook = _written(samples.empty(), tmp_path)
    assert workbook["概要"]["B12"].value is None
    texts = [row[0].value for row in workbook["未提出一覧"].iter_rows()]
    assert "未提出はありません。" in texts


def test_a_city_of_110_departments_has_them_all_in_the_workbook(tmp_path: Path) -> None:
    workbook = _written(samples.large(), tmp_path)
    rows = _rows(workbook["データ_ランキング"])
    assert len(rows) == 110 * len(Theme)
    assert workbook[f"順位_{Theme.PAPER.japanese}"].print_title_rows


def test_what_no_workbook_may_hold_is_taken_out_of_texts(tmp_path: Path) -> None:
    workbook = Workbook()
    cell = workbook.worksheets[0]["A1"]
    cells.write(cell, "+1\x00\x0b\ud800" + "あ" * 40_000)
    assert cell.value is not None
    assert len(str(cell.value)) == cells.MAX_TEXT
    workbook.save(tmp_path / "a.xlsx")
    again = load_workbook(tmp_path / "a.xlsx").worksheets[0]["A1"]
    assert again.data_type == "s"
    assert str(again.value).startswith("+1あ")
