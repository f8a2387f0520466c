"""What every screen owes to keyboard, readers and large text, with panels open and for the year."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from kdx_desktop.services.breakdowns import HOURS, PAPER
from kdx_desktop.views.entry.entry_page import EntryPage, Span
from kdx_desktop.views.main_window import MainWindow
from tests.views.every_screen import test_keyboard, test_readers, test_room
from tests.views.waiting import settle


def _show(page: EntryPage, state: str) -> None:
    if state == "year":
        page.show_span(Span.YEAR)
    else:
        page.sheet.open_making(state)
        if state == HOURS:
            page.sheet.panels.works.add_button.click()


@pytest.mark.parametrize("state", ["year", PAPER, HOURS])
def test_what_is_opened_is_reached_named_and_seen(
    open_window: Callable[..., MainWindow], city: str, qtbot: QtBot, state: str
) -> None:
    window = open_window(city, "entry", 202303)
    page = window.page
    assert isinstance(page, EntryPage)
    _show(page, state)
    settle(qtbot, window)
    shown = (window, page)
    test_readers.test_every_control_has_a_name_and_a_role(shown)
    test_readers.test_what_is_clicked_is_large_enough(shown)
    test_keyboard.test_no_two_mnemonics_are_alike(shown)
    test_keyboard.test_tab_reaches_every_control_and_comes_back(shown)
    test_room.test_nothing_is_cut_off(shown, 200)
    settle(qtbot, window)
