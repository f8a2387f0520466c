"""``report``: the reports as files."""

from __future__ import annotations

import argparse
from functools import partial

from kdx_desktop.commands.terminal import (
    Commands,
    Parents,
    file,
    month,
    note_export,
    open_office,
    print_json,
)
from kdx_desktop.services import reporting
from kdx_desktop.services.issued import details_of
from kdx_desktop.services.knowledge import known_at_change

_FORMATS = ("xlsx", "pdf")


def add(commands: Commands, parents: Parents) -> None:
    """Add the command with its kinds."""
    group = commands.add_parser("report", help="報告書の作成")
    kinds = group.add_subparsers(metavar="種類", required=True)
    monthly = kinds.add_parser("monthly", parents=parents, help="月次進捗報告")
    monthly.add_argument("--as-of", type=month, required=True, metavar="YYYY-MM")
    monthly.add_argument("--known-at", metavar="TIME|CHANGE", help="その時点の台帳の内容")
    monthly.add_argument(
        "--format", type=_formats, default=_FORMATS, metavar="xlsx,pdf", help="出力形式"
    )
    monthly.add_argument(
        "--output", type=file, required=True, metavar="DIR", help="出力先フォルダー"
    )
    monthly.set_defaults(run=_monthly)


def _monthly(arguments: argparse.Namespace) -> int:
    # openpyxl and reportlab take half a second to import; no other command needs them.
    from kdx_desktop.reports.files import write_monthly

    office = open_office(arguments)
    known_at = office.read(partial(known_at_change, text=arguments.known_at))
    report = office.read(
        partial(reporting.monthly_report, as_of=arguments.as_of, known_at=known_at)
    )
    written = write_monthly(report, arguments.output, arguments.format)
    note_export(office, written, details_of(report))
    if arguments.json:
        print_json({"files": [str(path) for path in written], "ledger_head": report.ledger_head})
    else:
        for path in written:
            print(f"書き出しました：{path}")
    return 0


def _formats(text: str) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",")))
    if not named or not set(named) <= set(_FORMATS):
        message = f"「{text[:40]}」は使えません。xlsx、pdf、または xlsx,pdf を指定してください"
        raise argparse.ArgumentTypeError(message)
    return named
