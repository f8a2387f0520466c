"""``database``: create, upgrade, check, info, backup, restore."""

from __future__ import annotations

import argparse

from kdx_desktop.commands.terminal import (
    Commands,
    Parents,
    file,
    named_database,
    open_office,
    print_error,
    print_json,
)
from kdx_desktop.models.formats import UpgradeDueError
from kdx_desktop.services import backup, copying, ledger, upgrading
from kdx_desktop.services.addresses import database_file, database_url, is_server, parsed
from kdx_desktop.services.office import Office
from kdx_desktop.services.overview import overview


def add(commands: Commands, parents: Parents) -> None:
    """Add the group."""
    group = commands.add_parser("database", help="データベースの作成・点検・控え")
    actions = group.add_subparsers(metavar="操作", required=True)
    for name, run, text in (
        ("create", _create, "計画入りのデータベースを新しく作成する"),
        ("upgrade", _upgrade, "データベースをこのプログラムの版に合わせる"),
        ("check", _check, "ファイル、台帳の鎖、集計の整合を点検する"),
        ("info", _info, "データベースの概要を表示する"),
    ):
        action = actions.add_parser(name, parents=parents, help=text)
        action.set_defaults(run=run)
    for name, run, text in (
        ("backup", _backup, "使用中でも整合した控えをファイルに作る"),
        ("restore", _restore, "控えを検証してから現在のファイルと入れ替える（元のファイルは残す）"),
    ):
        action = actions.add_parser(name, parents=parents, help=text)
        action.add_argument("file", type=file, metavar="FILE")
        action.set_defaults(run=run)
    action = actions.add_parser(
        "copy", parents=parents, help="このPCのデータベースをPostgreSQLへ移す（台帳と鎖はそのまま）"
    )
    action.add_argument("source", metavar="FROM", help="移行元（SQLiteのファイル）")
    action.add_argument("target", metavar="TO", help="移行先（createした直後のPostgreSQL）")
    action.set_defaults(run=_copy)


def _create(arguments: argparse.Namespace) -> int:
    office = Office.create(named_database(arguments))
    found = office.read(overview)
    plan = found.plans[0]
    if arguments.json:
        print_json({"database": office.url, "plan": plan.code, "kpis": len(plan.kpis)})
    else:
        print(f"データベースを作成しました：{office.url}")
        print(f"計画「{plan.name}」（KPI {len(plan.kpis)}件）を登録しました。")
        if office.on_server:
            print(
                "次に、アカウント管理の担当を追加します（この管理用のロールで1回だけ）："
                "kdx-desktop users add 利用者名 --name 氏名 --role accounts --database …"
            )
    return 0


def _upgrade(arguments: argparse.Namespace) -> int:
    url = named_database(arguments)
    if is_server(url):
        return _upgrade_server(arguments, url)
    upgraded = None
    try:
        open_office(arguments, administration=True).close()  # refuses what is too new, or not ours
    except UpgradeDueError:
        upgraded = upgrading.upgrade(database_file(url))
    if arguments.json:
        backup_file = upgraded and str(upgraded.backup.file)
        print_json({"database": url, "upgraded": upgraded is not None, "backup": backup_file})
    elif upgraded is None:
        print("データベースは最新の形式です。更新の必要はありません。")
    else:
        print(f"データベースを新しい形式（{upgraded.version}）に更新し、検証しました。")
        print(f"台帳の先頭は元のままです：{upgraded.head}")
        print(f"更新前の控え：{upgraded.backup.file}")
    return 0


def _upgrade_server(arguments: argparse.Namespace, url: str) -> int:
    # Imported here: one PC does without the server's driver.
    from kdx_desktop.services import server_store

    former = server_store.upgrade(parsed(url))
    if arguments.json:
        print_json({"database": url, "upgraded": former, "backup": None})
    elif former:
        print("データベースを新しい形式に更新しました。守りの仕組みも作り直しました。")
    else:
        print("データベースは最新の形式です。守りの仕組みを作り直しました。")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True)
    problems = office.check()
    verification = office.read(ledger.verify)
    problems += verification.problems
    if arguments.json:
        print_json({"sound": not problems, "problems": problems})
    elif problems:
        print_error("問題が見つかりました：")
        for problem in problems:
            print_error(f"  {problem}")
    else:
        print(
            f"問題はありません（変更 {verification.changes:,}件、版 {verification.revisions:,}件）。"
        )
    return 1 if problems else 0


def _info(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True)
    found = office.read(overview)
    head = office.read(ledger.head)
    document = {
        "database": office.url,
        "city": found.city_name,
        "sample": found.sample,
        "plans": [plan.code for plan in found.plans],
        "first_month": found.first_month and str(found.first_month),
        "last_month": found.last_month and str(found.last_month),
        "closed_months": [str(month) for month in sorted(found.closed_months)],
        "head": head and str(head),
    }
    if arguments.json:
        print_json(document)
        return 0
    print(f"データベース：{office.url}")
    print(f"市：{found.city_name}{'（サンプル）' if found.sample else ''}")
    print(f"計画：{'、'.join(plan.name for plan in found.plans)}")
    if found.first_month and found.last_month:
        print(f"数値のある月：{found.first_month.japanese}から{found.last_month.japanese}まで")
    else:
        print("数値はまだありません。")
    print(f"台帳の先頭：{head}")
    return 0


def _copy(arguments: argparse.Namespace) -> int:
    source = Office.open(database_url(arguments.source))
    target = Office.open(database_url(arguments.target), administration=True)
    copied = copying.copy(source, target)
    if arguments.json:
        print_json(
            {
                "changes": copied.changes,
                "revisions": copied.revisions,
                "head": copied.head and str(copied.head),
                "accounts_left": copied.accounts,
            }
        )
        return 0
    print(
        f"移行し、検証しました（変更 {copied.changes:,}件、版 {copied.revisions:,}件）。"
        f"台帳の先頭：{copied.head}"
    )
    if copied.accounts:
        print(
            f"アカウント {copied.accounts}件は移りません。"
            "「kdx-desktop users import」で登録してください。"
        )
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True)
    made = backup.make(office, arguments.file)
    if arguments.json:
        print_json({"file": str(made.file), "size": made.size, "head": str(made.head)})
    else:
        print(f"控えを作成し、検証しました：{made.file}（{made.size:,}バイト）")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    restored = backup.restore(named_database(arguments), arguments.file)
    kept = restored.kept and str(restored.kept)
    if arguments.json:
        print_json({"database": str(restored.file), "kept": kept, "head": str(restored.head)})
    else:
        print(f"控えから復元しました：{restored.file}")
        if kept:
            print(f"元のファイルはここに残しています：{kept}")
    return 0
