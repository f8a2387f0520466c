"""What the tests of every screen ask of its first view, asked of a view that is reached later."""

from __future__ import annotations

from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.views.widgets.roomy_table import RoomyTable
from tests.views.every_screen import test_keyboard, test_readers, test_room
from tests.views.every_screen.conftest import rest
from tests.views.every_screen.looking import SIZE, described, is_inner, seen


def look_over(window: MainWindow, page: Page) -> None:
    """Walk a view by the keyboard, read its names, and make its letters large.

    A table of many columns may scroll sideways inside: the page never does.
    """
    test_keyboard.test_no_two_mnemonics_are_alike((window, page))
    test_keyboard.test_tab_reaches_every_control_and_comes_back((window, page))
    test_readers.test_every_control_has_a_name_and_a_role((window, page))
    test_readers.test_what_is_clicked_is_large_enough((window, page))
    for percent in (100, 200):
        window.look.choose_text_percent(percent)
        window.resize(*SIZE)
        rest(window)
        assert (window.width(), window.height()) == SIZE, (percent, window.size())
        for widget in [page, *seen(window)]:
            if not is_inner(widget):
                found = test_room._complaints(widget)
                if isinstance(widget, RoomyTable):
                    found = [one for one in found if not one.startswith("wider")]
                assert not found, (percent, found, described(widget))
    window.look.choose_text_percent(100)
    rest(window)
