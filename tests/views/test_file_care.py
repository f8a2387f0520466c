"""The file of one PC is looked after without anybody asking."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from kdx_desktop.errors import EnvironmentFailure, KdxError
from kdx_desktop.services import kept_backups
from kdx_desktop.services.addresses import database_file, database_url
from kdx_desktop.services.audit import EventKind, record_event
from kdx_desktop.services.kept_backups import Occasion
from kdx_desktop.views.main_window import MainWindow
from tests.views.waiting import settle

STORED = Path(__file__).parents[1] / "stored" / "first_version.sqlite3"
Windows = Callable[..., MainWindow]


def test_a_start_leaves_a_verified_backup(open_window: Windows, city: str, qtbot: QtBot) -> None:
    open_window(city)

    def is_kept() -> bool:
        return bool(kept_backups.kept(database_file(city)))

    qtbot.waitUntil(is_kept, timeout=20_000)
    (backup,) = kept_backups.kept(database_file(city))
    assert backup.occasion is Occasion.START
    assert kept_backups.newest_sound(database_file(city)) == backup


def test_a_damaged_file_is_said_and_no_more_written_to(
    open_window: Windows, city: str, qtbot: QtBot
) -> None:
    with closing(sqlite3.connect(database_file(city))) as connection:
        connection.execute("DROP TRIGGER changes_never_updated")
        connection.execute(
            "UPDATE changes SET reason = 'x' WHERE number IN (SELECT max(number) FROM changes)"
        )
        connection.commit()

    window = open_window(city)

    def box() -> QMessageBox:
        (found,) = window.findChildren(QMessageBox)
        assert found.isVisible()
        return found

    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)), timeout=20_000)
    assert "読み取り専用" in box().text()
    assert list(database_file(city).parent.glob("*.damaged-*"))
    failures: list[KdxError] = []
    window.workspace.change(partial(record_event, kind=EventKind.EXPORT), print, failures.append)
    settle(qtbot, window)
    assert isinstance(failures[0], EnvironmentFailure)
    box().close()


def test_a_file_of_the_first_version_opens_in_the_window(
    open_window: Windows, tmp_path: Path
) -> None:
    file = tmp_path / "kdx.sqlite3"
    shutil.copy(STORED, file)

    window = open_window(database_url(str(file)))

    assert window.page is not None
    occasions = [backup.occasion for backup in kept_backups.kept(file)]
    assert Occasion.MIGRATION in occasions
