"""The list of keys in docs/guide is what the keys do, and a key means the same on every screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from kdx_desktop.views.command_finder import commands_of, leaves
from kdx_desktop.views.entry.entry_page import EntryPage
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.page_table import PAGES
from tests.views.waiting import settle

Open = Callable[..., MainWindow]
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide" / "keys.md"
ANYWHERE = "どの画面でも"
_SPLIT = re.compile(r"[　、]")
_SPAN = re.compile(r"Ctrl\+(\d)～Ctrl\+(\d)")
_NAMES = {"Enter": "Return", "←": "Left", "→": "Right", "↑": "Up", "↓": "Down"}
#: What lists, tables and fields know by themselves, as such things do in every program.
_OF_WIDGETS = {
    *("Tab", "Shift+Tab", "Return", "Shift+Return", "Space", "Esc", "Backspace", "Del"),
    *("F2", "F4", "Alt+Down", "Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z"),
}


@pytest.fixture
def keys(qtbot: QtBot, open_window: Open, city: str) -> dict[str, dict[str, str]]:
    """By screen, or `ANYWHERE`: the keys and the command of each."""
    window = open_window(city, page="home")
    window._menus.offer_person(signed_in=True, has_password=True)  # as on a server
    found: dict[str, dict[str, str]] = {ANYWHERE: {}}
    for _, action in leaves(window._menus):
        for keys in action.shortcuts():
            found[ANYWHERE][keys.toString()] = action.text()
    for shortcut in window.findChildren(QShortcut):
        found[ANYWHERE][shortcut.key().toString()] = ""
    for entry in PAGES:
        window.show_page(entry.code)
        settle(qtbot, window)
        found[entry.title] = {
            keys.toString(): action.text()
            for action in commands_of(window.page)
            for keys in action.shortcuts()
        }
    return found


def test_every_command_with_keys_is_in_the_guide(keys: dict[str, dict[str, str]]) -> None:
    sections = dict(_sections())
    missing = [
        (screen, text, one)
        for screen, commands in keys.items()
        for one, text in commands.items()
        if one not in _written(sections, screen) and not _another_way(one)
    ]
    assert missing == []


def test_every_key_in_the_guide_does_something(keys: dict[str, dict[str, str]]) -> None:
    unknown = []
    for heading, written in _sections():
        known = set(_OF_WIDGETS) | keys[ANYWHERE].keys()
        for screen, commands in keys.items():
            if screen in heading or heading == ANYWHERE:
                known |= commands.keys()
        unknown += [(heading, one) for one in written if one not in known]
    assert unknown == []


def test_a_key_means_the_same_on_every_screen(keys: dict[str, dict[str, str]]) -> None:
    """What several screens use is explained once for all of them."""
    screens: dict[str, list[str]] = {}
    for screen, commands in keys.items():
        for one in commands:
            screens.setdefault(one, []).append(screen)
    shared = {one for one, where in screens.items() if len(where) > 1}
    assert shared
    assert shared <= dict(_sections())[ANYWHERE]


def test_a_screen_s_key_does_not_depend_on_where_in_the_window_one_is(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="entry", month=202303)
    window.activateWindow()
    button = window._navigation.findChildren(QAbstractButton)[0]
    button.setFocus()
    page = window.page
    assert isinstance(page, EntryPage)
    qtbot.keyClick(button, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert page.year.isVisible()


def _sections() -> Iterator[tuple[str, set[str]]]:
    """Yield the headings of the guide, and the keys that are written below each."""
    _, *parts = GUIDE.read_text(encoding="utf-8").split("\n## ")
    for part in parts:
        heading, _, text = part.partition("\n")
        cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| ")]
        yield heading.strip(), {key for cell in cells[1:] for key in _keys(cell)}


def _keys(cell: str) -> Iterator[str]:
    plain = re.sub(r"（[^）]*）", "", cell).strip()
    if span := _SPAN.fullmatch(plain):
        yield from (f"Ctrl+{number}" for number in range(int(span[1]), int(span[2]) + 1))
        return
    for one in filter(None, map(str.strip, _SPLIT.split(plain))):
        named = one.replace("スペース", "Space").replace("Delete", "Del")
        for said, name in _NAMES.items():
            named = named.replace(said, name)
        if named.isascii():  # 矢印, Shift・Ctrl＋矢印 are told in words
            yield QKeySequence(named).toString()


def _written(sections: dict[str, set[str]], screen: str) -> set[str]:
    return set().union(
        sections[ANYWHERE], *(keys for heading, keys in sections.items() if screen in heading)
    )


def _another_way(keys: str) -> bool:
    """Tell whether it is the same key on a keyboard with other letters."""
    return keys in {"Ctrl+=", "Ctrl+;"}
