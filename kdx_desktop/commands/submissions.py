"""``submissions``: who has submitted, who is late, and the steps from draft to approval."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial

from kdx_desktop.commands import number_settings
from kdx_desktop.commands.terminal import (
    Commands,
    Parents,
    month,
    open_office,
    print_error,
    print_json,
    print_table,
)
from kdx_desktop.metrics.figures import Metric
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services import board, months
from kdx_desktop.services.board import MonthBoard, Standing
from kdx_desktop.services.deadlines import DUE_DAY

_STEPS = (
    ("submit", Standing.SUBMITTED, "提出する", "数値のないまま提出する理由"),
    ("withdraw", Standing.DRAFT, "提出を取り下げて下書きに戻す", "取り下げる理由"),
    ("return", Standing.RETURNED, "理由を付けて差し戻す", "差戻しの理由（必須）"),
    ("approve", Standing.APPROVED, "承認する", "承認に添える言葉"),
)
_DONE = {
    Standing.SUBMITTED: "提出しました",
    Standing.DRAFT: "提出を取り下げました",
    Standing.RETURNED: "差し戻しました",
    Standing.APPROVED: "承認しました",
}
_WEEKDAYS = "月火水木金土日"


def add(commands: Commands, parents: Parents) -> None:
    """Add the group."""
    group = commands.add_parser("submissions", help="提出状況、提出・差戻し・承認")
    actions = group.add_subparsers(metavar="操作", required=True)
    listed = actions.add_parser("list", parents=parents, help="提出状況を表示する")
    _add_place(listed, required=False)
    listed.set_defaults(run=_list)
    for name, standing, said, why in _STEPS:
        step = actions.add_parser(name, parents=parents, help=said)
        _add_place(step, required=True)
        step.add_argument("--reason", default="", metavar="TEXT", help=why)
        step.set_defaults(run=partial(_step, standing=standing))
    number_settings.add(
        actions,
        parents,
        "due-day",
        "提出期限の日（翌月）",
        DUE_DAY,
        "提出期限は翌月{}日です（閉庁日のときは次の開庁日）。".format,
    )


def _add_place(action: argparse.ArgumentParser, *, required: bool) -> None:
    action.add_argument("--month", type=month, required=True, metavar="YYYY-MM")
    action.add_argument(
        "--department",
        nargs="+",
        action="extend",
        required=required,
        default=[],
        metavar="CODE",
        help="部署コード" if required else "部署コード（省略時はすべて）",
    )


def _list(arguments: argparse.Namespace) -> int:
    office = open_office(arguments)
    (found,) = office.read(
        partial(board.board, months=[arguments.month], departments=arguments.department)
    )
    if arguments.json:
        print_json(_document(found))
    else:
        _show(found)
    return 0


def _document(found: MonthBoard) -> Mapping[str, object]:
    return {
        "month": str(found.month),
        "due": found.due.isoformat(),
        "closed": found.closed,
        "rows": [
            {
                "department": row.department.code,
                "name": row.department.name,
                "state": row.standing.value,
                "late": row.late,
                "reason": row.reason,
                "who": row.who,
                "when": row.when and row.when.isoformat(),
            }
            for row in found.rows
        ],
    }


def _show(found: MonthBoard) -> None:
    state = "　締切済み" if found.closed else ""
    print(f"{found.month.japanese}分　提出期限：{_day(found.due)}{state}")
    print_table(
        ("コード", "部署", "状態", "期限", "理由", "人", "日時"),
        (
            (
                row.department.code,
                row.department.name,
                row.standing.japanese,
                f"{row.due}{' 超過' if row.late else ''}",
                " ".join(row.reason.split()),
                row.who,
                f"{row.when.astimezone():%Y-%m-%d %H:%M}" if row.when else "",
            )
            for row in found.rows
        ),
    )
    counts = "、".join(f"{standing.japanese} {n}" for standing, n in found.counts.items())
    print(f"{len(found.rows)}部署：{counts}（期限超過 {found.late}）")


def _step(arguments: argparse.Namespace, standing: Standing) -> int:
    office = open_office(arguments)
    found = office.write(
        partial(
            months.set_state,
            month=arguments.month,
            departments=arguments.department,
            state=standing,
            reason=arguments.reason,
        )
    )
    if arguments.json:
        print_json(
            {
                "month": str(arguments.month),
                "state": standing.value,
                "change": found.change,
                "departments": [department.code for department in found.moved],
                "unchanged": [department.code for department in found.unchanged],
                "unreported": [
                    {"department": code, "metrics": [metric.code for metric in metrics]}
                    for code, metrics in found.unreported.items()
                ],
            }
        )
        return 0
    if found.moved:
        names = _names(found.moved)
        print(f"{arguments.month.japanese}分を{_DONE[standing]}：{names}")
    if found.unchanged:
        names = _names(found.unchanged)
        state = standing.japanese if standing is not Standing.DRAFT else "提出されていない状態"
        print(f"すでに{state}のため、何も変更していません：{names}")
    _tell_unreported(found.unreported)
    return 0


def _tell_unreported(unreported: Mapping[str, Iterable[Metric]]) -> None:
    for code, metrics in unreported.items():
        print_error(f"未提出の指標があります：{code} {'、'.join(m.name for m in metrics)}")


def _names(departments: Iterable[Department]) -> str:
    return "、".join(f"{department.code} {department.name}" for department in departments)


def _day(day: date) -> str:
    return f"{day}（{_WEEKDAYS[day.weekday()]}）"
