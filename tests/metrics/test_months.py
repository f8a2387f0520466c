"""Months and fiscal years, as people in a Japanese office write them."""

from __future__ import annotations

import unicodedata

import pytest

from kdx_desktop.metrics.months import (
    Month,
    fiscal_year_months,
    fiscal_year_name,
    fiscal_year_to_date,
    months_between,
    parse_fiscal_year,
    parse_month,
)


@pytest.mark.parametrize(
    "text",
    [
        "2022-04",
        "2022/4",
        "2022/04",
        "2022年4月",
        "R4.4",
        "r4.4",
        "令和4年4月",
        "令和 4年4月",
        "２０２２－０４",
        "２０２２年４月",
        "Ｒ４．４",
        "令和４年４月",
        " 2022-04 ",
        "㋿4年4月",
    ],
)
def test_a_month_is_understood_in_every_way_an_office_writes_it(text: str) -> None:
    assert parse_month(text) == Month.of(2022, 4)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("H31.4", "2019-04"),
        ("平成31年4月", "2019-04"),
        ("令和元年5月", "2019-05"),
        ("R元.5", "2019-05"),
        ("R1.12", "2019-12"),
        ("平成元年1月", "1989-01"),
        ("昭和64年1月", "1989-01"),
        ("H12.12", "2000-12"),
        ("R4.10", "2022-10"),
    ],
)
def test_the_month_in_which_an_era_changed_is_not_moved_by_a_year(text: str, month: str) -> None:
    assert str(parse_month(text)) == month


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "2022",
        "2022-0",
        "2022-00",
        "2022-13",
        "2022-4-1",
        "22-04",
        "202204",
        "4月",
        "令和4年",
        "R4",
        "X4.4",
        "H31.5",
        "平成32年4月",
        "R1.4",
        "令和元年4月",
        "令和0年4月",
        "平成0年4月",
        "昭和65年1月",
        "2022-04x",
        "2022.4.",
        "-2022-04",
        "2022--4",
        "0001-04",
        "9999-04",
        "٢٠٢٢-٠٤",
        "2022-四",
        "明治1年4月",
        "M1.1",
        "2022-04" * 40,
        "\x00",
        "2022\n-04",
    ],
)
def test_what_is_no_month_is_refused_with_a_sentence_that_helps(text: str) -> None:
    with pytest.raises(ValueError, match=r"(?s)^「.*ください。$") as refused:
        parse_month(text)
    assert len(str(refused.value)) < 150


@pytest.mark.parametrize(
    "text",
    [
        "2019",
        "2019年度",
        "平成31年度",
        "令和元年度",
        "令和1年度",
        "H31",
        "R1",
        "R元",
        "２０１９年度",
        "令和元年度（2019年度）",
        "令和元年度(2019年度)",
        " 2019年度 ",
    ],
)
def test_fiscal_year_2019_is_found_under_both_of_its_names(text: str) -> None:
    assert parse_fiscal_year(text) == 2019


@pytest.mark.parametrize(
    "text",
    [
        "",
        "令和元年度（2018年度）",
        "平成32年度",
        "令和0年度",
        "19",
        "2019-04",
        "1899",
        "2200",
        "年度",
        "二〇一九年度",
        "2019年度x",
        "R",
        "H99",
    ],
)
def test_what_is_no_fiscal_year_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="年度として読めません"):
        parse_fiscal_year(text)


@pytest.mark.parametrize("text", ["明治1年度", "M32", "明治元年度"])
def test_an_era_before_all_records_is_refused_in_japanese_like_everything_else(text: str) -> None:
    with pytest.raises(ValueError, match="年度として読めません"):
        parse_fiscal_year(text)


def test_no_era_has_a_year_zero() -> None:
    with pytest.raises(ValueError, match="年度として読めません"):
        parse_fiscal_year("平成0年度")


def test_the_first_year_of_an_era_is_printed_gannen_and_never_ichinen() -> None:
    assert fiscal_year_name(2019) == "令和元年度（2019年度）"
    assert fiscal_year_name(2018) == "平成30年度（2018年度）"
    assert fiscal_year_name(2022) == "令和4年度（2022年度）"
    assert Month.of(2019, 5).era_name == "令和元年5月"
    assert Month.of(2019, 4).era_name == "平成31年4月"
    assert Month.of(2020, 1).era_name == "令和2年1月"


@pytest.mark.parametrize("year", range(1912, 2100))
def test_no_fiscal_year_is_printed_as_year_zero_or_one_of_an_era(year: int) -> None:
    name = fiscal_year_name(year)
    era_year = name.split("年度")[0][2:]
    assert era_year not in {"0", "1"}
    assert parse_fiscal_year(name) == year


def test_every_month_survives_being_written_and_read_again() -> None:
    for month in months_between(Month.of(1913, 1), Month.of(2117, 12)):
        full_width = str(month).translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
        assert unicodedata.normalize("NFKC", full_width) == str(month)
        for text in (str(month), month.japanese, month.era_name, full_width):
            assert parse_month(text) == month, text


def test_a_fiscal_year_runs_from_april_to_march_and_is_named_by_its_start() -> None:
    months = fiscal_year_months(2022)
    assert [str(months[0]), str(months[-1]), len(months)] == ["2022-04", "2023-03", 12]
    assert {month.fiscal_year for month in months} == {2022}
    assert [month.fiscal_position for month in months] == list(range(1, 13))
    assert fiscal_year_to_date(Month.of(2023, 3)) == months
    assert fiscal_year_to_date(Month.of(2022, 4)) == months[:1]
    assert fiscal_year_to_date(Month.of(2022, 12)) == months[:9]


def test_january_to_march_are_compared_with_the_right_calendar_year() -> None:
    assert Month.of(2023, 3).in_fiscal_year(2019) == Month.of(2020, 3)
    assert Month.of(2022, 4).in_fiscal_year(2019) == Month.of(2019, 4)
    assert Month.of(2022, 12).in_fiscal_year(2019) == Month.of(2019, 12)
    assert Month.of(2022, 1).plus(-1) == Month.of(2021, 12)
    assert Month.of(2022, 12).plus(13) == Month.of(2024, 1)


def test_an_empty_span_of_months_is_empty_and_not_backwards() -> None:
    assert list(months_between(Month.of(2022, 5), Month.of(2022, 4))) == []
