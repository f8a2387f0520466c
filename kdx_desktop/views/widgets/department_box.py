"""DepartmentBox: choose one department of many, from the list or by typing a part of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from kdx_desktop.metrics.organization import Department
from kdx_desktop.views.plain_text import name_for_readers, set_tool_tip
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.choice_box import ChoiceBox
from kdx_desktop.views.widgets.match_list import MatchList

_SEEN = 12  # lines
_STEPS = 80  # of the grid: its width where there is room
_NAME = "部署"


class DepartmentBox(ChoiceBox):
    """A part of the code or of the name is enough; what names no department is taken back.

    The list follows committed text: what an input method is still composing is left alone.
    """

    #: Somebody chose another department: its code.
    department_selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_NAME, "コードか名称の一部を入力すると探せます", parent)
        self._chosen = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(_SEEN)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        line = _SearchLine()
        name_for_readers(line, _NAME, self.accessibleDescription())
        self.setLineEdit(line)
        self._matches = _Matches(self.model(), self)
        completer = QCompleter(self._matches, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(_SEEN)
        self.popup = MatchList(completer, line, "部署の候補")
        self.setCompleter(completer)
        line.textEdited.connect(self._matches.search)
        line.returnPressed.connect(self._on_return_pressed)
        line.editingFinished.connect(self._show_chosen)
        self._line = line
        self.activated.connect(self._on_activated)

    def show_departments(self, departments: Sequence[Department], chosen: str) -> None:
        """Offer these departments, and show the chosen one; says nothing.

        One that is not among them leaves the box empty: it shall not name another one.
        """
        codes = [one.code for one in departments]
        same = [self.itemData(i) for i in range(self.count())] == codes
        if same and chosen == self._chosen and self._line.hasFocus() and self._line.isModified():
            return  # somebody is searching
        if not same:
            self.clear()
            for one in departments:
                self.addItem(f"{one.code}　{one.name}", one.code)
        self._chosen = chosen
        self.setCurrentIndex(codes.index(chosen) if chosen in codes else -1)
        self._show_chosen()

    @override
    def sizeHint(self) -> QSize:
        return QSize(space(_STEPS), super().sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(space(_STEPS) // 2, super().minimumSizeHint().height())

    def _on_return_pressed(self) -> None:
        """Take what the arrows have chosen in the list, else the first that matches."""
        found = self.findText(self.currentText())
        if found < 0 and self._matches.rowCount():
            found = self._matches.mapToSource(self._matches.index(0, 0)).row()
        if found >= 0:
            self.setCurrentIndex(found)
            self._on_activated(found)

    def _show_chosen(self) -> None:
        """Show the department that is chosen, whatever was left half typed, from its beginning."""
        self.setEditText(self.itemText(self.currentIndex()))
        set_tool_tip(self, self.itemText(self.currentIndex()))
        self._line.setCursorPosition(0)

    def _on_activated(self, index: int) -> None:
        self._show_chosen()
        if self.itemData(index) != self._chosen:  # Qt says it twice after Enter in the list
            self._chosen = self.itemData(index)
            self.department_selected.emit(self._chosen)


class _Matches(QSortFilterProxyModel):
    """The departments that contain what was typed, in any width of letters and of kana."""

    def __init__(self, source: QAbstractItemModel, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted: list[str] = []
        self.setSourceModel(source)

    def search(self, text: str) -> None:
        """Keep what contains each of the words."""
        self.beginFilterChange()
        self._wanted = _folded(text).split()
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    @override
    def filterAcceptsRow(
        self, source_row: int, source_parent: QModelIndex | QPersistentModelIndex
    ) -> bool:
        text = _folded(str(self.sourceModel().index(source_row, 0, source_parent).data()))
        return all(word in text for word in self._wanted)


class _SearchLine(QLineEdit):
    """Selects all of its text when it is entered, so that typing begins a search."""

    _entered = False

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._entered = True
        self.selectAll()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._entered and not self.hasSelectedText():
            self.selectAll()
        self._entered = False


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
