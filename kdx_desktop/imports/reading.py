"""The door of this package: one file in, its records and its problems out."""

from __future__ import annotations

import hashlib
import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeAlias

from kdx_desktop.imports import account_tables, figure_tables, organization_tables
from kdx_desktop.imports.columns import Layout, recognise
from kdx_desktop.imports.files import (
    FileContent,
    FileKind,
    Findings,
    Progress,
    Record,
    SourceFile,
    UnreadableFileError,
)
from kdx_desktop.imports.rows import Rows, shaped
from kdx_desktop.imports.sheet_tables import sheet_table
from kdx_desktop.imports.text_files import open_text, records
from kdx_desktop.imports.workbook_guards import is_workbook

MAX_FILE: Final = 200 << 20
_PART: Final = 1_000  # records
_WAY: Final = 0.005  # seconds that other threads get after each part

_EMPTY: Final = "ファイルが空です。見出しの行とデータの行を入れてください。"
_TOO_LARGE: Final = f"ファイルが大きすぎます。{MAX_FILE >> 20}MBまでに分けてください。"

_Table: TypeAlias = tuple[Layout, Rows]
_Reader: TypeAlias = Callable[[Layout, Rows, Findings], Sequence[Record]]

_READERS: Final[dict[FileKind, _Reader]] = {
    FileKind.DEPARTMENTS: organization_tables.departments,
    FileKind.HEADCOUNTS: organization_tables.headcounts,
    FileKind.SUCCESSIONS: organization_tables.successions,
    FileKind.FIGURES: figure_tables.tidy_figures,
    FileKind.ANNUAL_BASELINES: figure_tables.baselines,
    FileKind.ACCOUNTS: account_tables.accounts,
}


def read_file(path: Path, progress: Progress | None = None) -> FileContent:
    """Read a CSV, TSV or .xlsx file of any kind; what is wrong with it is in its problems.

    The content decides, not the name: encoding, separator, and by its headers the kind.
    ``progress`` hears of bytes; an exception that it raises leaves nothing behind and is the only
    one that comes out of here.
    """
    findings = Findings(path.name)
    source = SourceFile(path.name, "", 0, 0)
    kind: FileKind | None = None
    found: Sequence[Record] = ()
    headers: dict[str, str] = {}
    try:
        data = _content(path)
        source = SourceFile(path.name, hashlib.sha256(data).hexdigest(), len(data), 0)
        with _table(data, path.suffix.lower(), findings, progress) as (layout, rows):
            kind = layout.kind
            headers = {name: layout.header(name) for name in layout.positions}
            read = figure_tables.wide_figures if layout.months else _READERS[kind]
            found = read(layout, rows, findings)
    except UnreadableFileError as error:
        found = ()
        kind = error.kind or kind
        for line, column, reason in error.places:
            findings.add(line, column, reason)
    if progress is not None:
        progress(source.size, source.size)
    source = SourceFile(source.name, source.sha256, source.size, findings.lines)
    return FileContent(source, kind, list(found), findings.listed(), findings.notes, headers)


def read_in_parts(path: Path, progress: Progress) -> tuple[FileContent, list[bytes]]:
    """Read a file for another process: its records are parts that are taken up in a moment each."""
    content = read_file(path, progress)
    parts = [
        pickle.dumps(content.records[start : start + _PART])
        for start in range(0, len(content.records), _PART)
    ]
    return replace(content, records=[]), parts


def joined(content: FileContent, parts: Sequence[bytes]) -> FileContent:
    """Return what `read_in_parts` read, in this program's own process, as a whole."""
    records: list[Record] = []
    for part in parts:
        records += pickle.loads(part)  # noqa: S301 - our own
        time.sleep(_WAY)
    return replace(content, records=records)


def _content(path: Path) -> bytes:
    """Return the bytes of a file; raises UnreadableFileError with what a person can do."""
    try:
        if path.is_dir():
            raise UnreadableFileError("フォルダーです。中のファイルを選んでください。")
        if path.exists() and not path.is_file():  # a pipe would be waited for, a device never ends
            raise UnreadableFileError("通常のファイルではありません。ファイルを選んでください。")
        size = path.stat().st_size
        if size > MAX_FILE:
            raise UnreadableFileError(_TOO_LARGE)
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except FileNotFoundError as error:
        raise UnreadableFileError(
            "ファイルが見つかりません。場所と名前を確かめてください。"
        ) from error
    except PermissionError as error:
        raise UnreadableFileError(
            "ファイルを開く権限がないか、ほかのプログラムが開いています。"
            "閉じてから、もう一度読み込んでください。"
        ) from error
    except (OSError, ValueError) as error:
        raise UnreadableFileError(
            "ファイルを読めません。接続と保存場所を確かめて、もう一度読み込んでください。"
        ) from error
    if len(data) > MAX_FILE:
        raise UnreadableFileError(_TOO_LARGE)
    if not data.strip():
        raise UnreadableFileError(_EMPTY)
    return data


@contextmanager
def _table(
    data: bytes, suffix: str, findings: Findings, progress: Progress | None
) -> Iterator[_Table]:
    if is_workbook(data, suffix):
        with sheet_table(data, findings, progress) as table:
            yield table
    else:
        yield _text_table(data, findings, progress)


def _text_table(data: bytes, findings: Findings, progress: Progress | None) -> _Table:
    found = records(open_text(data), findings, progress)
    line, header = next(((line, row) for line, row in found if any(map(str.strip, row))), (1, []))
    if findings.problems:  # a wrong quote in the header: what comes next is no header
        raise UnreadableFileError("見出しの行が読めないため、ファイル全体を読んでいません。", line)
    if not header:
        raise UnreadableFileError(_EMPTY)
    layout = recognise(header, line)
    findings.ignored(layout.ignored)
    return layout, shaped(found, len(header), layout.least_cells, findings)
