"""The settings screen on a sample city, and ways to press what people press."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop.services.office import Office
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.settings.section import Section
from kdx_desktop.views.settings.settings_page import SettingsPage
from tests.views.waiting import settle


class Desk:
    """A window at 設定, at one of its sections."""

    def __init__(self, qtbot: QtBot, window: MainWindow, url: str) -> None:
        self.qtbot, self.window, self.url = qtbot, window, url

    @property
    def page(self) -> SettingsPage:
        """The screen."""
        assert isinstance(self.window.page, SettingsPage)
        return self.window.page

    @property
    def section(self) -> Any:
        """The section that is seen."""
        assert isinstance(self.page.section, Section)
        return self.page.section

    @property
    def form(self) -> Any:
        """The form that is open; None while the overview is seen."""
        return self.section.form

    def settle(self) -> None:
        """Wait until nothing is under way."""
        settle(self.qtbot, self.window)

    def open(self, code: str) -> Any:
        """Go to a section by its code."""
        self.page.choose(code)
        self.settle()
        return self.section

    def key(self, key: Qt.Key, widget: QWidget | None = None) -> None:
        """Press a key where the focus is, or in a widget that gets the focus first."""
        if widget is not None:
            widget.setFocus()
        QTest.keyClick(widget or self.focus, key)
        self.settle()

    def type(self, text: str, widget: QWidget | None = None) -> None:
        """Type text over what is there."""
        if widget is not None:
            widget.setFocus()
        target = widget or self.focus
        QTest.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        # QTest itself knows keys of ASCII only; an input method sends the text like this.
        press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, text)
        QApplication.sendEvent(target, press)

    def save(self) -> None:
        """Press Ctrl+S where the focus is."""
        QTest.keyClick(self.focus, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        self.settle()

    @property
    def focus(self) -> QWidget:
        """The widget with the focus."""
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def ask(self, work: Callable[..., Any], **named: Any) -> Any:
        """Ask the database, as another program would."""
        office = Office.open(self.url)
        try:
            return office.read(partial(work, **named))
        finally:
            office.close()

    def do(self, work: Callable[..., Any], **named: Any) -> Any:
        """Change the database at another desk."""
        office = Office.open(self.url)
        try:
            return office.write(partial(work, **named))
        finally:
            office.close()


@pytest.fixture
def desk(qtbot: QtBot, open_window: Callable[..., MainWindow], city: str) -> Desk:
    """設定 of the sample city, in the hands of the team, in the month that is open."""
    window = open_window(city, page="settings", month=202303)
    qtbot.waitExposed(window)
    window.activateWindow()
    return Desk(qtbot, window, city)
