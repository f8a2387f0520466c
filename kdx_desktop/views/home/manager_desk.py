"""The home of a manager: the KPIs of the city, and who moved up and down."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdx_desktop.views.home.desk import Desk
from kdx_desktop.views.home.faces import KpiTile, Lead, ManagerFace
from kdx_desktop.views.home.row_list import RowList
from kdx_desktop.views.plain_text import ElidedLabel, PlainLabel, explain, restyle, set_tool_tip
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card_grid import CardGrid
from kdx_desktop.views.widgets.figure_line import FigureLine
from kdx_desktop.views.widgets.panel_button import PanelButton

#: The longest name of a KPI beside its grade.
_TILE_STEPS = 85
_APRIL = "4月は年度の最初の月のため、前月の順位がありません。"


class ManagerDesk(Desk):
    """Each tile leads to the dashboard, each row to the page of a department."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: list[_KpiTileButton] = []
        self._grid = CardGrid(least=_TILE_STEPS)
        self._up = RowList("総合達成度の順位が上がった部署", "順位が上がった部署はありません。")
        self._down = RowList("総合達成度の順位が下がった部署", "順位が下がった部署はありません。")
        lists = CardGrid(most=2, least=120)
        lists.add(self._up)
        lists.add(self._down)
        self.column.addWidget(self._grid)
        self.column.addWidget(lists)
        self.column.addStretch(1)
        self._up.pressed.connect(self.lead_to)
        self._down.pressed.connect(self.lead_to)
        explain(self, "市全体のKPI と、総合達成度の順位が前月から大きく動いた部署を表示します。")

    def show_face(self, face: ManagerFace) -> None:
        """Show KPIs and movers."""
        while len(self._tiles) < len(face.tiles):
            tile = _KpiTileButton()
            tile.clicked.connect(self._on_tile_pressed)
            self._grid.add(tile)
            self._tiles.append(tile)
        for position, tile in enumerate(self._tiles):
            tile.setVisible(position < len(face.tiles))
            if position < len(face.tiles):
                tile.show_tile(face.tiles[position])
        if self._tiles:
            self.setFocusProxy(self._tiles[0])
        for rows, moves in ((self._up, face.up), (self._down, face.down)):
            if face.compared:
                rows.show_rows(moves)
            else:
                rows.say_nothing(_APRIL)

    def _on_tile_pressed(self) -> None:
        self.lead_to(Lead("dashboard"))


class _KpiTileButton(PanelButton):
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

    def show_tile(self, tile: KpiTile) -> None:
        self._name.setText(tile.name)
        self._grade.setText(tile.grade)
        restyle(self._grade, "grade", tile.letter)
        self._value.show_texts(tile.figure, tile.beside)
        self._target.setText(tile.target)
        set_tool_tip(self, tile.tip)
        self.speak(tile.said, "押すとKPIダッシュボードを開きます")
