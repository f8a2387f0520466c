from __future__ import annotations

import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kdx_desktop.imports import workbook_child, workbook_process
from kdx_desktop.imports.files import FileContent, UnreadableFileError
from kdx_desktop.imports.workbook_process import workbook_events

ReadBytes = Callable[..., FileContent]

SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def book_bytes(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows or (("department", "month", "metric", "value"), ("D1", "2022-04", "m", 1)):
        book.worksheets[0].append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(
    data: bytes,
    changes: dict[str, bytes] | None = None,
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Return a book with some of its parts replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", compression) as new:
        parts = {name: old.read(name) for name in old.namelist()} | (changes or {})
        for name, content in parts.items():
            new.writestr(name, content)
    return stream.getvalue()


def sheet_bytes(rows: str, before: str = "") -> bytes:
    return f"{before}<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()


def only_reason(content: FileContent) -> str:
    assert content.records == []
    assert len(content.problems) == 1, content.problems
    return content.problems[0].reason


def read_within(seconds: float, read_bytes: ReadBytes, data: bytes) -> FileContent:
    start = time.monotonic()
    content = read_bytes(data, "book.xlsx")
    assert time.monotonic() - start < seconds
    return content


def test_an_xml_bomb_is_refused(read_bytes: ReadBytes) -> None:
    entities = "".join(
        f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10)
    )
    laughs = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'
    cell = '<row r="1"><c r="A1" t="str"><v>&l9;</v></c></row>'
    data = repacked(book_bytes(), {SHEET: sheet_bytes(cell, laughs)})
    assert "DTD" in only_reason(read_within(10, read_bytes, data))


def test_a_dtd_in_another_encoding_is_refused_too(read_bytes: ReadBytes) -> None:
    text = (
        f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet {MAIN}/>'
    )
    data = repacked(book_bytes(), {SHEET: text.encode("utf-16")})
    assert "壊れている" in only_reason(read_bytes(data, "book.xlsx"))


def test_a_zip_bomb_is_refused(read_bytes: ReadBytes) -> None:
    blank = sheet_bytes(" " * (60 << 20))
    reason = only_reason(read_within(10, read_bytes, repacked(book_bytes(), {SHEET: blank})))
    assert "400倍" in reason
    huge = {f"xl/media/{number}.png": bytes(40 << 20) for number in range(4)}
    reason = only_reason(read_within(15, read_bytes, repacked(book_bytes(), huge)))
    assert "150MB" in reason


def test_thousands_of_parts_are_refused(read_bytes: ReadBytes) -> None:
    parts = {f"xl/media/{number}.png": b"x" for number in range(600)}
    assert "500個" in only_reason(read_bytes(repacked(book_bytes(), parts), "book.xlsx"))


def test_a_book_over_twenty_megabytes_is_refused(read_bytes: ReadBytes) -> None:
    assert "20MB" in only_reason(read_bytes(b"PK\x03\x04" + bytes(20 << 20), "book.xlsx"))


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused_whatever_the_name_of_the_file(read_bytes: ReadBytes, part: str) -> None:
    data = repacked(book_bytes(), {part: b"x"})
    assert "マクロ" in only_reason(read_bytes(data, "book.xlsx"))
    assert "マクロ" in only_reason(read_bytes(book_bytes(), "book.xlsm"))


def test_old_and_locked_books_say_how_to_save_them(read_bytes: ReadBytes) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert ".xls）" in only_reason(read_bytes(ole, "old.xls"))
    locked = ole + "EncryptedPackage".encode("utf-16-le")
    assert "パスワード" in only_reason(read_bytes(locked, "locked.xlsx"))


def test_a_cut_book_is_refused_wherever_it_is_cut(read_bytes: ReadBytes) -> None:
    data = book_bytes()
    for length in (3, 10, 500, len(data) // 2, len(data) - 25, len(data) - 1):
        assert only_reason(read_bytes(data[:length], "book.xlsx"))


def test_what_is_no_book_is_refused(read_bytes: ReadBytes) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "壊れている" in only_reason(read_bytes(stream.getvalue(), "book.xlsx"))
    assert "壊れている" in only_reason(read_bytes(b"department,month", "book.xlsx"))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"/><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="AAAA1"><v>1</v></c></row>',
        '<row r="x"><c><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1"><v>1,5</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
    ],
)
def test_sheets_that_contradict_themselves_are_refused(read_bytes: ReadBytes, rows: str) -> None:
    data = repacked(book_bytes(), {SHEET: sheet_bytes(rows)})
    assert "壊れている" in only_reason(read_bytes(data, "book.xlsx"))


def test_a_row_at_the_end_of_the_sheet_costs_nothing(read_bytes: ReadBytes) -> None:
    dimension = f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>'
    rows = (
        '<row r="1"><c r="A1" t="str"><v>x</v></c></row><row r="1048576"><c r="XFD1048576"/></row>'
    )
    data = repacked(book_bytes(), {SHEET: f"{dimension}{rows}</sheetData></worksheet>".encode()})
    assert "見出し" in only_reason(read_within(10, read_bytes, data))


def test_one_text_repeated_in_every_cell_does_not_fill_the_memory(read_bytes: ReadBytes) -> None:
    cells = "".join(
        f'<row r="{row}">' + f'<c t="s"><v>{row % 7 + 10}</v></c>' * 100 + "</row>"
        for row in range(1, 3_000)
    )
    rows = [(f"{number:03d}" + "あ" * 4_000,) for number in range(20)]
    data = repacked(book_bytes(*rows), {SHEET: sheet_bytes(cells)})
    shared = "".join(f"<si><t>{number}{'あ' * 4_900}</t></si>" for number in range(20))
    data = _with_shared_texts(data, f"<sst {MAIN}>{shared}</sst>".encode())
    assert "多すぎる" in only_reason(read_within(30, read_bytes, data))


def _with_shared_texts(data: bytes, texts: bytes) -> bytes:
    relations = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        old = archive.read(relations).decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    new = f'<Relationship Id="texts" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    return repacked(
        data,
        {
            relations: old.replace("</Relationships>", new).encode(),
            "xl/sharedStrings.xml": texts,
        },
    )


def test_readings_of_japanese_texts_are_left_out(read_bytes: ReadBytes) -> None:
    texts = (
        f"<sst {MAIN}><si><r><t>総務</t></r><r><t>課</t></r>"
        '<rPh sb="0" eb="2"><t>ソウムカ</t></rPh></si></sst>'
    )
    header = "".join(
        f'<c t="inlineStr"><is><t>{name}</t></is></c>'
        for name in ("code", "name", "bureau", "valid_from", "valid_to")
    )
    rows = (
        f'<row r="1">{header}</row><row r="2"><c t="str"><v>D1</v></c><c t="s"><v>0</v></c>'
        '<c t="str"><f>""</f><v></v></c><c t="str"><v>2015-04</v></c></row>'
    )
    data = repacked(book_bytes(), {SHEET: sheet_bytes(rows)})
    content = read_bytes(_with_shared_texts(data, texts.encode()), "book.xlsx")
    assert content.problems == []
    (record,) = content.records
    assert "name='総務課', bureau=''" in repr(record)


# --- the process ----------------------------------------------------------------------------------


def _start_instead(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(workbook_process, "_command", lambda: [sys.executable, "-I", "-c", code])


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise SystemExit(3)", "途中で止まりました"),
        ("import os; os.abort()", "途中で止まりました"),
        ("print('[\"row\", 1, [')", "途中で止まりました"),
        ("print('5')", "途中で止まりました"),
        ("import time; time.sleep(60)", "時間がかかりすぎる"),
        ("while True: print('[\"row\", 1, []]')", "多すぎる"),
        ("print('[\"row\", 1, [\"' + 'x' * 3000000 + '\"]]')", "多すぎる"),
    ],
)
def test_a_child_that_dies_hangs_or_overflows_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, code: str, words: str
) -> None:
    # Only the sleeper is to run out of time, however busy the machine is.
    monkeypatch.setattr(workbook_process, "_SECONDS", 1.5 if "sleep" in code else 120)
    monkeypatch.setattr(workbook_process, "_MAX_OUTPUT", 1 << 20)
    _start_instead(monkeypatch, code)
    with pytest.raises(UnreadableFileError, match=words):
        list(workbook_events(book_bytes()))


def test_a_child_that_cannot_start_is_a_sentence(
    read_bytes: ReadBytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_process, "_command", lambda: ["/no/such/program"])
    assert "CSV" in only_reason(read_bytes(book_bytes(), "book.xlsx"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize(
    ("code", "words"),
    [("while True: pass", "時間がかかりすぎる"), ("x = bytearray(2 << 30)", "途中で止まりました")],
)
def test_a_child_has_limits_of_its_own(
    monkeypatch: pytest.MonkeyPatch, code: str, words: str
) -> None:
    root = str(Path(workbook_child.__file__).parents[2])
    limits = (
        f"import sys; sys.path.insert(0, {root!r}); "
        "from kdx_desktop.imports.workbook_child import limit_this_process as l; l(1)\n"
    )
    _start_instead(monkeypatch, limits + code)
    with pytest.raises(UnreadableFileError, match=words):
        list(workbook_events(book_bytes()))


def test_closing_early_leaves_no_process_behind() -> None:
    rows = [("department", "month", "metric", "value")] + [("D1", "2022-04", "m", 1)] * 3_000
    before = _children()
    events = workbook_events(book_bytes(*rows))
    next(events)
    assert _children() == before + 1
    events.close()
    assert _children() == before


def _children() -> int:
    return sum(process.poll() is None for process in _started)


_started: list[subprocess.Popen[bytes]] = []


@pytest.fixture(autouse=True)
def _watch_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    _started.clear()

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]
            _started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert workbook_process._command() == [sys.executable, workbook_process.CHILD_SWITCH]


def test_a_launcher_finds_the_interpreter_beside_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "kdx-desktop.exe"))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    assert workbook_process._command()[0] == sys.executable
    (tmp_path / "pythonw.exe").write_bytes(b"")
    assert workbook_process._command()[:2] == [str(tmp_path / "pythonw.exe"), "-I"]
    (tmp_path / "python.exe").write_bytes(b"")
    assert workbook_process._command()[:2] == [str(tmp_path / "python.exe"), "-I"]
