from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kdx_desktop.imports.files import FigureLine, FileContent, FileKind
from kdx_desktop.imports.reading import read_file
from kdx_desktop.imports.workbook_cells import column_letters, column_number, number_text
from kdx_desktop.imports.workbook_parts import NumberStyle, number_style
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month

Read = Callable[..., FileContent]

HEADER = ("部署コード", "年月", "指標", "数値", "状態", "備考")


def places(content: FileContent) -> list[tuple[int | None, str | None]]:
    return [(problem.line, problem.column) for problem in content.problems]


def figures(content: FileContent) -> list[FigureLine]:
    assert not content.problems, content.problems
    return [record for record in content.records if isinstance(record, FigureLine)]


def test_a_sheet_reads_like_the_same_text_file(read_rows: Read, read_text: Read) -> None:
    rows = (
        HEADER,
        ("Ｄ1", "R4.4", "m", "１２", "推計", " （株）① "),
        ("D2", "2022-04", "m", "△3", "", ""),
    )
    from_book = read_rows(*rows)
    from_text = read_text(*(",".join(row) for row in rows))
    assert from_book.records == from_text.records
    assert from_book.kind is FileKind.FIGURES
    assert from_book.source.lines == 2


def test_numbers_of_cells_are_exact(read_rows: Read) -> None:
    values = [5, 0.1, 0.1 + 0.2, 1234567.5, -2, 0, 100 * 1.1]
    rows = ((f"D{number}", "2022-04", "m", value) for number, value in enumerate(values))
    amounts = [figure.amount for figure in figures(read_rows(HEADER, *rows))]
    assert amounts == [50_000, 1_000, 3_000, 12_345_675_000, -20_000, 0, 1_100_000]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (0.30000000000000004, "0.3"),
        (9.99999999999998, "10"),
        (1e15, "1000000000000000"),
        (-2.7e-17, "0"),
        (0.12345, "0.12345"),
        (12345678.12345, "12345678.12345"),
        (123456789.1234, "123456789.1234"),
        (1 / 3, "0.3333333333333333"),
        (float("inf"), "inf"),
    ],
)
def test_binary_noise_is_taken_off_and_typed_decimals_stay(value: float, text: str) -> None:
    assert number_text(value) == text


def test_codes_typed_as_numbers_are_codes(read_rows: Read) -> None:
    (figure,) = figures(read_rows(HEADER, (1001, "2022-04", "m", 1)))
    assert figure.department == "1001"


def test_a_date_is_its_month_where_a_month_belongs_and_refused_elsewhere(read_rows: Read) -> None:
    day = dt.date(2022, 4, 15)
    hour = dt.datetime(2023, 1, 1, 9)  # noqa: DTZ001 - cells know no time zone
    content = read_rows(HEADER, ("D1", day, "m", 1), ("D2", hour, "m", 2))
    assert [figure.month for figure in figures(content)] == [Month(202204), Month(202301)]
    content = read_rows(HEADER, ("D1", "2022-04", "m", day), (day, "2022-04", "m", 1))
    assert places(content) == [(2, "数値"), (3, "部署コード")]
    assert "日付" in content.problems[0].reason


@pytest.mark.parametrize(
    ("number", "code", "style"),
    [
        (0, None, NumberStyle.NUMBER),
        (14, None, NumberStyle.DATE),
        (55, None, NumberStyle.DATE),
        (30, None, NumberStyle.DATE),
        (20, None, NumberStyle.TIME),
        (170, "yyyy年m月", NumberStyle.DATE),
        (170, '[$-411]ggge"年"m"月"', NumberStyle.DATE),
        (170, 'm"月"', NumberStyle.DATE),
        (170, "h:mm", NumberStyle.TIME),
        (170, "[h]:mm", NumberStyle.TIME),
        (170, "mm:ss", NumberStyle.TIME),
        (170, "General", NumberStyle.NUMBER),
        (170, '#,##0"day"', NumberStyle.NUMBER),
        (170, "[Red]0.00E+00", NumberStyle.NUMBER),
        (170, "0\\d_m;[Blue]yyyy", NumberStyle.NUMBER),
    ],
)
def test_formats_tell_dates_from_numbers_as_japanese_excel_does(
    number: int, code: str | None, style: NumberStyle
) -> None:
    assert number_style(number, code) is style


@pytest.mark.parametrize(
    ("value", "words"),
    [(True, "真偽値"), (dt.time(1, 30), "時刻"), ("=1+1", "D2"), ("#N/A", "エラー値")],
)
def test_cells_that_are_no_figure_are_refused(read_rows: Read, value: object, words: str) -> None:
    content = read_rows(HEADER, ("D1", "2022-04", "m", value), ("D2", "2022-04", "m", 1))
    assert places(content) == [(2, "数値")]
    assert words in content.problems[0].reason
    assert [record.line for record in content.records] == [3]


def test_an_unusable_cell_in_a_column_that_nobody_reads_is_harmless(read_rows: Read) -> None:
    content = read_rows((*HEADER, "合計"), ("D1", "2022-04", "m", 1, None, None, "=1+1"))
    assert len(figures(content)) == 1
    assert content.notes == ["次の列は読み込みに使いません：「合計」。"]


def test_a_value_beside_the_table_is_named(read_rows: Read) -> None:
    content = read_rows(HEADER, ("D1", "2022-04", "m", 1, None, None, "memo"))
    assert places(content) == [(2, None)]
    assert "見出しのない列" in content.problems[0].reason


def test_merged_input_cells_are_named(read_book: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        HEADER,
        ("D1", "2022-04", "m", 1),
        ("D2", "2022-04", "m", 2),
        ("D3", "2022-04", "m", 3),
    ):
        sheet.append(list(row))
    sheet.merge_cells("C2:D3")
    content = read_book(book)
    assert places(content) == [(2, "指標")]
    assert "C2:D3" in content.problems[0].reason
    assert [record.line for record in content.records] == [4]


def test_hidden_sheets_with_data_and_other_sheets_are_noted(read_book: Read) -> None:
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = "説明"
    first.append(["この表の使い方"])
    table = book.create_sheet("表")
    table.append(list(HEADER))
    table.append(["D1", "2022-04", "m", 1])
    hidden = book.create_sheet("控え")
    hidden.append(list(HEADER))
    hidden.sheet_state = "veryHidden"
    book.create_sheet("空").sheet_state = "hidden"
    content = read_book(book)
    assert len(figures(content)) == 1
    assert any("「説明」" in note and "「控え」" not in note for note in content.notes)
    assert any("非表示" in note and "「控え」" in note for note in content.notes)
    assert not any("「空」" in note for note in content.notes)


def test_a_hidden_sheet_alone_is_not_read(read_book: Read) -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("控え")
    hidden.append(list(HEADER))
    hidden.append(["D1", "2022-04", "m", 1])
    hidden.sheet_state = "hidden"
    content = read_book(book)
    assert content.records == []
    assert len(content.problems) == 1
    assert "「控え」" in content.notes[0]


def test_headers_of_a_book_are_named_like_those_of_a_text(read_rows: Read) -> None:
    content = read_rows(("部署コード", "年月", "数値"), ("D1", "2022-04", 1))
    assert (content.kind, places(content)) == (FileKind.FIGURES, [(1, "指標")])
    assert "表がありません" in read_rows(()).problems[0].reason


def test_blank_rows_and_styled_columns_far_away_are_harmless(read_book: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A3"], sheet["B3"], sheet["C3"], sheet["D3"] = "department", "month", "metric", "value"
    sheet["A10"], sheet["B10"], sheet["C10"], sheet["D10"] = "D1", "2022-04", "m", 7
    sheet["XFD1048576"].number_format = "0.00"
    (figure,) = figures(read_book(book))
    assert (figure.line, figure.amount, figure.state) == (10, 70_000, State.ACTUAL)


@pytest.mark.parametrize("place", ["A200001", "GS2"])
def test_a_table_beyond_the_limits_is_refused_with_its_row(read_book: Read, place: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(HEADER))
    sheet[place] = "D1"
    content = read_book(book)
    assert content.records == []
    assert places(content) == [(sheet[place].row, None)]
    assert "200,000行" in content.problems[0].reason


def test_a_wide_table_in_a_book_has_numbers_as_headers(read_rows: Read) -> None:
    content = read_rows(("年度", "部署コード", "指標", 4, 5, 6), (2022, "D1", "m", 1, None, "…"))
    assert [(figure.column, figure.amount) for figure in figures(content)] == [("4", 10_000)]


def test_columns_have_letters_and_numbers() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 703, 16_384)] == [
        "A",
        "Z",
        "AA",
        "AAA",
        "XFD",
    ]
    assert [column_number(letters) for letters in ("A", "AA", "XFD")] == [1, 27, 16_384]
    for letters in ("", "a", "XFE", "AAAA", "Ａ"):
        with pytest.raises(ValueError):
            column_number(letters)


def test_progress_of_a_book_is_told_and_can_cancel(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(HEADER))
    for number in range(5_000):
        sheet.append([f"D{number}", "2022-04", "m", number])
    path = tmp_path / "figures.xlsx"
    book.save(path)
    told: list[int] = []
    content = read_file(path, lambda done, _: told.append(done))
    assert len(content.records) == 5_000
    assert told == sorted(told)
    assert any(0 < done < content.source.size for done in told)
    assert told[-1] == content.source.size

    def cancel(done: int, _: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_file(path, cancel)
