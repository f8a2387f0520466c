"""バックアップ: what is kept is listed, a copy is made where one wishes, and the way back works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kdx_desktop.services import accounts, backup_book, city_settings, kept_backups
from kdx_desktop.services.addresses import database_file
from kdx_desktop.services.audit import EventKind
from kdx_desktop.services.kept_backups import Occasion
from kdx_desktop.views.settings.backup_section import BackupSection
from tests.views.settings.conftest import Desk


@pytest.fixture
def section(desk: Desk) -> Any:
    """The section, with a kept backup of the start, and the city's name changed since."""
    kept_backups.keep(database_file(desk.url), Occasion.START)
    before = desk.ask(city_settings.city_settings)
    after = city_settings.CitySettings("後の市", *before.numbers)
    desk.do(city_settings.save_city_settings, before=before, after=after)
    found = desk.open("backup")
    assert isinstance(found, BackupSection)
    return found


def name(desk: Desk) -> str:
    return str(desk.ask(city_settings.city_settings).city_name)


def test_what_is_kept_is_listed_with_where_the_data_lie(desk: Desk, section: Any) -> None:
    assert str(database_file(desk.url)) in section.place.text()
    occasions = [
        section.table.lines.index(row, 1).data() for row in range(section.table.lines.rowCount())
    ]
    assert "起動時" in occasions
    assert section.restore.isEnabled()


def test_a_copy_is_made_now_and_never_over_another_file(
    desk: Desk, section: Any, tmp_path: Path
) -> None:
    target = tmp_path / "控え.sqlite3"
    section.make_now(str(target))
    desk.settle()
    assert "検証しました" in section.notice.accessibleName()
    size = target.stat().st_size
    section.make_now(str(target))
    desk.settle()
    assert "すでにファイルがあります" in section.notice.accessibleName()
    assert target.stat().st_size == size


def test_the_way_back_asks_keeps_the_present_file_and_shows_the_former_data(
    desk: Desk, section: Any
) -> None:
    wanted = next(line for line in section.book.kept if line.kept.occasion is Occasion.START)
    section.table.select(wanted)
    section.restore.click()
    assert section._question.isVisible()
    assert "含まれなくなります" in section._question.text()
    assert name(desk) == "後の市"
    section._yes.click()
    desk.settle()
    assert "復元しました" in section.notice.accessibleName()
    assert name(desk) == "サンプル市"
    file = database_file(desk.url)
    kept = [one for one in file.parent.glob("*.sqlite3") if one != file]
    assert len(kept) == 1
    assert "サンプル市" in desk.window.windowTitle()
    assert desk.ask(accounts.events)[0].kind == EventKind.RESTORE


def test_a_file_that_is_no_backup_changes_nothing(desk: Desk, section: Any, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.sqlite3"
    wrong.write_bytes(b"no database" * 1000)
    section.ask_to_restore(str(wrong))
    section._yes.click()
    desk.settle()
    assert "復元" in section.notice.accessibleName() or "控え" in section.notice.accessibleName()
    assert name(desk) == "後の市"
    desk.open("metrics")
    assert desk.section.table.lines.rowCount() > 0


def test_an_answer_of_no_leaves_everything(desk: Desk, section: Any) -> None:
    section.restore.click()
    section._question.reject()
    desk.settle()
    assert name(desk) == "後の市"


def test_of_a_server_it_says_who_does_it(section: Any) -> None:
    section._on_read(backup_book.BackupBook("postgresql://", None, 0, 1, None, ()))
    assert section._server.isVisible()
    assert not section._kept.isVisible()
    assert not section.make.isVisible()
