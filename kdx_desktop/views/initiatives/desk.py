"""Desk: the measures above, the list below, and beside it the chosen initiative."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QStackedLayout, QWidget

from kdx_desktop.services.initiative_states import Initiative
from kdx_desktop.services.initiatives import (
    Changes,
    Overview,
)
from kdx_desktop.services.rights import JAPAN
from kdx_desktop.views.initiatives.filter_line import FilterLine
from kdx_desktop.views.initiatives.initiative_table import InitiativeTable
from kdx_desktop.views.initiatives.initiative_table_model import Wanted
from kdx_desktop.views.initiatives.measure_tiles import MeasureTiles
from kdx_desktop.views.initiatives.side_panel import SidePanel
from kdx_desktop.views.initiatives.state_look import day_text
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button, link_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.choice_box import ChoiceBox, ChoiceLine
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.views.widgets.segments import Segments

_SIDE = 84  # steps of the grid
_WIDE = 210  # from here on list and panel stand side by side
_ALL, _CHANGED = "all", "changed"


class Desk(QWidget):
    """What is shown and chosen; it decides nothing."""

    #: Another Initiative is chosen, or none.
    chosen = Signal(object)
    #: Another plan is asked for: its code.
    plan_chosen = Signal(str)
    add_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plans = ChoiceBox("計画")
        self.plans.setItemDelegate(ChoiceLine(self.plans))
        self.tiles = MeasureTiles()
        self.views = Segments(
            "表示する取組", ((_ALL, "すべての取組"), (_CHANGED, "前回の報告からの変化"))
        )
        self.filters = FilterLine()
        self.table = InitiativeTable()
        self.side = SidePanel()
        self.empty = EmptyState("", "", "取組を追加(&A)")
        self._add = action_button("取組を追加(&A)…", icon_name="plus")
        self._said = Paragraph("", TextRole.QUIET)
        self._clear = link_button("絞り込みを解除(&X)")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._whole = ScrollColumn()
        self._faces = QStackedLayout(self)
        self._changes: Changes | None = None
        self._arrange()
        self.tiles.changed.connect(self._filter)
        self.filters.changed.connect(self._filter)
        self.views.selected.connect(self._on_view_selected)
        self.table.chosen.connect(self.chosen)
        self.table.row_opened.connect(self._on_row_opened)
        self.plans.activated.connect(self._on_plan_activated)
        self._add.clicked.connect(self.add_requested)
        self._clear.clicked.connect(self.let_all)
        self.empty.action_triggered.connect(self.add_requested)
        explain(
            self,
            "戦略の具体的な取組です。行を選ぶと、右で状態を変更できます（Enterでも移れます）。"
            "「前回の報告からの変化」は、最後に書き出したあとに変わった取組です。",
        )

    @property
    def current(self) -> Initiative | None:
        """The initiative that is chosen."""
        return self.table.current

    def show_overview(self, found: Overview) -> None:
        """Show a plan as it is now; without any initiative, say what can be done."""
        if not found.initiatives:
            self._say_empty(found)
            return
        self._show_plans(found)
        self._changes = found.changes
        self.tiles.show_progress(found.progress)
        for before, after in pairwise((self.plans, *self.tiles.tiles)):
            self.setTabOrder(before, after)  # they came later than what stands below them
        self.filters.offer_versions(sorted({one.text.version for one in found.initiatives}))
        self.table.show_overview(found)
        self._filter()
        self._faces.setCurrentWidget(self._whole)

    def say_failed(self, message: str) -> None:
        """Say why nothing can be shown."""
        self.empty.say("表示できませんでした", message)
        self.empty.button.hide()
        self._faces.setCurrentWidget(self.empty)

    def begin_editing(self) -> None:
        """Show the words that are to be edited, also where there is no initiative yet."""
        self._faces.setCurrentWidget(self._whole)
        self.side.show_text()
        self._reveal()

    def go_to_form(self) -> None:
        """Let the keyboard go to the new state of the chosen initiative."""
        if self.current is not None:
            self.end_editing()
            self.side.state.form.setFocus(Qt.FocusReason.OtherFocusReason)
            self._reveal()

    def end_editing(self) -> None:
        """Put the words away."""
        if self.side.editing:
            self.side.put_text_away()
            self.table.setFocus()
            if not self.table.counts()[1]:
                self._faces.setCurrentWidget(self.empty)

    def let_all(self) -> None:
        """Filter nothing, and show all initiatives."""
        self.views.choose(_ALL)
        self.tiles.choose(None)
        self.filters.clear()

    def fit(self) -> None:
        """Put list and panel side by side, or below each other."""
        wide = self.width() >= space(_WIDE)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(across if wide else down)
        self._top.setDirection(across if self.width() >= space(150) else down)
        self.filters.stand(across if self.width() >= space(150) else down)
        self.side.setMinimumWidth(space(_SIDE) if wide else 0)
        self.side.setMaximumWidth(space(_SIDE) if wide else 16_777_215)

    def _arrange(self) -> None:
        column = self._whole.column
        column.addWidget(self.plans)
        column.addWidget(self.tiles)
        card = Card()
        self._top.setSpacing(space(2))
        self._top.addWidget(self.views)
        self._top.addStretch()
        self._top.addWidget(self._add)
        note = QHBoxLayout()
        note.setSpacing(space(2))
        note.addWidget(self._said, 1)
        note.addWidget(self._clear)
        card.body.addLayout(self._top)
        card.body.addWidget(self.filters)
        card.body.addLayout(note)
        card.body.addWidget(self.table, 1)
        self._row.setSpacing(space(4))
        self._row.addWidget(card, 1)
        self._row.addWidget(self.side)
        column.addLayout(self._row, 1)
        for face in (QWidget(), self._whole, self.empty):
            self._faces.addWidget(face)

    def _show_plans(self, found: Overview) -> None:
        self.plans.blockSignals(True)
        self.plans.clear()
        for name in found.plans:
            self.plans.addItem(name.name, name.code)
        self.plans.setCurrentIndex(self.plans.findData(found.plan.code if found.plan else ""))
        self.plans.blockSignals(False)
        self.plans.setVisible(len(found.plans) > 1)

    def _say_empty(self, found: Overview) -> None:
        if found.plan is None:
            self.empty.say(
                "計画がまだ登録されていません", "「設定」で計画を登録すると、取組を追加できます。"
            )
        else:
            self.empty.say(
                "取組がまだ登録されていません",
                f"{found.plan.name}の具体的な取組を追加すると、ここで進み具合を管理できます。",
            )
        self.empty.button.setVisible(found.plan is not None)
        self._faces.setCurrentWidget(self.empty)

    def _filter(self) -> None:
        wanted = Wanted(
            measure=self.tiles.chosen,
            state=self.filters.state,
            version=self.filters.version,
            text=self.filters.search.text(),
            changed=self.views.value == _CHANGED,
        )
        self.table.keep(wanted)
        seen, known = self.table.counts()
        self.filters.show_count(seen, known)
        said = [self._since()] if wanted.changed else []
        if wanted.measure is not None:
            said.append(f"「{wanted.measure[1]}」の取組を表示しています。")
        if not seen:
            said.append("該当する取組はありません。")
        self._said.setText("".join(said))
        self._said.setVisible(bool(said) or not wanted.everything)
        self._clear.setVisible(not wanted.everything)

    def _since(self) -> str:
        if self._changes is None:
            return ""
        since = self._changes.since
        if not self._changes.report:
            return f"報告の書き出しがまだないため、年度の初め（{day_text(since)}）からの変化です。"
        day = since.astimezone(JAPAN).date() if isinstance(since, datetime) else since
        return f"前回の報告書（{self._changes.report}、{day_text(day)}に出力）からの変化です。"

    def _on_view_selected(self, _value: object) -> None:
        self._filter()

    def _on_row_opened(self, _row: int) -> None:
        self.go_to_form()

    def _reveal(self) -> None:
        """Scroll to where the keyboard is, when all have their places."""
        QTimer.singleShot(0, self._scroll_to_focus)

    def _scroll_to_focus(self) -> None:
        if (focus := QApplication.focusWidget()) is not None and self.side.isAncestorOf(focus):
            self._whole.ensureWidgetVisible(focus, 0, space(30))

    def _on_plan_activated(self, _index: int) -> None:
        self.plan_chosen.emit(str(self.plans.currentData()))
