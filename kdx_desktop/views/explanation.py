"""What F1 has to say about a widget: from what it and those around it tell of themselves."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QWidget

from kdx_desktop.views.command_finder import commands_of, keys_of, plain
from kdx_desktop.views.page_help import PAGE_HELP, words_in
from kdx_desktop.views.widgets.page import Page


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is said: paragraphs from the closest to the widest.

    ``keys`` are pairs of keys and what they do, ``words`` pairs of a term and its meaning.
    """

    title: str
    paragraphs: tuple[str, ...]
    keys: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str], ...] = ()


def explanation_of(focus: QWidget | None, page: Page | None) -> Explanation:
    """Explain what has the focus, then what it stands in, then the screen."""
    title = page.windowTitle() if page is not None else ""
    paragraphs: list[str] = []
    widget = focus
    while widget is not None and not widget.isWindow():
        if widget is focus and widget is not page:
            title = _name(widget) or title
            _add(paragraphs, _of_item(widget), widget.accessibleDescription())
        told = _plain(widget.whatsThis())
        _add(paragraphs, told)
        if widget is page and not told:
            _add(paragraphs, _page_help(page))
        widget = widget.parentWidget()
    if page is not None and (focus is None or not page.isAncestorOf(focus)) and focus is not page:
        _add(paragraphs, _plain(page.whatsThis()) or _page_help(page))
    keys = tuple((keys_of(one), plain(one.text())) for one in commands_of(page) if keys_of(one))
    return Explanation(title, tuple(paragraphs), keys, tuple(words_in("".join(paragraphs))))


def _name(widget: QWidget) -> str:
    if widget.accessibleName():
        return widget.accessibleName()
    return plain(widget.text()) if isinstance(widget, QAbstractButton) else ""


def _of_item(widget: QWidget) -> str:
    """Return what the current cell of a table says, or the head of its column."""
    if not isinstance(widget, QAbstractItemView):
        return ""
    index = widget.currentIndex()
    role = Qt.ItemDataRole.WhatsThisRole
    if not index.isValid():
        return ""
    head = widget.model().headerData(index.column(), Qt.Orientation.Horizontal, role)
    return _plain(str(index.data(role) or head or ""))


def _page_help(page: Page | None) -> str:
    return "" if page is None else PAGE_HELP.get(page.objectName().removesuffix("_page"), "")


def _add(paragraphs: list[str], *texts: str) -> None:
    paragraphs += [text for text in texts if text and text not in paragraphs]


def _plain(text: str) -> str:
    """Return what a tooltip's text shows."""
    if not text.startswith("<span>"):  # what explain() and tool_tip() make
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()
