"""DecisionPanel: what is asked before something is decided, and the two buttons below it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.views.plain_text import Paragraph
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.flow_row import FlowRow


class DecisionPanel(QWidget):
    """A heading, what a subclass puts below it with ``_stack``, then to decide or to leave it."""

    #: Do it: to what, and how, as the panel says.
    decided = Signal(object)
    cancelled = Signal()

    def __init__(self, decision: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = Paragraph("", TextRole.HEADING)
        self.button = action_button(decision, primary=True)
        self._cancel = action_button("やめる(&Q)")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(2))
        self.button.clicked.connect(self.decide)
        self._cancel.clicked.connect(self.cancelled)

    def decide(self) -> None:
        """Say what was decided, if it can be; to be overridden."""
        raise NotImplementedError

    def _stack(self, *widgets: QWidget) -> None:
        """Put these between the heading and the buttons."""
        buttons = FlowRow(2)
        buttons.add(self.button)
        buttons.add(self._cancel)
        for widget in (self._heading, *widgets, buttons):
            self._column.addWidget(widget)
        self._column.addStretch()

    def _put_in_place_of(self, old: QWidget, new: QWidget, *, shown: bool) -> QWidget:
        """Let a new widget stand where an old one stood, and return it."""
        self._column.replaceWidget(old, new)
        old.deleteLater()
        new.setVisible(shown)
        return new
