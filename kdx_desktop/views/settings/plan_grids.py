"""Forms with a grid: targets per fiscal year, bounds of the grades, A4 equivalents."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import Signal
from typing_extensions import override

from kdx_desktop.imports import cells
from kdx_desktop.metrics.amounts import SCALE, amount_text, parse_amount
from kdx_desktop.metrics.plan import GradeBand
from kdx_desktop.services.plan_changes import PlanBook, PlanLine, Target
from kdx_desktop.views.month_popup import short_year_name
from kdx_desktop.views.settings.edit_form import EditForm
from kdx_desktop.views.settings.grid_model import GridColumn, GridTableModel
from kdx_desktop.views.settings.grid_table import GridTable
from kdx_desktop.views.settings.plan_texts import number_text, parse_number, parse_percent
from kdx_desktop.views.style.shown import space

#: As wide as the fields below: a figure far from its name is read in the wrong row.
_WIDEST = 130  # steps of the grid
_Row = tuple[object, tuple[str, ...]]


class GridForm(EditForm):
    """``ready``: what it shall be, and the reason."""

    ready = Signal(object, str)

    def __init__(
        self, title: str, about: str, columns: Sequence[GridColumn], rows: Sequence[_Row]
    ) -> None:
        super().__init__(title, about)
        self.grid = GridTableModel(columns, self)
        self.grid.show_rows(rows)
        self.table = GridTable(title, self.grid, rows=14)
        self.table.stretch_column(0)
        self.add(self.table)
        self.focus_first(self.table)
        self.grid.typed.connect(self._on_typed)
        self.save_requested.connect(self._on_save_requested)

    def value(self, rows: Sequence[_Row]) -> object:
        """Return what the changed rows say; to be overridden."""
        raise NotImplementedError

    def _on_typed(self) -> None:
        changes, faults = self.grid.changes, self.grid.faults
        self.dirty = bool(changes or faults)
        self.show_missing(f"⚠ {faults[0]}" if faults else "")
        self.show_differences(
            [(f"{one.name}・{one.column}", one.before, one.after) for one in changes]
        )

    def _on_save_requested(self) -> None:
        if not self.grid.faults:
            self.wait()
            self.ready.emit(self.value(self.grid.changed_rows()), self.reason.text)


class TargetsForm(GridForm):
    """One row for each KPI and fiscal year: ratios in per cent, totals in their unit."""

    def __init__(self, plan: PlanLine) -> None:
        self._ratios = {kpi.code: kpi.rule.is_ratio for kpi in plan.kpis}
        rows: list[_Row] = []
        for kpi in plan.kpis:
            for year in plan.years:
                target = plan.target(kpi.code, year)
                number = number_text(target.target, ratio=kpi.rule.is_ratio)
                texts = (
                    f"{kpi.name}　{short_year_name(year)}",
                    number,
                    "％" if kpi.rule.is_ratio else kpi.unit,
                    target.note,
                )
                rows.append(((kpi.code, year), texts))
        super().__init__(
            f"目標：{plan.name}",
            "空欄は「目標なし」で、0とは違います（評価はDの「評価できない」になります）。",
            (
                GridColumn("KPI・年度"),
                GridColumn("目標", parse_number, number=True),
                GridColumn("単位"),
                GridColumn("備考", cells.note),
            ),
            rows,
        )
        self.table.share_room(0, 3)

    @override
    def value(self, rows: Sequence[_Row]) -> object:
        """Return the targets of the rows."""
        found = []
        for key, texts in rows:
            assert isinstance(key, tuple)  # noqa: S101 - as the rows were made
            code, year = key
            parse = parse_percent if self._ratios[code] else parse_number
            found.append(Target(code, year, parse(texts[1]), texts[3]))
        return found

    @override
    def _on_save_requested(self) -> None:
        """Look at per cents, which the column alone does not know of."""
        try:
            self.value(self.grid.changed_rows())
        except ValueError as error:
            self.show_missing(f"⚠ {error}")
            self.save_button.setEnabled(True)
            return
        super()._on_save_requested()


class BandsForm(GridForm):
    """The least part of what is expected that earns a grade."""

    def __init__(self, plan: PlanLine) -> None:
        self._bands = plan.bands
        super().__init__(
            f"評価の基準：{plan.name}",
            "期待される値に対する割合です。いちばん下の基準に届かないときはC、"
            "目標か値がないときはDになります。",
            (
                GridColumn("評価"),
                GridColumn("名称", _name),
                GridColumn("期待に対する割合（％）", _bound, number=True),
            ),
            [
                (one.grade, (one.grade, one.name, number_text(one.at_least, ratio=True)))
                for one in plan.bands
            ],
        )
        self.table.stretch_column(1)
        self.table.setMaximumWidth(space(_WIDEST))

    @override
    def value(self, rows: Sequence[_Row]) -> object:
        """Return all grades, with what the rows say of some."""
        typed = {key: texts for key, texts in rows}  # noqa: C416 - pairs of unlike kinds
        bands = []
        for band in self._bands:
            texts = typed.get(band.grade)
            bands.append(band if texts is None else _band(texts))
        return tuple(bands)


class FactorsForm(GridForm):
    """How many sheets of A4 one sheet of each size is."""

    def __init__(self, book: PlanBook) -> None:
        self._factors = book.factors
        super().__init__(
            "A4換算",
            "用紙1枚がA4の何枚に当たるかです。登録済みの数値は変わりません。",
            (GridColumn("用紙"), GridColumn("A4換算（枚）", _factor, number=True)),
            [(size, (size, amount_text(factor))) for size, factor in book.factors],
        )
        self.table.setMaximumWidth(space(_WIDEST / 2))

    @override
    def value(self, rows: Sequence[_Row]) -> object:
        """Return the sizes of the rows."""
        return [(str(key), parse_amount(texts[1])) for key, texts in rows]


def _band(texts: Sequence[str]) -> GradeBand:
    return GradeBand(texts[0], texts[1], _bound(texts[2]))


def _name(text: str) -> str:
    if not text.strip():
        raise ValueError("名称を入力してください。")
    return text.strip()


def _bound(text: str) -> Fraction:
    number = parse_number(text.strip().removesuffix("%").removesuffix("％"))
    if number is None or not 0 < number <= SCALE:
        raise ValueError("0より大きい％で入力してください。")
    return number / 100


def _factor(text: str) -> int:
    amount = parse_amount(text)
    if not 0 < amount <= SCALE * SCALE:
        raise ValueError("0より大きい数で入力してください。")
    return amount
