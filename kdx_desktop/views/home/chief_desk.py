"""The home of a section chief and of who types for them: what is due, and where the department stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.reports.number_text import theme_format, theme_unit, with_unit
from kdx_desktop.services.board import DepartmentMonth, Standing
from kdx_desktop.services.home import Duties
from kdx_desktop.services.reminders import day_text
from kdx_desktop.services.theme_places import ThemePlace
from kdx_desktop.views.home.desk import Desk
from kdx_desktop.views.home.row_list import Row, RowList
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
from kdx_desktop.views.widgets.rank_change import change_shown

#: What is done with a month that was begun.
_ACTS = {Standing.DRAFT: "続きを入力する", Standing.RETURNED: "入力を直す"}


class ChiefDesk(Desk):
    """One button to what is due; below it the other months, and the department's five places."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._next: DepartmentMonth | None = None
        self._others: tuple[DepartmentMonth, ...] = ()
        self._department = ""
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
        self._rows.pressed.connect(self._on_row_pressed)
        self._rows.more_pressed.connect(self._rows.show_all)
        self.setFocusProxy(self.button)
        explain(self, "提出の期限が来ている月と、担当する部署の順位を表示します。")

    def show_duties(self, found: Duties, department: str) -> None:
        """Show what is owed; ``department`` is the own one that the window looks at."""
        self._department = department
        owed = sorted(found.owed, key=_urgency)
        self._next = owed[0] if owed else None
        self._others = tuple(owed[1:])
        self._show_returned(owed)
        if self._next is None:
            self._show_done(found.latest)
        else:
            row = self._next
            self._what.setText(f"{row.month.japanese}分　{row.department.name}")
            self._when.setText(_state(row))
            self.button.setText(f"{_ACTS.get(row.standing, '入力する')}(&E)")
        self._rows.show_rows([_row(row) for row in self._others])
        self._rows.setVisible(bool(self._others))

    def show_tiles(self, tiles: Sequence[ThemePlace]) -> None:
        """Show the department's place in each theme."""
        for button, tile in zip(self._tiles, tiles, strict=True):
            button.show_tile(tile)

    def name_department(self, name: str) -> None:
        """Say whose places are shown."""
        self._own.setText(name)

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

    def _show_returned(self, owed: Sequence[DepartmentMonth]) -> None:
        returned = [row for row in owed if row.standing is Standing.RETURNED]
        self._returned.setVisible(bool(returned))
        if returned:
            row = returned[0]
            text = f"{row.month.japanese}分が差し戻されています（{row.who}）：{row.reason}"
            self._returned.show_notice(Notice(NoticeKind.WARNING, text))

    def _show_done(self, latest: Sequence[DepartmentMonth]) -> None:
        self._what.setText("提出していない月はありません")
        words = [f"{row.month.japanese}分は{row.standing.japanese}です。" for row in latest[:1]]
        self._when.setText("".join(words))
        self.button.setText("入力した内容を見る(&E)")

    def _on_enter(self) -> None:
        if self._next is None:
            self.lead_to("entry", self._department)
        else:
            self.lead_to("entry", self._next.department.code, self._next.month)

    def _on_row_pressed(self, position: int) -> None:
        row = self._others[position]
        self.lead_to("entry", row.department.code, row.month)

    def _on_tile_pressed(self) -> None:
        self.lead_to("department", self._department)


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

    def show_tile(self, tile: ThemePlace) -> None:
        self._theme.setText(tile.theme.japanese)
        value = with_unit(tile.value, theme_format(tile.theme), theme_unit(tile.theme))
        if tile.rank is None:
            why = tile.reason.japanese if tile.reason is not None else "この月にはない部署です"
            self._place.show_texts("―", "順位なし")
            self._change.setText(why)
            self._value.setText("")
        else:
            self._place.show_texts(f"{tile.rank}", f"位／{tile.ranked}部署")
            self._change.setText(change_shown(tile.rank, tile.previous_rank))
            self._value.setText(value)
        self._value.setVisible(tile.rank is not None)
        said = (self._place.figure, self._place.beside, self._change, self._value)
        self.speak(
            f"{tile.theme.japanese}　{''.join(f'{one.text()} ' for one in said)}".strip(),
            "押すと部署カルテを開きます",
        )


def _urgency(row: DepartmentMonth) -> tuple[bool, int, str]:
    """Order what was returned first, then the oldest."""
    return row.standing is not Standing.RETURNED, int(row.month), row.department.code


def _state(row: DepartmentMonth) -> str:
    due = f"提出期限 {day_text(row.due)}"
    late = "を過ぎています" if row.late else ""
    return f"{row.standing.japanese}　{due}{late}"


def _row(row: DepartmentMonth) -> Row:
    mark = ("clock", "error") if row.late else ("calendar", "quiet_text")
    if row.standing is Standing.RETURNED:
        mark = ("arrow-back-up", "warning")
    return Row(f"{row.month.japanese}分　{row.department.name}", _state(row), mark)
