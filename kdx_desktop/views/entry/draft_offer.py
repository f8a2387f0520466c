"""未送信の下書きがあります: says what was brought back, and which other drafts are waiting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.services.month_form import MonthForm
from kdx_desktop.views.entry.draft import Draft, in_words
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.notice_bar import NoticeBar


class DraftOffer(QWidget):
    """Two quiet bars above the sheet; closing one keeps the draft."""

    #: The draft on screen is not wanted.
    discarded = Signal()
    #: The draft of another month or department shall be shown: a Draft.
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.restored = NoticeBar("下書きを破棄(&D)")
        self.others = NoticeBar("開く(&O)")
        self._waiting: Draft | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(self.restored)
        column.addWidget(self.others)
        for bar in (self.restored, self.others):
            bar.closed.connect(self._show_if_needed)
        self.hide()
        self.restored.action_triggered.connect(self._on_discarded)
        self.others.action_triggered.connect(self._on_opened)

    def hide_restored(self) -> None:
        """Say nothing more about the draft on screen."""
        self.restored.hide()
        self._show_if_needed()

    def show_restored(self, draft: Draft, form: MonthForm) -> None:
        """Say that a draft was put back into the table, or what is in it where that is locked."""
        said = f"未送信の下書きがあります（{_moment_text(draft.typed_at)}の入力）。"
        kind = NoticeKind.INFO
        if form.editable:
            said += "表に戻しました。"
        else:
            kind = NoticeKind.WARNING
            said += f"この月は入力できないため、表には戻していません：{in_words(draft, form)}"
        self.restored.show_notice(Notice(kind, said))
        self._show_if_needed()

    def show_waiting(self, drafts: Iterable[Draft], scope: Scope) -> None:
        """Say which other drafts are waiting, the latest first, as far as the role may open them."""
        names = {one.code: one.name for one in scope.departments}
        names = {code: name for code, name in names.items() if scope.may_enter(code)}
        waiting = [draft for draft in drafts if draft.department in names]
        if waiting:
            self._waiting = waiting[0]
            many = f"など{len(waiting)}件の" if len(waiting) > 1 else "の"
            whose = f"{names[self._waiting.department]} {self._waiting.month.japanese}分"
            text = f"{whose}{many}未送信の下書きがあります。"
            self.others.show_notice(Notice(NoticeKind.INFO, text))
            self._show_if_needed()

    def _on_discarded(self) -> None:
        self.hide_restored()
        self.discarded.emit()

    def _on_opened(self) -> None:
        self.others.hide()
        self._show_if_needed()
        self.opened.emit(self._waiting)

    def _show_if_needed(self) -> None:
        """Take no room on the page when there is nothing to say."""
        self.setHidden(self.restored.isHidden() and self.others.isHidden())


def _moment_text(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{local.month}月{local.day}日 {local.hour}:{local.minute:02d}"
