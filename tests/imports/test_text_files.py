from __future__ import annotations

import codecs
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kdx_desktop.errors import Problem
from kdx_desktop.imports.files import FigureLine, FileContent, FileKind
from kdx_desktop.imports.reading import read_file
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month

ReadBytes = Callable[..., FileContent]
ReadText = Callable[..., FileContent]

HEADER = "department,month,metric,value,state,note"
JAPANESE = "部署コード,年月,指標,数値,状態,備考"


def only_problem(content: FileContent) -> Problem:
    assert len(content.problems) == 1, content.problems
    return content.problems[0]


def records_of(content: FileContent) -> list[FigureLine]:
    assert not content.problems, content.problems
    return [record for record in content.records if isinstance(record, FigureLine)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("delimiter", [",", "\t"], ids=["comma", "tab"])
@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "cp932"),
    ],
    ids=["utf-8", "utf-8 with BOM", "utf-16-le", "utf-16-be", "cp932"],
)
def test_every_encoding_separator_and_line_end_is_read_alike(
    read_bytes: ReadBytes, bom: bytes, encoding: str, delimiter: str, newline: str
) -> None:
    lines = [
        JAPANESE,
        'D001,2022-04,copy_paper_sheets,5,,"髙橋①～',
        '二行目"',
        "D002,R4.4,m,１２,推計,",
    ]
    text = newline.join(lines).replace(",", delimiter) + newline
    content = read_bytes(bom + text.encode(encoding))
    first, second = records_of(content)
    assert first == FigureLine(
        2,
        "D001",
        Month(202204),
        "copy_paper_sheets",
        50_000,
        State.ACTUAL,
        f"髙橋①～{newline}二行目",
        "数値",
    )
    assert (second.line, second.amount, second.state) == (4, 120_000, State.ESTIMATE)
    assert content.source.lines == 2


def test_what_is_kept_of_a_file_is_its_name_hash_size_and_lines(tmp_path: Path) -> None:
    path = tmp_path / "四月.csv"
    data = f"{HEADER}\n\nD1,2022-04,m,1,,\n,,,,,\n".encode()
    path.write_bytes(data)
    source = read_file(path).source
    assert source.name == "四月.csv"
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert (source.size, source.lines) == (len(data), 1)


def test_an_extra_comma_at_the_end_and_a_dos_end_mark_are_harmless(read_bytes: ReadBytes) -> None:
    content = read_bytes(f"{HEADER}\nD1,2022-04,m,1,,,\n\x1a".encode())
    assert len(records_of(content)) == 1


def test_tab_in_a_comma_file_is_text(read_text: ReadText) -> None:
    (record,) = records_of(read_text(HEADER, 'D1,2022-04,m,1,,"a\tb"'))
    assert record.note == "a\tb"


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", None, "空です"),
        (b" \n\n", None, "空です"),
        (f"{HEADER}\nD1,2022-04,m,1,,\x00\n".encode(), 2, "NUL"),
        (f"{HEADER}\nD1,2022-04,m,1,,\x1b$B\n".encode(), 2, "ESC"),
        (f"{HEADER}\n\nD1,2022-04,m,1,,\x07\n".encode(), 3, "U+0007"),
        (HEADER.encode("utf-16-le"), 1, "NUL"),
        (f"{HEADER}\nD1,2022-04,m,1,,".encode() + b"\x80\xff\n", 2, "文字コード"),
        (f"{HEADER}\nD1,2022-04,m,1,,".encode() + "\x85\n".encode(), 2, "U+0085"),
        (codecs.BOM_UTF8 + f"{HEADER}\nあ".encode() + b"\x83\x65", 2, "UTF-8"),
        (
            codecs.BOM_UTF16_LE + HEADER.encode("utf-16-le") + b"\n\x00\x00\xdc\n\x00",
            2,
            "文字コード",
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 2, "U+001A"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), None, ".xlsx"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(
    read_bytes: ReadBytes, data: bytes, line: int | None, words: str
) -> None:
    content = read_bytes(data)
    problem = only_problem(content)
    assert problem.line == line
    assert problem.file == "figures.csv"
    assert words in problem.reason
    assert content.records == []


def test_a_wrong_byte_is_counted_across_pieces_of_a_large_file(read_bytes: ReadBytes) -> None:
    lines = [HEADER, *(f"D1,2022-04,指標{number},1,," for number in range(60_000))]
    for encoding in ("utf-8", "cp932"):
        start = "\n".join(lines).encode(encoding)
        assert len(start) > 1 << 20
        problem = only_problem(read_bytes(start + b"\xff\xff\n" + "あ".encode(encoding)))
        assert problem.line == len(lines)
        assert f"{len(start) + 1:,}バイト目" in problem.reason


def test_files_that_cannot_be_opened_say_what_to_do(tmp_path: Path) -> None:
    assert "フォルダー" in only_problem(read_file(tmp_path)).reason
    assert "見つかりません" in only_problem(read_file(tmp_path / "no.csv")).reason
    assert only_problem(read_file(tmp_path / "a\x00b.csv")).reason


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate((200 << 20) + 1)
    assert "200MB" in only_problem(read_file(path)).reason


def test_an_open_quote_is_named_where_it_opens_and_reading_goes_on(read_text: ReadText) -> None:
    content = read_text(
        HEADER,
        "D1,2022-04,m,1,,ok",
        'D2,2022-04,m,1,,"open',
        "D3,2022-04,m,1,,ok",
        "D4,2022-04,m,x,,ok",
    )
    assert [(problem.line, problem.column) for problem in content.problems] == [
        (3, None),
        (5, "value"),
    ]
    assert "引用符" in content.problems[0].reason
    assert [record.line for record in content.records] == [2, 4]


def test_two_open_quotes_do_not_hide_the_lines_between_them(read_text: ReadText) -> None:
    content = read_text(
        HEADER,
        'D1,2022-04,m,1,,"open',
        "D2,2022-04,m,1,,ok",
        'D3,2022-04,m,1,,"',
        "D4,2022-04,m,1,,ok",
    )
    assert content.problems[0].line == 2
    assert {2, 4} == {problem.line for problem in content.problems}
    assert [record.line for record in content.records] == [3, 5]


def test_an_open_quote_far_above_a_quoted_note_is_found(read_text: ReadText) -> None:
    filling = [f"D{number},2022-05,m,1,," for number in range(5_000)]
    content = read_text(HEADER, 'D1,2022-04,m,1,,"open', *filling, 'D2,2022-04,m,1,,"note"')
    assert [problem.line for problem in content.problems] == [2]
    assert len(content.records) == 5_001


def test_text_behind_a_closing_quote_is_named(read_text: ReadText) -> None:
    content = read_text(HEADER, 'D1,2022-04,m,1,,"a"b', "D2,2022-04,m,1,,")
    assert only_problem(content).line == 2
    assert len(content.records) == 1


def test_wrong_quotes_without_end_end_the_reading(read_text: ReadText) -> None:
    content = read_text(HEADER, *(f'D{number},2022-04,m,1,,"a"b' for number in range(100)))
    assert len(content.problems) < 30
    assert "読んでいません" in content.problems[-1].reason


def test_a_wrong_quote_in_the_header_stops_everything(read_text: ReadText) -> None:
    content = read_text('department,"month,metric,value', "D1,2022-04,m,1")
    assert content.records == []
    assert content.problems[0].line == 1


def test_an_endless_field_is_named(read_text: ReadText) -> None:
    content = read_text(HEADER, "D1,2022-04,m,1,," + "あ" * 140_000, "D2,2022-04,m,1,,")
    assert "131,072" in only_problem(content).reason
    assert [record.line for record in content.records] == [3]


@pytest.mark.parametrize(
    ("row", "cells"), [("D1,2022-04,m", 3), ("D1,2022-04,m,1,,,more", 7), ("D1", 1)]
)
def test_a_row_of_another_length_is_named(read_text: ReadText, row: str, cells: int) -> None:
    problem = only_problem(read_text(HEADER, row))
    assert problem.line == 2
    assert f"{cells}個" in problem.reason
    assert "6個" in problem.reason


def test_all_problems_are_listed_up_to_a_thousand(read_text: ReadText) -> None:
    content = read_text(HEADER, *(f"D{number},2022-04,m,x,," for number in range(1_234)))
    assert len(content.problems) == 1_001
    assert "ほか234件" in content.problems[-1].reason
    assert content.source.lines == 1_234


def test_progress_is_told_in_bytes_and_can_cancel(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    lines = (f"D1,2022-04,m{number},1,," for number in range(20_000))
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    told: list[tuple[int, int]] = []
    read_file(path, lambda done, total: told.append((done, total)))
    size = path.stat().st_size
    assert [total for _, total in told] == [size] * len(told)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(told) > 3
    assert told[-1] == (size, size)

    def cancel(done: int, _: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_file(path, cancel)


def test_the_kind_is_told_by_headers_in_either_language(read_text: ReadText) -> None:
    for header, kind in (
        ("code,name,bureau,valid_from,valid_to", FileKind.DEPARTMENTS),
        ("コード,名称,局,設置月,廃止月", FileKind.DEPARTMENTS),
        ("department,fiscal_year,headcount,telework_eligible", FileKind.HEADCOUNTS),
        ("部署コード,年度,職員数,テレワーク対象職員数", FileKind.HEADCOUNTS),
        ("predecessor,successor,effective_month,share", FileKind.SUCCESSIONS),
        ("承継元,承継先,施行月,割合", FileKind.SUCCESSIONS),
        ("department,month,metric,value", FileKind.FIGURES),
        ("　部署コード ,年 月,月,指標,値,ＮＯＴＥ", FileKind.FIGURES),
        ("department,fiscal_year,metric,value", FileKind.ANNUAL_BASELINES),
        ("ＤＥＰＡＲＴＭＥＮＴ,年度,指標,数値", FileKind.ANNUAL_BASELINES),
        ("年度,部署コード,部署名,指標,4月,５月", FileKind.FIGURES),
    ):
        content = read_text(header)
        assert (content.kind, content.problems) == (kind, [])


def test_a_missing_header_is_named(read_text: ReadText) -> None:
    content = read_text("department,month,value,state,note", "D1,2022-04,1,,")
    problem = only_problem(content)
    assert problem.column == "指標"
    assert "metric" in problem.reason
    assert content.kind is FileKind.FIGURES


def test_a_repeated_header_is_named(read_text: ReadText) -> None:
    problem = only_problem(read_text("department,month,metric,value,数値", "D1,2022-04,m,1,2"))
    assert problem.column == "数値"
    assert "「value」「数値」" in problem.reason


def test_unknown_headers_are_answered_with_what_is_known(read_text: ReadText) -> None:
    content = read_text("りんご,みかん", "1,2")
    assert content.kind is None
    assert "「りんご」「みかん」" in only_problem(content).reason


def test_extra_columns_are_noted_and_ignored(read_text: ReadText) -> None:
    content = read_text("department,部署名,month,metric,value,単位", "D1,総務課,2022-04,m,1,枚")
    assert len(records_of(content)) == 1
    assert content.notes == ["次の列は読み込みに使いません：「部署名」「単位」。"]


def test_a_row_may_end_where_only_state_and_note_are_missing(tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(
        "department,month,metric,value,state,note\n"
        "D1,2022-04,byod_sessions,5\n"
        "D2,2022-04,byod_sessions,6,estimate\n"
        "D3,2022-04,byod_sessions\n",
        encoding="utf-8",
    )

    content = read_file(file)

    figures = [line for line in content.records if isinstance(line, FigureLine)]
    assert [(line.department, line.state, line.note) for line in figures] == [
        ("D1", State.ACTUAL, ""),
        ("D2", State.ESTIMATE, ""),
    ]
    assert [problem.line for problem in content.problems] == [4]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has named pipes")
def test_a_pipe_that_nobody_writes_to_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "figures.csv"
    os.mkfifo(pipe)

    content = read_file(pipe)

    assert content.records == []
    assert "通常のファイル" in content.problems[0].reason
