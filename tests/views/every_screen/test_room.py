"""Nothing is cut off, whatever the text size and however long a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLayout,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)

from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.plain_text import ElidedLabel, Paragraph
from kdx_desktop.views.widgets.data_table import DataTable
from kdx_desktop.views.widgets.page import Page
from tests.views.every_screen.conftest import rest
from tests.views.every_screen.looking import (
    SIZE,
    described,
    is_inner,
    scrolls,
    seen,
    told_in_full,
)

Shown = tuple[MainWindow, Page]
#: Rounding of the font's measures.
_SLACK = 1


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_nothing_is_cut_off(shown: Shown, percent: int) -> None:
    window, page = shown
    window.look.choose_text_percent(percent)
    window.resize(*SIZE)
    rest(window)
    found = []
    if (window.width(), window.height()) != SIZE:
        found.append(f"the window needs {window.width()}×{window.height()}")
    for widget in [page, *seen(window)]:
        if not is_inner(widget):
            found += [f"{what}: {described(widget)}" for what in _complaints(widget)]
    assert not found


def _complaints(widget: QWidget) -> list[str]:
    found = []
    parent = widget.parentWidget()
    if parent is not None and not scrolls(widget) and not widget.size().isEmpty():
        outside = not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry())
        if outside:
            found.append(f"outside its parent {_shown(widget.geometry(), parent.rect())}")
    least = widget.minimumSizeHint()
    layout = widget.layout()
    if isinstance(widget, QStackedWidget):
        least.setHeight(0)  # Qt counts what is not seen
    elif isinstance(layout, QLayout) and layout.hasHeightForWidth():
        least.setHeight(layout.totalMinimumHeightForWidth(widget.width()))
    if widget.width() + _SLACK < least.width() or widget.height() + _SLACK < least.height():
        found.append(f"smaller than its least, {widget.size()} < {least}")
    found += next((told(widget) for kind, told in _KINDS if isinstance(widget, kind)), [])
    return found


def _label(label: QLabel) -> list[str]:
    if isinstance(label, ElidedLabel) or not label.text():
        return []
    if isinstance(label, Paragraph) or label.wordWrap():
        height = label.heightForWidth(label.width())
        is_low = label.height() + _SLACK < height
        return [f"{label.height()} high, {height} wanted"] if is_low else []
    wanted = label.sizeHint()
    if label.width() + _SLACK < wanted.width() and not told_in_full(label, label.text()):
        return [f"{label.width()} wide, {wanted.width()} wanted"]
    if label.height() + _SLACK < wanted.height():
        return [f"{label.height()} high, {wanted.height()} wanted"]
    return []


def _button(button: QAbstractButton) -> list[str]:
    wanted = button.sizeHint()
    if button.width() + _SLACK < wanted.width() and not button.toolTip():
        return [f"{button.width()} wide, {wanted.width()} wanted"]
    if button.height() + _SLACK < wanted.height():
        return [f"{button.height()} high, {wanted.height()} wanted"]
    return []


def _tabs(bar: QTabBar) -> list[str]:
    found = []
    for place in range(bar.count()):
        text = bar.tabText(place)
        wanted = bar.fontMetrics().horizontalAdvance(text.replace("&", ""))
        if bar.tabRect(place).width() < wanted and text not in bar.tabToolTip(place):
            found.append(f"tab {text} {bar.tabRect(place).width()} wide, {wanted} wanted")
    if bar.count() and bar.tabRect(bar.count() - 1).right() > bar.width() + _SLACK:
        found.append("tabs reach beyond the bar")
    return found


def _box(box: QComboBox) -> list[str]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)
    wanted = box.fontMetrics().horizontalAdvance(box.currentText())
    if room.width() + _SLACK < wanted and not told_in_full(box, box.currentText()):
        return [f"room for {room.width()}, {wanted} wanted, and no tooltip tells it"]
    return []


def _items(view: QAbstractItemView) -> list[str]:
    if not isinstance(view, QTableView):
        return []
    found = []
    header: QHeaderView = view.horizontalHeader()
    for column in range(view.model().columnCount()):
        if header.isSectionHidden(column) or not header.isVisible():
            continue
        role = Qt.ItemDataRole.ToolTipRole
        told = view.model().headerData(column, Qt.Orientation.Horizontal, role)
        wanted = header.sectionSizeFromContents(column).width()
        if header.sectionSize(column) + _SLACK < wanted and not told:
            text = view.model().headerData(column, Qt.Orientation.Horizontal)
            found.append(f"header {text} {header.sectionSize(column)} wide, {wanted} wanted")
    if not isinstance(view, DataTable):  # which tells what it shortens
        found += _shortened(view)
    return found


def _shortened(view: QTableView) -> list[str]:
    found = []
    model = view.model()
    for row in range(min(model.rowCount(), 20)):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            text = str(index.data() or "")
            wanted = view.fontMetrics().horizontalAdvance(text)
            hidden = view.isColumnHidden(column) or view.isRowHidden(row)
            if hidden or not text or wanted <= view.columnWidth(column):
                continue
            if text not in str(index.data(Qt.ItemDataRole.ToolTipRole) or ""):
                found.append(f"cell {text!r} is shortened and no tooltip tells it")
    return found


def _area(area: QAbstractScrollArea) -> list[str]:
    beyond = area.horizontalScrollBar().maximum()
    return [f"wider than the window by {beyond}"] if beyond > 0 else []


_KINDS: tuple[tuple[type[QWidget], Callable[[Any], list[str]]], ...] = (
    (QLabel, _label),
    (QPushButton, _button),
    (QToolButton, _button),
    (QCheckBox, _button),
    (QRadioButton, _button),
    (QTabBar, _tabs),
    (QComboBox, _box),
    (QAbstractItemView, _items),
    (QAbstractScrollArea, _area),
)


def _shown(inner: QRect, outer: QRect) -> str:
    return f"{inner.getRect()} in {outer.width()}×{outer.height()}"
