"""FileDrop: files dropped anywhere on the window go to 取込."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.page_stack import PageStack
from kdx_desktop.views.page_table import pages_for
from kdx_desktop.views.plain_text import Paragraph, PlainLabel
from kdx_desktop.views.scope_keeper import ScopeKeeper
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.icon_label import IconLabel

PAGE = "imports"
_HERE = "ここに置くと取り込みの確認へ進みます"
_NOTHING_YET = "置いただけでは、何も保存されません。"
_NOT_YOURS = "ファイルの取り込みは推進担当が行います"
_HAND_OVER = "部署の数値は「月次入力」に入力するか、推進担当にファイルをお渡しください。"
_NO_FILES = (
    "このパソコンで開けるファイルではありません。いったん保存してから、もう一度置いてください。"
)


@runtime_checkable
class TakesFiles(Protocol):
    """The screen that dropped files are handed to."""

    def take_files(self, paths: Sequence[Path]) -> None:
        """Begin with these files."""


class FileDrop(QObject):
    """Watches a window for files that are dragged over it.

    The role is asked at each drag; before anybody is inside, files are none of our business. What
    children do with dragged text is left alone.
    """

    #: Show this screen: its code.
    page_requested = Signal(str)
    #: A Notice for the status line.
    noticed = Signal(object)

    def __init__(self, window: QWidget, stack: PageStack, scopes: ScopeKeeper) -> None:
        super().__init__(window)
        self._window = window
        self._stack = stack
        self._scopes = scopes
        self._paths: tuple[Path, ...] = ()
        self.overlay = DropOverlay(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        stack.page_shown.connect(self._on_page_shown)
        self._on_native_window()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Show:
            self._on_native_window()
        elif kind == QEvent.Type.DragLeave:
            self.overlay.hide()
        elif isinstance(event, QDropEvent):  # entering, moving and dropping
            return self._on_drag(event)
        return super().eventFilter(watched, event)

    def _on_page_shown(self, page: object) -> None:
        """Hand the dropped files over, now that the screen for them is seen."""
        if self._paths and isinstance(page, TakesFiles):
            paths, self._paths = self._paths, ()
            page.take_files(paths)

    def _may_import(self) -> bool | None:
        """Tell whether the person takes files in; None where nobody is inside."""
        if not self._stack.isVisible() or self._stack.page is None:
            return None
        return any(entry.code == PAGE for entry in pages_for(self._scopes.role))

    def _on_native_window(self) -> None:
        """Hear of files before the children do: a field would take them for text."""
        native = self._window.windowHandle()
        if native is not None:
            native.installEventFilter(self)

    def _on_drag(self, event: QDropEvent) -> bool:
        mime = event.mimeData()
        allowed = self._may_import() if mime.hasUrls() else None
        if allowed is None:
            return False
        if event.type() != QEvent.Type.Drop:
            self.overlay.offer(allowed=allowed)
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()  # also when it is refused: a person is told why while dragging
            return True
        self.overlay.hide()
        event.setDropAction(Qt.DropAction.CopyAction if allowed else Qt.DropAction.IgnoreAction)
        event.setAccepted(allowed)
        self._on_dropped(_paths(mime), allowed=allowed)
        return True

    def _on_dropped(self, paths: tuple[Path, ...], *, allowed: bool) -> None:
        if not allowed:
            self.noticed.emit(Notice(NoticeKind.WARNING, f"{_NOT_YOURS}。{_HAND_OVER}"))
        elif not paths:
            self.noticed.emit(Notice(NoticeKind.WARNING, _NO_FILES))
        else:
            self._paths = paths
            self.page_requested.emit(PAGE)


class DropOverlay(QFrame):
    """A veil over the window with a calm sentence; the mouse does not notice it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self._allowed = True
        self._icon = IconLabel(12)
        self._title = PlainLabel("", TextRole.TITLE, wrap=True)
        self._text = Paragraph("", TextRole.QUIET)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(3), space(3), space(3), space(3))
        column.setSpacing(space(4))
        column.addStretch()
        column.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addStretch()
        self.hide()

    def offer(self, *, allowed: bool) -> None:
        """Say over the whole window what dropping here does."""
        self._allowed = allowed
        self._icon.show_icon("file-import" if allowed else "lock", "accent" if allowed else "text")
        self._title.setText(_HERE if allowed else _NOT_YOURS)
        self._text.setText(_NOTHING_YET if allowed else _HAND_OVER)
        self.setAccessibleName(self._title.text())
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(tokens().page)
        veil.setAlpha(248)
        painter.fillRect(self.rect(), veil)
        colour = tokens().accent if self._allowed else tokens().field_line
        painter.setPen(QPen(QColor(colour), space(0.5), Qt.PenStyle.DashLine))
        margin = space(6)
        frame = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
        painter.drawRoundedRect(frame, space(2), space(2))


def _paths(mime: QMimeData) -> tuple[Path, ...]:
    """Return the files of this computer that are dragged; links to the web are none."""
    return tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
