"""Another text size sets what is laid out anew, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget, QWidgetItem
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from kdx_desktop.views.style.look import Look, Scheme
from kdx_desktop.views.style.shown import space


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    """A look that is of its usual size again after the test."""
    made = Look(qapp, Scheme.LIGHT)
    yield made
    made.choose_text_percent(100)
    made.deleteLater()


def test_gaps_grow_with_the_text_also_in_layouts_within_layouts(qtbot: QtBot, look: Look) -> None:
    whole, labels = QWidget(), [QLabel("一"), QLabel("二")]
    qtbot.addWidget(whole)
    row = QHBoxLayout()
    row.addWidget(labels[0])
    row.addSpacing(space(8))
    row.addWidget(labels[1])
    QVBoxLayout(whole).addLayout(row)
    row.setSpacing(0)
    before = space(8)
    look.choose_text_percent(200)
    whole.adjustSize()
    whole.show()
    assert space(8) > before
    assert labels[1].x() - labels[0].geometry().right() - 1 == space(8)


def test_a_widget_is_never_mistaken_for_a_place_that_is_gone(qtbot: QtBot, look: Look) -> None:
    """Places of widgets that Python knew would stay known when Qt has deleted them."""
    whole = QWidget()
    qtbot.addWidget(whole)
    column = QVBoxLayout(whole)
    column.addWidget(QLabel("一"))
    known = _known_places()
    look.choose_text_percent(150)
    assert _known_places() == known


def _known_places() -> int:
    return sum(isinstance(one, QWidgetItem) for one in Shiboken.getAllValidWrappers())
