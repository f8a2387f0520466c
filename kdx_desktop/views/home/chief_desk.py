"""The home of a section chief and of who types for them: what is due, and where the department stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.views.home.desk import Desk
from kdx_desktop.views.home.faces import ChiefFace, Lead, ThemeTile
from kdx_desktop.views.home.row_list import RowList
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.plain_text import ElidedLabel, Paragraph, PlainLabel, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.card_grid import CardGrid
from kdx_desktop.views.widgets.figure_line import FigureLine
from kdx_desktop.views.widgets.notice_bar import NoticeBar
from kdx_desktop.views.widgets.panel_button import PanelButton


class ChiefDesk(Desk):
    """One button to what is due; below it the other months, and the department's five places."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lead = Lead("entry")
        self._own_code = ""
        self._returned = NoticeBar()
        self._due = Card("次に入力する月")
        self._what = PlainLabel("", TextRole.TITLE, wrap=True)
        self._when = Paragraph("", TextRole.QUIET)
        self.button = action_button("入力する(&E)", primary=True)
        self._rows = RowList("ほかに提出していない月", "ありません。")
        self._places = Card("自部署の順位")
        self._own = Paragraph("", TextRole.QUIET)
        self._tiles = [_TileButton() for _ in Theme]
        self._arrange()
        self.button.clicked.connect(self._on_enter)
        self._rows.pressed.connect(self.lead_to)
        self._rows.more_pressed.connect(self._rows.show_all)
        self.setFocusProxy(self.button)
        explain(self, "提出の期限が来ている月と、担当する部署の順位を表示します。")

    def show_face(self, face: ChiefFace) -> None:
        """Show what is owed, and the places of the own department once they are read."""
        self._lead, self._own_code = face.lead, face.own
        self._returned.setVisible(bool(face.returned))
        if face.returned:
            self._returned.show_notice(Notice(NoticeKind.WARNING, face.returned))
        self._what.setText(face.what)
        self._when.setText(face.when)
        self.button.setText(face.act)
        self._rows.show_rows(face.others)
        self._rows.setVisible(bool(face.others))
        self._own.setText(face.places_of)
        for button, tile in zip(self._tiles, face.tiles, strict=False):
            button.show_tile(tile)

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(space(1))
        words.addWidget(self._what)
        words.addWidget(self._when)
        self._due.body.addLayout(words)
        self._due.body.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignLeft)
        grid = CardGrid(most=len(self._tiles), least=44, gap=3)
        for tile in self._tiles:
            grid.add(tile)
            tile.clicked.connect(self._on_tile_pressed)
        self._places.body.setSpacing(space(2))
        self._places.body.addWidget(self._own)
        self._places.body.addWidget(grid)
        for part in (self._returned, self._due, self._rows, self._places):
            self.column.addWidget(part)
        self.column.addStretch(1)

    def _on_enter(self) -> None:
        self.lead_to(self._lead)

    def _on_tile_pressed(self) -> None:
        self.lead_to(Lead("department", self._own_code))


class _TileButton(PanelButton):
    """One theme: the place, how it changed, and the value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("tile", parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._theme = ElidedLabel("", TextRole.STRONG)
        self._place = FigureLine()
        self._change = PlainLabel("", TextRole.BODY, wrap=True)
        self._value = ElidedLabel("", TextRole.QUIET)
        column = QVBoxLayout()
        column.setContentsMargins(space(4), space(3), space(4), space(3))
        column.setSpacing(space(1.5))
        column.addWidget(self._theme)
        column.addLayout(self._place)
        column.addWidget(self._change)
        column.addWidget(self._value)
        column.addStretch()
        self.hold(
            column, self._theme, self._place.figure, self._place.beside, self._change, self._value
        )

    def show_tile(self, tile: ThemeTile) -> None:
        self._theme.setText(tile.theme)
        self._place.show_texts(tile.place, tile.of)
        self._change.setText(tile.change)
        self._value.setText(tile.value)
        self._value.setVisible(bool(tile.value))
        said = " ".join((tile.theme + "　" + tile.place, tile.of, tile.change, tile.value))
        self.speak(said.strip(), "押すと部署カルテを開きます")
