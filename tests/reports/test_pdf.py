from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from pypdf import PdfReader

from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.reports import pdf
from kdx_desktop.reports.monthly import MonthlyReport
from tests.reports import samples

GOLDEN = Path(__file__).parent.parent / "golden" / "monthly.txt"


def _written(report: MonthlyReport, folder: Path) -> PdfReader:
    path = folder / "report.pdf"
    pdf.write(report, path)
    return PdfReader(path)


def _text(reader: PdfReader) -> str:
    """The text without its spaces, which extraction guesses."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    return _written(samples.small(), tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    return _written(samples.large(), tmp_path_factory.mktemp("large"))


def test_the_report_says_what_it_is_of_when_and_how_certain(small: PdfReader) -> None:
    first = re.sub(r"\s+", "", small.pages[0].extract_text())
    for text in ("金沢市", "月次進捗報告", "2022年12月", "速報（未承認2部署）", "2023年1月16日"):
        assert text in first


def test_every_page_is_numbered_and_marked_as_a_sample(small: PdfReader) -> None:
    count = len(small.pages)
    for number, page in enumerate(small.pages, start=1):
        text = re.sub(r"\s+", "", page.extract_text())
        assert f"{number}／{count}頁" in text
        assert "サンプル（架空の市のデータ）" in text


def test_a_real_city_is_not_marked_as_a_sample(tmp_path: Path) -> None:
    assert "サンプル" not in _text(_written(replace(samples.small(), sample=False), tmp_path))


def test_names_are_printed_as_typed_and_never_read_as_markup(small: PdfReader) -> None:
    text = _text(small)
    assert "=cmd|'/Ccalc'!A0" in text
    assert '<b>税務&課</b><imgsrc="file:///etc/passwd"/>' in text
    assert "𠮷野葛城支所" in text
    assert "はな〓公園センター" in text
    assert "書体にない文字は「〓」" in text


def test_more_paper_than_before_is_printed_with_a_triangle(small: PdfReader) -> None:
    text = _text(small)
    assert "▲23.4%" in text
    assert "削減枚数は▲1,238,940枚です。計画の注記は「600万枚減」です。" in text


def test_what_is_expected_at_the_end_of_the_year_stands_beside_what_is(small: PdfReader) -> None:
    text = _text(small)
    assert "年度末見込9,876.5時間80%の幅9,512.0～10,241.0時間達成見込み達成は見通せない" in text
    assert "年度末見込40人達成見込み達成済み" in text


def test_missing_targets_and_values_are_dashes(tmp_path: Path) -> None:
    text = _text(_written(samples.empty(), tmp_path))
    assert "値がありません" in text
    assert "未提出はありません。" in text
    assert text.count("順位の付く部署はありません。") == len(Theme)


def test_every_font_is_embedded(small: PdfReader, large: PdfReader) -> None:
    for reader in (small, large):
        for page in reader.pages:
            fonts = cast(Any, page)["/Resources"]["/Font"]
            for font in fonts.values():
                assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_bookmarks_lead_to_the_page_of_their_section(large: PdfReader) -> None:
    titles = []
    for entry in large.outline:
        assert not isinstance(entry, list)
        page = large.get_destination_page_number(entry)
        assert page is not None
        titles.append(entry.title)
        words = re.sub(r"\s+", "", str(entry.title))
        assert words in re.sub(r"\s+", "", large.pages[page].extract_text())
    assert titles[0] == "1 指標の状況"
    assert titles[-1] == "9 用語と定義"


def test_the_document_states_title_and_language(small: PdfReader) -> None:
    assert small.metadata is not None
    assert small.metadata.title == "金沢市 月次進捗報告（2022年12月）"
    assert cast(Any, small.trailer)["/Root"]["/Lang"] == "ja"


def test_the_ledger_head_is_on_every_page(small: PdfReader) -> None:
    head = samples.small().ledger_head
    assert all(head in re.sub(r"\s+", "", page.extract_text()) for page in small.pages)


def test_many_departments_are_cut_to_the_first_ten_and_a_summary(large: PdfReader) -> None:
    text = _text(large)
    assert "ほか89部署の順位はExcel版に記載。順位なし：" in text
    assert len(large.pages) < 12


def test_estimates_and_missing_figures_are_disclosed(large: PdfReader) -> None:
    text = _text(large)
    assert "年度初めからの推計は63件です。" in text
    assert "14部署、97欄が未提出です。" in text


def test_a_report_of_ten_thousand_character_names_is_still_printed(tmp_path: Path) -> None:
    report = samples.small()
    place = replace(samples.LONG, name="長い" * 5_000, bureau="局" * 5_000)
    row = replace(report.meetings_gap[0], place=place)
    missing = (replace(report.missing[0], place=place),)
    _written(replace(report, meetings_gap=(row,), missing=missing), tmp_path)


def test_the_text_of_the_report_is_the_golden_one(small: PdfReader) -> None:
    """To renew the file after an intended change: delete it, run the test twice, read the diff."""
    text = "\n\n".join(
        f"--- {number}\n" + "\n".join(line.rstrip() for line in page.extract_text().splitlines())
        for number, page in enumerate(small.pages, start=1)
    )
    if not GOLDEN.exists():
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text + "\n", encoding="utf-8")
        pytest.fail("the golden text was written anew: read it, then run the test again")
    assert text + "\n" == GOLDEN.read_text(encoding="utf-8")
