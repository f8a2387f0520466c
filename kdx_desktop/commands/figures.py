"""``figures``: import and export the figures themselves."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from kdx_desktop.commands import imports
from kdx_desktop.commands.terminal import (
    Commands,
    Parents,
    file,
    keep_backup,
    note_export,
    open_office,
    print_json,
)
from kdx_desktop.reports.table_files import ENCODINGS, write_table
from kdx_desktop.services import figures_export, figures_import, importing
from kdx_desktop.services.kept_backups import Occasion
from kdx_desktop.services.knowledge import known_at_change


def add(commands: Commands, parents: Parents) -> None:
    """Add the group."""
    group = commands.add_parser("figures", help="月別の数値")
    actions = group.add_subparsers(metavar="操作", required=True)
    taken = actions.add_parser("import", parents=parents, help="数値と年間の基準値を取り込む")
    taken.add_argument("files", nargs="+", type=file, metavar="FILE")
    taken.add_argument("--skip-invalid", action="store_true", help="問題のある行を除いて保存する")
    taken.add_argument("--reason", default="", metavar="TEXT", help="置き換える理由")
    taken.add_argument("--dry-run", action="store_true", help="確認だけして保存しない")
    taken.set_defaults(run=_import)
    written = actions.add_parser("export", parents=parents, help="数値を書き出す（.csv、.xlsx）")
    written.add_argument("file", type=_table, metavar="FILE")
    written.add_argument("--known-at", metavar="TIME|CHANGE", help="その時点の台帳の内容")
    written.add_argument("--encoding", choices=tuple(ENCODINGS), default="utf-8")
    written.set_defaults(run=_export)


def _table(text: str) -> Path:
    """Read the name of a table to write; no slip may overwrite a database with figures."""
    path = file(text)
    if path.suffix.lower() not in {".csv", ".xlsx"}:
        message = "ファイル名の末尾は .csv か .xlsx にしてください"
        raise argparse.ArgumentTypeError(message)
    return path


def _import(arguments: argparse.Namespace) -> int:
    office = open_office(arguments)
    contents = importing.read_files(arguments.files, figures_import.KINDS)
    if not arguments.dry_run:
        keep_backup(office, Occasion.IMPORT)
    result = office.write(
        partial(
            figures_import.import_figures,
            contents=contents,
            reason=arguments.reason,
            skip_invalid=arguments.skip_invalid,
            dry_run=arguments.dry_run,
        )
    )
    return imports.tell(result, as_json=arguments.json, skip_invalid=arguments.skip_invalid)


def _export(arguments: argparse.Namespace) -> int:
    office = open_office(arguments)
    known_at = office.read(partial(known_at_change, text=arguments.known_at))
    rows = office.read(partial(figures_export.tidy_figures, known_at=known_at))
    path = write_table(
        arguments.file,
        figures_export.HEADERS,
        (figures_export.fields(row) for row in rows),
        arguments.encoding,
    )
    note_export(office, [path])
    if arguments.json:
        print_json({"file": str(path), "figures": len(rows)})
    else:
        print(f"書き出しました：{path}（{len(rows):,}件）")
    return 0
