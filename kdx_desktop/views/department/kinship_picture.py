"""KinshipPicture: who a department came from at the left, what became of it at the right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kdx_desktop.metrics.kinship import Kinship
from kdx_desktop.metrics.organization import Department, Succession
from kdx_desktop.reports.number_text import short_percent
from kdx_desktop.views.plain_text import explain, name_for_readers, set_tool_tip
from kdx_desktop.views.style.shown import space, tokens

_BOX, _ROW, _WIDE = 8, 11, 52  # steps of the grid
_BETWEEN = 0.5  # of a column, for what stands on the lines


class KinshipPicture(QWidget):
    """Boxes by generation and lines between them, each with its month and its share."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinship = Kinship((), ())
        self._names: Mapping[str, Department] = {}
        self._columns: dict[int, list[str]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        explain(
            self,
            "左が前の部署、右が後の部署です。線の上に、機構改革の月と引き継いだ割合を示します。",
        )

    def show_kinship(self, kinship: Kinship, names: Mapping[str, Department]) -> None:
        """Show another family."""
        self._kinship, self._names = kinship, names
        columns: dict[int, list[str]] = defaultdict(list)
        for kin in kinship.kin:
            columns[kin.generation].append(kin.department)
        self._columns = dict(sorted(columns.items()))
        said = "、".join(self._told(link) for link in kinship.links)
        name_for_readers(self, "組織の変遷", said)
        set_tool_tip(self, said.replace("、", "\n"))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(space(_WIDE) * len(self._columns), space(_ROW) * self._rows())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(space(60), space(_ROW) * self._rows())

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.updateGeometry()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = self._boxes()
        for link in self._kinship.links:
            self._draw_link(painter, link, boxes)
        for kin in self._kinship.kin:
            self._draw_box(painter, boxes[kin.department], kin.department, own=not kin.generation)

    def _rows(self) -> int:
        return max(map(len, self._columns.values()), default=1)

    def _boxes(self) -> dict[str, QRectF]:
        count = max(len(self._columns), 1)
        column = min(self.width() / (count - _BETWEEN), space(_WIDE) / (1 - _BETWEEN))
        width = column * (1 - _BETWEEN)
        boxes = {}
        for position, codes in enumerate(self._columns.values()):
            free = (self._rows() - len(codes)) * space(_ROW) / 2
            for row, code in enumerate(codes):
                y = free + row * space(_ROW) + space(_ROW - _BOX) / 2
                boxes[code] = QRectF(position * column + 1, y, width - 2, space(_BOX))
        return boxes

    def _draw_link(self, painter: QPainter, link: Succession, boxes: Mapping[str, QRectF]) -> None:
        start, end = boxes[link.predecessor], boxes[link.successor]
        one = QPointF(start.right(), start.center().y())
        other = QPointF(end.left(), end.center().y())
        path = QPainterPath(one)
        middle = (one.x() + other.x()) / 2
        path.cubicTo(QPointF(middle, one.y()), QPointF(middle, other.y()), other)
        pen = QPen(QColor(tokens().field_line), 1.5)
        if link.share is None:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        text = _label(link)
        metrics = painter.fontMetrics()
        room = QRectF(
            0,
            0,
            min(metrics.horizontalAdvance(text) + space(1), other.x() - one.x()),
            metrics.height(),
        )
        room.moveCenter(QPointF(middle, (one.y() * 2 + other.y()) / 3))
        painter.fillRect(room, QColor(tokens().surface))
        painter.setPen(QColor(tokens().quiet_text))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, round(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)

    def _draw_box(self, painter: QPainter, box: QRectF, code: str, *, own: bool) -> None:
        shown = tokens()
        painter.setPen(QPen(QColor(shown.accent if own else shown.field_line), 2 if own else 1))
        painter.setBrush(QColor(shown.accent_soft if own else shown.surface))
        painter.drawRoundedRect(box, space(1), space(1))
        font = painter.font()
        font.setBold(own)
        painter.setFont(font)
        painter.setPen(QColor(shown.text))
        inside = box.adjusted(space(2), 0, -space(2), 0)
        name = self._names[code].name
        elided = painter.fontMetrics().elidedText(
            name, Qt.TextElideMode.ElideRight, round(inside.width())
        )
        painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, elided)
        font.setBold(False)
        painter.setFont(font)

    def _told(self, link: Succession) -> str:
        names = self._names
        return f"{names[link.predecessor].name}から{names[link.successor].name}へ（{_label(link)}）"


def _label(link: Succession) -> str:
    month = link.effective_month.japanese
    if link.share == 1:
        return month
    return f"{month} {'按分なし' if link.share is None else short_percent(link.share)}"
