"""``month`` and ``submissions``: the month's work of domain.md §6."""

from __future__ import annotations

import argparse
from functools import partial

from kdx_desktop.commands.terminal import Commands, Parents, month, open_office, print_json
from kdx_desktop.services import months


def add(commands: Commands, parents: Parents) -> None:
    """Add the group."""
    group = commands.add_parser("month", help="月の締め")
    actions = group.add_subparsers(metavar="操作", required=True)
    close = actions.add_parser("close", parents=parents, help="月を締める（取り消せません）")
    close.add_argument("month", type=month, metavar="YYYY-MM")
    close.set_defaults(run=_close)


def _close(arguments: argparse.Namespace) -> int:
    office = open_office(arguments)
    change = office.write(partial(months.close, month=arguments.month))
    if arguments.json:
        print_json({"month": str(arguments.month), "change": change})
    else:
        print(f"{arguments.month.japanese}を締めました（変更番号 {change}）。")
    return 0
