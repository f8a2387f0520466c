"""The report as it will print: pages below one another, as wide as there is room."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice
from PySide6.QtGui import QAccessible, QColor, QFocusEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import PlainLabel, name_for_readers
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.reader_roles import read_as


class PdfPreview(Card):
    """Shows a PDF held in memory; Qt renders its pages beside the window's own work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("プレビュー", parent)
        self._document = QPdfDocument(self)
        self._content = QBuffer(self)
        self._pages = PlainLabel("", TextRole.QUIET)
        self.head.addWidget(self._pages)
        self.view = _Pages(self)
        read_as(self.view, QAccessible.Role.Document)
        self.view.setDocument(self._document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        name_for_readers(self.view, "印刷プレビュー", "出力される報告書と同じ内容です。")
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.empty = EmptyState("プレビューを作成しています")
        self._faces = QStackedWidget()
        self._faces.addWidget(self.empty)
        self._faces.addWidget(self.view)
        self.body.addWidget(self._faces, 1)
        self._show_ground()

    @property
    def page_count(self) -> int:
        """The number of pages on show."""
        return max(self._document.pageCount(), 0)

    def wait(self) -> None:
        """Say that a preview is on its way; pages of another month would mislead."""
        self.explain("プレビューを作成しています", "")

    def explain(self, title: str, text: str) -> None:
        """Say why there are no pages."""
        self._pages.setText("")
        self.empty.say(title, text, "")
        self._faces.setCurrentWidget(self.empty)

    def show_pdf(self, content: bytes) -> None:
        """Show the pages of a PDF."""
        self._document.close()
        self._content.close()
        self._content.setData(QByteArray(content))
        self._content.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._content)
        self._pages.setText(f"全{self.page_count}ページ")
        self.view.setAccessibleName(f"印刷プレビュー 全{self.page_count}ページ")
        self._faces.setCurrentWidget(self.view)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._show_ground()

    def _show_ground(self) -> None:
        """Lay the pages on a quiet ground; Qt takes the palette's dark for it."""
        palette = self.view.palette()
        ground = QColor(tokens().subtle)
        if palette.color(QPalette.ColorRole.Dark) != ground:
            palette.setColor(QPalette.ColorRole.Dark, ground)
            self.view.setPalette(palette)


class _Pages(QPdfView):
    """Shows by a frame that it has the focus: the arrows scroll then."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            width = space(0.5)
            painter.setPen(QPen(QColor(tokens().focus), 2 * width))  # half of it lies outside
            painter.drawRect(self.viewport().rect())

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
