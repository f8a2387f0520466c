"""The command line: groups, shared options, exit status (interfaces.md)."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from kdx_desktop import __version__, errors
from kdx_desktop.commands import (
    database,
    demo,
    figures,
    ledger,
    month,
    numbers,
    organization,
    report,
    submissions,
    users,
)
from kdx_desktop.commands.terminal import print_error
from kdx_desktop.errors import EnvironmentFailure, KdxError, UsageError

_GROUPS = (
    database,
    demo,
    organization,
    figures,
    numbers,
    submissions,
    month,
    report,
    ledger,
    users,
)
_LOG = logging.getLogger(__name__)


class _Parser(argparse.ArgumentParser):
    """An argument parser that refuses in Japanese, with exit status 2."""

    def error(self, message: str) -> NoReturn:
        print_error(f"使い方が正しくありません：{_in_japanese(message)}")
        print_error(f"詳しくは「{self.prog} --help」をご覧ください。")
        raise SystemExit(UsageError.exit_status)


#: What argparse says, and how we say it.
_USAGE = (
    (
        r"argument (?P<name>.+?): invalid choice: '(?P<value>.*?)'.*?\(choose from (?P<known>.*)\)",
        r"{name}に「{value}」は使えません（使えるもの：{known}）",
    ),
    (r"the following arguments are required: (?P<name>.*)", "次の指定が必要です：{name}"),
    (r"unrecognized arguments: (?P<name>.*)", "分からない指定があります：{name}"),
    (r"argument (?P<name>.+?): expected .*argument.*", "{name}には値が必要です"),
    (
        r"argument (?P<name>.+?): invalid (?P<kind>\w+) value: '(?P<value>.*)'",
        "{name}の「{value}」を読み取れません",
    ),
    (r"argument (?P<name>.+?): (?P<text>.*)", "{name}：{text}"),
)


def _in_japanese(message: str) -> str:
    """Return argparse's message in the users' language; as it is when it is a new one."""
    for pattern, sentence in _USAGE:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            parts = {name: text.replace("'", "") for name, text in match.groupdict().items()}
            return sentence.format(**parts)
    return message


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; never shows a traceback."""
    _write_utf_8()
    try:
        arguments = parser().parse_args(argv)
    except SystemExit as stop:  # --help ends with 0, wrong usage with 2
        return int(stop.code or 0)
    try:
        _refuse_what_is_no_text(arguments)
        status: int = arguments.run(arguments)
        print(end="", flush=True)
    except KdxError as error:
        print_error(error.message)
        for problem in error.problems:
            print_error(f"  {problem}")
        return error.exit_status
    except BrokenPipeError:  # whoever read our output has seen enough
        _let_go_of_output()
        return 0
    except OSError as error:
        _let_go_of_output()
        print_error(
            f"ファイルを読み書きできませんでした（{error.strerror}：{error.filename or '出力'}）。"
        )
        return EnvironmentFailure.exit_status
    except KeyboardInterrupt:
        print_error("中止しました。保存の途中だった変更は取り消されています。")
        return EnvironmentFailure.exit_status
    except MemoryError:
        print_error("メモリーが足りません。ほかのプログラムを終了してやり直してください。")
        return EnvironmentFailure.exit_status
    except Exception as error:  # noqa: BLE001 - the last line of defence
        return _defect(error)
    return status


def _let_go_of_output() -> None:
    """Send what is still buffered nowhere: Python would try once more, and say so in English."""
    with contextlib.suppress(OSError):  # a stream without a file has nothing to send
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--database",
        metavar="URL",
        default=argparse.SUPPRESS,
        help="データベース（例：sqlite:///C:/kdx/kdx.sqlite3）。省略時は環境変数 KDX_DATABASE か既定の場所",
    )
    machine = argparse.ArgumentParser(add_help=False)
    machine.add_argument(
        "--json", action="store_true", help="結果をJSON文書1つとして標準出力に書き出す"
    )
    top = _Parser(
        prog="kdx-desktop",
        parents=[shared],
        description="スマートワークの実績を部署ごとに記録し、計画の目標と照らして報告します。",
    )
    top.add_argument("--version", action="version", version=f"kdx-desktop {__version__}")
    commands = top.add_subparsers(metavar="コマンド", required=True)
    for group in _GROUPS:
        group.add(commands, [shared, machine])
    return top


def _write_utf_8() -> None:
    """Write what others read in UTF-8, whatever the system's encoding; a terminal has its own."""
    for stream in (sys.stdout, sys.stderr):
        # A stream is None where there is none: a closed descriptor, a Windows program's window.
        if hasattr(stream, "reconfigure") and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _refuse_what_is_no_text(arguments: argparse.Namespace) -> None:
    """Refuse bytes in another encoding than the terminal's; only file names may have them."""
    for word in vars(arguments).values():
        if isinstance(word, str) and any("\ud800" <= char <= "\udfff" for char in word):
            raise UsageError("文字として読めない指定があります。端末の文字コードをご確認ください。")


def _defect(error: Exception) -> int:
    """Write what happened to the log file, and say where it is: nothing else is of use here."""
    from logging.handlers import RotatingFileHandler  # only when it is needed

    from kdx_desktop.paths import log_dir

    try:
        file = log_dir() / "kdx-desktop.log"
        handler = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
        _LOG.addHandler(handler)
        _LOG.propagate = False
        _LOG.error("unexpected error: %s", errors.report(type(error), error, error.__traceback__))
        place = f"詳しい記録：{file}"
    except OSError:
        place = "記録を残せませんでした。"
    print_error(f"予期しないエラーが起きました。保存の途中だった変更は取り消されています。{place}")
    return EnvironmentFailure.exit_status
