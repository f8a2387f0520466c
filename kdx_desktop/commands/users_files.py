"""``users import`` and ``users log``: a whole 人事異動 in, the audit log out."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from kdx_desktop.commands import imports
from kdx_desktop.commands.terminal import (
    Parents,
    file,
    open_office,
    print_json,
    print_table,
)
from kdx_desktop.services import accounts, importing
from kdx_desktop.services.account_deeds import AccountsResult, Deed
from kdx_desktop.services.accounts_import import KINDS, import_accounts
from kdx_desktop.services.audit import Event
from kdx_desktop.services.audit_words import details_text, kind_text


def add(actions: Any, parents: Parents) -> None:
    """Add the two actions to the group."""
    taken = actions.add_parser(
        "import", parents=parents, help="人事異動のファイルを取り込む（すべて正しいときだけ）"
    )
    taken.add_argument("file", type=file, metavar="FILE")
    taken.add_argument("--dry-run", action="store_true", help="確認だけを行い、何も保存しない")
    taken.add_argument(
        "--external", action="store_true", help="新しい人は LDAP・Kerberos でサインインする"
    )
    taken.set_defaults(run=_import)
    log = actions.add_parser("log", parents=parents, help="監査記録を新しい順に表示する")
    log.add_argument("--limit", type=int, default=100, metavar="N", help="件数（既定 100）")
    log.set_defaults(run=_log)


def _import(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True, figures=False)
    work = partial(
        import_accounts,
        contents=importing.read_files([arguments.file], KINDS),
        external=arguments.external,
        dry_run=arguments.dry_run,
    )
    result = office.read(work) if arguments.dry_run else office.write(work)
    if arguments.json:
        print_json(
            {
                "files": [imports.document(one) for one in result.files],
                "deeds": [] if result.rejected else [_document(deed) for deed in result.deeds],
                "temporary_passwords": dict(result.passwords),
                "stored": result.stored,
            }
        )
    else:
        _show(result, dry_run=arguments.dry_run)
    return 1 if result.rejected else 0


def _document(deed: Deed) -> dict[str, object]:
    held = deed.held
    return {
        "line": deed.line,
        "kind": deed.kind.value,
        "login": deed.login,
        "name": deed.name or None,
        "role": deed.role and deed.role.value,
        "department": held and held.department,
        "as": held and held.task.value,
        "from": held and held.first.isoformat(),
        "until": held.last.isoformat() if held and held.last else None,
    }


def _show(result: AccountsResult, *, dry_run: bool) -> None:
    for one in result.files:
        imports.print_file(one)
    if result.rejected:
        print("問題があるため、何も保存していません。直してからもう一度取り込んでください。")
        return
    for deed in result.deeds:
        print(f"  {deed.japanese}")
    if dry_run:
        print("確認だけを行いました。何も保存していません。")
    elif not result.stored:
        print("新しい内容はありません。何も変更していません。")
    else:
        print("保存しました。")
    if result.passwords:
        print("仮のパスワード（二度と表示されません。本人だけに渡してください）：")
        print_table(("利用者名", "仮のパスワード"), result.passwords.items())


def _log(arguments: argparse.Namespace) -> int:
    office = open_office(arguments, administration=True, figures=False)
    found = office.read(partial(accounts.events, limit=max(arguments.limit, 1)))
    if arguments.json:
        print_json({"events": [_event_document(event) for event in found]})
        return 0
    print_table(
        ("番号", "日時", "人", "PC", "種類", "対象", "内容"),
        (
            (
                str(event.number),
                f"{event.when.astimezone():%Y-%m-%d %H:%M:%S}",
                event.who,
                event.computer,
                kind_text(event),
                " ".join(event.subject.split()),
                details_text(event),
            )
            for event in found
        ),
    )
    return 0


def _event_document(event: Event) -> dict[str, object]:
    return {
        "number": event.number,
        "when": event.when.isoformat(),
        "who": event.who,
        "computer": event.computer,
        "kind": event.kind,
        "subject": event.subject,
        "details": event.details,
    }
