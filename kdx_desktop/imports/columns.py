"""The columns of every file: one table per kind, for reading as well as for writing.

Exports write ``japanese`` (or ``name``), so that what the product writes it can read again.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kdx_desktop.imports.files import FileKind, UnreadableFileError
from kdx_desktop.metrics.months import MONTHS_PER_YEAR


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its English header (interfaces.md), the Japanese one, and other ways to say it.

    ``required`` False: the header may be missing. ``month``: a date cell of a workbook stands for
    its month here (``day``: for its day), and for nothing elsewhere.
    """

    name: str
    japanese: str
    synonyms: tuple[str, ...] = ()
    required: bool = True
    month: bool = False
    day: bool = False


_DEPARTMENT: Final = Column("department", "部署コード", ("コード", "department_code", "課コード"))
_FISCAL_YEAR: Final = Column("fiscal_year", "年度", ("会計年度",))
_METRIC: Final = Column("metric", "指標", ("指標コード", "指標名", "項目"))
_VALUE: Final = Column("value", "数値", ("値", "実績値"))

COLUMNS: Final[dict[FileKind, tuple[Column, ...]]] = {
    FileKind.DEPARTMENTS: (
        Column("code", "部署コード", ("コード", "department", "課コード")),
        Column("name", "部署名", ("名称", "課名")),
        Column("bureau", "局", ("局名", "部局")),
        Column("valid_from", "開始月", ("設置月", "設置年月", "開始年月"), month=True),
        Column("valid_to", "終了月", ("廃止月", "廃止年月", "終了年月"), month=True),
    ),
    FileKind.HEADCOUNTS: (
        _DEPARTMENT,
        _FISCAL_YEAR,
        Column("headcount", "職員数", ("人数",)),
        Column("telework_eligible", "テレワーク対象職員数", ("対象職員数", "テレワーク対象者数")),
    ),
    FileKind.SUCCESSIONS: (
        Column("predecessor", "前部署コード", ("前部署", "承継元", "旧部署", "旧部署コード")),
        Column("successor", "後部署コード", ("後部署", "承継先", "新部署", "新部署コード")),
        Column("effective_month", "施行月", ("施行年月", "適用月", "効力発生月"), month=True),
        Column("share", "按分率", ("割合", "承継割合")),
    ),
    FileKind.FIGURES: (
        _DEPARTMENT,
        Column("month", "年月", ("月", "対象月"), month=True),
        _METRIC,
        _VALUE,
        Column("state", "状態", ("区分",), required=False),
        Column("note", "備考", ("メモ", "注記"), required=False),
    ),
    FileKind.ANNUAL_BASELINES: (_DEPARTMENT, _FISCAL_YEAR, _METRIC, _VALUE),
    FileKind.ACCOUNTS: (
        Column("login", "利用者名", ("ログイン名", "ユーザー名", "アカウント")),
        Column("name", "氏名", ("職員氏名", "職員名")),
        Column("role", "役割", ("権限", "ロール")),
        _DEPARTMENT,
        Column("kind", "担当", ("担当区分", "担当の種類"), required=False),
        Column("from", "開始日", ("発令日", "異動日", "適用日"), day=True),
        Column("until", "終了日", ("退職日", "満了日"), required=False, day=True),
    ),
}

#: Wide figures: these, and one column for each month (``4月``, ``4``), in any order.
WIDE_COLUMNS: Final[tuple[Column, ...]] = (
    _FISCAL_YEAR,
    _DEPARTMENT,
    Column("name", "部署名", ("名称", "課名"), required=False),
    _METRIC,
)
_WIDE_MONTH: Final = re.compile(r"(?P<month>[0-9]{1,2})(?:月(?:分|度)?)?")


@dataclass(frozen=True)
class Layout:
    """Where the columns of one file stand.

    ``headers`` are as written (stripped); ``positions`` maps English names to indices;
    ``months`` maps indices to calendar months 1…12 and is empty unless the file is wide.
    """

    kind: FileKind
    headers: tuple[str, ...]
    positions: dict[str, int]
    months: dict[int, int]

    def header(self, name: str) -> str:
        """Return the header of a column as the file writes it."""
        return self.headers[self.positions[name]]

    @property
    def least_cells(self) -> int:
        """The cells that a row needs at least: those behind the last required one may be missing."""
        if self.months:
            return len(self.headers)
        required = {column.name for column in COLUMNS[self.kind] if column.required}
        return 1 + max(index for name, index in self.positions.items() if name in required)

    @cached_property
    def used(self) -> frozenset[int]:
        """The indices of the columns that are read."""
        return frozenset(self.positions.values()) | self.months.keys()

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headers of the columns that nobody reads."""
        used = self.used
        return tuple(text for i, text in enumerate(self.headers) if text and i not in used)

    @cached_property
    def month_columns(self) -> frozenset[int]:
        """The indices of the columns that hold a month, so that a date may stand there."""
        return frozenset(
            self.positions[column.name]
            for column in COLUMNS[self.kind]
            if column.month and column.name in self.positions
        )

    @cached_property
    def day_columns(self) -> frozenset[int]:
        """The indices of the columns that hold a day."""
        return frozenset(
            self.positions[column.name]
            for column in COLUMNS[self.kind]
            if column.day and column.name in self.positions
        )


class UnknownHeadersError(UnreadableFileError):
    """The headers name no kind of file, or one of them is missing or there twice."""

    def __init__(self, kind: FileKind | None, places: list[tuple[str | None, str]]) -> None:
        super().__init__(places[0][1])
        self.kind = kind
        self.places = [(None, column, reason) for column, reason in places]

    def at(self, line: int) -> UnknownHeadersError:
        """Say in which line or row the headers stand."""
        self.places = [(line, column, reason) for _, column, reason in self.places]
        return self


def recognise(headers: list[str], line: int) -> Layout:
    """Tell the kind of a file by its headers, which stand in a line or row of that number.

    Raises UnknownHeadersError naming every missing or repeated header.
    """
    try:
        return _recognised(tuple(text.strip() for text in headers))
    except UnknownHeadersError as error:
        raise error.at(line) from None


def plain_header(text: str) -> str:
    """Return a header for comparing: NFKC, trimmed, without upper and lower case."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _recognised(stripped: tuple[str, ...]) -> Layout:
    found: dict[str, list[int]] = {}
    for index, text in enumerate(stripped):
        if text:
            found.setdefault(plain_header(text), []).append(index)
    months = {
        index: number
        for index, text in enumerate(stripped)
        if (number := _month_number(text)) is not None
    }
    if months and _matches(WIDE_COLUMNS, found, required=True):
        return _layout(FileKind.FIGURES, WIDE_COLUMNS, stripped, found, months)
    kind = _best_kind(found)
    if kind is None:
        raise UnknownHeadersError(None, [(None, _nothing_known(stripped))])
    return _layout(kind, COLUMNS[kind], stripped, found, {})


def _layout(
    kind: FileKind,
    columns: tuple[Column, ...],
    headers: tuple[str, ...],
    found: dict[str, list[int]],
    months: dict[int, int],
) -> Layout:
    places: list[tuple[str | None, str]] = []
    positions: dict[str, int] = {}
    for column in columns:
        indices = _indices(column, found)
        if indices:
            positions[column.name] = indices[0]
        elif column.required:
            places.append((column.japanese, _missing(kind, column)))
        if len(indices) > 1:
            places.append((headers[indices[1]], _repeated([headers[i] for i in indices])))
    for number, count in Counter(months.values()).items():
        if count > 1:
            names = [headers[i] for i, month in months.items() if month == number]
            places.append((names[1], _repeated(names)))
    if places:
        raise UnknownHeadersError(kind, places)
    return Layout(kind, headers, positions, months)


def _best_kind(found: dict[str, list[int]]) -> FileKind | None:
    """Return the kind whose required columns are all there, else the one that lacks least."""
    matches = {kind: _matches(columns, found) for kind, columns in COLUMNS.items()}
    for kind, columns in COLUMNS.items():
        if matches[kind] and _matches(columns, found, required=True):
            return kind
    most = max(matches.values())
    nearest = [kind for kind, count in matches.items() if count == most]
    return nearest[0] if most > 1 and len(nearest) == 1 else None


def _matches(
    columns: tuple[Column, ...], found: dict[str, list[int]], *, required: bool = False
) -> int:
    """Count the columns that are there; with required, 0 unless all required ones are."""
    present = [column for column in columns if _indices(column, found)]
    if required and any(column.required and column not in present for column in columns):
        return 0
    return len(present)


def _indices(column: Column, found: dict[str, list[int]]) -> list[int]:
    names = (column.name, column.japanese, *column.synonyms)
    return sorted(index for name in names for index in found.get(plain_header(name), ()))


def _month_number(text: str) -> int | None:
    match = _WIDE_MONTH.fullmatch(plain_header(text))
    if match is None or not 1 <= int(match["month"]) <= MONTHS_PER_YEAR:
        return None
    return int(match["month"])


def _missing(kind: FileKind, column: Column) -> str:
    return (
        f"見出し「{column.japanese}」（{column.name}）の列がありません。"
        f"{kind.japanese}のファイルには、{_expected(COLUMNS[kind])}の列が必要です。"
    )


def _repeated(names: list[str]) -> str:
    listed = "".join(f"「{name}」" for name in names)
    return f"同じ意味の見出しが{len(names)}つあります（{listed}）。1つだけにしてください。"


def _nothing_known(headers: tuple[str, ...]) -> str:
    limit = 8
    listed = "".join(f"「{text[:20]}」" for text in headers[:limit] if text)
    kinds = "、".join(
        f"{kind.japanese}（{_expected(columns)}）" for kind, columns in COLUMNS.items()
    )
    return (
        f"見出し{listed}からは、何のファイルか分かりません。最初の行を見出しにして、"
        f"次のどれかの列をそろえてください：{kinds}。"
    )


def _expected(columns: tuple[Column, ...]) -> str:
    return "・".join(column.japanese for column in columns if column.required)
