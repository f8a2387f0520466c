"""WorkingView: what is being done with the files, how far it is, and a way to end it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from kdx_desktop.views.plain_text import Paragraph, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button


class WorkingView(QWidget):
    """Of 0 of 0 steps the bar moves without an end."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = Paragraph("", TextRole.STRONG)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(space(1.5))
        self.cancel_button = action_button("中止(&C)")
        column = QVBoxLayout(self)
        column.setSpacing(space(4))
        column.addStretch()
        column.addWidget(self._text)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._bar, 2)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.cancel_button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.cancel_button.clicked.connect(self.cancelled)
        self._bar.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # while there is nothing to press

    @property
    def first(self) -> QWidget:
        """Where the focus is meanwhile."""
        return self._bar if self.cancel_button.isHidden() else self.cancel_button

    def show_work(self, text: str, *, may_cancel: bool) -> None:
        """Say what is being done."""
        self._text.setText(text)
        name_for_readers(self._bar, text)
        self.show_progress(0, 0)
        self.cancel_button.setVisible(may_cancel)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
