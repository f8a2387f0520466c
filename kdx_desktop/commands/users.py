"""``users``: accounts and dated assignments (trust.md, Roles).

No password ever stands on a command line, where other people on the computer could see it.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterable
from datetime import date
from functools import partial

from kdx_desktop.commands import number_settings, users_files
from kdx_desktop.commands.terminal import (
    Commands,
    Parents,
    open_office,
    print_error,
    print_json,
    print_table,
)
from kdx_desktop.errors import UsageError
from kdx_desktop.metrics.days import parse_day
from kdx_desktop.services import accounts, passwords
from kdx_desktop.services.account_rules import shown, today
from kdx_desktop.services.account_store import Held, Task
from kdx_desktop.services.accounts import AccountLine
from kdx_desktop.services.number_settings import LOCK_MINUTES
from kdx_desktop.services.office import Office
from kdx_desktop.services.person import Role

_KNOWN_ROLES = "、".join(f"{role.value}（{role.japanese}）" for role in Role)
_ROLES = f"役割：{_KNOWN_ROLES}"


def add(commands: Commands, parents: Parents) -> None:
    """Add the group."""
    group = commands.add_parser("users", help="アカウント、役割、部署の担当、監査記録")
    actions = group.add_subparsers(metavar="操作", required=True)

    def action(name: str, text: str, *, of_login: bool = True) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(name, parents=parents, help=text)
        if of_login:
            made.add_argument("login", metavar="LOGIN", help="利用者名")
        return made

    listed = action("list", "アカウントと担当を表示する", of_login=False)
    listed.set_defaults(run=_list)
    added = action("add", "アカウントを追加し、仮のパスワードを1回だけ表示する")
    added.add_argument("--name", required=True, metavar="NAME", help="氏名")
    added.add_argument("--role", type=_role, required=True, metavar="ROLE", help=_ROLES)
    added.add_argument(
        "--external",
        action="store_true",
        help="LDAP・Kerberos でサインインする人（パスワードなし）",
    )
    _add_departments(added, required=False)
    _add_days(added)
    added.set_defaults(run=_add)
    role = action("set-role", "役割を変更する（すぐに有効）")
    role.add_argument("role", type=_role, metavar="ROLE", help=_ROLES)
    role.set_defaults(run=_set_role)
    renamed = action("rename", "氏名を変更する")
    renamed.add_argument("name", metavar="NAME", help="氏名")
    renamed.set_defaults(run=_rename)
    assigned = action("assign", "部署の担当にする")
    _add_departments(assigned, required=True)
    _add_task(assigned)
    _add_days(assigned)
    assigned.set_defaults(run=_assign)
    unassigned = action("unassign", "部署の担当を終える")
    _add_departments(unassigned, required=True)
    _add_task(unassigned)
    unassigned.add_argument(
        "--until", type=_day, metavar="DATE", help="最後の日（省略時はすぐに終える）"
    )
    unassigned.set_defaults(run=_unassign)
    for name, disabled, text in (
        ("disable", True, "アカウントを無効にする（すぐに有効。削除はしない）"),
        ("enable", False, "無効にしたアカウントを有効に戻す"),
    ):
        action(name, text).set_defaults(run=partial(_set_disabled, disabled=disabled))
    reset = action("reset-password", "仮のパスワードを発行し、1回だけ表示する")
    reset.set_defaults(run=_reset_password)
    changed = action("change-password", "自分のパスワードを変更する", of_login=False)
    changed.add_argument(
        "--stdin", action="store_true", help="新しいパスワードを標準入力の1行目から読む"
    )
    changed.set_defaults(run=_change_password)
    number_settings.add(
        actions,
        parents,
        "password-length",
        "パスワードの最短の文字数",
        passwords.MIN_LENGTH,
        "パスワードは{}文字以上です。".format,
    )
    number_settings.add(
        actions,
        parents,
        "lock-minutes",
        "操作がないとき画面をロックするまでの分数",
        LOCK_MINUTES,
        _lock_minutes,
    )
    users_files.add(actions, parents)


def _add_departments(action: argparse.ArgumentParser, *, required: bool) -> None:
    action.add_argument(
        "--department",
        nargs="+",
        action="extend",
        required=required,
        default=[],
        metavar="CODE",
        help="部署コード",
    )


def _add_task(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--as",
        dest="task",
        type=_task,
        metavar="chief|clerk",
        help="課長として、または入力担当者として（省略時は役割のとおり）",
    )


def _add_days(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--from", dest="first", type=_day, metavar="DATE", help="最初の日（省略時は今日）"
    )
    action.add_argument(
        "--until", dest="last", type=_day, metavar="DATE", help="最後の日（省略時は期限なし）"
    )


def _role(text: str) -> Role:
    for role in Role:
        if text.strip().casefold() in {role.value, role.japanese}:
            return role
    message = f"「{shown(text)}」という役割はありません。使えるもの：{_KNOWN_ROLES}"
    raise argparse.ArgumentTypeError(message)


def _task(text: str) -> Task:
    for task in Task:
        if text.strip().casefold() in {task.value, task.japanese}:
            return task
    known = "、".join(f"{task.value}（{task.japanese}）" for task in Task)
    message = f"「{shown(text)}」という担当はありません。使えるもの：{known}"
    raise argparse.ArgumentTypeError(message)


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _list(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True, figures=False)
    found = office.read(accounts.listing)
    if arguments.json:
        print_json({"accounts": [_document(line) for line in found]})
        return 0
    day = today()
    print_table(
        ("利用者名", "氏名", "役割", "状態", "担当"),
        (
            (line.login, line.name, line.role.japanese, _state(line), _tasks(line, day))
            for line in found
        ),
    )
    print(f"{len(found)}人")
    return 0


def _document(line: AccountLine) -> dict[str, object]:
    return {
        "login": line.login,
        "name": line.name,
        "role": line.role.value,
        "disabled": line.disabled,
        "temporary": line.temporary,
        "assignments": [_held_document(held) for held in line.assignments],
    }


def _held_document(held: Held) -> dict[str, object]:
    return {
        "department": held.department,
        "kind": held.task.value,
        "from": held.first.isoformat(),
        "until": held.last and held.last.isoformat(),
    }


def _state(line: AccountLine) -> str:
    if line.disabled:
        return "無効"
    return "仮のパスワード" if line.temporary else "有効"


def _tasks(line: AccountLine, day: date) -> str:
    """Write the assignments of today and of later days."""
    return "、".join(
        f"{held.department} {held.task.japanese}（{held.period}）"
        for held in line.assignments
        if held.last is None or held.last >= day
    )


def _add(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True, figures=False)
    if not arguments.department and (arguments.first or arguments.last):
        raise UsageError("--from と --until は、--department と一緒に指定します。")
    work = partial(
        accounts.employ,
        login=arguments.login,
        name=arguments.name,
        role=arguments.role,
        departments=arguments.department,
        first=arguments.first,
        last=arguments.last,
        external=arguments.external,
    )
    password = office.write(work)
    if arguments.json:
        print_json(
            {
                "login": arguments.login,
                "name": arguments.name,
                "role": arguments.role.value,
                "temporary_password": password,
            }
        )
        return 0
    print(f"追加しました：{arguments.login} {arguments.name}（{arguments.role.japanese}）")
    _tell_password(password)
    if password is None and office.on_server and not arguments.external:
        print("この利用者名はサーバーにすでにあるため、パスワードは変えていません。")
    _tell_if_left_out(office)
    return 0


def _tell_password(password: str | None) -> None:
    if password is not None:
        print(f"仮のパスワード：{password}")
        print("二度と表示されません。本人だけに渡してください。最初のサインインで変更します。")


def _tell_if_left_out(office: Office) -> None:
    """Warn who has just made accounts count on this PC, but has none."""
    who = office.person()
    if not office.on_server and who.role is None:
        print_error(
            f"アカウントのある人だけが数値を扱えるようになりました。"
            f"ご自身（{who.login}）のアカウントも追加してください。"
        )


def _set_role(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True, figures=False)
    new = office.write(partial(accounts.set_role, login=arguments.login, role=arguments.role))
    said = f"役割を「{arguments.role.japanese}」にしました：{arguments.login}"
    return _tell(arguments, said, changed=new)


def _rename(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True, figures=False)
    office.write(partial(accounts.set_name, login=arguments.login, name=arguments.name))
    return _tell(arguments, f"氏名を変更しました：{arguments.login}", changed=True)


def _set_disabled(arguments: argparse.Namespace, *, disabled: bool) -> int:
    office = open_office(arguments, administration=True, figures=False)
    new = office.write(partial(accounts.set_disabled, login=arguments.login, disabled=disabled))
    said = f"{'無効' if disabled else '有効'}にしました：{arguments.login}"
    return _tell(arguments, said, changed=new)


def _assign(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True, figures=False)
    work = partial(
        accounts.assign_all,
        login=arguments.login,
        departments=arguments.department,
        task=arguments.task,
        first=arguments.first,
        last=arguments.last,
    )
    return _tell_held(arguments, "担当にしました", office.write(work))


def _unassign(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True, figures=False)
    work = partial(
        accounts.unassign_all,
        login=arguments.login,
        departments=arguments.department,
        task=arguments.task,
        last=arguments.until,
    )
    return _tell_held(arguments, "担当を終えました", office.write(work))


def _tell_held(arguments: argparse.Namespace, said: str, found: Iterable[Held]) -> int:
    if arguments.json:
        document = [_held_document(held) for held in found]
        print_json({"login": arguments.login, "assignments": document})
        return 0
    for held in found:
        print(f"{said}：{held.login} {held.department} {held.task.japanese}（{held.period}）")
    return 0


def _reset_password(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True, figures=False)
    password = office.write(partial(accounts.reset_password, login=arguments.login))
    if arguments.json:
        print_json({"login": arguments.login, "temporary_password": password})
    else:
        _tell_password(password)
    return 0


def _change_password(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True, figures=False)
    office.write(partial(accounts.change_password, new=_new_password(stdin=arguments.stdin)))
    said = "パスワードを変更しました。pgpass ファイルに保存している場合は書き換えてください。"
    return _tell(arguments, said, changed=True)


def _new_password(*, stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError("端末から実行するか、--stdin を付けて標準入力から渡してください。")
    new = getpass.getpass("新しいパスワード：")
    if getpass.getpass("もう一度：") != new:
        raise UsageError("2回の入力が一致しません。パスワードは変更していません。")
    return new


def _lock_minutes(minutes: int) -> str:
    if minutes:
        return f"操作がないまま{minutes}分たつと画面をロックします（各自はこれより短くできます）。"
    return "画面をロックするまでの時間は、各自の設定によります（はじめは15分）。"


def _tell(arguments: argparse.Namespace, said: str, *, changed: bool) -> int:
    if arguments.json:
        print_json({"changed": changed})
    else:
        print(said if changed else "すでにそのとおりです。何も変更していません。")
    return 0
