"""VerifyPanel: the proof that nobody touched the ledger, and what it cannot prove by itself."""

from __future__ import annotations

import unicodedata
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QWidget,
)
from typing_extensions import override

from kdx_desktop.errors import KdxError, UsageError
from kdx_desktop.services import ledger
from kdx_desktop.services.ledger import Head, Verification
from kdx_desktop.views.ledger.ledger_panel import LedgerPanel
from kdx_desktop.views.ledger.verify_result import VerifyResult
from kdx_desktop.views.ledger.verify_watch import VerificationStopped, VerifyWatch
from kdx_desktop.views.notices import NoticeKind
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, explain, name_for_readers
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.workspace import Workspace

_WHAT = (
    "台帳のすべての変更を最初から計算し直し、書き換え・抜け・入れ替えがないことを確かめます。"
    "数値は変わりません。件数が多いと時間がかかり、その間は保存や画面の読み込みが後になります。"
)
_HEAD = (
    "月次報告書に印刷された「台帳の先頭」（番号:ハッシュ）と照らすと、"
    "末尾の切り取りや、全体の計算し直しも分かります。"
)
_WRONG_HEAD = (
    "「番号:ハッシュ（英数字64桁）」の形で入力してください。報告書の値を貼り付けられます。"
)


class VerifyPanel(LedgerPanel):
    """Runs in order with everything else that reads and saves: nothing can change meanwhile.

    A reader beside the writers would make a save on one PC wait for it, and fail in the end.
    """

    #: A verification begins (True), or has ended.
    running = Signal(bool)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self._watch: VerifyWatch | None = None
        self.head = QLineEdit()
        self._wrong = Paragraph("", TextRole.ERROR)
        self.verify_button = action_button("検証する(&T)", primary=True)
        self.stop_button = action_button("中止(&C)")
        self.progress = Paragraph("", TextRole.QUIET)
        self._bar = QProgressBar()
        self.result = VerifyResult()
        self._build()
        self._show_running(running=False)
        self._wrong.hide()
        self.result.hide()
        self.verify_button.clicked.connect(self.verify)
        self.head.returnPressed.connect(self.verify)
        self.stop_button.clicked.connect(self._on_stop_clicked)

    @override
    def look_at(self, scope: Scope) -> None:
        self.filled.emit()  # a result stands until the next one: it says which change it reached

    def verify(self) -> None:
        """Verify, and compare with the head if there is one."""
        if self._watch is not None:
            return
        try:
            expected = self._expected()
        except UsageError:
            self._wrong.setText(_WRONG_HEAD)
            self._wrong.show()
            self.head.setFocus()
            return
        self._wrong.hide()
        self.result.hide()
        self._watch = VerifyWatch(self)
        self._watch.moved.connect(self._on_moved)
        self._show_running(running=True)
        work = partial(ledger.verify, expected=expected, progress=self._watch.tell)
        self.workspace.run(work, self._on_verified, self._on_verify_failed)

    def _expected(self) -> Head | None:
        """Read the head as it was pasted: printed ones may be broken into lines."""
        text = "".join(unicodedata.normalize("NFKC", self.head.text()).split())
        return ledger.parse_head(text) if text else None

    def _build(self) -> None:
        card = Card("台帳の検証")
        card.body.addWidget(Paragraph(_WHAT, TextRole.QUIET))
        label = PlainLabel("報告書の先頭(&P)")
        label.setBuddy(self.head)
        self.head.setPlaceholderText("番号:ハッシュ（なくても検証できます）")
        self.head.setMaxLength(400)
        name_for_readers(self.head, "報告書に印刷された台帳の先頭", _HEAD)
        explain(self.head, _HEAD)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(1))
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.head, 0, 1)
        grid.addWidget(self._wrong, 1, 1)
        grid.addWidget(Paragraph(_HEAD, TextRole.QUIET), 2, 1)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        row = QHBoxLayout()
        row.setSpacing(space(3))
        for widget in (self.verify_button, self.stop_button):
            row.addWidget(widget)
        row.addStretch()
        card.body.addLayout(row)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(space(1.5))
        name_for_readers(self._bar, "検証の進み具合")
        card.body.addWidget(self._bar)
        card.body.addWidget(self.progress)
        column = self.fill()
        column.addWidget(card)
        column.addWidget(self.result)
        column.addStretch()

    def _show_running(self, *, running: bool) -> None:
        self.verify_button.setEnabled(not running)
        for widget in (self.stop_button, self.progress, self._bar):
            widget.setVisible(running)
        self.progress.setText("順番を待っています…")
        self._bar.setRange(0, 0)
        self.running.emit(running)

    def _on_moved(self, what: str, done: int, total: int) -> None:
        self.progress.setText(f"{what}を確かめています（{done:,}／{total:,}件）")
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)

    def _on_verified(self, found: Verification) -> None:
        self._end()
        self.result.show_result(found)
        self.result.show()
        kind = NoticeKind.SUCCESS if found.intact else NoticeKind.ERROR
        self.tell(kind, self.result.title)

    def _on_verify_failed(self, failure: KdxError) -> None:
        self._end()
        if isinstance(failure, VerificationStopped):
            self.tell(NoticeKind.INFO, failure.message)
        else:
            self.failed.emit(failure)

    def _on_stop_clicked(self) -> None:
        if self._watch is not None:
            self._watch.stop()

    def _end(self) -> None:
        if self._watch is not None:
            self._watch.deleteLater()
            self._watch = None
        self._show_running(running=False)
