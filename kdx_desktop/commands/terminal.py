"""What commands share: arguments, tables for people, JSON for programs."""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from kdx_desktop.errors import EnvironmentFailure
from kdx_desktop.metrics.months import Month, parse_month
from kdx_desktop.services import audit, rights
from kdx_desktop.services.addresses import database_url
from kdx_desktop.services.audit import EventKind
from kdx_desktop.services.kept_backups import Occasion
from kdx_desktop.services.office import Office

Commands = Any  # argparse's subparsers action, which has no public name
Parents = Sequence[argparse.ArgumentParser]


def month(text: str) -> Month:
    """Read a month argument, in any spelling of domain.md §1."""
    try:
        return parse_month(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def file(text: str) -> Path:
    """Read a file or folder argument."""
    return Path(text)


def named_database(arguments: argparse.Namespace) -> str:
    """Return the URL of the database that the arguments name."""
    return database_url(getattr(arguments, "database", None))


def open_office(
    arguments: argparse.Namespace, *, administration: bool = False, figures: bool = True
) -> Office:
    """Open the database that the arguments name, and say what is wrong with its file.

    A server's superuser comes in for ``administration`` only; commands about ``figures`` are for
    those who may see them.
    """
    office = Office.open(named_database(arguments), administration=administration)
    if not (found := office.examine()).sound:
        print_error(found.japanese)
    if figures and not office.superuser:
        office.read(rights.require_reader)
    return office


def keep_backup(office: Office, occasion: Occasion) -> None:
    """Keep a backup before something large; that it failed is said, and stops nothing."""
    if warning := office.keep_backup(occasion):
        print_error(warning)


def note_export(office: Office, paths: Iterable[Path], details: str = "") -> None:
    """Put what was written on record in the audit log; that it failed is said, and stops nothing."""
    names = "、".join(path.name for path in paths)
    try:
        kind = EventKind.EXPORT
        office.write(partial(audit.record_event, kind=kind, subject=names, details=details))
    except EnvironmentFailure as failure:
        print_error(f"書き出しを監査記録に残せませんでした：{failure.message}")


def print_json(document: Mapping[str, Any]) -> None:
    """Print one JSON document; fractions become numbers with full precision."""
    print(json.dumps(document, ensure_ascii=False, default=_number))


def print_error(text: str) -> None:
    """Print a sentence to standard error."""
    print(text, file=sys.stderr)


def print_table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; columns whose cells are all numbers are aligned to the right."""
    rows = [tuple(row) for row in rows]
    columns = list(zip(headers, *rows, strict=True))
    widths = [max(map(_width, column)) for column in columns]
    right = [all(_is_number(cell) for cell in column[1:]) for column in columns]
    for row in (tuple(headers), *rows):
        cells = [
            " " * (width - _width(cell)) + cell if to_right else cell + " " * (width - _width(cell))
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ]
        print("  ".join(cells).rstrip())


def percent(value: Fraction | None) -> str:
    """Write a fraction of 1 for people; － without a value."""
    return "－" if value is None else f"{float(value):.1%}"


def plain(value: Fraction | None, decimals: int = 1) -> str:
    """Write a count for people: whole numbers without decimals; － without a value."""
    if value is None:
        return "－"
    return f"{float(value):,.{0 if value.denominator == 1 else decimals}f}"


def _number(value: object) -> int | float:
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    message = f"not for JSON: {value!r}"
    raise TypeError(message)


def _width(text: str) -> int:
    """Return the columns that a text takes on a terminal with Japanese fonts."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _is_number(text: str) -> bool:
    return (
        text in {"", "－"}
        or text.strip("%").replace(",", "").replace(".", "").lstrip("-").isdigit()
    )
