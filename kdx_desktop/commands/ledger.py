"""``ledger``: verify the chain, show its head, show a cell's life."""

from __future__ import annotations

import argparse
from functools import partial

from kdx_desktop.commands.terminal import (
    Commands,
    Parents,
    month,
    open_office,
    print_error,
    print_json,
    print_table,
)
from kdx_desktop.metrics.amounts import amount_text, units
from kdx_desktop.services import ledger


def add(commands: Commands, parents: Parents) -> None:
    """Add the group."""
    group = commands.add_parser("ledger", help="台帳")
    actions = group.add_subparsers(metavar="操作", required=True)
    verify = actions.add_parser("verify", parents=parents, help="台帳の鎖を計算し直して検証する")
    verify.add_argument("--head", metavar="NUMBER:HASH", help="報告書などに控えた先頭と照らす")
    verify.set_defaults(run=_verify)
    head = actions.add_parser("head", parents=parents, help="台帳の先頭を表示する")
    head.set_defaults(run=_head)
    history = actions.add_parser(
        "history", parents=parents, help="ある部署・月のすべての版を表示する"
    )
    history.add_argument("--department", required=True, metavar="CODE")
    history.add_argument("--month", type=month, required=True, metavar="YYYY-MM")
    history.add_argument("--metric", metavar="M")
    history.set_defaults(run=_history)


def _verify(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True)
    expected = ledger.parse_head(arguments.head) if arguments.head else None
    found = office.read(partial(ledger.verify, expected=expected))
    if arguments.json:
        print_json(
            {
                "revisions": found.revisions,
                "changes": found.changes,
                "head": found.head and str(found.head),
                "intact": found.intact,
                "first_broken": found.first_broken,
                "problems": found.problems,
            }
        )
        return 0 if found.intact else 1
    for problem in found.problems:
        print_error(problem)
    if found.intact:
        print(f"台帳に問題はありません（変更 {found.changes:,}件、版 {found.revisions:,}件）。")
        print(f"先頭：{found.head}")
    else:
        print_error(f"台帳が改変されています（最初の異常：変更{found.first_broken}）。")
    if expected is None:
        print(
            "注：末尾の切り取りや、鎖全体の計算し直しは、控えておいた先頭（--head）と"
            "照らさなければ分かりません。"
        )
    return 0 if found.intact else 1


def _head(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True)
    found = office.read(ledger.head)
    if arguments.json:
        print_json({"head": found and str(found)})
    else:
        print(found or "台帳は空です。")
    return 0


def _history(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True)
    found = office.read(
        partial(
            ledger.history,
            department=arguments.department,
            month=arguments.month,
            metric=arguments.metric,
        )
    )
    if arguments.json:
        print_json(
            {
                "revisions": [
                    {
                        "metric": row.metric,
                        "number": row.number,
                        "state": row.state.value,
                        "value": None if row.amount is None else units(row.amount),
                        "note": row.note,
                        "change": row.change,
                        "recorded_at": row.when.isoformat(),
                        "actor": row.who,
                        "computer": row.computer,
                        "kind": row.kind,
                        "reason": row.reason,
                    }
                    for row in found
                ]
            }
        )
        return 0
    print_table(
        ("指標", "版", "値", "状態", "変更", "日時", "人", "理由・備考"),
        (
            (
                row.metric_name,
                str(row.number),
                "" if row.amount is None else amount_text(row.amount),
                row.state.japanese,
                str(row.change),
                f"{row.when.astimezone():%Y-%m-%d %H:%M}",
                row.who,
                row.reason or row.note,
            )
            for row in found
        ),
    )
    return 0
