"""PreviewView: what the files would change, and beside the button what it still needs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kdx_desktop.services.import_preview import Preview
from kdx_desktop.views.imports import import_texts as texts
from kdx_desktop.views.imports.file_card import FileCard
from kdx_desktop.views.imports.import_work import Look
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, explain, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.views.widgets.tick_box import TickBox

_WHY = "締め切った月や、提出・承認済みの数値が変わります。訂正の理由は台帳に残ります。"


class PreviewView(QWidget):
    """The cards scroll; the foot with the decision stays where it is."""

    import_requested = Signal()
    cancelled = Signal()
    more_requested = Signal()
    #: Leave a file out: its place among the files.
    file_removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[FileCard] = []
        self._preview: Preview | None = None
        self._summary = Paragraph("", TextRole.STRONG)
        self._scroll = ScrollColumn()
        self.reason = QLineEdit()
        self.skip = TickBox("問題のある行を除いて取り込む(&B)")
        self._missing = Paragraph("", TextRole.QUIET)
        self.import_button = action_button("取り込む(&T)", primary=True)
        self._more = action_button("ファイルを追加(&A)…")
        self._cancel = action_button("やめる(&C)")
        self._reason_row = QWidget()
        self._build()
        self.import_button.clicked.connect(self.import_requested)
        self._cancel.clicked.connect(self.cancelled)
        self._more.clicked.connect(self.more_requested)
        self.reason.textChanged.connect(self._show_state)
        self.reason.returnPressed.connect(self._on_return_pressed)
        self.skip.toggled.connect(self._show_state)

    @property
    def first(self) -> QWidget:
        """What is still needed before the button; a disabled one takes no focus."""
        places = (self.reason, self.skip, self.import_button)
        return next(
            (one for one in places if one.isVisibleTo(self) and one.isEnabled()), self._cancel
        )

    def show_preview(self, look: Look) -> None:
        """Show another preview; what was typed as a reason stays."""
        preview = look.preview
        self._preview = preview
        for card in self.cards:
            self._scroll.column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [FileCard(place, look) for place in range(len(preview.files))]
        for place, card in enumerate(self.cards, start=1):
            card.removed.connect(self.file_removed)
            self._scroll.column.insertWidget(place, card)
        self._summary.setText(texts.summary(preview))
        self._reason_row.setVisible(bool(preview.reasoned))
        self.skip.setVisible(bool(preview.rejected) and preview.may_skip and preview.accepted > 0)
        self._show_state()

    def forget(self) -> None:
        """Forget the reason and the choice: other files are another matter."""
        self.reason.clear()
        self.skip.setChecked(False)

    def _build(self) -> None:
        column = self._scroll.column
        column.setContentsMargins(space(6), space(4), space(6), space(6))
        column.setSpacing(space(4))
        head = QHBoxLayout()
        head.setSpacing(space(3))
        head.addWidget(self._summary, 1)
        head.addWidget(self._more)
        column.addLayout(head)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self._foot())

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("surface", "foot")
        column = QVBoxLayout(foot)
        column.setContentsMargins(space(6), space(3), space(6), space(3))
        column.setSpacing(space(2))
        row = QHBoxLayout(self._reason_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(3))
        label = PlainLabel("理由(&R)")
        label.setBuddy(self.reason)
        self.reason.setMaxLength(500)
        self.reason.setPlaceholderText("例：転記の誤りを訂正")
        name_for_readers(self.reason, "理由", _WHY)
        explain(self.reason, _WHY)
        row.addWidget(label)
        row.addWidget(self.reason, 1)
        column.addWidget(self._reason_row)
        explain(self.skip, "問題のある行は保存せず、ほかの行だけを登録します。")
        last = QHBoxLayout()
        last.setSpacing(space(3))
        last.addWidget(self._missing, 1)
        last.addWidget(self._cancel)
        last.addWidget(self.import_button)
        column.addWidget(self.skip)
        column.addLayout(last)
        explain(self.import_button, "確認した内容を、ひとつの変更として台帳に登録します。")
        return foot

    def _show_state(self) -> None:
        missing, ready = self._what_is_missing()
        self._missing.setText(missing)
        self.import_button.setEnabled(ready)
        self.import_button.setAccessibleDescription(missing)

    def _what_is_missing(self) -> tuple[str, bool]:
        """Return what to do before the button, or what it does; and whether it can be pressed."""
        found = self._preview
        if found is None or not found.accepted:
            problems = found is not None and found.rejected
            return (
                "問題を直してから、もう一度取り込んでください。"
                if problems
                else "取り込む新しい内容がありません。"
            ), False
        if found.rejected and not found.may_skip:
            return (
                "組織のファイルに問題があるため、取り込めません。"
                "直して取り込み直すか、問題のあるファイルを外してください。"
            ), False
        if found.rejected and not self.skip.isChecked():
            return "問題のある行があります。直すか、その行を除いて取り込んでください。", False
        if found.reasoned and not self.reason.text().strip():
            return _WHY + "理由を入力してください。", False
        skipped = f"問題のある{len(found.rejected):,}件を除いて、" if found.rejected else ""
        return f"{skipped}{found.accepted:,}件を登録します。", True

    def _on_return_pressed(self) -> None:
        if self.import_button.isEnabled():
            self.import_button.setFocus()
