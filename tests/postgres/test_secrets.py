"""A defect while somebody types a password: what is kept, shown or copied of it tells no secret."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QTextEdit
from pytestqt.qtbot import QtBot

from kdx_desktop import app, openings, paths
from kdx_desktop.commands import main
from kdx_desktop.settings import Settings
from kdx_desktop.views.admission import Stage
from kdx_desktop.views.crash import CrashHandler
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.opening import Opening, Secret, Server
from kdx_desktop.views.sign_in.gate import Gate
from kdx_desktop.views.style.look import Look, Scheme
from kdx_desktop.workspace import Workspace
from tests.services.homes import PASSWORD, ServerHomes, clean_environment

#: What Qt says of a window on a screen that is none.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
_LONG = 30_000
NEW = "a new one that is long"
VERIFIER = "SCRAM-SHA-256$"
SECRETS = (PASSWORD, NEW, VERIFIER)
#: The server's own function, with a defect that quotes all that it is given.
_BROKEN_FUNCTION = """
CREATE OR REPLACE FUNCTION account_change_password(computer text, verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ BEGIN RAISE EXCEPTION 'defect: %%', verifier USING DETAIL = verifier, HINT = verifier; END $$
"""


class Witness:
    """The program's window and its crash handler, and all that could be left of a secret."""

    def __init__(self, qtbot: QtBot, homes: ServerHomes, url: str) -> None:
        self._qtbot, self.homes, self.url = qtbot, homes, url
        self.settings = Settings(paths.config_dir() / "settings.ini", page="entry", month=202204)
        self.windows: list[MainWindow] = []

    @property
    def gate(self) -> Gate:
        """The pages before the desk."""
        found = self.windows[-1].admission._gate
        assert found is not None
        return found

    def open(self, window: MainWindow | None = None) -> None:
        """Open a window, the program's own where none is given; it asks who it is."""
        window = window or app.build(self.homes.url_of(self.url, "suzuki"), settings=self.settings)
        self.windows.append(window)
        window.show()
        self.until(lambda: window.admission._gate is not None and self.gate.sign_in is not None)

    def sign_in(self, password: str) -> None:
        """Type a password and press the button."""
        assert self.gate.sign_in is not None
        self.gate.sign_in.password.setText(password)
        self.gate.sign_in.button.click()

    def enter(self) -> None:
        """Open the window and sign in."""
        self.open()
        with self._qtbot.waitSignal(self.windows[-1].usable, timeout=_LONG):
            self.sign_in(PASSWORD)

    def break_the_server(self) -> None:
        """Give the server a defect."""
        with self.homes.outside(self.url) as connection:
            connection.exec_driver_sql(_BROKEN_FUNCTION)
            connection.commit()

    def until(self, true: Callable[[], bool]) -> None:
        """Wait for something."""
        self._qtbot.waitUntil(true, timeout=_LONG)

    def defect(self) -> str:
        """Wait for the crash dialog; return all that it says, shows on demand and copies."""
        self.until(lambda: bool(_boxes()))
        box = _boxes()[0]
        copy = next(one for one in box.buttons() if "コピー" in one.text())
        copy.click()
        said = [box.text(), box.informativeText(), box.detailedText(), box.windowTitle()]
        said += [one.text() for one in box.findChildren(QLabel)]
        said += [one.toPlainText() for one in box.findChildren(QTextEdit)]
        return "\n".join([*said, QApplication.clipboard().text()])

    def kept(self) -> dict[str, str]:
        """Return all files of this PC by name."""
        home = paths.data_dir().parent
        files = [file for file in home.rglob("*") if file.is_file()]
        return {file.name: file.read_text(encoding="utf-8", errors="replace") for file in files}


@pytest.fixture
def crashes(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The handler as the program installs it; what was there before comes back."""
    for module in (sys, threading):
        monkeypatch.setattr(module, "excepthook", module.excepthook)
    handler = CrashHandler(qapp)
    before = qInstallMessageHandler(None)
    handler.install()
    yield
    for box in _boxes():
        box.close()
    for log in handler._log.handlers[:]:
        log.close()
        handler._log.removeHandler(log)
    qInstallMessageHandler(before)
    handler.deleteLater()


@pytest.fixture
def witness(
    qtbot: QtBot,
    line_homes: ServerHomes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    crashes: None,
) -> Iterator[Witness]:
    for name in clean_environment():
        monkeypatch.delenv(name)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    with line_homes.place(tmp_path) as url:
        line_homes.settle(url, "organized")
        line_homes.employ(url, "suzuki", "chief", "A001")
        found = Witness(qtbot, line_homes, url)
        yield found
        for window in found.windows:
            window.close()
            window.deleteLater()


def test_an_error_that_quotes_the_password_of_a_sign_in_leaves_it_nowhere(witness: Witness) -> None:
    def sign_in(login: str, secret: Secret) -> None:
        cause = ValueError(secret.reveal())
        raise RuntimeError(f"{login} {secret.reveal()}", secret.reveal()) from cause

    real = openings.opening_of(witness.homes.url_of(witness.url, "suzuki"), witness.settings)
    assert real.server is not None
    server = Server("kdx", "kdx", "suzuki", sign_in, sign_in, print)  # type: ignore[arg-type]
    look = Look(QApplication.instance(), Scheme.LIGHT, 100)  # type: ignore[arg-type]
    opening = Opening(real.open, server=server)
    witness.open(MainWindow(Workspace(), witness.settings, look, opening))
    witness.sign_in(PASSWORD)
    assert_told_without_secrets(witness, "RuntimeError")


def test_a_server_that_quotes_the_new_password_s_verifier_in_its_error_leaves_it_nowhere_here(
    witness: Witness,
) -> None:
    witness.enter()
    witness.break_the_server()
    admission = witness.windows[-1].admission
    admission.change_password()
    witness.until(lambda: admission.stage is Stage.CHANGING)
    page = witness.gate.password
    assert page is not None
    for field, text in ((page.current, PASSWORD), (page.new, NEW), (page.again, NEW)):
        field.setText(text)
    page.button.click()
    assert_told_without_secrets(witness, "ProgrammingError")


def test_a_command_that_meets_the_same_defect_writes_no_password_and_no_verifier_into_its_log(
    witness: Witness, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    witness.break_the_server()
    monkeypatch.setenv("PGPASSFILE", str(witness.homes.passfile))
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{NEW}\n"))
    url = witness.homes.url_of(witness.url, "suzuki")
    assert main(["users", "change-password", "--stdin", "--database", url]) == 3
    said, kept = "".join(capsys.readouterr()), witness.kept()
    assert "予期しないエラー" in said
    assert "ProgrammingError" in kept["kdx-desktop.log"]
    for text in (said, *kept.values()):
        assert not [secret for secret in SECRETS if secret in text]


def assert_told_without_secrets(witness: Witness, kind: str) -> None:
    """A defect is told and logged by the name of its kind, and by where it happened, alone."""
    shown, kept = witness.defect(), witness.kept()
    assert kind in shown
    assert kind in kept["kdx_desktop.log"]
    for secret in SECRETS:
        assert secret not in shown
        assert [name for name, text in kept.items() if secret in text] == []


def _boxes() -> list[QMessageBox]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox)]
