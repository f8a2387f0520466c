"""The window whose server is lost: it stays alive, keeps what was typed and comes back by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kdx_desktop import app, paths, workspace
from kdx_desktop.settings import Settings
from kdx_desktop.views.entry.entry_page import EntryPage
from kdx_desktop.views.offline_banner import OfflineBanner
from tests.postgres.desk_line import DeskLine
from tests.views.waiting import settle

#: What Qt says of a window on a screen that is none.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
_LONG = 30_000


class Desk:
    """The window on a line that breaks, and what is asked of it here."""

    def __init__(self, qtbot: QtBot, line: DeskLine) -> None:
        self._qtbot, self._line = qtbot, line
        self.window = app.build(line.url, settings=Settings(page="entry", month=202204))
        with qtbot.waitSignal(self.window.usable, timeout=_LONG):
            self.window.show()
        settle(qtbot, self.window)
        page = self.window.page
        assert isinstance(page, EntryPage)
        self.page = page
        self.banner = self.window.findChildren(OfflineBanner)[0]
        self.notices: list[str] = []
        page.noticed.connect(lambda notice: self.notices.append(notice.text))

    def type(self, text: str) -> None:
        """Type into the first cell."""
        model = self.page.sheet.model
        model.setData(model.index(0, 2), text)

    def text(self) -> str:
        """Return what the first cell shows."""
        model = self.page.sheet.model
        return str(model.index(0, 2).data())

    def save(self) -> None:
        """Press 保存 and wait for the answer."""
        self.page.save()
        self._qtbot.waitUntil(lambda: not self.window.workspace.busy, timeout=_LONG)

    def lose(self) -> None:
        """Cut the line, go on working, and wait until the window has noticed."""
        self._line.proxy.swallow()
        with self._qtbot.waitSignal(self.window.workspace.connection_changed, timeout=_LONG):
            self.page.reload()
        settle(self._qtbot, self.window)

    def mend(self, then: Callable[[], object] = lambda: None) -> None:
        """Mend the line and wait until the window is back."""
        self._line.proxy.pass_on()
        with self._qtbot.waitSignal(self.window.workspace.connection_changed, timeout=_LONG):
            then()
        settle(self._qtbot, self.window)

    def said(self) -> str:
        """Return what the banner says; nothing when it is not there."""
        if self.banner.isHidden():
            return ""
        return " ".join(label.text() for label in self.banner.findChildren(QLabel))


@pytest.fixture
def desk(qtbot: QtBot, line: DeskLine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(workspace, "_FIRST_TRY", 300)
    desk = Desk(qtbot, line)
    yield desk
    desk.window.close()
    desk.window.deleteLater()


def test_the_window_says_that_the_server_is_lost_and_comes_back_by_itself(desk: Desk) -> None:
    assert desk.said() == ""
    desk.lose()
    assert "接続が切れました" in desk.said()
    assert "最後につながった時刻" in desk.said() or "試しています" in desk.said()
    assert desk.banner.button.isVisible()
    desk.mend()
    assert "再接続しました" in desk.said()
    assert not desk.banner.button.isVisible()


def test_nobody_has_to_wait_for_the_next_try(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.lose()
    desk.window.workspace._next_try.setInterval(_LONG * 10)
    desk.mend(desk.banner.button.click)
    assert "再接続しました" in desk.said()


def test_the_window_lives_while_a_call_hangs(desk: Desk, qtbot: QtBot, line: DeskLine) -> None:
    beats: list[bool] = []
    heart = QTimer(desk.window, interval=10)
    heart.timeout.connect(lambda: beats.append(desk.window.workspace.connected))
    heart.start()
    desk.lose()
    assert len(beats) > 10  # of forty: this is not about how fast the machine is
    desk.type("12,345")
    assert desk.text() == "12,345"
    heart.stop()


def test_what_is_saved_without_a_server_stays_a_draft_until_it_is_saved_again(
    desk: Desk, line: DeskLine
) -> None:
    before = line.keys()
    desk.type("12345")
    desk.lose()
    desk.save()
    assert "下書きに残っています" in desk.notices[-1]
    assert "もう一度保存" in desk.notices[-1]
    assert _drafts() == 1
    desk.mend()
    assert desk.text() == "12,345"
    assert line.keys() == before  # not without the person
    desk.save()
    assert desk.notices[-1] == "2022年4月分を保存しました。"
    assert len(line.keys()) == len(before) + 1
    desk.page.settle()
    assert _drafts() == 0


def test_a_save_that_was_stored_but_not_confirmed_leaves_no_draft(
    desk: Desk, line: DeskLine, qtbot: QtBot
) -> None:
    line.slow_down_commits()
    before = line.keys()
    desk.type("12345")
    desk.page.save()
    qtbot.waitUntil(line.is_committing, timeout=_LONG)
    line.proxy.swallow()
    qtbot.waitUntil(lambda: not desk.window.workspace.busy, timeout=_LONG)
    assert "もう一度保存" in desk.notices[-1]
    desk.mend()
    assert len(line.keys()) == len(before) + 1
    assert not desk.page.sheet.model.has_changes
    desk.save()
    assert len(line.keys()) == len(before) + 1
    desk.page.settle()
    assert _drafts() == 0


def _drafts() -> int:
    return len([*(paths.data_dir() / "drafts").rglob("*.json")])
