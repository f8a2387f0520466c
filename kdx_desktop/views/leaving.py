"""Leaving: asks before something that was typed and not stored goes with its window or person."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from kdx_desktop.views.page_stack import PageStack
from kdx_desktop.views.plain_text import question_box
from kdx_desktop.views.widgets.page import UNSAVED, Page


class Way(Enum):
    """How one leaves, as it is said."""

    CLOSING = "終了"
    SIGNING_OUT = "サインアウト"


class Leaving(QObject):
    """What is kept as a draft needs no question; all else does, once."""

    #: Stay: show this screen, with what is unsaved.
    page_requested = Signal(str)
    #: Close the window after all.
    decided = Signal()
    #: Nothing is lost by signing out, or it may be.
    sign_out_decided = Signal()

    def __init__(self, stack: PageStack, window: QWidget) -> None:
        super().__init__(window)
        self._stack = stack
        self._window = window
        self._way = Way.CLOSING
        self._page: Page | None = None
        self._box: QMessageBox | None = None
        self._leave: QAbstractButton | None = None
        self._is_decided = False

    def may_close(self) -> bool:
        """Tell whether nothing would be lost; else ask, and the answer comes by a signal."""
        return self._is_decided or self._may_leave(Way.CLOSING)

    def sign_out(self) -> None:
        """Ask whether what would be lost may be; the answer comes by a signal."""
        if self._may_leave(Way.SIGNING_OUT):
            self.sign_out_decided.emit()

    def close_anyway(self) -> None:
        """Close without a question."""
        self._is_decided = True
        self.decided.emit()

    def _may_leave(self, way: Way) -> bool:
        if self._box is None:
            unsaved = [page for page in self._stack.findChildren(Page) if page.unsaved]
            if not unsaved:
                return True
            self._way, self._page = way, unsaved[0]
            self._ask("、".join(page.windowTitle() for page in unsaved))
        return False

    def _ask(self, titles: str) -> None:
        way = self._way.value
        text = f"「{titles}」に、まだ保存していない編集があります。"
        box = question_box(self._window, f"{way}の確認", f"{text}保存せずに{way}すると失われます。")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stay = box.addButton("編集を続ける(&E)", QMessageBox.ButtonRole.RejectRole)
        self._leave = box.addButton(f"保存せずに{way}(&D)", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.finished.connect(self._on_finished)  # also when the lock puts the question away
        self._box = box
        box.open()

    def _on_finished(self, _: int) -> None:
        box, self._box = self._box, None
        page, self._page = self._page, None
        button = box.clickedButton() if box is not None else None
        if button is None:
            return
        if button is self._leave:
            self._go()
        elif page is not None and self._stack.isVisible():  # a page before the desk stays
            code = page.objectName().removesuffix("_page")
            self.page_requested.emit(f"{code}:{UNSAVED}")

    def _go(self) -> None:
        if self._way is Way.CLOSING:
            self.close_anyway()
        else:
            self.sign_out_decided.emit()
