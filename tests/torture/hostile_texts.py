"""Broken and hostile text files, each from its number: the same number is the same file."""

from __future__ import annotations

import codecs
import random
from typing import Final

_TIDY: Final = (
    "部署コード,年月,指標,数値,状態,備考\r\n"
    'D001,2022-04,コピー用紙使用量,"1,234",,"二行の\r\n備考"\r\n'
    "D002,令和4年4月,automation_hours,０．１,推計,髙橋\r\n"
    "D003,R4.4,meetings_held,,対象外,\r\n"
)
_WIDE: Final = "年度,部署コード,指標,4月,5月,3月\n2022,D1,m,1*,…,3\n令和4年度,D2,m,－,△1,\n"
_DEPARTMENTS: Final = (
    "code,name,bureau,valid_from,valid_to\nD1,課,局,2015-04,\nD2,室,,2015-04,R4.3\n"
)
_HEADCOUNTS: Final = "部署コード,年度,職員数,テレワーク対象職員数\nD1,2022,20,18\nD2,令和4年度,,\n"
_BASELINES: Final = 'department,fiscal_year,metric,value\nD1,2019,copy_paper_sheets,"12,000"\n'
_SUCCESSIONS: Final = "predecessor,successor,effective_month,share\nA,B,2022-04,1/3\nA,C,R4.4,2/3\n"
_LONG: Final = "部署コード,年月,指標,数値\n" + "".join(
    f"D{number:03},2022-{number % 12 + 1:02},m,{number}\n" for number in range(300)
)
_TEXTS: Final = (_TIDY, _WIDE, _DEPARTMENTS, _HEADCOUNTS, _BASELINES, _SUCCESSIONS, _LONG)
_LARGEST: Final = 20_000_000
_ENCODINGS: Final = ("utf-8", "utf-8", "utf-8-sig", "cp932", "cp932", "utf-16", "utf-16-be")

#: What stands in a field, or in the middle of one, when somebody means harm or a program is broken.
FIELDS: Final = (
    *("1E+9999999", "1e999", "-1e-999", "nan", "inf", "Infinity", "0x1F", "1_000", "9" * 400),
    *("12,34", "5%", "12.5枚", "△1", "▲", "--1", "+-1", "1.2.3", ".", "－", "１" * 30, "²", "Ⅷ"),
    *("٣", "1/0", "0/0", "1/3/3", "-1/2", "9" * 5000 + "/1", "2022-13", "2022-00", "0000-01"),
    *("令和0年1月", "令和元年13月", "R99999.4", "M1.1", "9999999999年", "2022-02-31", "−2022-04"),
    *("=1+1", "'=cmd|' /C calc'!A0", "@SUM(1)", "../../etc/passwd", "<b>x", "%s%n", "{0}", "\\N"),
    *(
        "a" * 200_000,
        "あ" * 131_073,
        "\u202e反対",
        "\u200b",
        "\ufeff",
        "\ud7ff",
        "𠮷" * 50,
        "\u3000",
    ),
)
_PIECES: Final = (
    *(
        b'"',
        b'""',
        b'"""',
        b",",
        b"\n",
        b"\r",
        b"\r\n",
        b"\t",
        b"\x00",
        b"\x1b$B",
        b"\x1a",
        b"\xff",
    ),
    *(b"\x80", b"\xa0", b"\xfd", b"\x81", b"\xc3", b"\xed\xa0\x80", b"\xf0\x9f", b"\x85", b"\x0b"),
    *(
        b"\xe2\x80\xa8",
        b"\x0c",
        codecs.BOM_UTF8,
        codecs.BOM_UTF16_LE,
        codecs.BOM_UTF32_LE,
        b"PK\x03\x04",
    ),
    *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b'"' * 5_000, b"," * 5_000, b"\n" * 5_000, b'\n"' * 500),
)


def text(seed: int) -> bytes:
    """Return a text file that is nearly one that can be read, or far from it."""
    rng = random.Random(f"text {seed}")
    encoding = rng.choice(_ENCODINGS)
    written = rng.choice(_TEXTS)
    if rng.random() < 0.4:
        written = _with_other_fields(rng, written)
    if rng.random() < 0.15:
        written = written.replace(",", rng.choice("\t;，、|"))
    if rng.random() < 0.05:
        lines = written.partition("\n")[2]
        written += lines * min(rng.choice((2, 50, 500)), 1_000_000 // (len(lines) + 1))
    data = written.encode(encoding, "replace")
    if rng.random() < 0.7:
        data = broken(rng, data, _PIECES)
    return data[:_LARGEST]


def _with_other_fields(rng: random.Random, written: str) -> str:
    lines = written.splitlines()
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(lines))
        fields = lines[at].split(",")
        fields[rng.randrange(len(fields))] = rng.choice(FIELDS)
        if rng.random() < 0.1:
            rng.shuffle(fields)
        if rng.random() < 0.1 and len(lines[at]) < 100_000:
            fields *= rng.choice((0, 2, 40))
        lines[at] = ",".join(fields)
    return rng.choice(("\n", "\r\n", "\r")).join(lines)


def broken(rng: random.Random, data: bytes, pieces: tuple[bytes, ...]) -> bytes:
    """Return bytes with a few places overwritten, taken out, repeated or exchanged."""
    for _ in range(rng.randint(1, 6)):
        at = rng.randint(0, len(data))
        gone = rng.choice((0, 0, 1, 2, 8, 40, 400))
        kind = rng.random()
        if kind < 0.5:
            piece = rng.choice(pieces)
        elif kind < 0.7:
            piece = rng.randbytes(rng.randint(0, 12))
        elif kind < 0.85:
            piece = data[at : at + gone] * 2
        else:
            start = rng.randint(0, len(data))
            piece = data[start : start + rng.choice((1, 10, 200))]
        data = data[:at] + piece + data[at + gone :]
    return data
