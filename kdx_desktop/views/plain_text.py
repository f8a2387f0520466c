"""The one way for text into Qt: as plain text, never as markup (trust.md, text out).

Labels and tooltips guess, and a name such as ``A<B>C`` or ``<img src=…>`` would be read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QTextLayout,
)
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QMessageBox, QSizePolicy, QWidget
from typing_extensions import override

from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole

_LINE_SPACING = 1.5
_MOST_WIDTHS = 4
#: The room of a mnemonic's line, in pixels.
_UNDERLINE = 3
#: Letters of a word between wide spaces that no line ends within: 暫定, 未達の見込み.
_WHOLE = 6
_JOINER = "\u2060"
#: The lines of a message box, in heights of a letter; and the screen that Qt takes for a small one.
_BOX_LETTERS, _LEAST_BOX_LETTERS = 32, 18
_SMALL_SCREEN = 1024
#: The lines of each paragraph, and the height of all.
_Lines: TypeAlias = tuple[list[QTextLayout], float]
_HORIZONTAL = Qt.AlignmentFlag.AlignHorizontal_Mask


class PlainLabel(QLabel):
    """A label that shows exactly its text, in the font and colour of its role."""

    def __init__(
        self,
        text: str = "",
        role: TextRole = TextRole.BODY,
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("text_role", str(role))
        self.setWordWrap(wrap)
        self.setText(text)

    def set_role(self, role: TextRole) -> None:
        """Take the look of another role."""
        restyle(self, "text_role", str(role))

    @override
    def setBuddy(self, buddy: QWidget, /) -> None:
        super().setBuddy(buddy)
        if "&" in self.text():  # the line below its letter stands lower than the font's letters
            self.ensurePolished()
            self.setMinimumHeight(self.sizeHint().height() + _UNDERLINE)


class Paragraph(PlainLabel):
    """Running text of several lines, set with the line spacing that Japanese needs."""

    def __init__(
        self, text: str = "", role: TextRole = TextRole.BODY, *, parent: QWidget | None = None
    ) -> None:
        self._known: dict[int, _Lines] = {}
        super().__init__(text, role, wrap=True, parent=parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @override
    def setText(self, text: str, /) -> None:
        self._known.clear()
        super().setText(text)

    @override
    def changeEvent(self, event: QEvent) -> None:
        self._known.clear()
        super().changeEvent(event)

    @override
    def heightForWidth(self, width: int) -> int:
        # A layout asks for all the width it has, however little of it this may take.
        return round(self._lines(min(width, self.maximumWidth()))[1])

    @override
    def sizeHint(self) -> QSize:
        # One more pixel: the advance is rounded, and the last letter would take a line of its own.
        width = min(self.fontMetrics().horizontalAdvance(self.text()) + 1, 40 * self._em())
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(8 * self._em(), self._em())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        for layout in self._lines(self.width())[0]:
            layout.draw(painter, QPointF())

    def _em(self) -> int:
        return self.fontMetrics().height()

    def _lines(self, width: int) -> _Lines:
        """Return what was laid out before: layouts ask for the same width again and again."""
        if width not in self._known:
            if len(self._known) > _MOST_WIDTHS:
                self._known.clear()
            self._known[width] = self._laid_out(width)
        return self._known[width]

    def _laid_out(self, width: int) -> _Lines:
        """Return the lines of each paragraph in their places, and the height of all."""
        spacing = self.fontMetrics().height() * _LINE_SPACING
        layouts, y = [], (spacing - self.fontMetrics().height()) / 2
        for part in self.text().split("\n"):
            layout = QTextLayout(_kept_whole(part), self.font())
            option = layout.textOption()
            option.setAlignment(Qt.AlignmentFlag(self.alignment() & _HORIZONTAL))
            layout.setTextOption(option)
            layout.beginLayout()
            line = layout.createLine()
            if not line.isValid():  # an empty line
                y += spacing
            while line.isValid():
                line.setLineWidth(width)
                line.setPosition(QPointF(0, y))
                y += spacing
                line = layout.createLine()
            layout.endLayout()
            layouts.append(layout)
        return layouts, y


class ElidedLabel(PlainLabel):
    """A label of one line that shortens a long text with … and tells all of it in the tooltip."""

    def __init__(
        self, text: str = "", role: TextRole = TextRole.BODY, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, role, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @override
    def setText(self, text: str, /) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self._tell_all()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(
            self.fontMetrics().horizontalAdvance("あ…"), super().minimumSizeHint().height()
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_all()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shortened = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        alignment = self.alignment() | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.contentsRect(), alignment, shortened)

    def _tell_all(self) -> None:
        width = self.fontMetrics().horizontalAdvance(self.text())
        set_tool_tip(self, self.text() if width > self.contentsRect().width() else "")


class PlainBox(QMessageBox):
    """A message box that shows exactly its texts, with the line spacing that Japanese needs.

    Lines are broken here: Qt would either not break them at all or to half of what there is room for.
    """

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self._text = self._informative = ""
        self.setTextFormat(Qt.TextFormat.RichText)  # alone has line spacing
        self.setWindowTitle(title)

    @override
    def setText(self, text: str, /) -> None:
        self._text = text
        super().setText(_spaced([text]))

    @override
    def text(self) -> str:
        return self._text

    @override
    def setInformativeText(self, text: str, /) -> None:
        self._informative = text
        super().setInformativeText(_spaced([text]))

    @override
    def informativeText(self) -> str:
        return self._informative

    @override
    def showEvent(self, event: QShowEvent, /) -> None:
        self._set("qt_msgbox_label", self._text)  # the letters are known by now
        self._set("qt_msgbox_informativelabel", self._informative)
        self._leave_room()
        super().showEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):  # Qt would copy how it is set, too
            said = (self.windowTitle(), self._text, self._informative)
            QGuiApplication.clipboard().setText("\n\n".join(part for part in said if part))
        else:
            super().keyPressEvent(event)

    def _leave_room(self) -> None:
        """Leave room around and between that grows with the text; Qt's is of so many pixels."""
        buttons, layout = self.findChild(QDialogButtonBox), self.layout()
        if buttons is not None and (row := buttons.layout()) is not None:
            row.setSpacing(space(2))
            buttons.setMinimumWidth(row.sizeHint().width())
        if layout is not None:
            layout.setContentsMargins(*[space(4)] * 4)
            layout.setSpacing(space(2))

    def _set(self, name: str, text: str) -> None:
        label = self.findChild(QLabel, name)
        if label is None:
            return
        label.ensurePolished()
        letters = label.fontMetrics()
        # On a small screen Qt lets a box be as wide as that, else so much narrower.
        screen = self.screen().availableGeometry().width()
        most = screen if screen <= _SMALL_SCREEN else min(screen - 480, 1000)
        room = min(_BOX_LETTERS * letters.height(), most - 5 * letters.height())
        lines = lines_of(text, label.font(), room)
        label.setText(_spaced(lines))
        longest = max(letters.horizontalAdvance(line) for line in lines)
        label.setMinimumWidth(max(longest + 2, min(_LEAST_BOX_LETTERS * letters.height(), room)))


def tool_tip(text: str) -> str:
    """Return a tooltip's text such that Qt shows it as it is (for item models)."""
    return f"<span>{_escaped(text)}</span>" if text else ""


def set_tool_tip(widget: QWidget, text: str) -> None:
    """Give a widget a tooltip that shows exactly this text."""
    widget.setToolTip(tool_tip(text))


def explain(widget: QWidget, text: str) -> None:
    """Say what a widget is for; F1 shows it while the focus is in it or in what it holds."""
    widget.setWhatsThis(tool_tip(text))


def name_for_readers(widget: QWidget, name: str, description: str = "") -> None:
    """Give a widget the name and description that screen readers speak."""
    widget.setAccessibleName(name)
    widget.setAccessibleDescription(description)


def question_box(parent: QWidget | None, title: str, text: str, details: str = "") -> QMessageBox:
    """Return a message box of plain text; the caller adds buttons and opens it with open()."""
    box = PlainBox(parent, title)
    box.setText(text)
    if details:
        box.setDetailedText(details)
    return box


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet asks for, and let the sheet look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def lines_of(text: str, font: QFont, room: int) -> list[str]:
    """Break a text into lines no longer than ``room`` pixels."""
    lines = []
    for part in text.split("\n"):
        layout = QTextLayout(part, font)
        layout.beginLayout()
        line = layout.createLine()
        if not line.isValid():
            lines.append("")
        while line.isValid():
            line.setLineWidth(room)
            lines.append(part[line.textStart() : line.textStart() + line.textLength()])
            line = layout.createLine()
        layout.endLayout()
    return lines


def _kept_whole(text: str) -> str:
    """Return the text to be broken into lines, which short words between wide spaces are not."""
    words = text.split("　")
    if len(words) == 1:
        return text
    return "　".join(_JOINER.join(word) if len(word) <= _WHOLE else word for word in words)


def _spaced(lines: Sequence[str]) -> str:
    """Set lines with the usual spacing, and as they are."""
    text = "<br>".join(_escaped(line) for line in lines)
    return f'<p style="line-height: {_LINE_SPACING:.0%}; margin: 0">{text}</p>'


def _escaped(text: str) -> str:
    for plain, markup in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\n", "<br>")):
        text = text.replace(plain, markup)
    return text
