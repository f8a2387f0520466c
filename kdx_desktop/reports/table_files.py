"""Plain tables out: the one module through which text goes into CSV, and tables into workbooks.

The Ministry's rules for machine-readable statistics (interfaces.md): one value per cell, no
merged cells, no separators inside numbers.
"""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from kdx_desktop.errors import DataError, EnvironmentFailure
from kdx_desktop.metrics.amounts import SCALE, amount_text

#: Fractions are amounts in units, with four decimals at most.
Field = str | int | Fraction
#: What makes a spreadsheet take a text for a formula; such texts get an apostrophe in front.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ENCODINGS = {"utf-8": "utf-8-sig", "cp932": "cp932"}


def write_table(
    path: Path,
    headers: Sequence[str],
    rows: Iterable[Sequence[Field]],
    encoding: str = "utf-8",
) -> Path:
    """Write a table as CSV, or as a workbook when the name ends in ``.xlsx``; return the path.

    The file appears whole or not at all. DataError when the encoding lacks a character;
    EnvironmentFailure when the file cannot be written.
    """
    temporary = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".xlsx":
            _write_workbook(temporary, headers, rows)
        else:
            _write_csv(temporary, headers, rows, ENCODINGS[encoding])
        temporary.replace(path)
    except UnicodeEncodeError as error:
        message = (
            f"「{error.object[error.start : error.end]}」はCP932で表せません。"
            "--encoding utf-8 で書き出してください。"
        )
        raise DataError(message) from error
    except OSError as error:
        message = (
            f"書き込めませんでした：{path}（{error.strerror}）\n"
            "ほかのプログラムで開いていないか、空き容量と権限をご確認ください。"
        )
        raise EnvironmentFailure(message) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return path


def _write_csv(
    path: Path, headers: Sequence[str], rows: Iterable[Sequence[Field]], encoding: str
) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(headers)
        writer.writerows([_field(field) for field in row] for row in rows)


def _field(field: Field) -> str:
    if isinstance(field, str):
        return "'" + field if field.startswith(_FORMULA_STARTS) else field
    if isinstance(field, Fraction):
        return amount_text(int(field * SCALE))
    return str(field)


def _write_workbook(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Field]]) -> None:
    # openpyxl takes 0.2 s to import; most commands never write a workbook.
    from openpyxl import Workbook

    from kdx_desktop.reports import cells

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has one
    sheet.title = "データ"
    sheet.freeze_panes = "A2"
    for number, row in enumerate((headers, *rows), start=1):
        cells.append(sheet, number, tuple(row))
    book.save(path)
