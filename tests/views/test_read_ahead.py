"""Screens that nobody has looked at yet are filled while nothing is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.services import months
from kdx_desktop.services.board import Standing
from kdx_desktop.services.office import Office
from kdx_desktop.views.header import Header
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.submissions.submissions_page import SubmissionsPage
from kdx_desktop.views.widgets.page import Page
from tests.views.waiting import settle

Open = Callable[..., MainWindow]


def ready(qtbot: QtBot, window: MainWindow, code: str) -> Page:
    """Wait until a screen has been filled ahead, and return it."""
    found: list[Page] = []

    def filled() -> None:
        page = window.findChild(Page, f"{code}_page")
        assert page is not None
        assert page._scope is not None
        found.append(page)

    qtbot.waitUntil(lambda: window.findChild(Page, f"{code}_page") is not None, timeout=20_000)
    qtbot.waitUntil(filled, timeout=20_000)
    settle(qtbot, window)
    return found[-1]


def submit_elsewhere(city: str, page: SubmissionsPage) -> str:
    """Submit a month that is missing on the page, at another desk; return whose it is."""
    assert page.month_board is not None
    missing = next(row for row in page.month_board.rows if row.standing is Standing.MISSING)
    code = missing.department.code
    elsewhere = Office.open(city)
    step = partial(months.set_state, month=Month(202303), departments=[code], state="submitted")
    elsewhere.write(partial(step, reason="数値なし"))
    elsewhere.close()
    return code


def texts(widget: Page | MainWindow) -> set[str]:
    return {one.text() for one in widget.findChildren(QLabel) if one.isVisible()}


def test_a_screen_is_there_at_once_when_it_is_first_opened(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="home")
    focus = QApplication.focusWidget()
    page = ready(qtbot, window, "dashboard")
    assert not page.isVisible()
    assert QApplication.focusWidget() is focus
    read: list[bool] = []
    page.filled.connect(partial(read.append, True))
    window.show_page("dashboard")
    assert window.page is page
    assert "ペーパーレス会議の実施率" in " ".join(texts(page))
    qtbot.waitUntil(page.updatesEnabled)
    settle(qtbot, window)
    assert not read


def test_a_month_that_was_chosen_meanwhile_is_read_when_the_screen_is_opened(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="home")
    page = ready(qtbot, window, "submissions")
    window.findChildren(Header)[0].month_selected.emit(Month(202206))
    settle(qtbot, window)
    window.show_page("submissions")
    settle(qtbot, window)
    assert page.scope.month == Month(202206)


def test_what_was_stored_meanwhile_is_read_when_the_screen_is_opened(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="home", month=202303)
    page = ready(qtbot, window, "submissions")
    assert isinstance(page, SubmissionsPage)
    code = submit_elsewhere(city, page)
    window.workspace.look_around()
    settle(qtbot, window)
    with qtbot.waitSignal(page.filled):
        window.show_page("submissions")
    assert page.month_board is not None
    standings = {row.department.code: row.standing for row in page.month_board.rows}
    assert standings[code] is Standing.SUBMITTED


def boards(window: MainWindow, month: Month) -> set[Theme]:
    """The themes whose boards of a month are worked out and at hand."""
    office = window.workspace._office
    assert office is not None
    kept = list(office._memory.kept)
    return {theme for theme in Theme if ("board", theme, month, None) in kept}


def test_what_a_change_or_another_month_makes_old_is_worked_out_again_in_a_quiet_moment(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="home", month=202303)
    page = ready(qtbot, window, "submissions")
    ready(qtbot, window, "ranking")
    assert boards(window, Month(202303)) == set(Theme)
    assert isinstance(page, SubmissionsPage)
    submit_elsewhere(city, page)
    with qtbot.waitSignal(window.workspace.changed):
        window.workspace.look_around()
    settle(qtbot, window)
    assert not boards(window, Month(202303))
    qtbot.waitUntil(lambda: boards(window, Month(202303)) == set(Theme), timeout=20_000)
    window.findChildren(Header)[0].month_selected.emit(Month(202212))
    qtbot.waitUntil(lambda: boards(window, Month(202212)) == set(Theme), timeout=20_000)


def test_what_fails_before_anybody_looks_is_tried_again_and_not_told(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="home")
    page = ready(qtbot, window, "ranking")
    with qtbot.assertNotEmitted(page.noticed):
        page.tell_failure(KdxError("読み取れませんでした。"))
    with qtbot.waitSignal(page.filled):
        window.show_page("ranking")


def test_the_header_says_what_a_screen_knows_of_the_month_that_was_filled_ahead(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="entry", month=202303)
    ready(qtbot, window, "dashboard")
    assert "速報" in texts(window)
    window.show_page("dashboard")
    settle(qtbot, window)
    assert any("未承認" in text for text in texts(window))


def test_the_header_says_what_the_month_is_that_is_seen(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="home", month=202303)
    page = ready(qtbot, window, "ranking")
    window.findChildren(Header)[0].month_selected.emit(Month(202212))
    settle(qtbot, window)
    assert "確定" in texts(window)
    page.reload()  # of the month that it was filled with, and that is not looked at any more
    settle(qtbot, window)
    assert "確定" in texts(window)
    assert "速報" not in texts(window)
