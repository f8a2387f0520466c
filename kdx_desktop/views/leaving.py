"""Leaving: asks before the window closes over something that was typed and not stored."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from kdx_desktop.views.page_stack import PageStack
from kdx_desktop.views.plain_text import question_box
from kdx_desktop.views.widgets.page import UNSAVED, Page


class Leaving(QObject):
    """What is kept as a draft needs no question; all else does, once."""

    #: Stay: show this screen, with what is unsaved.
    page_requested = Signal(str)
    #: Close the window after all.
    decided = Signal()

    def __init__(self, stack: PageStack, window: QWidget) -> None:
        super().__init__(window)
        self._stack = stack
        self._window = window
        self._page: Page | None = None
        self._leave: QAbstractButton | None = None
        self._is_decided = False

    def may_close(self) -> bool:
        """Tell whether nothing would be lost; else ask, and the answer comes by a signal."""
        if self._is_decided:
            return True
        if self._page is None:
            unsaved = [page for page in self._stack.findChildren(Page) if page.unsaved]
            if not unsaved:
                return True
            self._page = unsaved[0]
            self._ask("、".join(page.windowTitle() for page in unsaved))
        return False

    def close_anyway(self) -> None:
        """Close without a question."""
        self._is_decided = True
        self.decided.emit()

    def _ask(self, titles: str) -> None:
        text = f"「{titles}」に、まだ保存していない編集があります。保存せずに終了すると失われます。"
        box = question_box(self._window, "終了の確認", text)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stay = box.addButton("編集を続ける(&E)", QMessageBox.ButtonRole.RejectRole)
        self._leave = box.addButton("保存せずに終了(&D)", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.buttonClicked.connect(self._on_answered)
        box.open()

    def _on_answered(self, button: object) -> None:
        page, self._page = self._page, None
        if button is self._leave:
            self.close_anyway()
        elif page is not None:
            code = page.objectName().removesuffix("_page")
            self.page_requested.emit(f"{code}:{UNSAVED}")
