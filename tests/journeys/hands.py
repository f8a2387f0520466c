"""Hands and eyes at the window: keys go to whatever has the focus, and what is visible is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTableView,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.page_table import pages_for
from kdx_desktop.views.widgets.page import Page

NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
#: Tab stops after which somebody gives up, and milliseconds.
_STOPS, _PATIENCE = 60, 30_000


class Hands:
    """A person at the window, with a keyboard and nothing else."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self._qtbot = qtbot
        self.window = window

    def sit_down(self) -> None:
        """Begin when the window is in front and shows what it has read."""
        with self._qtbot.waitActive(self.window):
            self.window.activateWindow()
        self.settle()

    # --- the keyboard -----------------------------------------------------------------------------

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """Press a key where the focus is, and wait for what follows."""
        for _ in range(times):
            self._qtbot.keyClick(self._focus(), key, modifier)
            self.settle()

    def type(self, text: str) -> None:
        """Press one key after the other: the first one may open a field for the others."""
        for letter in text:
            self._qtbot.keyClicks(self._focus(), letter)

    def compose(self, text: str) -> None:
        """Type through an input method: composed first, then committed."""
        for committed in (False, True):
            event = QInputMethodEvent("" if committed else text, [])
            if committed:
                event.setCommitString(text)
            QApplication.sendEvent(self._focus(), event)

    def tab_to(self, words: str, *, back: bool = False) -> None:
        """Press Tab until the focus is on a thing whose name begins so."""
        walked = []
        for _ in range(_STOPS):
            if self.focus.startswith(words):
                return
            key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
            self._qtbot.keyClick(self._focus(), key, SHIFT if back else NONE)
            walked.append(self.focus)
        raise AssertionError(f"Tab does not lead to {words!r}, only to {walked}")

    def go_to(self, title: str) -> Page:
        """Go to a screen with its key, Ctrl and its place in the menu; by its name without one."""
        assert self.window.page is not None
        role = self.window.page.scope.role
        place = [entry.title for entry in pages_for(role)].index(title)
        if place < 9:
            self.press(Qt.Key(Qt.Key.Key_1 + place), CTRL)
        else:
            self.find(title)
        return self.arrive(title)

    def find(self, words: str) -> None:
        """Find a department, a screen or a command with Ctrl+K, and take the first one."""
        self.press(Qt.Key.Key_K, CTRL)
        self.compose(words)
        self.press(Qt.Key.Key_Return)

    def arrive(self, title: str) -> Page:
        """Wait until a screen is there."""
        self.wait(lambda: self.title == title, f"{title} is not shown")
        self.settle()
        assert self.window.page is not None
        return self.window.page

    # --- the eyes ---------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The name of the screen that is shown."""
        return "" if self.window.page is None else self.window.page.accessibleName()

    @property
    def focus(self) -> str:
        """What a screen reader says first of the thing with the focus."""
        return named(self._focus())

    @property
    def texts(self) -> list[str]:
        """What can be read, but for tables."""
        return list(texts(self.window))

    def says(self, words: str) -> bool:
        """Tell whether words can be read, tables included."""
        return any(words in text for text in self.texts) or any(
            words in cell for table in self.tables.values() for row in table for cell in row
        )

    @property
    def tables(self) -> dict[str, list[list[str]]]:
        """The tables that are seen, by name."""
        return {
            one.accessibleName(): rows(one)
            for one in self.window.findChildren(QTableView)
            if one.isVisible() and one.model() is not None
        }

    @property
    def row(self) -> list[str]:
        """The row of the table or the list that has the focus."""
        view = self._focus()
        assert isinstance(view, QAbstractItemView), self.focus
        model, place = view.model(), view.currentIndex()
        return [
            str(model.index(place.row(), column, place.parent()).data())
            for column in range(model.columnCount(place.parent()))
        ]

    def expect(self, words: str) -> None:
        """Wait until words can be read."""
        self.wait(lambda: self.says(words), f"nowhere: {words}")

    def wait(self, true: Callable[[], bool], otherwise: str) -> None:
        """Wait until something is so; else say what is seen instead."""
        try:
            self._qtbot.waitUntil(true, timeout=_PATIENCE)
        except Exception as error:
            message = f"{otherwise}; focus {self.focus!r}; seen {self.texts}; {self.tables}"
            raise AssertionError(message) from error

    def settle(self) -> None:
        """Wait until nothing is under way, answers to answers included."""
        for _ in range(3):
            self._qtbot.waitUntil(self._is_idle, timeout=60_000)
            QApplication.processEvents()

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def _is_idle(self) -> bool:
        if not shiboken6.isValid(self.window):
            return True
        # A button whose letter was pressed stays down for a moment before it does anything.
        buttons = self.window.findChildren(QAbstractButton)
        return not self.window.workspace.busy and not any(one.isDown() for one in buttons)


def texts(root: QWidget) -> Iterator[str]:
    """Return what can be read in a window, but for tables."""
    for one in root.findChildren(QWidget):
        if one.isVisible():
            text = _text(one)
            if text:
                yield text


def rows(view: QAbstractItemView) -> list[list[str]]:
    """Return what stands in a table."""
    model = view.model()
    columns = range(model.columnCount())
    return [
        [str(model.index(row, column).data() or "") for column in columns]
        for row in range(model.rowCount())
    ]


def named(thing: QObject) -> str:
    """Return what a screen reader says first of a thing."""
    if not isinstance(thing, QWidget):
        return ""
    return thing.accessibleName() or _text(thing) or thing.objectName() or type(thing).__name__


def _text(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        return widget.text()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.toPlainText() if isinstance(widget, QTextEdit) else ""
