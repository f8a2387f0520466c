"""StartPage: what is seen before there is a screen — waiting, a first start, or a failure."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QStackedLayout, QVBoxLayout, QWidget

from kdx_desktop.views.plain_text import PlainLabel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.empty_state import EmptyState

_PATIENCE = 300  # milliseconds before waiting is spoken of


class StartPage(QWidget):
    """One of three faces; nothing at all for the first moment of waiting."""

    #: A FirstChoice.
    chosen = Signal(object)
    retry_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces = QStackedLayout(self)
        self._nothing = QWidget()
        self._waiting = QWidget()
        column = QVBoxLayout(self._waiting)
        column.setContentsMargins(space(6), space(10), space(6), space(10))
        self._waiting_text = PlainLabel("", TextRole.QUIET)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedSize(space(60), space(1))
        bar.setAccessibleName("準備中")
        column.addStretch()
        column.addWidget(self._waiting_text, alignment=Qt.AlignmentFlag.AlignCenter)
        column.addSpacing(space(3))
        column.addWidget(bar, alignment=Qt.AlignmentFlag.AlignCenter)
        column.addStretch()
        self._failure = EmptyState("開けませんでした", action="もう一度試す")
        for face in (self._nothing, self._waiting, self._failure):
            self._faces.addWidget(face)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._on_patience_ended)
        self._failure.action_triggered.connect(self.retry_requested)

    def wait(self, text: str) -> None:
        """Say what is being waited for, once it takes longer than a moment."""
        self._waiting_text.setText(text)
        self._faces.setCurrentWidget(self._nothing)
        self._patience.start()

    def ask_first(self, place: str, login: str) -> None:
        """Ask what a first start asks; ``place`` is this PC's own database."""
        # Imported here: there is one first start.
        from kdx_desktop.views.first_start import FirstStart

        self._patience.stop()
        asking = FirstStart(place, login)
        asking.chosen.connect(self.chosen)
        self._faces.addWidget(asking)
        self._faces.setCurrentWidget(asking)
        asking.take_focus()

    def show_failure(self, text: str) -> None:
        """Say why there is nothing to see."""
        self._patience.stop()
        self._failure.say("開けませんでした", text)
        self._faces.setCurrentWidget(self._failure)

    def _on_patience_ended(self) -> None:
        self._faces.setCurrentWidget(self._waiting)
