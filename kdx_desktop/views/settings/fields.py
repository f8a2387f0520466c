"""Fields of forms: a name above, what is typed or chosen, and below what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from kdx_desktop.metrics.organization import Department
from kdx_desktop.views.plain_text import explain, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.choice_box import ChoiceBox, ChoiceLine
from kdx_desktop.views.widgets.department_box import DepartmentBox
from kdx_desktop.views.widgets.labelled_field import LabelledField

T = TypeVar("T")
_WIDEST = 130  # steps of the grid


class Field(LabelledField):
    """One thing to fill in; ``changed`` whenever it is another."""

    changed = Signal()

    def __init__(self, label: str, editor: QWidget, hint: str = "") -> None:
        super().__init__(label, editor, hint)
        for widget in (self, self._below):
            widget.setMaximumWidth(space(_WIDEST))
        explain(self, f"{label}：{hint}" if hint else label)

    @property
    def text(self) -> str:
        """What is typed or chosen, as text."""
        raise NotImplementedError

    def read(self, parse: Callable[[str], T]) -> T | None:
        """Return what the text means; what cannot be read is said below, and None returned."""
        try:
            value = parse(self.text)
        except ValueError as error:
            self.show_fault(str(error))
            return None
        self.show_fault("")
        return value


class TextField(Field):
    """A line of text."""

    def __init__(self, label: str, text: str = "", hint: str = "", placeholder: str = "") -> None:
        self.line = QLineEdit(text)
        super().__init__(label, self.line, hint)
        self.line.setPlaceholderText(placeholder)
        self.line.setCursorPosition(0)
        self.line.textChanged.connect(self._on_changed)

    @property
    @override
    def text(self) -> str:
        return self.line.text()

    def fix(self) -> None:
        """Show the text, and let nobody change it."""
        self.line.setReadOnly(True)
        self.line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def _on_changed(self) -> None:
        self.show_fault("")
        self.changed.emit()


class ChoiceField(Field):
    """One of a few; ``text`` is the value that belongs to what is shown."""

    def __init__(
        self, label: str, choices: Sequence[tuple[str, str]], chosen: str = "", hint: str = ""
    ) -> None:
        """``choices`` are values and the texts for people."""
        self.box = ChoiceBox(label)
        self.box.setItemDelegate(ChoiceLine(self.box))
        super().__init__(label, self.box, hint)
        for value, text in choices:
            self.box.addItem(text, value)
        self.box.setCurrentIndex(max(self.box.findData(chosen), 0))
        self.box.currentIndexChanged.connect(self._on_changed)

    @property
    @override
    def text(self) -> str:
        return str(self.box.currentData())

    def _on_changed(self) -> None:
        self.show_fault("")
        self.changed.emit()


class DepartmentField(Field):
    """One of many departments; nothing is chosen at the start."""

    def __init__(
        self, label: str, departments: Sequence[Department], chosen: str = "", hint: str = ""
    ) -> None:
        self.box = DepartmentBox()
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        super().__init__(label, self.box, hint)
        choose_department(self.box, departments, chosen)
        name_box(self.box, label)
        self.box.department_selected.connect(self._on_selected)

    @property
    @override
    def text(self) -> str:
        return str(self.box.currentData() or "")

    def _on_selected(self, _: str) -> None:
        self.show_fault("")
        self.changed.emit()


def choose_department(box: DepartmentBox, departments: Sequence[Department], chosen: str) -> None:
    """Fill a box; where nobody is chosen it is empty, and not the first of the list."""
    box.show_departments(departments, chosen)
    if not any(one.code == chosen for one in departments):
        box.setCurrentIndex(-1)
        box.setEditText("")


def name_box(box: DepartmentBox, name: str) -> None:
    """Tell screen readers what a department is chosen for."""
    description = box.accessibleDescription()
    name_for_readers(box, name, description)
    line = box.lineEdit()
    if line is not None:
        name_for_readers(line, name, description)
