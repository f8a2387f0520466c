from __future__ import annotations

import re
from pathlib import Path

import pytest

from kdx_desktop.reports import pdf_fonts, pdf_text
from kdx_desktop.reports.pdf_text import BODY, Look, Part, TextBlock


def _lines(text: str, width: float, most_lines: int | None = None) -> list[str]:
    block = TextBlock([[Part(text, BODY)]], BODY, most_lines)
    block.wrap(width, 1000)
    return ["".join(part.text for part in line) for line in block._lines]


def test_kanji_of_names_that_our_font_lacks_are_set_in_the_fallback() -> None:
    assert pdf_fonts.runs("𠮷野課", pdf_fonts.TEXT) == (
        (pdf_fonts.FALLBACK, "𠮷"),
        (pdf_fonts.TEXT, "野課"),
    )


def test_a_character_that_no_font_has_becomes_a_geta_and_not_a_box() -> None:
    assert pdf_fonts.runs("花🌸園", pdf_fonts.TEXT) == ((pdf_fonts.TEXT, "花〓園"),)
    assert pdf_fonts.lacking("🌸")
    assert not pdf_fonts.lacking("𠮷葛髙﨑")


def test_invisible_characters_are_dropped_and_line_breaks_become_spaces() -> None:
    assert pdf_text.clean("葛\U000e0100城\u202eabc\n次\x00") == "葛城abc 次"


def test_a_voiced_kana_in_two_characters_is_joined_but_kanji_keep_their_form() -> None:
    assert pdf_text.clean("か\u3099") == "が"
    assert pdf_text.clean("\ufa19") == "\ufa19"  # 神 in its old form, as a name has it


@pytest.mark.parametrize(
    "text",
    ["評価は目標どおり（95%以上）です。", "計画の注記：600万枚減。", "未提出は、1,234部署です。"],
)
def test_lines_neither_begin_with_closing_nor_end_with_opening_marks(text: str) -> None:
    for width in range(40, 120):
        lines = _lines(text, width)
        assert "".join(lines) == text
        assert not any(line[0] in "）。、：%" for line in lines)
        assert not any(line[-1] in "（「" for line in lines)


def test_a_word_wider_than_the_line_is_broken_anyway() -> None:
    assert len(_lines("a" * 200, 60)) > 10


def test_a_text_without_end_is_cut_with_an_ellipsis() -> None:
    lines = _lines("長" * 10_000, 100, most_lines=3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_a_block_crosses_pages_without_losing_a_line() -> None:
    block = TextBlock([[Part("あ" * 100, BODY)]], BODY)
    _, height = block.wrap(90, 1000)
    upper, lower = block.split(90, height / 2)
    assert upper.wrap(90, 1000)[1] + lower.wrap(90, 1000)[1] == pytest.approx(height)


def test_a_cell_is_a_plain_string_only_where_it_fits_in_one_font() -> None:
    look = Look(8)
    assert pdf_text.cell("<b>課</b>", look, 100) == "<b>課</b>"
    assert isinstance(pdf_text.cell("𠮷", look, 100), TextBlock)
    assert isinstance(pdf_text.cell("長い名前の部署", look, 20), TextBlock)


def test_no_report_module_goes_round_the_text_module() -> None:
    forbidden = re.compile(r"\bParagraph\(|drawString|drawCentredString|drawRightString")
    folder = Path(pdf_text.__file__).parent
    found = {
        path.name
        for path in folder.glob("*.py")
        if forbidden.search(path.read_text(encoding="utf-8").replace("p=[Paragraph(pPr", ""))
    }
    assert found == {"pdf_text.py"}
