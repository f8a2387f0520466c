"""ToldTable: a titled table whose sentences may be long; the chosen one is told in full below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import ElidedLabel, Paragraph, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import link_button
from kdx_desktop.views.widgets.roomy_table import RoomyTable
from kdx_desktop.views.widgets.table_box import TableBox
from kdx_desktop.views.widgets.text_table_model import TextTableModel

_MOST_ROWS = 8
#: Of the column that holds names or sentences, in steps of the grid.
_LEAST = 60


class ToldTable(TableBox):
    """Its title says how many rows there are, and all of them can be copied.

    ``tells``: the last column holds sentences, and the chosen row's stands below in full.
    """

    def __init__(
        self,
        title: str,
        header: Sequence[str],
        numbers: Sequence[int] = (),
        *,
        tells: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        last = len(header) - 1
        table = RoomyTable(title, last if last not in numbers else 0, _LEAST)
        super().__init__(table, TextTableModel(header, numbers), _MOST_ROWS, parent)
        self._name = title
        self._tells = tells
        self._title = ElidedLabel(title, TextRole.STRONG)
        self._copy = link_button("一覧をコピー")
        name_for_readers(self._copy, f"{title}の一覧をコピー")
        self._whole = Paragraph("", TextRole.BODY)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(2), 0, 0)
        column.setSpacing(space(1))
        column.addLayout(head)
        column.addWidget(self.table)
        column.addWidget(self._whole)
        self._copy.clicked.connect(self._on_copy_clicked)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)

    @override
    def show_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        self._whole.hide()
        super().show_rows(rows)
        if rows and self._tells:
            self.table.selectRow(0)

    @override
    def _say_title(self, rows: int) -> None:
        self._title.setText(f"{self._name}（{rows:,}件）")

    def _on_row_changed(self, row: QModelIndex) -> None:
        told = row.siblingAtColumn(self.model.columnCount() - 1).data() if row.isValid() else ""
        self._whole.setText(str(told or ""))
        self._whole.setVisible(self._tells and bool(told))

    def _on_copy_clicked(self) -> None:
        self.table.clearSelection()
        QGuiApplication.clipboard().setText(self.table.as_text())
