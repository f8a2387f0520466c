"""``users``: what an account administrator does at a terminal, on one PC and for an office."""

from __future__ import annotations

import getpass
import io
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from kdx_desktop.commands.main import main, parser
from kdx_desktop.imports.account_tables import RETIRED, ROLES
from kdx_desktop.services.account_rules import today
from kdx_desktop.services.office import Actor, Office
from kdx_desktop.services.person import Role
from tests.conftest import Outcome
from tests.postgres.databases import Databases
from tests.postgres.server import SUPERUSER, Server

Kdx = Callable[..., Outcome]
DEPARTMENTS = (
    "code,name,bureau,valid_from,valid_to\n"
    "A001,総務課,総務局,2015-04,\n"
    "A002,広報課,総務局,2015-04,2021-03\n"
    "A003,市民課,市民局,2021-04,\n"
)


@pytest.fixture
def city(kdx: Kdx, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kdx:
    """A city on one PC, at which hoshina sits, who keeps the accounts."""
    monkeypatch.setattr(getpass, "getuser", lambda: "hoshina")
    (tmp_path / "departments.csv").write_text(DEPARTMENTS, encoding="utf-8")
    assert kdx("database", "create").status == 0
    assert kdx("organization", "import", tmp_path / "departments.csv").status == 0
    done(kdx("users", "add", "hoshina", "--name", "保科", "--role", "アカウント管理"))
    return kdx


def done(answer: Outcome) -> str:
    assert (answer.status, answer.err) == (0, "")
    return answer.out


def listed(city: Kdx, login: str) -> Any:
    found = json.loads(done(city("users", "list", "--json")))["accounts"]
    return next(line for line in found if line["login"] == login)


def test_an_account_can_be_added_changed_and_shut_out(city: Kdx) -> None:
    answer = json.loads(
        done(
            city(
                *("users", "add", "suzuki", "--name", "鈴木", "--role", "課長", "--json"),
                *(
                    "--department",
                    "A001",
                    "A003",
                    "--from",
                    "令和8年4月1日",
                    "--until",
                    "2027/3/31",
                ),
            )
        )
    )
    assert answer == {
        "login": "suzuki",
        "name": "鈴木",
        "role": "chief",
        "temporary_password": None,
    }
    period = {"kind": "chief", "from": "2026-04-01", "until": "2027-03-31"}
    assert listed(city, "suzuki")["assignments"] == [
        {"department": "A001", **period},
        {"department": "A003", **period},
    ]
    done(city("users", "rename", "suzuki", "鈴木 花子"))
    done(city("users", "unassign", "suzuki", "--department", "A001", "--until", "2026-09-30"))
    done(city("users", "assign", "suzuki", "--department", "A001", "--as", "入力担当者"))
    assert "A001 入力担当者" in done(city("users", "list"))
    done(city("users", "set-role", "suzuki", "manager"))
    assert "無効にしました" in done(city("users", "disable", "suzuki"))
    assert "すでに" in done(city("users", "disable", "suzuki"))
    line = listed(city, "suzuki")
    assert (line["name"], line["role"], line["disabled"]) == ("鈴木 花子", "manager", True)
    done(city("users", "enable", "suzuki", "--json"))
    assert not listed(city, "suzuki")["disabled"]


def test_the_audit_log_tells_who_did_it_in_the_users_words(city: Kdx) -> None:
    done(city("users", "add", "suzuki", "--name", "鈴木", "--role", "clerk"))
    done(city("users", "assign", "suzuki", "--department", "A001", "--from", "2026-04-01"))
    newest, second, *_ = done(city("users", "log")).splitlines()[1:]
    assert tuple(newest.split()[i] for i in (3, 5, 6, 7)) == (
        "hoshina",
        "担当",
        "suzuki",
        "入力担当者",
    )
    assert second.endswith("追加 入力担当者")
    events = json.loads(done(city("users", "log", "--limit", "1", "--json")))["events"]
    assert [(event["kind"], event["details"]) for event in events] == [
        ("assignment", "clerk A001 20260401-")
    ]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("add", "suzuki", "--name", "鈴木", "--role", "王様"), 2, "使えるもの：chief（課長）"),
        (("add", "suzuki", "--name", "鈴木"), 2, "--role"),
        (("add", "hoshina", "--name", "保科", "--role", "team"), 1, "すでに登録"),
        (
            ("add", "s", "--name", "鈴木", "--role", "chief", "--from", "2026-04-01"),
            2,
            "--department",
        ),
        (("assign", "nobody", "--department", "A001"), 1, "「nobody」は登録されていません"),
        (("assign", "hoshina", "--department", "A001"), 1, "アカウント管理"),
        (
            ("assign", "hoshina", "--department", "A001", "--from", "2026-02-30"),
            2,
            "日付として読めません",
        ),
        (
            ("assign", "hoshina", "--department", "A001", "--as", "部長"),
            2,
            "という担当はありません",
        ),
        (("disable", "hoshina"), 3, "ご自身"),
        (("set-role", "hoshina", "team"), 3, "ご自身"),
        (("reset-password", "hoshina"), 1, "パスワードがありません"),
        (("password-length", "12"), 3, "権限がありません"),
        (("import", "missing.csv"), 1, "ファイルが見つかりません"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    city: Kdx, words: tuple[str, ...], status: int, said: str
) -> None:
    before = done(city("users", "list", "--json"))
    answer = city("users", *words)
    assert answer.status == status
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert done(city("users", "list", "--json")) == before


def test_whoever_makes_accounts_count_without_having_one_is_warned(
    kdx: Kdx, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "hoshina")
    done(kdx("database", "create"))
    answer = kdx("users", "add", "suzuki", "--name", "鈴木", "--role", "team")
    assert answer.status == 0
    assert "ご自身（hoshina）のアカウントも" in answer.err


def test_no_command_takes_a_password_where_others_on_the_computer_see_it() -> None:
    commands = next(iter(parser()._subparsers._group_actions))  # type: ignore[union-attr]
    users = commands.choices["users"]  # type: ignore[index]
    for name, action in next(iter(users._subparsers._group_actions)).choices.items():
        for option in action._actions:
            takes_a_value = option.nargs != 0
            assert not (takes_a_value and "pass" in option.dest), name


def test_the_words_of_files_and_of_commands_are_the_same() -> None:
    expected = {word: role.value for role in Role for word in (role.value, role.japanese)}
    assert expected == {word: code for word, code in ROLES.items() if code != RETIRED}


def test_two_different_new_passwords_change_nothing(
    city: Kdx, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["first of two passwords", "second of two passwords"])
    monkeypatch.setattr(getpass, "getpass", lambda _: next(typed))
    monkeypatch.setattr(sys, "stdin", _Terminal())
    answer = city("users", "change-password")
    assert (answer.status, "一致しません" in answer.err) == (2, True)
    assert "password" not in answer.err + answer.out


def test_a_password_is_not_read_from_a_pipe_by_accident(
    city: Kdx, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long enough password\n"))
    answer = city("users", "change-password")
    assert (answer.status, "--stdin" in answer.err) == (2, True)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


# --- A whole 人事異動 -----------------------------------------------------------------------------

HEADER = "login,name,role,department,kind,from,until\n"


@pytest.fixture
def taken(city: Kdx, tmp_path: Path) -> Callable[..., Outcome]:
    """Import lines of a 人事異動."""

    def take(*lines: str, header: str = HEADER, options: tuple[str, ...] = ()) -> Outcome:
        file = tmp_path / "transfers.csv"
        file.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
        return city("users", "import", file, *options)

    return take


def held(city: Kdx, login: str) -> list[tuple[str, str, str, str | None]]:
    return [
        (row["department"], row["kind"], row["from"], row["until"])
        for row in listed(city, login)["assignments"]
    ]


def test_a_transfer_ends_the_old_assignment_the_day_before_the_new_one(
    city: Kdx, taken: Callable[..., Outcome]
) -> None:
    done(taken("suzuki,鈴木,課長,A001,,2024-04-01,"))
    done(taken("suzuki,,課長,A003,,2026-04-01,"))
    moved = held(city, "suzuki")
    done(taken("yamada,山田,課長,A001,,2026-04-01,"))
    assert held(city, "suzuki") == moved
    assert held(city, "suzuki") == [
        ("A001", "chief", "2024-04-01", "2026-03-31"),
        ("A003", "chief", "2026-04-01", None),
    ]
    assert held(city, "yamada") == [("A001", "chief", "2026-04-01", None)]
    assert listed(city, "suzuki")["name"] == "鈴木"


def test_a_new_chief_replaces_one_whom_the_file_does_not_name(
    city: Kdx, taken: Callable[..., Outcome]
) -> None:
    done(taken("suzuki,鈴木,課長,A001,,2024-04-01,", "ito,伊藤,入力担当者,A001,,2024-04-01,"))
    out = done(taken("yamada,山田,課長,A001,,2026-04-01,"))
    assert "担当の終了：suzuki A001 課長 2024-04-01から2026-03-31まで" in out
    assert held(city, "suzuki") == [("A001", "chief", "2024-04-01", "2026-03-31")]
    assert held(city, "ito") == [("A001", "clerk", "2024-04-01", None)]


def test_two_chiefs_of_a_department_stay_when_the_file_names_both(
    city: Kdx, taken: Callable[..., Outcome]
) -> None:
    done(taken("suzuki,鈴木,課長,A001,,2024-04-01,"))
    done(taken("suzuki,鈴木,課長,A001,,2024-04-01,", "yamada,山田,課長,A001,,2026-04-01,"))
    assert held(city, "suzuki") == [("A001", "chief", "2024-04-01", None)]


def test_the_same_file_twice_changes_nothing_and_says_so(
    city: Kdx, taken: Callable[..., Outcome]
) -> None:
    lines = (
        "suzuki,鈴木,chief,A001,,2024-04-01,",
        "suzuki,鈴木,chief,A003,clerk,2024-04-01,2026-03-31",
        "inoue,井上,推進担当,,,,",
    )
    done(taken(*lines))
    before = done(city("users", "list", "--json")), done(city("users", "log", "--json"))
    out = done(taken(*lines))
    assert "何も変更していません" in out
    assert (done(city("users", "list", "--json")), done(city("users", "log", "--json"))) == before


def test_a_correction_of_a_planned_transfer_replaces_the_plan(
    city: Kdx, taken: Callable[..., Outcome]
) -> None:
    done(taken("suzuki,鈴木,chief,A001,,2090-04-01,"))
    done(taken("suzuki,鈴木,chief,A003,,2090-04-01,"))
    assert held(city, "suzuki") == [("A003", "chief", "2090-04-01", None)]


def test_who_carries_on_keeps_the_first_day_and_gets_the_new_last_one(
    city: Kdx, taken: Callable[..., Outcome]
) -> None:
    done(taken("suzuki,鈴木,chief,A001,,2024-04-01,"))
    done(taken("suzuki,鈴木,chief,A001,,2026-04-01,2099-03-31"))
    assert held(city, "suzuki") == [("A001", "chief", "2024-04-01", "2099-03-31")]


def test_who_retires_loses_departments_and_account_after_the_last_day(
    city: Kdx, taken: Callable[..., Outcome]
) -> None:
    done(taken("suzuki,鈴木,chief,A001,,2020-04-01,"))
    done(taken("suzuki,,退職,,,,2026-03-31"))
    assert held(city, "suzuki") == [("A001", "chief", "2020-04-01", "2026-03-31")]
    assert listed(city, "suzuki")["disabled"]
    assert "変更なし 1" in done(taken("suzuki,,退職,,,,2026-03-31"))


def test_who_is_still_here_keeps_account_and_role_until_the_day_has_come(
    city: Kdx, taken: Callable[..., Outcome]
) -> None:
    done(taken("suzuki,鈴木,chief,A001,,2020-04-01,", "ito,伊藤,chief,A003,,2020-04-01,"))
    out = done(taken("suzuki,,退職,,,2090-04-01,", "ito,,manager,,,2090-04-01,"))
    assert out.count("もう一度取り込") == 2
    assert held(city, "suzuki") == [("A001", "chief", "2020-04-01", "2090-03-31")]
    assert not listed(city, "suzuki")["disabled"]
    assert held(city, "ito") == [("A003", "chief", "2020-04-01", "2090-03-31")]
    assert listed(city, "ito")["role"] == "chief"


def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    city: Kdx, taken: Callable[..., Outcome]
) -> None:
    before = done(city("users", "log", "--json"))
    answer = json.loads(
        done(taken("suzuki,鈴木,chief,A001,,2026-04-01,", options=("--dry-run", "--json")))
    )
    assert [deed["kind"] for deed in answer["deeds"]] == ["add", "assign"]
    assert (answer["stored"], answer["temporary_passwords"]) == (False, {})
    assert done(city("users", "log", "--json")) == before


def test_every_wrong_line_is_named_and_nothing_is_stored(
    city: Kdx, taken: Callable[..., Outcome]
) -> None:
    done(taken("gone,元,manager,,,,"))
    done(city("users", "disable", "gone"))
    before = done(city("users", "list", "--json"))
    answer = taken(
        "good,良,chief,A001,,2026-04-01,",
        "a,あ,王様,A001,,2026-04-01,",
        "b,,chief,A001,,2026-04-01,",
        "c,し,,A001,,2026-04-01,",
        "d,で,chief,X999,,2026-04-01,",
        "e,え,chief,,,2026-04-01,",
        "f,ふ,manager,A001,,2026-04-01,",
        "g,ぐ,clerk,A001,課長,2026-04-01,",
        "h,へ,chief,A002,,2026-04-01,",
        "i,い,chief,A001,,2026-04-01,2026-03-31",
        "j,じ,chief,A001,,2026-02-30,",
        "gone,,chief,A001,,2026-04-01,",
        "hoshina,,team,,,,",
        ",名,chief,A001,,,",
        "k,き,chief,A001,,2026-04-01,",
        "k,き,clerk,A003,,2026-04-01,",
        "l,え,chief,A001,,2026-04-01,",
        "l,え,chief,A001,,2027-04-01,",
        options=("--json",),
    )
    assert answer.status == 1
    document = json.loads(answer.out)
    places = {(row["line"], row["column"]) for row in document["files"][0]["rejected"]}
    assert places == {
        (3, "role"),
        (4, "name"),
        (5, "role"),
        (6, "department"),
        (7, "department"),
        (8, "department"),
        (9, "kind"),
        (10, "department"),
        (11, "until"),
        (12, "from"),
        (13, "login"),
        (14, "role"),
        (15, "login"),
        (17, "role"),
        (18, "login"),
        (19, "login"),
    }
    assert (document["stored"], document["deeds"]) == (False, [])
    assert done(city("users", "list", "--json")) == before


def test_a_file_with_japanese_headers_and_a_book_with_dates_are_read(
    city: Kdx, tmp_path: Path, taken: Callable[..., Outcome]
) -> None:
    done(
        taken(
            "suzuki,鈴木,課長,A001,,令和8年4月1日,",
            header="利用者名,氏名,役割,部署コード,担当,発令日,終了日\n",
        )
    )
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ログイン名", "氏名", "役割", "部署コード", "開始日"])
    sheet.append(["ito", "伊藤", "入力担当者", "A001", date(2026, 4, 1)])
    book.save(tmp_path / "transfers.xlsx")
    done(city("users", "import", tmp_path / "transfers.xlsx"))
    assert held(city, "suzuki") == [("A001", "chief", "2026-04-01", None)]
    assert held(city, "ito") == [("A001", "clerk", "2026-04-01", None)]


def test_a_line_without_a_day_counts_from_today(city: Kdx, taken: Callable[..., Outcome]) -> None:
    done(taken("suzuki,鈴木,chief,A001,,,"))
    assert held(city, "suzuki") == [("A001", "chief", today().isoformat(), None)]


def test_a_file_of_figures_is_not_taken_for_a_transfer(
    city: Kdx, taken: Callable[..., Outcome]
) -> None:
    answer = taken("A001,2022-04,meetings_held,1", header="department,month,metric,value\n")
    assert (answer.status, "対象ではない種類" in answer.err) == (1, True)


# --- On a server ----------------------------------------------------------------------------------


@pytest.fixture
def server_kdx(
    databases: Databases,
    postgres_server: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Callable[..., Outcome]]:
    """Run commands on a new database of a server as somebody with a password."""

    def build(url: str) -> None:
        Office.create(url, Actor("root", "SERVER"), postgres_server.password).close()

    databases.template("bare", build)  # the server has our roles: no test takes them with it
    monkeypatch.setenv("PGPASSFILE", "/nowhere")
    with databases.place() as database:

        def run(login: str, password: str, *words: object, stdin: str = "") -> Outcome:
            monkeypatch.setenv("PGPASSWORD", password)
            monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
            capsys.readouterr()
            url = postgres_server.url(login, database)
            status = main([*map(str, words), "--database", url])
            captured = capsys.readouterr()
            return Outcome(status, captured.out, captured.err)

        yield run


def test_an_office_is_set_up_from_nothing_by_commands_alone(
    server_kdx: Callable[..., Outcome], postgres_server: Server, tmp_path: Path
) -> None:
    root = partial(server_kdx, SUPERUSER, postgres_server.password)
    assert "kdx-desktop users add" in done(root("database", "create"))
    first = done(root("users", "add", "hoshina", "--name", "保科", "--role", "accounts"))
    temporary = first.split("仮のパスワード：")[1].split()[0]
    early = server_kdx("hoshina", temporary, "users", "list")
    assert (early.status, "users change-password" in early.err) == (3, True)
    own = "a phrase of one's own"
    for new, status in ((temporary, 1), ("short", 1), (own, 0)):
        words = ("users", "change-password", "--stdin")
        answer = server_kdx("hoshina", temporary, *words, stdin=f"{new}\n")
        assert answer.status == status
        assert new not in answer.out + answer.err
    keeper = partial(server_kdx, "hoshina", own)
    assert keeper("figures", "export", tmp_path / "figures.csv").status == 3
    team = json.loads(
        done(keeper("users", "add", "t", "--name", "高橋", "--role", "team", "--json"))
    )
    words = ("users", "change-password", "--stdin")
    done(server_kdx("t", team["temporary_password"], *words, stdin=f"{own}\r\n"))
    (tmp_path / "departments.csv").write_text(DEPARTMENTS, encoding="utf-8")
    done(server_kdx("t", own, "organization", "import", tmp_path / "departments.csv"))
    (tmp_path / "transfers.csv").write_text(
        HEADER + "suzuki,鈴木,chief,A001,,2026-04-01,\nito,伊藤,clerk,A001,,2026-04-01,\n",
        encoding="utf-8",
    )
    taken = json.loads(done(keeper("users", "import", tmp_path / "transfers.csv", "--json")))
    assert set(taken["temporary_passwords"]) == {"suzuki", "ito"}
    reset = json.loads(done(keeper("users", "reset-password", "ito", "--json")))
    secrets = [temporary, own, *taken["temporary_passwords"].values(), reset["temporary_password"]]
    told = done(keeper("users", "list")) + done(keeper("users", "log", "--json"))
    assert told.count("A001 課長") == 1
    for secret in (*secrets, "SCRAM"):
        assert secret not in told
    assert server_kdx("ito", secrets[-2], "users", "list").status == 3
    sound = json.loads(done(root("ledger", "verify", "--json")))
    assert sound["intact"]
