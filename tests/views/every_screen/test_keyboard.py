"""The keyboard alone leads everywhere and out again, and shows where it is."""

from __future__ import annotations

from collections import defaultdict

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QGroupBox,
    QLabel,
    QTabBar,
    QWidget,
)

from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.widgets.page import Page
from tests.views.every_screen.looking import described, is_inner, seen

Shown = tuple[MainWindow, Page]
#: Keys until a walk counts as caught; a table that Tab walks through cell by cell may take some.
_MOST = 400


def test_tab_reaches_every_control_and_comes_back(shown: Shown) -> None:
    window, page = shown
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        walked = _walk(window, page, key)
        missed = [described(one) for one in _stops(window) if one not in walked]
        assert not missed, f"{key.name} only reaches {[described(one) for one in walked]}"


def test_the_focus_is_seen(shown: Shown) -> None:
    window, page = shown
    unseen = []
    for widget in _walk(window, page, Qt.Key.Key_Tab):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        with_focus = _picture(widget)
        widget.clearFocus()
        if with_focus == _picture(widget):
            unseen.append(described(widget))
    page.setFocus()
    assert not unseen, "these look alike with and without the focus"


def test_no_two_mnemonics_are_alike(shown: Shown) -> None:
    window, _ = shown
    users = defaultdict(list)
    for action in window.menuBar().actions():
        if action.isVisible():
            users[_mnemonic(action.text())].append(action.text())
    for widget in seen(window):
        texts = []
        if isinstance(widget, QAbstractButton | QGroupBox):
            texts = [widget.text() if isinstance(widget, QAbstractButton) else widget.title()]
        elif isinstance(widget, QLabel) and widget.buddy() is not None:
            texts = [widget.text()]
        elif isinstance(widget, QTabBar):
            texts = [widget.tabText(place) for place in range(widget.count())]
        for text in texts:
            users[_mnemonic(text)].append(described(widget))
    users.pop("", None)
    assert not {key: names for key, names in users.items() if len(names) > 1}


def _walk(window: MainWindow, page: Page, key: Qt.Key) -> list[QWidget]:
    """Press a key until the focus is where it was first; return where it has been."""
    page.setFocus()
    walked: list[QWidget] = []
    for _ in range(_MOST):
        before = QApplication.focusWidget()
        QTest.keyClick(before or window, key)
        focus = QApplication.focusWidget()
        assert focus is not None, f"the focus is lost after {described(before or window)}"
        if walked and focus is walked[-1]:
            continue  # from cell to cell
        if walked and focus is walked[0]:
            return walked
        assert focus not in walked, f"caught at {described(focus)}"
        walked.append(focus)
    raise AssertionError(f"caught at {described(walked[-1])}")


def _stops(window: MainWindow) -> list[QWidget]:
    """Return what Tab has to reach."""
    return [
        widget
        for widget in seen(window)
        if widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not is_inner(widget)
    ]


def _picture(widget: QWidget) -> QImage:
    QApplication.processEvents()
    return widget.grab().toImage()


def _mnemonic(text: str) -> str:
    return QKeySequence.mnemonic(text).toString()
