"""BoardTableModel: a board's rows under its columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication
from typing_extensions import override

from kdx_desktop.views.plain_text import tool_tip
from kdx_desktop.views.ranking.board_columns import BoardColumn, BoardRow
from kdx_desktop.views.style.shown import tokens
from kdx_desktop.views.widgets.data_table import COPY_ROLE, LEFT, RIGHT, number_font
from kdx_desktop.views.widgets.headed_table_model import Index
from kdx_desktop.views.widgets.sorted_table_model import SortedTableModel

#: What the delegates draw: (value, low, high) of a bar, or the values of a trend.
DRAWN_ROLE = COPY_ROLE + 1


class BoardTableModel(SortedTableModel):
    """Shows one board; a search finds a part of a department's name or its bureau's.

    ``own`` is the department whose row is marked, empty for none.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent=parent)
        self.columns: tuple[BoardColumn, ...] = ()
        self._rows: Sequence[BoardRow] = ()
        self._own = ""
        self._base = QGuiApplication.font()
        self._fonts: dict[tuple[bool, bool], QFont] = {}

    def show_board(
        self, columns: Sequence[BoardColumn], rows: Sequence[BoardRow], own: str = ""
    ) -> None:
        """Show other rows under other columns."""
        self.beginResetModel()
        self.columns, self._own = tuple(columns), own
        header = tuple(one.title for one in self.columns)
        if header != self._header:  # another kind: to be sorted anew
            self._header, self._sorted_by = header, -1
        self._numbers = frozenset(n for n, one in enumerate(self.columns) if one.number)
        self._take(tuple(rows))
        self.endResetModel()

    def search(self, text: str) -> None:
        """Keep what contains the text, in any width of letters; an empty one keeps everything."""
        wanted = _folded(text)

        def named(row: BoardRow) -> bool:
            return wanted in _folded(f"{row.department} {row.name} {row.bureau}")

        self.keep(named if wanted else None)

    def department(self, row: int) -> str:
        """Return the code of a row's department."""
        return self._rows[row].department

    def row_of(self, department: str) -> int | None:
        """Return the row of a department; None when it has none, or is not kept."""
        found = (number for number, row in enumerate(self._rows) if row.department == department)
        return next(found, None)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        shown = orientation is Qt.Orientation.Horizontal and 0 <= section < len(self.columns)
        if shown and role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(self.columns[section].hint)
        return super().headerData(section, orientation, role)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        answer = _ANSWERS.get(role)
        return super().data(index, role) if answer is None else answer(self, row, column)

    def _text(self, row: BoardRow, column: BoardColumn) -> str:
        return column.text(row)

    @override
    def _sort_key(self, row: BoardRow, column: int) -> object:
        return self.columns[column].sort(row)

    def _copied(self, row: BoardRow, column: BoardColumn) -> str:
        return (column.copied or column.text)(row)

    def _spoken(self, row: BoardRow, column: BoardColumn) -> str:
        spoken = (column.spoken or column.copied or column.text)(row)
        own = row.department == self._own and column.title == "部署"
        return f"{spoken}（自部署）" if own else spoken

    def _drawn(self, row: BoardRow, column: BoardColumn) -> object:
        return None if column.drawn is None else column.drawn(row)

    def _alignment(self, _row: BoardRow, column: BoardColumn) -> int:
        return RIGHT if column.number else LEFT

    def _font(self, row: BoardRow, column: BoardColumn) -> QFont:
        base = QGuiApplication.font()
        if base != self._base:  # the text size has changed
            self._base, self._fonts = base, {}
        look = (column.number, column.bold or row.department == self._own)
        if look not in self._fonts:
            number, bold = look
            font = number_font() if number else QFont(base)
            font.setBold(bold)
            self._fonts[look] = font
        return self._fonts[look]

    def _background(self, row: BoardRow, _column: BoardColumn) -> QColor | None:
        return QColor(tokens().accent_soft) if row.department == self._own else None

    def _foreground(self, _row: BoardRow, column: BoardColumn) -> QColor | None:
        return QColor(tokens().quiet_text) if column.quiet else None

    def _tool_tip(self, row: BoardRow, column: BoardColumn) -> str:
        return "" if column.tip is None else tool_tip(column.tip(row))


_ANSWERS = {
    int(Qt.ItemDataRole.DisplayRole): BoardTableModel._text,  # noqa: SLF001 - its own table
    int(Qt.ItemDataRole.TextAlignmentRole): BoardTableModel._alignment,  # noqa: SLF001
    int(Qt.ItemDataRole.FontRole): BoardTableModel._font,  # noqa: SLF001
    int(Qt.ItemDataRole.BackgroundRole): BoardTableModel._background,  # noqa: SLF001
    int(Qt.ItemDataRole.ForegroundRole): BoardTableModel._foreground,  # noqa: SLF001
    int(Qt.ItemDataRole.ToolTipRole): BoardTableModel._tool_tip,  # noqa: SLF001
    int(Qt.ItemDataRole.AccessibleTextRole): BoardTableModel._spoken,  # noqa: SLF001
    COPY_ROLE: BoardTableModel._copied,  # noqa: SLF001
    DRAWN_ROLE: BoardTableModel._drawn,  # noqa: SLF001
}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
