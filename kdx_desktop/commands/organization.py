"""``organization``: import and export departments, headcounts and successions."""

from __future__ import annotations

import argparse
from functools import partial

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
from kdx_desktop.imports.columns import COLUMNS
from kdx_desktop.reports.table_files import write_table
from kdx_desktop.services import importing, organization, organization_import
from kdx_desktop.services.kept_backups import Occasion


def add(commands: Commands, parents: Parents) -> None:
    """Add the group."""
    group = commands.add_parser("organization", help="部署・職員数・機構改革")
    actions = group.add_subparsers(metavar="操作", required=True)
    taken = actions.add_parser("import", parents=parents, help="部署一覧・職員数・承継を取り込む")
    taken.add_argument("files", nargs="+", type=file, metavar="FILE")
    taken.set_defaults(run=_import)
    written = actions.add_parser("export", parents=parents, help="同じ形のファイルに書き出す")
    written.add_argument("folder", type=file, metavar="DIR")
    written.set_defaults(run=_export)


def _import(arguments: argparse.Namespace) -> int:
    office = open_office(arguments)
    contents = importing.read_files(arguments.files, organization_import.KINDS)
    keep_backup(office, Occasion.IMPORT)
    result = office.write(partial(organization_import.import_organization, contents=contents))
    return imports.tell(result, as_json=arguments.json)


def _export(arguments: argparse.Namespace) -> int:
    office = open_office(arguments)
    written = [
        write_table(
            arguments.folder / f"{kind.value}.csv",
            [column.japanese for column in COLUMNS[kind]],
            rows,
        )
        for kind, rows in office.read(organization.export_rows).items()
    ]
    note_export(office, written)
    if arguments.json:
        print_json({"files": [str(path) for path in written]})
    else:
        for path in written:
            print(f"書き出しました：{path}")
    return 0
