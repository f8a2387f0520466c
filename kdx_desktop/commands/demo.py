"""``demo load``: an empty database becomes a sample city."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial

from kdx_desktop.commands.terminal import Commands, Parents, named_database, print_json
from kdx_desktop.services import demo
from kdx_desktop.services.office import Office

_MOST_DEPARTMENTS = 5_000
_MOST_YEARS = 30


def add(commands: Commands, parents: Parents) -> None:
    """Add the group."""
    group = commands.add_parser("demo", help="サンプル市")
    actions = group.add_subparsers(metavar="操作", required=True)
    load = actions.add_parser(
        "load", parents=parents, help="空のデータベースに、再現できるサンプル市を作る"
    )
    load.add_argument(
        "--departments", type=_between(1, _MOST_DEPARTMENTS), default=110, metavar="N"
    )
    load.add_argument("--years", type=_between(1, _MOST_YEARS), default=4, metavar="N")
    load.add_argument("--seed", type=int, default=2022, metavar="N")
    load.set_defaults(run=_load)


def _load(arguments: argparse.Namespace) -> int:
    url = named_database(arguments)
    office = Office.open(url) if Office.exists(url) else Office.create(url)
    figures = office.write(
        partial(
            demo.load,
            departments=arguments.departments,
            years=arguments.years,
            seed=arguments.seed,
        )
    )
    if arguments.json:
        print_json({"database": office.url, "figures": figures})
    else:
        print(f"サンプル市を作成しました（数値 {figures:,}件）：{office.url}")
    return 0


def _between(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            message = f"{least}から{most}までの数を指定してください"
            raise argparse.ArgumentTypeError(message)
        return number

    return read
