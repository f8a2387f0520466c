"""The header's list of departments: a hundred and more, found by typing a part."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.views.widgets.department_box import DepartmentBox

DEPARTMENTS = tuple(
    Department(code, name, "局", Month(201904))
    for code, name in (("11001", "企画調整課"), ("12003", "税務ＩＴ課"), ("15002", "市民税課"))
)


@pytest.fixture
def box(qtbot: QtBot) -> DepartmentBox:
    box = DepartmentBox()
    qtbot.addWidget(box)
    box.show_departments(DEPARTMENTS, "11001")
    box.show()
    with qtbot.waitActive(box):
        box.activateWindow()
    box.setFocus()
    return box


def compose(box: DepartmentBox, text: str) -> None:
    """Type through an input method: composed first, then committed."""
    line = box.lineEdit()
    assert line is not None
    for committed in (False, True):
        event = QInputMethodEvent("" if committed else text, [])
        if committed:
            event.setCommitString(text)
        QApplication.sendEvent(line, event)


def offered(box: DepartmentBox) -> list[str]:
    model = box.popup.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("税", ["12003　税務ＩＴ課", "15002　市民税課"]),
        ("１５", ["15002　市民税課"]),
        ("it", ["12003　税務ＩＴ課"]),
        ("税 150", ["15002　市民税課"]),
    ],
)
def test_a_part_of_code_or_name_finds_a_department(
    qtbot: QtBot, box: DepartmentBox, text: str, found: list[str]
) -> None:
    compose(box, text)
    assert offered(box) == found
    assert box.popup.isVisible()


def test_enter_takes_the_first_that_matches(qtbot: QtBot, box: DepartmentBox) -> None:
    heard: list[str] = []
    box.department_selected.connect(heard.append)
    compose(box, "市民")
    qtbot.keyClick(box.popup, Qt.Key.Key_Return)
    assert heard == ["15002"]
    assert box.currentText() == "15002　市民税課"


def test_the_arrows_choose_among_what_was_found(qtbot: QtBot, box: DepartmentBox) -> None:
    heard: list[str] = []
    box.department_selected.connect(heard.append)
    compose(box, "税")
    qtbot.keyClick(box.popup, Qt.Key.Key_Down)
    qtbot.keyClick(box.popup, Qt.Key.Key_Down)
    qtbot.keyClick(box.popup, Qt.Key.Key_Return)
    assert heard == ["15002"]


def test_text_that_names_no_department_is_taken_back(qtbot: QtBot, box: DepartmentBox) -> None:
    heard: list[str] = []
    box.department_selected.connect(heard.append)
    compose(box, "存在しない課")
    qtbot.keyClick(box.focusWidget(), Qt.Key.Key_Return)
    box.clearFocus()
    assert box.currentText() == "11001　企画調整課"
    assert heard == []


def test_a_search_is_forgotten_when_it_is_over(qtbot: QtBot, box: DepartmentBox) -> None:
    compose(box, "市民")
    qtbot.keyClick(box.popup, Qt.Key.Key_Return)
    compose(box, "企")
    assert offered(box) == ["11001　企画調整課"]


def test_the_list_wears_the_dress_of_the_window(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = DepartmentBox(window)
    box.show_departments(DEPARTMENTS, "11001")
    window.setStyleSheet("QListView { background: #123456; border: none; }")
    window.show()
    box.popup.resize(200, 400)
    box.popup.show()
    assert box.popup.grab().toImage().pixelColor(100, 350).name() == "#123456"


def test_a_department_that_is_not_there_is_not_called_by_the_name_of_another(
    box: DepartmentBox,
) -> None:
    box.show_departments(DEPARTMENTS, "19999")
    assert box.currentText() == ""
    assert box.toolTip() == ""
    box.show_departments(DEPARTMENTS, "12003")
    assert box.currentText() == "12003　税務ＩＴ課"
