"""BreakdownPanel: below the table, what a figure is made from; it never stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.metrics.amounts import Amount, grouped
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.flow_row import FlowRow


class BreakdownPanel(QFrame):
    """A titled frame with what can be typed, the sum of it, and a button to go back.

    Whatever is typed is in the figure at once; closing takes nothing away.
    """

    #: A key was typed, and: something was typed to its end. The breakdown, and its amount or None.
    typing = Signal(str, object)
    typed = Signal(str, object)
    #: Esc or the button: back to the figure. Enter on the last field: on to the next figure.
    closed = Signal()
    finished = Signal()

    def __init__(
        self,
        title: str,
        unit: str,
        buttons: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._unit = unit
        self.setProperty("surface", "card")
        name_for_readers(self, title)
        self.body = QVBoxLayout()
        self.body.setSpacing(space(2))
        self._foot = FlowRow(2)
        self._sum = PlainLabel("", TextRole.STRONG)
        self._problem = Paragraph("", TextRole.ERROR)
        self.close_button = action_button("閉じる(&C)")
        self._foot.add(self._sum)
        self._foot.push()
        for button in buttons:
            self._foot.add(button)
        self._foot.add(self.close_button)
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(3), space(4), space(3))
        column.setSpacing(space(2))
        column.addWidget(PlainLabel(title, TextRole.STRONG))
        column.addLayout(self.body)
        column.addWidget(self._problem)
        column.addWidget(self._foot)
        self.close_button.clicked.connect(self.closed)
        self.hide()

    def finish_typing(self) -> None:
        """Hand over what is typed in an open field, as leaving it does."""
        raise NotImplementedError

    def start(self) -> None:
        """Put the cursor where typing begins."""
        raise NotImplementedError

    def show_sum(self, label: str, amount: Amount | None, problem: str) -> None:
        """Show what all comes to, or why it cannot be counted yet."""
        text = "－" if amount is None else f"{grouped(amount)} {self._unit}"
        self._sum.setText(f"{label}　{text}")
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
