"""Every section and every form: named for readers, reached by Tab, never cut off at 200 %."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kdx_desktop import app
from kdx_desktop.settings import Settings
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from tests.views.settings.conftest import Desk
from tests.views.waiting import settle

#: What leads to each form, by the section that it belongs to.
FORMS: dict[str, tuple[Callable[[Any], object], ...]] = {
    "organization": (
        lambda section: section._add_department(),
        lambda section: section._edit_headcounts(),
        lambda section: section._add_reform(),
    ),
    "plans": (
        lambda section: section._on_edit_plan(),
        lambda section: section._on_next_plan(),
        lambda section: section._on_edit_targets(),
        lambda section: section._on_edit_kpi(),
        lambda section: section._on_edit_bands(),
        lambda section: section._on_edit_factors(),
    ),
    "metrics": (lambda section: section._on_add_clicked(),),
    "calendar": (lambda section: section._on_edit_clicked(),),
    "accounts": (
        lambda section: section._add(),
        lambda section: section._show_passwords({"sato": "abcd-efgh"}),
    ),
    "backup": (),
}
_CONTROLS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit)


def faces(desk: Desk, code: str) -> Iterator[QWidget]:
    """Show a section, its parts and its forms, one after the other."""
    section = desk.open(code)
    yield section.faces.currentWidget()
    if hasattr(section, "switch"):
        for value in section.switch._values:
            section._on_part_selected(value)
            desk.settle()
            yield section.faces.currentWidget()
        section._on_part_selected(section.switch._values[0])
    for opened in FORMS[code]:
        opened(section)
        desk.settle()
        assert desk.form is not None
        yield desk.form
        section.close_form()


@pytest.mark.parametrize("code", FORMS)
def test_every_control_has_a_name_and_is_large_enough(desk: Desk, code: str) -> None:
    for face in faces(desk, code):
        controls = [one for one in face.findChildren(QWidget) if isinstance(one, _CONTROLS)]
        seen = [one for one in controls if one.isVisible() and not isinstance(one, QHeaderView)]
        assert seen
        for one in seen:
            interface = QAccessible.queryAccessibleInterface(one)
            where = f"{code}: {type(one).__name__} {one.objectName()}"
            assert interface.text(QAccessible.Text.Name), where
            inside = isinstance(one.parent(), QComboBox | QLineEdit)
            assert inside or min(one.width(), one.height()) >= 24, f"{where} {one.size()}"


@pytest.mark.parametrize("code", FORMS)
def test_tab_goes_round_and_is_caught_nowhere(desk: Desk, code: str) -> None:
    for face in faces(desk, code):
        met: list[QWidget] = []
        for _ in range(80):
            QTest.keyClick(desk.focus, Qt.Key.Key_Tab)
            if desk.focus in met:
                break
            met.append(desk.focus)
        assert desk.page.list in met, [one.accessibleName() for one in met]
        assert any(face.isAncestorOf(one) for one in met)
        assert met.index(desk.page.list) < 80


@pytest.mark.parametrize("code", FORMS)
def test_nothing_is_cut_off_in_large_text(qtbot: QtBot, city: str, code: str) -> None:
    settings = Settings(page="settings", section=code, month=202303, text_percent=200)
    window = app.build(city, settings=settings)
    window.resize(1280, 800)
    with qtbot.waitSignal(window.usable, timeout=20_000):
        window.show()
    settle(qtbot, window)
    for face in faces(Desk(qtbot, window, city), code):
        settle(qtbot, window)
        QApplication.processEvents()
        assert isinstance(face, ScrollColumn)
        inside = face.widget()
        assert inside is not None
        assert inside.minimumSizeHint().width() <= face.viewport().width(), code
        for one in face.findChildren(QAbstractButton):
            if one.isVisible() and not isinstance(one.parent(), QLineEdit):
                assert one.width() >= one.minimumSizeHint().width(), one.text()
    window.close()
    window.deleteLater()
