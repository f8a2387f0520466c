"""PartBar: a whole and its parts in one bar, each part with its sign, word and number below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import PlainLabel, name_for_readers
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.style.type_scale import TextRole


@dataclass(frozen=True, slots=True)
class Part:
    """``colour`` names a token; ``sign`` stands with it, so that nothing is said by colour alone."""

    name: str
    sign: str
    count: int
    colour: str


class PartBar(QWidget):
    """The parts in the order given; a part of nothing takes no room in the bar."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._bar = _Bar()
        self._text = PlainLabel("", TextRole.QUIET, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1.5))
        column.addWidget(self._bar)
        column.addWidget(self._text)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show other parts."""
        self._bar.show_parts(parts)
        said = [f"{part.sign} {part.name} {part.count:,}" for part in parts if part.count]
        self._text.setText("　".join(said))
        name_for_readers(self, self._name, "、".join(said))


class _Bar(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[Part, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_parts(self, parts: Sequence[Part]) -> None:
        self._parts = tuple(part for part in parts if part.count)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(space(40), space(6))

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
            painter.fillRect(place, QColor(getattr(shown, part.colour)))
            painter.setPen(QColor(shown.surface))
            if width > painter.fontMetrics().horizontalAdvance(part.sign) + gap:
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, part.sign)
            left += width + gap
