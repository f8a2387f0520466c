"""PartBar: a whole and its parts in one bar, each part with its sign, word and number below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import name_for_readers
from kdx_desktop.views.style.shown import space, tokens

#: Heights of letters from line to line.
_LINE = 1.3


@dataclass(frozen=True, slots=True)
class Part:
    """``colour`` names a token; ``sign`` stands with it, so that nothing is said by colour alone.

    A ``hollow`` part is only an outline: nothing is there yet.
    """

    name: str
    sign: str
    count: int
    colour: str
    hollow: bool = False

    @property
    def said(self) -> str:
        """The part in words."""
        return f"{self.sign} {self.name} {self.count:,}"


class PartBar(QWidget):
    """The parts in the order given; a part of nothing takes no room in the bar.

    ``least_lines`` of words have room in any case, so that bars side by side are at one height.
    """

    def __init__(self, name: str, least_lines: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._bar = Strip(6)
        self._words = _Words(least_lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1.5))
        column.addWidget(self._bar)
        column.addWidget(self._words)
        column.addStretch()

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show other parts."""
        self._bar.show_parts(parts)
        said = [part.said for part in parts if part.count]
        self._words.show_parts(parts)
        name_for_readers(self, self._name, "、".join(said))


class _Words(QWidget):
    """The parts in words, each on one line: a label would break Japanese between any two letters."""

    def __init__(self, least_lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[Part, ...] = ()
        self._least_lines = least_lines
        self._heights: dict[int, int] = {}  # by width: layouts ask for the same again and again
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_parts(self, parts: Sequence[Part]) -> None:
        self._parts = tuple(part for part in parts if part.count)
        self._heights.clear()
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        width = sum(self._advance(part.said) for part in self._parts)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        widest = max((self._advance(part.said) for part in self._parts), default=0)
        return QSize(widest, self._line * self._least_lines)

    @override
    def changeEvent(self, event: QEvent) -> None:
        self._heights.clear()
        super().changeEvent(event)

    @override
    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            lines = 1 + max((line for line, _, _ in self._places(width)), default=0)
            self._heights[width] = self._line * max(lines, self._least_lines)
        return self._heights[width]

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, shown = QPainter(self), tokens()
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for line, left, part in self._places(self.width()):
            place = QRectF(left, line * self._line, self._advance(part.said), self._line)
            painter.setPen(QColor(shown.text if part.hollow else getattr(shown, part.colour)))
            painter.drawText(place, flags, part.sign)
            sign = self.fontMetrics().horizontalAdvance(f"{part.sign} ")
            painter.setPen(QColor(shown.quiet_text))
            painter.drawText(place.adjusted(sign, 0, 0, 0), flags, part.said[len(part.sign) + 1 :])

    @property
    def _line(self) -> int:
        return round(self.fontMetrics().height() * _LINE)

    def _advance(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(f"{text}　")

    def _places(self, width: int) -> list[tuple[int, int, Part]]:
        """Return line and left edge of each part."""
        places, line, left = [], 0, 0
        for part in self._parts:
            text = part.said
            if left and left + self.fontMetrics().horizontalAdvance(text) > width:
                line, left = line + 1, 0
            places.append((line, left, part))
            left += self._advance(text)
        return places


class Strip(QWidget):
    """The bar alone, ``steps`` of the grid high; a low one has no room for signs."""

    def __init__(self, steps: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = steps
        self._parts: tuple[Part, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show other parts."""
        self._parts = tuple(part for part in parts if part.count)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(space(40), space(self._steps))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        total = sum(part.count for part in self._parts)
        shown, left, gap = tokens(), 0.0, space(0.5)
        if not total:
            painter.fillRect(self.rect(), QColor(shown.bar_ground))
            return
        room = self.width() - gap * (len(self._parts) - 1)
        for part in self._parts:
            width = room * part.count / total
            place = QRectF(left, 0, width, self.height())
            colour = QColor(getattr(shown, part.colour))
            if part.hollow:
                painter.setPen(QPen(colour, 1))
                painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
            else:
                painter.fillRect(place, colour)
            painter.setPen(QColor(shown.text if part.hollow else shown.surface))
            metrics = painter.fontMetrics()
            wide = width > metrics.horizontalAdvance(part.sign) + gap
            if wide and self.height() >= metrics.height():
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, part.sign)
            left += width + gap
