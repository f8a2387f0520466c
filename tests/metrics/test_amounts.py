"""Numbers as they are typed, kept exactly, and written again."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdx_desktop.metrics.amounts import (
    SCALE,
    amount_text,
    as_decimal,
    grouped,
    parse_amount,
    parse_share,
    round_half_up,
    units,
)

#: Twelve digits and four decimals of nines.
MAX_AMOUNT = 10**12 * SCALE - 1


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0),
        ("12345", 12345 * SCALE),
        ("12,345", 12345 * SCALE),
        ("1,234,567.5", 12345675 * SCALE // 10),
        ("１２，３４５", 12345 * SCALE),
        ("１２．５", 125_000),
        ("0.0001", 1),
        ("0.1", 1000),
        ("1.5000", 15_000),
        ("1.50000000", 15_000),
        ("+5", 5 * SCALE),
        ("＋5", 5 * SCALE),
        ("-5", -5 * SCALE),
        ("△5", -5 * SCALE),
        ("▲5", -5 * SCALE),
        ("－5", -5 * SCALE),
        ("−5", -5 * SCALE),
        ("△１，２３４．５", -12_345_000),
        ("-0", 0),
        (" 5 ", 5 * SCALE),
        ("　5　", 5 * SCALE),
        ("007", 7 * SCALE),
        ("999999999999", 999_999_999_999 * SCALE),
        ("999,999,999,999.9999", MAX_AMOUNT),
        ("000000000000000001", SCALE),
    ],
)
def test_a_number_is_read_the_way_the_office_wrote_it(text: str, amount: int) -> None:
    assert parse_amount(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "5%",
        "５％",
        "12.5枚",
        "12,34",
        "1,2345",
        ",123",
        "1,,234",
        "123,",
        "1,23,456",
        "1234,567",
        "1E5",
        "1e5",
        "1E+9999999",
        "NaN",
        "nan",
        "Infinity",
        "inf",
        "-inf",
        "0x10",
        "1_000",
        "1 000",
        "--5",
        "△-5",
        "△△5",
        "+-5",
        "5-",
        "△",
        "-",
        ".",
        ".5",
        "5.",
        "1.2.3",
        "(5)",
        "¥5",
        "5円",
        "約5",
        "五",
        "٥",
        "½",
        "1/2",
        "=1+1",
        "5\x00",
        "5;6",
        "１２\u3000３",
        "…",
        "－",
        "*",
        "5*",
        "\u200b5",
        "1,234.5,678",
        "1.234,5",
        "0.5,000",
    ],
)
def test_what_is_no_plain_number_is_refused_instead_of_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="数字だけを入力してください"):
        parse_amount(text)


@pytest.mark.parametrize("text", ["1000000000000", "1,000,000,000,000", "-9999999999999", "9" * 60])
def test_more_than_twelve_digits_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="12桁まで"):
        parse_amount(text)


@pytest.mark.parametrize("text", ["0.00001", "1.23456", "0.00010001", "999999999999.99999"])
def test_more_than_four_decimals_are_refused_and_not_rounded(text: str) -> None:
    with pytest.raises(ValueError, match="小数は4桁まで"):
        parse_amount(text)


@pytest.mark.parametrize("text", ["9" * 100_000, "0." + "1" * 1_000_000, "x" * 1_000_000, "﷽" * 60])
def test_an_endless_cell_is_refused_at_once_and_not_echoed_whole(text: str) -> None:
    with pytest.raises(ValueError, match=r"。$") as refused:
        parse_amount(text)
    assert len(str(refused.value)) < 150


@given(st.integers(-MAX_AMOUNT, MAX_AMOUNT))
def test_every_amount_survives_being_written_and_read_again(amount: int) -> None:
    assert parse_amount(amount_text(amount)) == amount
    assert parse_amount(grouped(amount)) == amount
    assert as_decimal(amount) * SCALE == amount
    assert units(amount) == Fraction(amount, SCALE)


@given(st.text(max_size=80))
def test_any_text_is_either_a_number_or_refused_with_a_sentence(text: str) -> None:
    try:
        amount = parse_amount(text)
    except ValueError as refused:
        assert str(refused).endswith("。")  # noqa: PT017 - either outcome is right
    else:
        assert -MAX_AMOUNT <= amount <= MAX_AMOUNT


@given(st.decimals(min_value=-(10**12) + 1, max_value=10**12 - 1, places=4))
def test_no_binary_float_comes_between_the_cell_and_the_sum(number: Decimal) -> None:
    assert Fraction(parse_amount(f"{number:f}"), SCALE) == Fraction(number)


def test_ten_thousand_tenths_are_a_thousand() -> None:
    assert sum(parse_amount("0.1") for _ in range(10_000)) == parse_amount("1,000")


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("0.5", 1),
        ("1.5", 2),
        ("2.5", 3),
        ("0.4999", 0),
        ("2.4999999", 2),
        ("2", 2),
        ("1/3", 0),
        ("2/3", 1),
        ("5/2", 3),
        ("99999999999999999.5", 100000000000000000),
    ],
)
def test_halves_are_rounded_up_as_the_page_says_and_not_to_even(value: str, rounded: int) -> None:
    assert round_half_up(Fraction(value)) == rounded


def test_hours_are_divided_once_and_rounded_half_up_to_four_decimals() -> None:
    minutes = 3 * 7 + 11  # two automations of one department and month
    assert round_half_up(Fraction(minutes * SCALE, 60)) == parse_amount("0.5333")
    assert round_half_up(Fraction(3 * SCALE, 8) / SCALE * SCALE) == parse_amount("0.375")
    assert round_half_up(Fraction(SCALE, 20_000)) == 1  # 0.00005 h


def test_a_number_on_screen_is_rounded_half_up_with_thousands_separated() -> None:
    assert grouped(parse_amount("1234567.25"), 1) == "1,234,567.3"
    assert grouped(parse_amount("0.5"), 0) == "1"
    assert grouped(Fraction(SCALE, 3), 2) == "0.33"
    assert grouped(-parse_amount("1234.5")) == "-1,234.5"
    assert grouped(MAX_AMOUNT, 2) == "1,000,000,000,000.00"
    assert grouped(0, 1) == "0.0"


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("1", Fraction(1)),
        ("0.6", Fraction(3, 5)),
        ("０．６", Fraction(3, 5)),
        ("1/3", Fraction(1, 3)),
        ("１／３", Fraction(1, 3)),
        ("1.0", Fraction(1)),
        ("", None),
        ("　", None),
    ],
)
def test_a_share_is_exact_and_blank_means_it_cannot_be_divided(
    text: str, share: Fraction | None
) -> None:
    assert parse_share(text) == share


@pytest.mark.parametrize(
    "text",
    ["0", "0.0", "1.1", "2", "-0.5", "60%", "5/0", "0/5", "3/2", "1e-1", "x", "NaN", "1/3/1"],
)
def test_a_share_that_is_none_is_refused_before_it_bends_the_past(text: str) -> None:
    with pytest.raises(ValueError, match="割合は0より大きく1以下"):
        parse_share(text)
