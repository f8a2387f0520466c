"""Broken and hostile Excel books, each from its number: the same number is the same file."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from functools import cache
from typing import Final

import openpyxl

from tests.torture.hostile_texts import FIELDS, broken

Parts = dict[str, bytes]

_SHEET: Final = "xl/worksheets/sheet1.xml"
_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_ZIP_PIECES: Final = (
    *(b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"\xff" * 8, b"\x00" * 8, b"<"),
    *(
        b"\xff\xff\xff\xff",
        b"\x01\x00",
        b"\x08\x00",
        b"\x0e\x00",
        b"xl/../",
        b"[Content_Types].xml",
    ),
)
_XML_PIECES: Final = (
    *(
        b"<",
        b">",
        b"&",
        b'"',
        b"</",
        b"/>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<?x ",
        b"&#0;",
    ),
    *(b"&#x110000;", b"&lt;", b"&x;", b"<!DOCTYPE x>", b'<!ENTITY a "b">', b"\x00", b"\xff", b"]]"),
    *(b"<c>", b"</c>", b"<row>", b"</row>", b"<v>", b"</v>", b"<f>", b"<is><t>", b"</sheetData>"),
    *(
        b"<a>" * 3_000,
        b"<a b='1' c='2'/>" * 2_000,
        b'encoding="utf-16"',
        b"\xef\xbb\xbf",
        b" " * 9_999,
    ),
)
_VALUES: Final = (
    *("", "-1", "0", "1", "99999999", "-99999999999999999999", "1e308", "1e309", "nan", "0x1", "١"),
    *(
        "A1",
        "A0",
        "XFD1048576",
        "XFE1",
        "AAAA1",
        "A1048577",
        "a1",
        "$A$1",
        "A1:XFD1048576",
        "A2:A1",
    ),
    *("s", "n", "b", "e", "d", "str", "inlineStr", "x", "true", "hidden", "veryHidden", "rId1"),
    *("rId99", "../../etc/passwd", "/etc/passwd", "http://127.0.0.1/x", "External", "worksheet"),
    *(
        "2958465",
        "2958466",
        "0.5",
        "60",
        "1e-320",
        "9999-12-31T00:00:00",
        "2022-02-30",
        "yyyy",
        "[h]",
    ),
    *(field for field in FIELDS if len(field) < 1_000),
)
_ATTRIBUTE: Final = re.compile(rb'="[^"]*"')
_CONTENT: Final = re.compile(rb">[^<>]+<")


def book(seed: int) -> bytes:
    """Return a book that is nearly one that can be read, or far from it."""
    rng = random.Random(f"book {seed}")
    kind = rng.random()
    if kind < 0.02:
        return rng.choice(bombs())
    packed, parts = rng.choice(_books())
    if kind < 0.25:
        return broken(rng, packed, _ZIP_PIECES)
    changed = dict(parts)
    if kind < 0.35:
        _rearrange(rng, changed)
    else:
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            name = rng.choice((_SHEET, *changed))
            changed[name] = _other_xml(rng, changed.get(name, b""))
    data = _packed(changed)
    return broken(rng, data, _ZIP_PIECES) if rng.random() < 0.03 else data


def _other_xml(rng: random.Random, xml: bytes) -> bytes:
    kind = rng.random()
    if kind < 0.3:
        return broken(rng, xml, _XML_PIECES)
    pattern = _ATTRIBUTE if kind < 0.75 else _CONTENT
    for _ in range(rng.randint(1, 5)):
        places = list(pattern.finditer(xml))
        if not places:
            return broken(rng, xml, _XML_PIECES)
        place = rng.choice(places)
        before, after = (b'="', b'"') if pattern is _ATTRIBUTE else (b">", b"<")
        value = rng.choice(_VALUES).encode("utf-8", "replace")
        xml = xml[: place.start()] + before + value + after + xml[place.end() :]
    return xml


def _rearrange(rng: random.Random, parts: Parts) -> None:
    """Lose parts, exchange them, add some, or nest one without end."""
    kind = rng.randrange(5)
    one, two = rng.sample(sorted(parts), 2)
    if kind == 0:
        del parts[one]
    elif kind == 1:
        parts[one], parts[two] = parts[two], parts[one]
    elif kind == 2:
        parts[f"xl/{rng.choice(('vbaProject.bin', 'media/x.png', '../../x', 'x' * 300))}"] = b"x"
    elif kind == 3:
        parts.update({f"xl/media/{number}.png": b"" for number in range(rng.choice((9, 600)))})
    else:
        depth = rng.choice((1_000, 100_000))
        parts[one] = b"<a>" * depth + b"</a>" * rng.choice((0, depth))


def _packed(parts: Parts) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@cache
def _books() -> tuple[tuple[bytes, Parts], ...]:
    """Return sound books, packed and as their parts."""
    found = []
    for data in (_tidy_book(), _wide_book()):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found.append((data, {name: archive.read(name) for name in archive.namelist()}))
    return tuple(found)


def _tidy_book() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["部署コード", "年月", "指標", "数値", "状態", "備考"])
    sheet.append(["D001", dt.date(2022, 4, 1), "コピー用紙使用量", 1234, None, "備考"])
    sheet.append(["D002", "令和4年4月", "automation_hours", 0.1, "推計", True])
    sheet.append(["D003", "R4.4", "m", "=1+1", None, dt.time(9, 30)])
    sheet.merge_cells("A6:B7")
    hidden = book.create_sheet("hidden")
    hidden.append(["department", "month", "metric", "value"])
    hidden.sheet_state = "hidden"
    return _saved(book)


def _wide_book() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["説明"])
    other = book.create_sheet("表")
    other.append(["年度", "部署コード", "部署名", "指標", "4月", "5月", "3月"])
    for number in range(20):
        other.append([2022, f"D{number}", "課", "m", number, "1*", "－"])
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@cache
def bombs() -> tuple[bytes, ...]:
    """Return small books that unpack to much, or ask for much."""
    parts = _books()[0][1]
    cell = '<row r="1"><c r="A1" t="str"><v>&l9;</v></c></row>'
    entities = "".join(
        f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10)
    )
    laughs = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'
    merged = "".join(f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(2, 5_000))
    return (
        far_corner(),
        _packed(parts | {_SHEET: _sheet(cell, laughs)}),
        _packed(parts | {_SHEET: _sheet("", after=f"<mergeCells>{merged}</mergeCells>")}),
        _packed(parts | {_SHEET: _sheet('<row r="1">' + "<c/>" * 200_000 + "</row>")}),
        _packed(parts | {_SHEET: _sheet("<row/>" * 150_000)}),
        _unpacking_to(parts, 60),
        _unpacking_to(parts, 160),
    )


def far_corner() -> bytes:
    """Return a book of a few kilobytes whose only cells are the first and the very last."""
    rows = (
        '<row r="1"><c r="A1" t="str"><v>x</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>'
    )
    return _packed(_books()[0][1] | {_SHEET: _sheet(rows)})


def _sheet(rows: str, before: str = "", after: str = "") -> bytes:
    return f"{before}<worksheet {_MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>".encode()


def _unpacking_to(parts: Parts, mebibytes: int) -> bytes:
    stream = io.BytesIO(_packed({name: parts[name] for name in parts if name != _SHEET}))
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open(_SHEET, "w") as part,
    ):
        part.write(b"<worksheet>")
        for _ in range(mebibytes):
            part.write(b" " * (1 << 20))
    return stream.getvalue()
