"""Broken bytes never raise and never hang; the long form of this runs in dev.py torture."""

from __future__ import annotations

import codecs
import io
import time
import zipfile
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kdx_desktop.imports.files import FileContent
from kdx_desktop.imports.reading import read_file
from kdx_desktop.imports.workbook_child import events

FUZZ = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_TIDY = (
    "部署コード,年月,指標,数値,状態,備考\r\n"
    'D001,2022-04,コピー用紙使用量,"1,234",,"二行の\r\n備考"\r\n'
    "D002,令和4年4月,automation_hours,０．１,推計,髙橋\r\n"
    "D003,R4.4,meetings_held,,対象外,\r\n"
) * 2
_WIDE = "年度,部署コード,指標,4月,5月\n2022,D1,m,1*,…\n令和4年度,D2,m,－,\n"
_TEXTS = [
    codecs.BOM_UTF8 + _TIDY.encode(),
    _TIDY.encode("cp932"),
    _TIDY.replace(",", "\t").encode("utf-16"),
    _WIDE.encode(),
    "code,name,bureau,valid_from,valid_to\nD1,課,局,2015-04,\n".encode(),
    b"predecessor,successor,effective_month,share\nA,B,2022-04,1/3\n",
]


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in _TIDY.replace('"', "").splitlines():
        sheet.append(line.split(","))
    sheet.append(["D9", "2022-04", "m", 0.1, None, "=1+1"])
    sheet.merge_cells("A9:B9")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


_BOOK = _workbook()
_PIECES = st.sampled_from(
    [b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"\t", b"<", b">", b"&", b"PK\x01\x02", b"9" * 40]
) | st.binary(max_size=12)
#: (where, how many bytes go, what comes instead)
_Mutation = tuple[float, int, bytes]
_MUTATIONS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), _PIECES), min_size=1, max_size=6
)


def mutated(data: bytes, mutations: list[_Mutation]) -> bytes:
    for where, gone, piece in mutations:
        at = int(where * len(data))
        data = data[:at] + piece + data[at + gone :]
    return data


def check(content: FileContent) -> None:
    """Everything that was read was read from somewhere, and every problem has its words."""
    assert all(problem.reason and problem.file for problem in content.problems)
    assert content.kind is not None or content.problems
    assert all(record.line > 1 for record in content.records)


@FUZZ
@given(data=st.sampled_from(_TEXTS), mutations=_MUTATIONS)
def test_mutated_texts_become_records_and_problems(
    tmp_path: Path, data: bytes, mutations: list[_Mutation]
) -> None:
    path = tmp_path / "mutated.csv"
    path.write_bytes(mutated(data, mutations))
    start = time.monotonic()
    check(read_file(path))
    assert time.monotonic() - start < 5


@FUZZ
@given(text=st.text(alphabet="\"',\t\r\nあ1x", max_size=80))
def test_any_quotes_and_separators_become_records_and_problems(tmp_path: Path, text: str) -> None:
    path = tmp_path / "quotes.csv"
    path.write_text(f"department,month,metric,value\n{text}", encoding="utf-8", newline="")
    check(read_file(path))


@FUZZ
@given(mutations=_MUTATIONS)
def test_mutated_books_end_in_a_sentence_or_an_end(mutations: list[_Mutation]) -> None:
    assert _last_event(mutated(_BOOK, mutations))[0] in {"end", "failed"}


@FUZZ
@given(
    part=st.sampled_from(
        ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]
    ),
    mutations=_MUTATIONS,
)
def test_books_with_mutated_parts_end_in_a_sentence_or_an_end(
    part: str, mutations: list[_Mutation]
) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_BOOK)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, mutated(content, mutations) if name == part else content)
    assert _last_event(stream.getvalue())[0] in {"end", "failed"}


@settings(FUZZ, max_examples=25)
@given(mutations=_MUTATIONS)
def test_mutated_books_become_records_and_problems(
    tmp_path: Path, mutations: list[_Mutation]
) -> None:
    path = tmp_path / "mutated.xlsx"
    path.write_bytes(mutated(_BOOK, mutations))
    start = time.monotonic()
    check(read_file(path))
    assert time.monotonic() - start < 5


def _last_event(data: bytes) -> list[object]:
    last: list[object] = []
    for last in events(data):
        assert isinstance(last[0], str)
    return last
