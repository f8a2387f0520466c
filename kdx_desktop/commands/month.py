"""``month``: closing a month for good (domain.md §6)."""

from __future__ import annotations

import argparse
from functools import partial

from kdx_desktop.commands.terminal import (
    Commands,
    Parents,
    keep_backup,
    month,
    open_office,
    print_error,
    print_json,
)
from kdx_desktop.services import months
from kdx_desktop.services.board import Standing
from kdx_desktop.services.checklist import Checklist
from kdx_desktop.services.kept_backups import Occasion


def add(commands: Commands, parents: Parents) -> None:
    """Add the group."""
    group = commands.add_parser("month", help="月の締め")
    actions = group.add_subparsers(metavar="操作", required=True)
    close = actions.add_parser("close", parents=parents, help="月を締める（取り消せません）")
    close.add_argument("month", type=month, metavar="YYYY-MM")
    close.set_defaults(run=_close)


def _close(arguments: argparse.Namespace) -> int:
    office = open_office(arguments)
    keep_backup(office, Occasion.CLOSING)
    closed = office.write(partial(months.close, month=arguments.month))
    if arguments.json:
        print_json(
            {
                "month": str(arguments.month),
                "change": closed.change,
                "open": _open(closed.checklist),
            }
        )
        return 0
    _tell_open(closed.checklist)
    print(f"{arguments.month.japanese}を締めました（変更番号 {closed.change}）。")
    return 0


def _open(checklist: Checklist) -> list[dict[str, str]]:
    """Return what was open: one entry per department not approved, one per open question."""
    return [
        {"department": row.department.code, "name": row.department.name, "state": row.standing}
        for row in checklist.unapproved
    ] + [
        {
            "department": question.department.code,
            "name": question.department.name,
            "state": "questioned",
            "metric": question.metric.code,
            "reason": question.reason,
        }
        for question in checklist.questions
    ]


def _tell_open(checklist: Checklist) -> None:
    for standing in Standing:
        names = [
            f"{row.department.code} {row.department.name}"
            for row in checklist.unapproved
            if row.standing is standing
        ]
        if names:
            label = "承認待ち" if standing is Standing.SUBMITTED else standing.japanese
            print_error(f"{label}のまま締めました（{len(names)}部署）：{'、'.join(names)}")
    for question in checklist.questions:
        place = f"{question.department.code} {question.department.name} {question.metric.name}"
        print_error(f"説明のない値があります：{place}：{question.reason}")
