"""Who cannot see the screen is told what everything is; who cannot aim well hits it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QTabBar,
    QTableView,
    QWidget,
)

from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.widgets.page import Page
from tests.views.every_screen.looking import described, is_inner, seen

Shown = tuple[MainWindow, Page]
_ROLE = QAccessible.Role
#: What has to have a name.
_NAMED = {
    _ROLE.Button,
    _ROLE.ButtonMenu,
    _ROLE.ButtonDropDown,
    _ROLE.Chart,
    _ROLE.CheckBox,
    _ROLE.ComboBox,
    _ROLE.EditableText,
    _ROLE.Graphic,
    _ROLE.Link,
    _ROLE.List,
    _ROLE.MenuItem,
    _ROLE.PageTab,
    _ROLE.ProgressBar,
    _ROLE.RadioButton,
    _ROLE.SpinBox,
    _ROLE.Table,
    _ROLE.Tree,
}
#: What says nothing about a thing that takes the focus.
_VAGUE = {_ROLE.NoRole, _ROLE.Client, _ROLE.Window, _ROLE.Pane, _ROLE.Border}
_LEAST = 24


def test_every_control_has_a_name_and_a_role(shown: Shown) -> None:
    window, _ = shown
    root = QAccessible.queryAccessibleInterface(window)
    assert root is not None
    nameless, vague = [], []
    for one in _tree(root):
        widget = one.object()
        if not isinstance(widget, QWidget) or not widget.isVisible() or is_inner(widget):
            continue
        if one.role() in _NAMED and not one.text(QAccessible.Text.Name).strip():
            nameless.append(f"{one.role().name}: {described(widget)}")
        takes_focus = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy()
        if takes_focus and one.role() in _VAGUE:
            vague.append(f"{one.role().name}: {described(widget)}")
        if takes_focus and one.role() in _VAGUE and not one.text(QAccessible.Text.Name).strip():
            nameless.append(described(widget))
    assert not nameless
    assert not vague


def test_what_is_clicked_is_large_enough(shown: Shown) -> None:
    window, _ = shown
    small = []
    for widget in seen(window):
        if is_inner(widget) or not widget.isEnabled():
            continue
        for what, width, height in _targets(widget):
            if width < _LEAST or height < _LEAST:
                small.append(f"{what} {width}×{height}: {described(widget)}")
    assert not small


def _targets(widget: QWidget) -> Iterator[tuple[str, int, int]]:
    if isinstance(widget, QAbstractButton | QComboBox | QLineEdit | QAbstractSpinBox):
        yield "whole", widget.width(), widget.height()
    elif isinstance(widget, QTabBar):
        for place in range(widget.count()):
            if widget.isTabVisible(place):
                yield "tab", widget.tabRect(place).width(), widget.tabRect(place).height()
    elif isinstance(widget, QHeaderView):
        if widget.sectionsClickable() and widget.count():
            yield "header", _LEAST, widget.height()
    elif isinstance(widget, QAbstractItemView):
        yield from _rows(widget)


def _rows(view: QAbstractItemView) -> Iterator[tuple[str, int, int]]:
    model = view.model()
    for row in range(min(model.rowCount(), 30)):
        if isinstance(view, QTableView):
            if not view.isRowHidden(row):
                yield f"row {row}", _LEAST, view.rowHeight(row)
        else:
            place = view.visualRect(model.index(row, 0))
            if place.isValid() and place.height():
                yield f"row {row}", _LEAST, place.height()


def _tree(one: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    yield one
    if isinstance(one.object(), QAbstractItemView):
        return  # its cells are the model's, and there may be thousands
    for place in range(one.childCount()):
        child: QAccessibleInterface | None = one.child(place)  # none, where Qt makes none
        if child is not None and child.isValid():
            yield from _tree(child)
