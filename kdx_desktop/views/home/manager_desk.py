"""The home of a manager: the KPIs of the city, and who moved up and down."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.reports.grades import mark_and_letter
from kdx_desktop.reports.number_text import format_of, unit_of, value_text, with_unit
from kdx_desktop.services.home import Lookout, Mover
from kdx_desktop.views.home.desk import Desk
from kdx_desktop.views.home.row_list import Row, RowList
from kdx_desktop.views.plain_text import ElidedLabel, PlainLabel, explain, restyle, set_tool_tip
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card_grid import CardGrid
from kdx_desktop.views.widgets.figure_line import FigureLine
from kdx_desktop.views.widgets.panel_button import PanelButton

_APRIL = "4月は年度の最初の月のため、前月の順位がありません。"


class ManagerDesk(Desk):
    """Each tile leads to the dashboard, each row to the page of a department."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Lookout | None = None
        self._tiles: list[_KpiTile] = []
        self._grid = CardGrid(least=76)
        self._up = RowList("総合達成度の順位が上がった部署", "順位が上がった部署はありません。")
        self._down = RowList("総合達成度の順位が下がった部署", "順位が下がった部署はありません。")
        lists = CardGrid(most=2, least=120)
        lists.add(self._up)
        lists.add(self._down)
        self.column.addWidget(self._grid)
        self.column.addWidget(lists)
        self.column.addStretch(1)
        self._up.pressed.connect(self._on_up_pressed)
        self._down.pressed.connect(self._on_down_pressed)
        explain(self, "市全体のKPI と、総合達成度の順位が前月から大きく動いた部署を表示します。")

    def show_lookout(self, found: Lookout) -> None:
        """Show KPIs and movers."""
        self._found = found
        while len(self._tiles) < len(found.results):
            tile = _KpiTile()
            tile.clicked.connect(self._on_tile_pressed)
            self._grid.add(tile)
            self._tiles.append(tile)
        for position, tile in enumerate(self._tiles):
            tile.setVisible(position < len(found.results))
            if position < len(found.results):
                tile.show_result(found.results[position])
        if self._tiles:
            self.setFocusProxy(self._tiles[0])
        for rows, movers, icon in (
            (self._up, found.up, ("arrow-up", "success")),
            (self._down, found.down, ("arrow-down", "warning")),
        ):
            if found.compared:
                rows.show_rows([_row(mover, icon) for mover in movers])
            else:
                rows.say_nothing(_APRIL)

    def _on_tile_pressed(self) -> None:
        self.lead_to("dashboard")

    def _on_up_pressed(self, position: int) -> None:
        self._lead_to_mover(self._found.up if self._found else (), position)

    def _on_down_pressed(self, position: int) -> None:
        self._lead_to_mover(self._found.down if self._found else (), position)

    def _lead_to_mover(self, movers: Sequence[Mover], position: int) -> None:
        self.lead_to("department", movers[position].department.code)


class _KpiTile(PanelButton):
    """One KPI: name, grade, value, and the target of the year."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("tile", parent)
        self._name = ElidedLabel("", TextRole.STRONG)
        self._grade = PlainLabel("", TextRole.STRONG)
        self._value = FigureLine()
        self._target = ElidedLabel("", TextRole.QUIET)
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self._grade)
        column = QVBoxLayout()
        column.setContentsMargins(space(4), space(3), space(4), space(3))
        column.setSpacing(space(1.5))
        column.addLayout(head)
        column.addLayout(self._value)
        column.addWidget(self._target)
        self.hold(
            column, self._name, self._grade, self._value.figure, self._value.beside, self._target
        )

    def show_result(self, result: KpiResult) -> None:
        kpi, grade = result.kpi, result.grade
        self._name.setText(kpi.name)
        self._grade.setText(mark_and_letter(grade.letter))
        restyle(self._grade, "grade", grade.letter)
        self._value.show_texts(
            value_text(result.value, format_of(kpi)).removesuffix("%"),
            unit_of(kpi) if result.value is not None else "",
        )
        target = (
            "なし" if result.target is None else with_unit(result.target, format_of(kpi), kpi.unit)
        )
        self._target.setText(f"目標 {target}")
        set_tool_tip(self, f"{kpi.name}\n評価 {grade.letter}（{grade.name}）")
        value = with_unit(result.value, format_of(kpi), kpi.unit)
        self.speak(
            f"{kpi.name}　{value}　目標 {target}　評価 {grade.letter}（{grade.name}）",
            "押すとKPIダッシュボードを開きます",
        )


def _row(mover: Mover, mark: tuple[str, str]) -> Row:
    places = f"{abs(mover.places)}つ{'上' if mover.places > 0 else '下'}"
    return Row(mover.department.name, f"{mover.previous_rank}位 → {mover.rank}位（{places}）", mark)
