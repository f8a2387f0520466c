"""A number that the city sets for itself, as an action of its group: shown, or changed."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial

from kdx_desktop.commands.terminal import Commands, Parents, open_office, print_json
from kdx_desktop.services.number_settings import NumberSetting


def add(  # noqa: PLR0913 - what an action is made from
    actions: Commands,
    parents: Parents,
    name: str,
    text: str,
    setting: NumberSetting,
    said: Callable[[int], str],
) -> None:
    """Add an action that shows the number, or sets the one that is given; ``said`` puts it in words."""
    action = actions.add_parser(name, parents=parents, help=f"{text}を表示・変更する")
    limits = f"{setting.allowed[0]}-{setting.allowed[-1]}"
    action.add_argument("number", type=int, nargs="?", metavar=limits, help="新しい値（推進担当）")
    action.set_defaults(run=partial(_show_or_set, setting=setting, said=said))


def _show_or_set(
    arguments: argparse.Namespace, setting: NumberSetting, said: Callable[[int], str]
) -> int:
    office = open_office(arguments)
    change = None
    if arguments.number is not None:
        change = office.write(partial(setting.write, number=arguments.number))
    number = office.read(setting.read)
    if arguments.json:
        print_json({setting.name: number, "change": change})
    else:
        print(said(number))
    return 0
