"""LinkRows: lines of a reorganisation — from whom, to whom, with what share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from kdx_desktop.metrics.amounts import parse_share
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department, Succession
from kdx_desktop.services.organization_checks import share_text
from kdx_desktop.views.plain_text import PlainLabel, name_for_readers, restyle
from kdx_desktop.views.settings.fields import choose_department, name_box
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button, icon_button
from kdx_desktop.views.widgets.department_box import DepartmentBox

_BOX_STEPS, _SHARE_STEPS, _REMOVE_STEPS = 28, 22, 10  # of the grid


class LinkRow(QWidget):
    """One succession; the share is read as a decimal or as ``1/3``."""

    changed = Signal()
    removed = Signal()

    def __init__(
        self, departments: Sequence[Department], predecessor: str, successor: str, share: str
    ) -> None:
        super().__init__()
        self.predecessor, self.successor = DepartmentBox(), DepartmentBox()
        self.share = QLineEdit(share)
        self.share.setFixedWidth(space(_SHARE_STEPS))
        self.share.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.share.setPlaceholderText("例：0.6、1/3")
        self.remove = icon_button("trash", "この行を除く")
        self.fault = PlainLabel("", TextRole.ERROR, wrap=True)
        self.fault.hide()
        for box, chosen in ((self.predecessor, predecessor), (self.successor, successor)):
            choose_department(box, departments, chosen)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.setMinimumWidth(space(_BOX_STEPS))
            box.department_selected.connect(self.changed)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.predecessor, 1)
        row.addWidget(PlainLabel("→"))
        row.addWidget(self.successor, 1)
        row.addWidget(self.share)
        row.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addLayout(row)
        column.addWidget(self.fault)
        self.share.textChanged.connect(self.changed)
        self.remove.clicked.connect(self.removed)

    def number(self, number: int) -> None:
        """Say in the names for readers which line this is."""
        name_box(self.predecessor, f"{number}行目 前の部署")
        name_box(self.successor, f"{number}行目 後の部署")
        name_for_readers(self.share, f"{number}行目 按分率")
        name_for_readers(self.remove, f"{number}行目 この行を除く")

    @property
    def codes(self) -> tuple[str, str]:
        """The codes, empty where nobody is chosen."""
        return str(self.predecessor.currentData() or ""), str(self.successor.currentData() or "")

    def read(self, month: Month) -> Succession | None:
        """Return the succession; None, with a sentence below, for what cannot be read."""
        fault, share = "", None
        try:
            share = parse_share(self.share.text())
        except ValueError as error:
            fault = str(error)
        if not all(self.codes):
            fault = fault or "前の部署と後の部署を選んでください。"
        self.fault.setText(f"⚠ {fault}")
        self.fault.setVisible(bool(fault))
        restyle(self.share, "invalid", "true" if fault and all(self.codes) else "false")
        return None if fault else Succession(*self.codes, month, share)


class LinkRows(QWidget):
    """At least one line; a new one begins with the predecessor of the one before."""

    changed = Signal()

    def __init__(self, departments: Sequence[Department], links: Sequence[Succession]) -> None:
        super().__init__()
        self._departments = departments
        self.rows: list[LinkRow] = []
        self.add = action_button("行を追加(&L)", icon_name="plus")
        self.split = action_button("等分する(&Q)")
        head = QHBoxLayout()
        head.setSpacing(space(2))
        last = PlainLabel("按分率", TextRole.STRONG)
        last.setFixedWidth(space(_SHARE_STEPS + _REMOVE_STEPS))
        head.addWidget(PlainLabel("前の部署", TextRole.STRONG), 1)
        head.addWidget(PlainLabel("　"))
        head.addWidget(PlainLabel("後の部署", TextRole.STRONG), 1)
        head.addWidget(last)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(3))
        buttons.addWidget(self.add)
        buttons.addWidget(self.split)
        buttons.addStretch()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(2))
        self._column.addLayout(head)
        self._column.addLayout(buttons)
        for link in links:
            share = "" if link.share is None else share_text(link.share)
            self._insert(link.predecessor, link.successor, share)
        if not links:
            self._insert("", "", "1")
        self.add.clicked.connect(self._on_add_clicked)
        self.split.clicked.connect(self._on_split_clicked)

    def read(self, month: Month) -> list[Succession] | None:
        """Return all lines; None while one of them cannot be read."""
        read = [row.read(month) for row in self.rows]
        return None if None in read else [link for link in read if link is not None]

    def _insert(self, predecessor: str, successor: str, share: str) -> LinkRow:
        row = LinkRow(self._departments, predecessor, successor, share)
        row.changed.connect(self.changed)
        row.removed.connect(partial(self._on_removed, row))
        self.rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        self._number()
        return row

    def _number(self) -> None:
        for number, row in enumerate(self.rows, 1):
            row.number(number)
            row.remove.setEnabled(len(self.rows) > 1)

    def _on_add_clicked(self) -> None:
        row = self._insert(self.rows[-1].codes[0], "", "")
        row.successor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _on_removed(self, row: LinkRow) -> None:
        at = self.rows.index(row)
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._number()
        self.rows[max(at - 1, 0)].share.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _on_split_clicked(self) -> None:
        """Give the successors of each predecessor equal shares."""
        heirs = Counter(row.codes[0] for row in self.rows)
        for row in self.rows:
            row.share.setText(share_text(Fraction(1, heirs[row.codes[0]])))
