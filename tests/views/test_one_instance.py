"""One window per user and database: with two, each would show what the other has not yet read."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop import paths
from kdx_desktop.views.one_instance import Claim, OneInstance, bring_to_front, name_for

_PROCESS = """
import sys
from PySide6.QtCore import QCoreApplication
from kdx_desktop.views.one_instance import OneInstance
application = QCoreApplication([])
one = OneInstance(sys.argv[1])
one.asked.connect(lambda: print("ASKED", flush=True))
claim = one.claim(float(sys.argv[3]))
print(claim.name, flush=True)
if claim.name == "FIRST":
    if sys.argv[2] == "listening":
        one.listen()
    application.exec()
"""


@contextmanager
def first(database: str, manner: str = "listening") -> Iterator[subprocess.Popen[str]]:
    """Run a first process; it is killed at the end."""
    with subprocess.Popen(
        [sys.executable, "-c", _PROCESS, database, manner, "30"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "FIRST\n"
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_second_start_raises_the_first_and_ends(qapp: object, tmp_path: Path) -> None:
    database = str(tmp_path / "kdx.sqlite3")
    with first(database) as process:
        for _ in range(3):
            assert OneInstance(database).claim(30) is Claim.RAISED
            assert said(process) == "ASKED"


def test_a_killed_window_does_not_keep_the_next_from_starting(qapp: object, tmp_path: Path) -> None:
    database = str(tmp_path / "kdx.sqlite3")
    for _ in range(3):
        with first(database) as process:
            process.kill()  # SIGKILL: neither the lock nor the socket is put away
            process.wait()

        with first(database) as process:
            assert OneInstance(database).claim(30) is Claim.RAISED
            assert said(process) == "ASKED"


def test_a_window_that_does_not_answer_is_not_joined_by_a_second(
    qapp: object, tmp_path: Path
) -> None:
    database = str(tmp_path / "kdx.sqlite3")
    with first(database, "deaf"):
        assert OneInstance(database).claim(0.5) is Claim.SILENT


def test_a_window_that_is_just_closing_gives_way(qapp: object, tmp_path: Path) -> None:
    database = str(tmp_path / "kdx.sqlite3")
    one = OneInstance(database)
    assert one.claim() is Claim.FIRST
    one.listen()

    one.release()

    with first(database):
        pass


def test_another_database_has_a_window_of_its_own(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = str(tmp_path / "kdx.sqlite3")
    with first(database):
        other = OneInstance(str(tmp_path / "other.sqlite3"))
        assert other.claim(0) is Claim.FIRST
        other.release()
        monkeypatch.setenv("KDX_HOME", str(tmp_path / "another user"))
        assert OneInstance(database).claim(0) is Claim.FIRST


def test_one_file_is_one_database_however_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "kdx.sqlite3"
    (tmp_path / "folder").mkdir()

    names = {
        name_for(name)
        for name in (str(file), f"sqlite:///{file}", "kdx.sqlite3", "folder/../kdx.sqlite3")
    }

    assert len(names) == 1
    assert name_for("postgresql://tanaka@server/kdx") != name_for("postgresql://sato@server/kdx")


def test_where_no_lock_can_be_made_the_window_opens_all_the_same(
    qapp: object, tmp_path: Path
) -> None:
    paths.data_dir()
    one = OneInstance(str(tmp_path / "kdx.sqlite3"))
    (tmp_path / "home" / "data").rmdir()
    (tmp_path / "home" / "data").write_text("no folder")

    assert one.claim(0) is Claim.FIRST


def test_a_minimised_window_comes_to_the_front(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()

    bring_to_front(window)

    assert not window.isMinimized()
    assert window.isVisible()
