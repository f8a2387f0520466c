"""用紙サイズ別の入力: sheets per paper size, and the A4 equivalent as they are typed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.metrics.amounts import Amount, amount_text, grouped, parse_amount
from kdx_desktop.services.breakdowns import a4_sheets, sheets_of, sheets_text
from kdx_desktop.views.entry.breakdown_panel import BreakdownPanel
from kdx_desktop.views.entry.count_field import CountField
from kdx_desktop.views.plain_text import PlainLabel, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole

#: The room of a size with its field and its factor, in steps of the grid.
_SIZE_STEPS = 32
_EXPLAINED = (
    "用紙サイズごとの枚数を入力すると、A4に換算した枚数がコピー用紙使用量に入ります。"
    "換算係数は設定で管理され、枚数は記録に残ります。"
    "コピー用紙使用量に数値を直接入力すると、サイズ別の枚数は消えます。"
)


class PaperPanel(BreakdownPanel):
    """One field for each size that has a factor, as many side by side as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("用紙サイズ別の入力", "枚", parent=parent)
        self._factors: dict[str, Amount] = {}
        self._fields: dict[str, CountField] = {}
        self._places: list[QWidget] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(space(3))
        self._grid.setVerticalSpacing(space(2))
        self.body.addLayout(self._grid)
        explain(self, _EXPLAINED)

    def show_factors(self, factors: Mapping[str, Amount]) -> None:
        """Offer the sizes of the city, with what one sheet of each counts for."""
        if dict(factors) == self._factors:
            return
        self._factors = dict(factors)
        for place in self._places:
            place.deleteLater()
        self._fields = {}
        self._places = [self._place_of(size) for size in factors]
        self._arrange()

    def show_breakdown(self, breakdown: str, *, editable: bool) -> None:
        """Show the sheets that a figure was made from; a field that is typed in is left alone."""
        sheets = sheets_of(breakdown)
        for size, field in self._fields.items():
            field.setReadOnly(not editable)
            if not (field.hasFocus() and field.isModified()):
                text = sheets.get(size, "")
                if field.text() != text:
                    field.setText(text)
        self._count()

    @override
    def start(self) -> None:
        field = next(iter(self._fields.values()), None)
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.selectAll()

    @override
    def finish_typing(self) -> None:
        for field in self._fields.values():
            if field.isModified():
                self._hand_over()
                return

    def _place_of(self, size: str) -> QWidget:
        factor = grouped(self._factors[size])
        field = CountField(f"{size}の枚数", f"1枚をA4 {factor}枚に換算")
        field.textEdited.connect(self._on_edited)
        field.editingFinished.connect(self.finish_typing)
        field.stepped.connect(self._on_stepped)
        self._fields[size] = field
        label = PlainLabel(size, TextRole.BODY)
        label.setBuddy(field)
        line = QHBoxLayout()
        line.addWidget(label)
        line.addStretch()
        line.addWidget(PlainLabel(f"×{factor}", TextRole.QUIET))
        place = QWidget(self)
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addLayout(line)
        column.addWidget(field)
        return place

    def _on_edited(self) -> None:
        amount = self._count()
        self.typing.emit(sheets_text(self._texts), amount)

    def _on_stepped(self, step: int) -> None:
        fields = list(self._fields.values())
        here = self.sender()
        place = fields.index(here) + step if isinstance(here, CountField) else 0
        self.finish_typing()
        if place >= len(fields):
            self.finished.emit()
        else:
            fields[max(place, 0)].setFocus(Qt.FocusReason.OtherFocusReason)
            fields[max(place, 0)].selectAll()

    def _hand_over(self) -> None:
        texts = self._texts
        for size, field in self._fields.items():
            if field.text() != texts[size]:
                field.setText(texts[size])
            field.setModified(False)
        self.typed.emit(sheets_text(texts), self._count())

    @property
    def _texts(self) -> dict[str, str]:
        """The sheets as they are typed; in plain digits where they can be read."""
        return {size: _plain(field.text()) for size, field in self._fields.items()}

    def _count(self) -> Amount | None:
        """Show what the sheets come to, and return it; None without any, or with unreadable ones."""
        sheets = sheets_of(sheets_text(self._texts))
        amount, problem = None, ""
        try:
            amount = a4_sheets(sheets, self._factors) if sheets else None
        except ValueError as unreadable:
            problem = str(unreadable)
        self.show_sum("A4換算", amount, problem)
        return amount

    def _arrange(self) -> None:
        columns = max(1, min(self.width() // space(_SIZE_STEPS), len(self._places)))
        for number, place in enumerate(self._places):
            self._grid.addWidget(place, number // columns, number % columns)
        for column in range(max(columns, self._grid.columnCount())):
            self._grid.setColumnStretch(column, int(column < columns))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._arrange()


def _plain(text: str) -> str:
    """Return a number in plain digits, anything else as it is."""
    try:
        return amount_text(parse_amount(text)) if text.strip() else ""
    except ValueError:
        return text.strip()
