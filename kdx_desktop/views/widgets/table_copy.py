"""What Ctrl+C takes of a table: text for a spreadsheet, a table for a letter, a picture for a slide."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPen,
    QPixmap,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView

from kdx_desktop.views.style.shown import space, tokens

#: Raw values to sort by.
SORT_ROLE = int(Qt.ItemDataRole.UserRole)
#: What is copied; DisplayRole where a model does not answer.
COPY_ROLE = SORT_ROLE + 1
#: Rows of the picture; more would not be read.
_MOST_ROWS = 60
_SCALE = 2.0
_RIGHT = int(Qt.AlignmentFlag.AlignRight)


def copied(view: QTableView) -> QMimeData:
    """Return the selected rows, or all, with the header, in all three forms."""
    cells = cells_of(view)
    picture = as_picture(view).toImage()
    return in_three_forms(as_text(cells), html_table(cells, _numbers(view)), picture)


def in_three_forms(text: str, html: str, picture: QImage) -> QMimeData:
    """Return data for the clipboard, which keeps them longer than Python lives.

    Data made here would call Python at their end, which is gone by then; those that Qt's own model
    makes do not.
    """
    maker = QStandardItemModel()
    maker.appendRow(QStandardItem())
    data = maker.mimeData([maker.index(0, 0)])
    data.clear()
    data.setText(text)
    data.setHtml(html)
    data.setImageData(picture)
    return data


def cells_of(view: QTableView) -> list[list[str]]:
    """Return the header and the rows that are copied, of the columns that are seen."""
    model, columns = view.model(), columns_of(view)
    cells = [[_header(model, column) for column in columns]]
    cells += [[_cell(model.index(row, column)) for column in columns] for row in rows_of(view)]
    return cells


def as_text(cells: Sequence[Sequence[str]]) -> str:
    """Return cells as a spreadsheet pastes them."""
    return "\n".join("\t".join(line) for line in cells)


def html_table(cells: Sequence[Sequence[str]], numbers: frozenset[int] = frozenset()) -> str:
    """Return cells, the header first, as a table that word processors take; ``numbers`` to the right."""
    lines = []
    for place, line in enumerate(cells):
        tag = "td" if place else "th"
        lines.append(
            "".join(
                f'<{tag} align="{"right" if column in numbers else "left"}">{escape(text)}</{tag}>'
                for column, text in enumerate(line)
            )
        )
    rows = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<table border="1" cellspacing="0" cellpadding="4">{rows}</table>'


def as_picture(view: QTableView) -> QPixmap:
    """Return header and rows as they are seen, without what is only seen while one looks."""
    columns, rows = columns_of(view), rows_of(view)[:_MOST_ROWS]
    top = view.horizontalHeader().height()
    widths = [view.columnWidth(column) for column in columns]
    heights = [view.rowHeight(row) for row in rows]
    picture = QPixmap(QSize(max(sum(widths), 1), max(top + sum(heights), 1)) * _SCALE)
    picture.setDevicePixelRatio(_SCALE)
    picture.fill(QColor(tokens().surface))
    painter = QPainter(picture)
    x = 0
    for column, width in zip(columns, widths, strict=True):
        _draw_head(painter, view, column, QRect(x, 0, width, top))
        y = top
        for row, height in zip(rows, heights, strict=True):
            _draw_cell(painter, view, view.model().index(row, column), QRect(x, y, width, height))
            y += height
        x += width
    painter.end()
    return picture


def columns_of(view: QTableView) -> list[int]:
    """Return the columns that are seen, in the order in which they stand."""
    header = view.horizontalHeader()
    places = [header.logicalIndex(place) for place in range(view.model().columnCount())]
    return [column for column in places if not view.isColumnHidden(column)]


def rows_of(view: QTableView) -> list[int]:
    """Return the rows that are selected; all that are seen where none is."""
    selected = {index.row() for index in view.selectionModel().selectedIndexes()}
    rows = sorted(selected) or range(view.model().rowCount())
    return [row for row in rows if not view.isRowHidden(row)]


def _numbers(view: QTableView) -> frozenset[int]:
    model, role = view.model(), Qt.ItemDataRole.TextAlignmentRole
    if not model.rowCount():
        return frozenset()
    found = set()
    for place, column in enumerate(columns_of(view)):
        alignment = model.index(0, column).data(role)
        if alignment is not None and int(alignment) & _RIGHT:
            found.add(place)
    return frozenset(found)


def _draw_head(painter: QPainter, view: QTableView, column: int, place: QRect) -> None:
    horizontal = Qt.Orientation.Horizontal
    told = view.model().headerData(column, horizontal, Qt.ItemDataRole.TextAlignmentRole)
    side = _RIGHT if told is not None and int(told) & _RIGHT else int(Qt.AlignmentFlag.AlignLeft)
    painter.setFont(view.horizontalHeader().font())
    painter.setPen(QColor(tokens().quiet_text))
    inside = place.adjusted(space(2), 0, -space(2), 0)
    text = _header(view.model(), column)
    painter.drawText(inside, side | int(Qt.AlignmentFlag.AlignVCenter), text)
    painter.setPen(QPen(QColor(tokens().field_line), 1))
    painter.drawLine(place.bottomLeft(), place.bottomRight())


def _draw_cell(painter: QPainter, view: QTableView, index: QModelIndex, place: QRect) -> None:
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    option.rect = place
    gone = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus
    option.state = option.state & ~gone | QStyle.StateFlag.State_Enabled
    painter.save()
    painter.setClipRect(place)
    view.itemDelegateForIndex(index).paint(painter, option, index)
    painter.restore()


def _header(model: QAbstractItemModel, column: int) -> str:
    return _one_line(model.headerData(column, Qt.Orientation.Horizontal))


def _cell(index: QModelIndex) -> str:
    value = index.data(COPY_ROLE)
    return _one_line(index.data() if value is None else value)


def _one_line(value: object) -> str:
    text = "" if value is None else str(value)
    return text.replace("\t", " ").replace("\n", " ")
