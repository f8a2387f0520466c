"""StatusLine: one line at the foot — what has just happened, and whether something is under way."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.plain_text import ElidedLabel, PlainLabel, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import link_button
from kdx_desktop.views.widgets.icon_label import IconLabel
from kdx_desktop.workspace import Job

#: Milliseconds before something under way is shown, and for which good news stays.
_PATIENCE = 300
_STAY = 8000
#: … and before it can be ended.
_LONG = 1000
_LOOKS = {
    NoticeKind.INFO: ("info-circle", "accent"),
    NoticeKind.SUCCESS: ("circle-check", "success"),
    NoticeKind.WARNING: ("alert-triangle", "warning"),
    NoticeKind.ERROR: ("alert-triangle", "error"),
}


class StatusLine(QFrame):
    """Good news goes after a while; a failure stays until the next sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "foot")
        row = QHBoxLayout(self)
        row.setContentsMargins(space(4), space(1), space(4), space(1))
        row.setSpacing(space(2))
        self._icon = IconLabel(4)
        self._text = ElidedLabel()
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedSize(space(24), space(1))
        self._busy.setAccessibleName("処理中")
        self.cancel = link_button("中止")
        self.cancel.clicked.connect(self._on_cancelled)
        self.cancel.hide()
        self._place = PlainLabel("", TextRole.QUIET)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._busy)
        row.addWidget(self.cancel)
        row.addWidget(self._place)
        self._wait = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._wait.timeout.connect(self._busy.show)
        self._stay = QTimer(self, singleShot=True, interval=_STAY)
        self._stay.timeout.connect(self._on_stayed)
        self._long = QTimer(self, singleShot=True, interval=_LONG)
        self._long.timeout.connect(self._offer_cancel)
        self._jobs: list[Job] = []  # one after the other, as they run
        self._is_busy = False
        self._page: object = None
        self._busy.hide()
        self.setMinimumHeight(space(8))
        explain(
            self,
            "いま起きたことのお知らせと、処理の進み具合を示します。"
            "時間のかかる処理は「中止」で止められ、途中のものは残りません。",
        )

    @property
    def said(self) -> str:
        """The sentence that is shown; empty while nothing is to be said."""
        return self._text.text()

    def show_notice(self, notice: Notice) -> None:
        """Show a sentence, and tell it to screen readers."""
        name, colour = _LOOKS[notice.kind]
        self._icon.show_icon(name, colour)
        self._text.setText(notice.text.replace("\n", "　"))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, notice.text))
        if notice.kind in {NoticeKind.INFO, NoticeKind.SUCCESS}:
            self._stay.start()
        else:
            self._stay.stop()

    def show_page(self, page: object) -> None:
        """Forget good news when the screen that it is about is left: 元に戻せます would be untrue."""
        if self._page not in {None, page} and self._stay.isActive():
            self._stay.stop()
            self._on_stayed()
        self._page = page

    def show_busy(self, busy: bool) -> None:  # noqa: FBT001 - a slot takes what the signal says
        """Show that something is under way, once it takes longer than a moment."""
        self._is_busy = busy
        if busy:
            self._wait.start()
        elif not self._jobs:
            self._wait.stop()
            self._busy.hide()

    def watch(self, job: Job) -> None:
        """Show how far a long job is, and let one end it once it takes longer than a second."""
        self._jobs.append(job)
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        if len(self._jobs) == 1:
            self._begin()

    def show_place(self, text: str) -> None:
        """Show whose data these are."""
        self._place.setText(text)

    def _begin(self) -> None:
        """Begin to wait for the job whose turn it is."""
        self._busy.setRange(0, 0)
        self._wait.start()
        self._long.start()

    def _on_progressed(self, done: int, total: int) -> None:
        if self._jobs[:1] == [self.sender()]:
            self._busy.setRange(0, total)
            self._busy.setValue(done)
            self._offer_cancel()

    def _offer_cancel(self) -> None:
        """Let one end a job that takes its time and speaks between its steps: others cannot end."""
        speaks = self._busy.maximum() > 0
        self.cancel.setVisible(speaks and bool(self._jobs) and not self._long.isActive())

    def _on_cancelled(self) -> None:
        if self._jobs:
            self._jobs[0].cancel()

    def _on_finished(self) -> None:
        self._jobs = [job for job in self._jobs if job is not self.sender()]
        self._long.stop()
        self.cancel.hide()
        self._busy.setRange(0, 0)
        if self._jobs:
            self._begin()
        elif not self._is_busy:
            self._wait.stop()
            self._busy.hide()

    def _on_stayed(self) -> None:
        self._icon.clear()
        self._text.setText("")
