from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kdx_desktop.imports.files import BaselineLine, FigureLine, FileContent, FileKind
from kdx_desktop.imports.reading import read_file
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month

ReadText = Callable[..., FileContent]

TIDY = "department,month,metric,value,state,note"
WIDE = "年度,部署コード,部署名,指標,4月,5月,6月,7月,8月,9月,10月,11月,12月,1月,2月,3月"


def figures(content: FileContent) -> list[FigureLine]:
    assert not content.problems, content.problems
    return [record for record in content.records if isinstance(record, FigureLine)]


def places(content: FileContent) -> list[tuple[int | None, str | None]]:
    return [(problem.line, problem.column) for problem in content.problems]


@pytest.mark.parametrize(
    "month", ["2022-04", "2022/4", "2022年4月", "R4.4", "令和4年4月", "２０２２年４月", "ｒ４．４"]
)
def test_months_of_every_form_are_the_same_month(read_text: ReadText, month: str) -> None:
    (figure,) = figures(read_text(TIDY, f"D1,{month},m,1,,"))
    assert figure.month == Month(202204)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("0", 0),
        ("12", 120_000),
        ("0.1", 1_000),
        ("１２，３４５．５", 123_455_000),
        ('"1,234"', 12_340_000),
        ("△５", -50_000),
        ("-5", -50_000),
        ("999999999999.9999", 9_999_999_999_999_999),
    ],
)
def test_numbers_of_every_form_are_exact(read_text: ReadText, value: str, amount: int) -> None:
    value = value if value.startswith('"') else f'"{value}"'
    (figure,) = figures(read_text(TIDY, f"D1,2022-04,m,{value},,"))
    assert figure.amount == amount


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (",2022-04,m,1,,", "department", "部署コードを入力"),
        ("D 1,2022-04,m,1,,", "department", "32文字まで"),
        ("D1,,m,1,,", "month", "2022-04"),
        ("D1,2022-13,m,1,,", "month", "1から12"),
        ("D1,2022-04,,1,,", "metric", "指標"),
        ("D1,2022-04,m,,,", "value", "対象外"),
        ("D1,2022-04,m,5%,,", "value", "単位や記号"),
        ("D1,2022-04,m,12.5枚,,", "value", "単位や記号"),
        ('D1,2022-04,m,"12,34",,', "value", "数値"),
        ("D1,2022-04,m,1E+9999999,,", "value", "数値"),
        ("D1,2022-04,m,NaN,,", "value", "数値"),
        ("D1,2022-04,m,0.12345,,", "value", "小数は4桁"),
        ("D1,2022-04,m,1234567890123,,", "value", "12桁"),
        ("D1,2022-04,m,1,未提出,", "state", "実績"),
        ("D1,2022-04,m,1,対象外,", "value", "空欄"),
        ("D1,2022-04,m,1,," + "あ" * 2_001, "note", "2,000"),
    ],
)
def test_each_refusal_names_line_column_and_what_is_allowed(
    read_text: ReadText, row: str, column: str, words: str
) -> None:
    content = read_text(TIDY, "D0,2022-04,m,1,,", row)
    assert places(content) == [(3, column)]
    assert words in content.problems[0].reason
    assert content.problems[0].file == "figures.csv"
    assert [record.line for record in content.records] == [2]


def test_every_wrong_cell_of_a_line_is_named(read_text: ReadText) -> None:
    content = read_text(TIDY, "D 1,x,,y,z,")
    assert places(content) == [
        (2, "department"),
        (2, "month"),
        (2, "metric"),
        (2, "state"),
        (2, "value"),
    ]


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("", State.ACTUAL),
        ("actual", State.ACTUAL),
        ("実績", State.ACTUAL),
        ("ESTIMATE", State.ESTIMATE),
        (" 推計　", State.ESTIMATE),
    ],
)
def test_states_are_read_in_both_languages(read_text: ReadText, written: str, state: State) -> None:
    (figure,) = figures(read_text(TIDY, f"D1,2022-04,m,1,{written},"))
    assert (figure.state, figure.amount) == (state, 10_000)


@pytest.mark.parametrize("written", ["not_applicable", "対象外"])
def test_what_is_not_applicable_has_no_value(read_text: ReadText, written: str) -> None:
    (figure,) = figures(read_text(TIDY, f"D1,2022-04,m, ,{written},"))
    assert (figure.state, figure.amount) == (State.NOT_APPLICABLE, None)


def test_codes_change_their_width_and_notes_never(read_text: ReadText) -> None:
    (figure,) = figures(read_text(TIDY, "Ｄ００１,2022-04,ｺﾋﾟｰ用紙使用量,1,, （株）ｶﾅｻﾞﾜ①　"))
    assert figure.department == "D001"
    assert figure.metric == "コピー用紙使用量"
    assert figure.note == "（株）ｶﾅｻﾞﾜ①"


def test_the_guard_of_our_own_exports_is_taken_off(read_text: ReadText) -> None:
    first, second = figures(read_text(TIDY, "D1,2022-04,m,1,,'=前年比", "D2,2022-04,m,1,,'ふつう'"))
    assert (first.note, second.note) == ("=前年比", "'ふつう'")


def test_state_and_note_may_be_missing_as_columns(read_text: ReadText) -> None:
    (figure,) = figures(read_text("value,metric,department,month", "3,m,D1,2022-04"))
    assert figure[1:7] == ("D1", 202204, "m", 30_000, State.ACTUAL, "")


def test_the_same_cell_twice_is_refused_in_both_places(read_text: ReadText) -> None:
    content = read_text(
        TIDY, "D1,2022-04,m,1,,", "D2,2022-04,m,1,,", "Ｄ１,令和4年4月,m,2,,", "D1,2022/4,ｍ,1,,"
    )
    assert places(content) == [(2, "value"), (4, "value"), (5, "value")]
    assert "4行目" in content.problems[0].reason
    assert "2行目" in content.problems[1].reason
    assert "2行目" in content.problems[2].reason
    assert [record.line for record in content.records] == [3]


def test_a_wide_table_is_twelve_figures_a_line(read_text: ReadText) -> None:
    content = read_text(
        WIDE, "令和4年度,D1,総務課,コピー用紙使用量,1,2*,…,－,対象外,,0,８＊,1.5,10,11,12"
    )
    found = {figure.column: figure for figure in figures(content)}
    assert content.kind is FileKind.FIGURES
    assert list(found) == ["4月", "5月", "7月", "8月", "10月", "11月", "12月", "1月", "2月", "3月"]
    assert found["4月"] == FigureLine(
        2, "D1", Month(202204), "コピー用紙使用量", 10_000, State.ACTUAL, "", "4月"
    )
    assert (found["5月"].amount, found["5月"].state) == (20_000, State.ESTIMATE)
    assert (found["11月"].amount, found["11月"].state) == (80_000, State.ESTIMATE)
    assert (found["7月"].amount, found["7月"].state) == (None, State.NOT_APPLICABLE)
    assert found["8月"].state is State.NOT_APPLICABLE
    assert found["10月"].amount == 0
    assert found["1月"].month == Month(202301)
    assert found["3月"].month == Month(202303)


@pytest.mark.parametrize("dash", ["-", "－", "―", "—", "–", "−", "ー"])
def test_a_dash_alone_is_not_applicable(read_text: ReadText, dash: str) -> None:
    (figure,) = figures(read_text("fiscal_year,department,metric,4", f"2022,D1,m,{dash}"))
    assert figure.state is State.NOT_APPLICABLE


def test_months_of_a_wide_table_stand_in_any_order_and_width(read_text: ReadText) -> None:
    content = read_text("１月,fiscal_year,department,name,metric,04,５", "1,H31,D1,x,m,4,5")
    assert [(f.month, f.amount) for f in figures(content)] == [
        (202001, 10_000),
        (201904, 40_000),
        (201905, 50_000),
    ]


def test_wrong_cells_of_a_wide_table_are_named_by_month(read_text: ReadText) -> None:
    content = read_text("年度,部署コード,指標,4月,5月,5", "2022,D1,m,1,2,3")
    assert places(content) == [(1, "5")]
    content = read_text("年度,部署コード,指標,4月,5月", "2022,D1,m,1枚,**", "x,D1,m,1,2")
    assert places(content) == [(2, "4月"), (2, "5月"), (3, "年度")]
    content = read_text("年度,部署コード,指標,4月", "2022,D1,m,1", "2022,D1,m,1")
    assert places(content) == [(2, "4月"), (3, "4月")]


def test_annual_baselines_are_read_and_each_year_once(read_text: ReadText) -> None:
    header = "department,fiscal_year,metric,value"
    content = read_text(header, 'D1,令和元年度（2019年度）,m,"1,234"')
    assert content.records == [BaselineLine(2, "D1", 2019, "m", 12_340_000)]
    content = read_text(header, "D1,2019,m,1", "D1,2019,m,2", "D1,R1,,", "D1,2019年,k,x")
    assert places(content) == [
        (2, "value"),
        (3, "value"),
        (4, "metric"),
        (4, "value"),
        (5, "value"),
    ]


def test_the_sample_city_is_read_without_a_problem() -> None:
    folder = Path(__file__).parents[1] / "data" / "sample_city"
    lines = {
        path.stem: len(path.read_text(encoding="utf-8-sig").splitlines()) - 1
        for path in folder.glob("*.csv")
    }
    assert len(lines) == 5
    for name, expected in lines.items():
        content = read_file(folder / f"{name}.csv")
        assert content.problems == []
        assert content.kind == FileKind(name)
        assert len(content.records) == expected
