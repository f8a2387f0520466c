"""A month's work in an office: through the real program, on a server, with the keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import make_url, select

from kdx_desktop.commands import main
from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.change import Change
from kdx_desktop.services import accounts, ledger
from kdx_desktop.services.audit import EventKind
from kdx_desktop.services.office import Actor, Office
from tests.journeys.person import PersonAtProgram
from tests.postgres.databases import Databases
from tests.postgres.network import DroppingProxy
from tests.postgres.server import Server
from tests.services.homes import ServerHomes, clean_environment
from tests.services.small_city import add_organization

APRIL = "2022-04"
TYPO, CHOSEN = "not what was handed over", "a new one that is long"
VERIFIER = "SCRAM-SHA-256$"
#: As docs/admin/install.md asks for.
_LOGGING = {"log_connections": "on", "log_disconnections": "on"}
Run = Callable[..., str]


@dataclass(frozen=True)
class Building:
    """The office: its server, the cable to one desk, and what that desk's PC keeps."""

    server: Server
    url: str
    cable: DroppingProxy
    home: Path

    def desk(self, login: str) -> PersonAtProgram:
        """Start the program at the desk, where nobody has saved a password."""
        url = make_url(self.url).set(username=login, host=self.cable.host, port=self.cable.port)
        nothing_saved = {"KDX_HOME": str(self.home), "PGPASSFILE": str(self.home / "none")}
        address = url.render_as_string()
        return PersonAtProgram("--database", address, environment=nothing_saved)

    def drafts(self) -> list[str]:
        """Return the drafts on the desk's PC."""
        folder = self.home / "data" / "drafts"
        return [file.read_text(encoding="utf-8") for file in folder.glob("*.json")]


@pytest.fixture
def building(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Building]:
    for name in clean_environment():
        monkeypatch.delenv(name)
    home = tmp_path / "pc"
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.ini").write_text("[window]\nmonth = 202204\n")
    with Server(settings=_LOGGING) as server, closing(Databases(server)) as databases:
        homes = ServerHomes(databases, tmp_path / "pgpass")
        homes.template("organized", add_organization)
        monkeypatch.setenv("PGPASSFILE", str(homes.passfile))
        with homes.place(tmp_path) as url, DroppingProxy(server.host, server.port) as cable:
            homes.settle(url, "organized")
            homes.employ(url, "keeper", "accounts")
            yield Building(server, url, cable, home)


@pytest.fixture
def run(building: Building, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command somewhere else, as tanaka of the team or as somebody who is named."""

    def at(*words: str, login: str = "tanaka") -> str:
        capsys.readouterr()
        url = make_url(building.url).set(username=login).render_as_string()
        assert main([*words, "--database", url]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    return at


def test_a_chief_hands_in_a_month_through_a_returned_form_and_a_cut_cable_and_leaves_no_password(
    building: Building, run: Run
) -> None:
    temporary = hire(run)
    secrets = (temporary, TYPO, CHOSEN, VERIFIER)
    with building.desk("suzuki") as chief:
        come_in(chief, temporary)
        hand_in(chief)
        run("submissions", "return", "--month", APRIL, "--department", "A001", "--reason", "桁違い")
        correct_what_came_back(chief)
        correct_what_was_handed_in(chief)
        go_on_without_a_cable(chief, building)
        assert_kept_nowhere(secrets, building, chief)

        chief.type("777")
        chief.press("Return")
        chief.press("R", "Alt")
        chief.compose("もう一度数えました")
        run("users", "disable", "suzuki", login="keeper")
        chief.press("S", "Control")
        left = chief.sees("サーバーがサインインを終了しました")
        assert not left.cells
        assert not left.says("総務課")
        chief.type(CHOSEN)
        chief.press("Return")
        assert not chief.sees("サインインできません").cells
        assert any('"777"' in draft for draft in building.drafts())
        assert_kept_nowhere(secrets, building, chief)
        assert chief.leave() == 0
    assert_kept_nowhere(secrets, building)
    assert_stored(building)


def hire(run: Run) -> str:
    """Have the account administrator add the chief; return the temporary password."""
    by = partial(run, login="keeper")
    answer = by("users", "add", "suzuki", "--name", "鈴木", "--role", "chief", "--json")
    by("users", "assign", "suzuki", "--department", "A001", "--as", "chief", "--from", "2015-04-01")
    password: str = json.loads(answer)["temporary_password"]
    return password


def come_in(chief: PersonAtProgram, temporary: str) -> None:
    """Sign in at the second attempt, and change the password before anything is seen."""
    chief.until(lambda sight: sight.focus == "パスワード")
    chief.type(TYPO)
    chief.press("Return")
    chief.sees("サインインできません")
    chief.type(temporary)
    chief.press("Return")
    chief.sees("仮のパスワードをお使いです")
    seen = chief.press("2", "Control")
    assert seen.focus == "現在のパスワード"
    assert not seen.cells
    assert not seen.says("総務課")
    assert seen.windows == ["デジタル戦略 進捗管理"]
    for password, key in ((temporary, "Tab"), (CHOSEN, "Tab"), (CHOSEN, "Return")):
        chief.type(password)
        chief.press(key)
    chief.sees("パスワードを変更しました。")
    chief.press("2", "Control")
    chief.until(lambda sight: len(sight.cells) > 0)


def hand_in(chief: PersonAtProgram) -> None:
    """Type the month, save it and hand it in."""
    for number in ("1234", "20", "15", "30", "5"):
        chief.type(number)
        chief.press("Return")
    chief.compose("１２．５")
    seen = chief.press("Return")
    assert seen.cells[:6] == ["1,234", "20", "15", "30", "5", "12.5"]
    asked = chief.press("S", "Control")
    assert asked.says("備考に理由")  # the hours were not counted per 業務
    chief.compose("集計表による")
    chief.press("S", "Control")
    chief.sees("2022年4月分を保存しました。")
    chief.press("T", "Alt")
    chief.sees("提出済み")


def correct_what_came_back(chief: PersonAtProgram) -> None:
    """Look again, read why the month came back, correct it and hand it in."""
    chief.press("Right", "Alt")
    chief.press("Left", "Alt")
    chief.sees("差戻しの理由：桁違い")
    chief.type("12340")
    chief.press("Return")
    chief.press("S", "Control")
    chief.sees("2022年4月分を保存しました。")
    chief.press("T", "Alt")
    chief.sees("提出済み")


def correct_what_was_handed_in(chief: PersonAtProgram) -> None:
    """Correct a figure that stands as handed in, which needs a reason."""
    chief.type("21")
    chief.press("Return")
    refused = chief.press("S", "Control")
    assert refused.says("理由")
    assert not refused.says("分を保存しました。")
    chief.press("R", "Alt")
    chief.compose("会議が1件もれていました")
    chief.press("S", "Control")
    chief.sees("2022年4月分を保存しました。")


def go_on_without_a_cable(chief: PersonAtProgram, building: Building) -> None:
    """Type while the server is out of reach, and save it when it is back."""
    chief.press("Down")
    chief.type("4")
    building.cable.swallow()
    chief.type("4")
    chief.press("Return")
    chief.press("S", "Control")
    chief.sees("接続が切れました")
    chief.sees("保存を確認できませんでした")
    assert chief.look().cells[3] == "44"
    assert any('"44"' in draft for draft in building.drafts())
    building.cable.pass_on()
    chief.sees("再接続しました")
    seen = chief.press("S", "Control")
    assert seen.says("2022年4月分を保存しました。")
    assert seen.cells[:6] == ["12,340", "21", "15", "44", "5", "12.5"]
    chief.press("T", "Alt")
    chief.sees("提出済み")


def assert_stored(building: Building) -> None:
    """Look into the ledger as the team does: each figure once, by the chief, with its reason."""
    with closing(Office.open(building.url, Actor("tanaka", "PC-2"))) as office:
        cells = office.read(partial(ledger.history, department="A001", month=Month(202204)))
        changes = office.read(
            lambda session: session.execute(
                select(Change.actor, Change.kind, Change.reason).order_by(Change.number)
            ).all()
        )
        assert office.read(ledger.verify).intact
        events = office.read(accounts.events)
    assert {cell.who for cell in cells} == {"suzuki"}
    found: dict[str, list[float]] = {}
    for cell in cells:
        found.setdefault(cell.metric, []).append((cell.amount or 0) / SCALE)
    assert found == {
        "copy_paper_sheets": [1234, 12340],
        "meetings_held": [20, 21],
        "meetings_paperless": [15],
        "telework_sessions": [30, 44],
        "byod_sessions": [5],
        "automation_hours": [12.5],
    }
    assert [tuple(change) for change in changes[-8:]] == [
        ("suzuki", "entry", ""),
        ("suzuki", "submission", ""),
        ("tanaka", "submission", "桁違い"),
        ("suzuki", "entry", ""),
        ("suzuki", "submission", ""),
        ("suzuki", "entry", "会議が1件もれていました"),
        ("suzuki", "entry", ""),
        ("suzuki", "submission", ""),
    ]
    # With the temporary password, and with the chosen one.
    assert [one.who for one in events if one.kind == EventKind.SIGN_IN] == ["suzuki"] * 2


def assert_kept_nowhere(
    secrets: tuple[str, ...], building: Building, chief: PersonAtProgram | None = None
) -> None:
    """Look where a password could be left; that the search finds things shows in the login."""
    places = {str(file): file.read_bytes() for file in building.home.rglob("*") if file.is_file()}
    places["the server's log"] = building.server.log_text().encode()
    assert b"suzuki" in places["the server's log"]
    assert b"suzuki" in places[str(building.home / "config" / "settings.ini")]
    for process in Path("/proc").glob("[0-9]*"):
        places[f"{process.name}'s command line"] = read(process / "cmdline")
    if chief is not None:
        number = chief.process.pid
        places["the environment"] = read(Path(f"/proc/{number}/environ"))
        assert b"KDX_HOME" in places["the environment"]
        assert b"suzuki@" in places[f"{number}'s command line"]
    for name, content in places.items():
        found = [secret for secret in secrets if secret.encode() in content]
        assert not found, name


def read(file: Path) -> bytes:
    """Return what a file of the system holds; nothing of a process that has just ended."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
