"""EditForm: what is edited, why, and what would change; saved as a whole or left as it was."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QWidget

from kdx_desktop.errors import KdxError
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.plain_text import Paragraph, explain, question_box
from kdx_desktop.views.settings.fields import Field, TextField
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.evidence_table import EvidenceTable
from kdx_desktop.views.widgets.notice_bar import NoticeBar
from kdx_desktop.views.widgets.scroll_column import ScrollColumn

#: Name, before, after.
Difference = tuple[str, str, str]


class EditForm(ScrollColumn):
    """Ctrl+S saves, Esc goes back — after a question where something would be lost."""

    #: Somebody wants it stored; what is typed may still be wrong.
    save_requested = Signal()
    #: It is done with, without being stored.
    left = Signal()

    def __init__(self, title: str, about: str = "", *, save: str = "保存(&S)") -> None:
        super().__init__()
        self.setObjectName("edit_form")
        self.card = Card(title)
        self.notice = NoticeBar()
        self._about = Paragraph(about, TextRole.QUIET)
        self._differences = EvidenceTable("変更の内容", ("項目", "変更前", "変更後"), most_rows=8)
        self.reason = TextField("変更の理由（任意）", placeholder="例：令和5年4月の機構改革による")
        self.save_button = action_button(save, primary=True)
        self.cancel_button = action_button("取消(&C)")
        self._missing = Paragraph("", TextRole.QUIET)
        self._question: QMessageBox | None = None
        self._fields: list[Field] = []
        self._first: QWidget | None = None
        self.dirty = False
        self.saving = False
        self._build()
        self._about.setVisible(bool(about))  # with a parent: else it would open as a window
        self.save_button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self.leave)
        for keys, slot in (("Ctrl+S", self._on_save), ("Esc", self.leave)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        explain(
            self,
            "入力して「保存」（Ctrl+S）を押すと、1件の変更として台帳に残ります。"
            "「取消」（Esc）で何も変えずに戻ります。",
        )

    def add(self, widget: QWidget) -> None:
        """Add something to fill in, or to look at meanwhile, above the reason."""
        self.card.body.insertWidget(self.card.body.indexOf(self._differences), widget)
        if isinstance(widget, Field):
            self._fields.append(widget)
            widget.changed.connect(self.touch)
            self._first = self._first or widget

    def focus_first(self, widget: QWidget) -> None:
        """Begin in this widget."""
        self._first = widget

    def touch(self) -> None:
        """Remember that something was changed."""
        self.dirty = True

    def begin(self) -> None:
        """Put the focus where one begins; what was filled in before is no change."""
        self.dirty = False
        (self._first or self.reason).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_differences(self, differences: Sequence[Difference]) -> None:
        """Show what would change, before → after."""
        self._differences.show_rows([(a, b or "－", c or "－") for a, b, c in differences])

    def show_missing(self, text: str) -> None:
        """Say beside the button why it cannot be stored yet; an empty text: it can."""
        self._missing.setText(text)
        self.save_button.setEnabled(not text)

    def without_reason(self) -> None:
        """Do not ask for a reason: what is stored here has no place for one."""
        self.reason.hide()

    def wait(self) -> None:
        """It is being stored: nobody presses twice."""
        self.saving = True
        self.notice.hide()
        self.save_button.setEnabled(False)

    def refuse(self, failure: KdxError) -> None:
        """Say why it was not stored; what is typed stays."""
        self.saving = False
        self.save_button.setEnabled(True)
        self.say(NoticeKind.ERROR, failure.message)

    def say(self, kind: NoticeKind, text: str) -> None:
        """Show a sentence above the fields."""
        self.notice.show_notice(Notice(kind, text))
        self.ensureWidgetVisible(self.notice)

    def leave(self) -> None:
        """Go back; ask first where something was changed."""
        if self.saving:
            return
        if not self.dirty:
            self.left.emit()
            return
        box = question_box(self, "編集の取消", "入力した内容を保存せずに戻りますか。")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stay = box.addButton("編集を続ける(&E)", QMessageBox.ButtonRole.RejectRole)
        self._drop = box.addButton("保存せずに戻る(&D)", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.buttonClicked.connect(self._on_answered)
        self._question = box
        box.open()

    def _on_answered(self, button: object) -> None:
        if button is self._drop:
            self.left.emit()

    def _on_save(self) -> None:
        if self.save_button.isEnabled() and not self.saving:
            self.save_requested.emit()

    def _build(self) -> None:
        self.column.addWidget(self.card)
        self.column.addStretch()
        buttons = QHBoxLayout()
        buttons.setSpacing(space(3))
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self._missing, 1)
        body = self.card.body
        body.setSpacing(space(4))
        for widget in (self.notice, self._about, self._differences, self.reason):
            body.addWidget(widget)
        body.addLayout(buttons)
