"""月次入力: a department's month to type in, or its fiscal year to look at."""

from __future__ import annotations

from enum import Enum
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QHideEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.breakdowns import HOURS, PAPER
from kdx_desktop.services.year_form import YearForm
from kdx_desktop.settings import Settings
from kdx_desktop.views.entry.entry_columns import MAKING_NAMES
from kdx_desktop.views.entry.month_desk import MonthDesk
from kdx_desktop.views.entry.month_reading import (
    MonthReading,
    read_month,
    read_year,
)
from kdx_desktop.views.entry.year_card import YearCard
from kdx_desktop.views.plain_text import explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.views.widgets.segments import Segments
from kdx_desktop.workspace import Workspace


class Span(Enum):
    """What is looked at."""

    MONTH = "月"
    YEAR = "年間"


class EntryPage(Page):
    """One month on one screen, or twelve at a glance."""

    uses_department = True
    reads_ahead = True

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.span = Segments("表示", [(one, one.value) for one in Span])
        self.desk = MonthDesk(workspace)
        self.year = YearCard()
        self.empty = EmptyState("部署がありません")
        self.sheet = self.desk.sheet
        self.conflict_panel = self.desk.conflict_panel
        self.offer = self.desk.offer
        self._was_filled = False
        self._month_commands: list[QAction] = []
        self._build()
        self._connect()
        self._add_commands()

    @override
    def reload(self) -> None:
        scope = self.scope
        self.desk.leave_unless(scope.department, scope.month)
        if self._shows_year:
            self.workspace.run(partial(read_year, scope=scope), self._on_year_read, self._on_failed)
        else:
            self.workspace.run(partial(read_month, scope=scope), self._on_read, self._on_failed)

    def save(self) -> None:
        """Save what has changed; a refusal or an open question shows where to look instead."""
        self.desk.save()

    def show_span(self, span: Span) -> None:
        """Show the month or the year."""
        self.span.choose(span)
        self._on_span_selected()

    @override
    def settle(self) -> None:
        self.desk.settle()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.settle()
        super().hideEvent(event)

    @property
    def _shows_year(self) -> bool:
        return self.span.value is Span.YEAR

    def _build(self) -> None:
        explain(self.span, "一か月の入力と、一年度分の表（年間表）を切り替えます（Ctrl+T）。")
        line = QHBoxLayout()
        line.addWidget(self.span)
        line.addStretch()
        self._scroll = ScrollColumn()
        self._scroll.column.setContentsMargins(space(6), space(3), space(6), space(3))
        self._scroll.column.setSpacing(space(3))
        self._scroll.column.addLayout(line)
        self._scroll.column.addWidget(self.desk)
        self._scroll.column.addWidget(self.year)
        self._scroll.column.addStretch()
        self.year.hide()
        self._layers = QStackedLayout(self)
        for layer in (QWidget(), self._scroll, self.empty):
            self._layers.addWidget(layer)
        self.begin_at(self.sheet.view)

    def _connect(self) -> None:
        self.span.selected.connect(self._on_span_selected)
        self.desk.noticed.connect(self.noticed)
        self.desk.reload_requested.connect(self.reload)
        self.desk.draft_opened.connect(self._on_draft_opened)
        self.desk.shown_to.connect(self._on_shown_to)
        self.empty.action_triggered.connect(self.open_imports)
        self.year.noticed.connect(self.noticed)
        self.year.month_chosen.connect(self._on_month_chosen)

    def _add_commands(self) -> None:
        undo = self.sheet.undo
        self._month_commands = [
            self.add_command("入力を保存", self.save, "Ctrl+S"),
            self.add_command("提出・提出の取下げ", self.sheet.progress.take_step, "Ctrl+Return"),
            self.add_command(MAKING_NAMES["paper"], self._on_paper, "Ctrl+Shift+P"),
            self.add_command(MAKING_NAMES["works"], self._on_works, "Ctrl+Shift+G"),
            self.add_command(
                "前月に対象外だった項目を対象外にする", self.desk.repeat_not_applicable
            ),
            self.add_command("入力を元に戻す", undo.undo, "Ctrl+Z"),
            self.add_command("入力をやり直す", undo.redo, "Ctrl+Y"),
        ]
        self._month_commands[-1].setShortcuts(
            [QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")]
        )
        self.add_command("月の入力と年間表を切り替える", self._on_turned, "Ctrl+T")

    # --- reading ------------------------------------------------------------------------------

    def _on_read(self, reading: MonthReading) -> None:
        if self._shows_year:  # another answer is on its way
            return
        self._layers.setCurrentWidget(self.empty if reading.form is None else self._scroll)
        if reading.form is None:
            self._say_what_is_missing(reading)
        else:
            self.desk.show_reading(reading)
        if not self._was_filled:
            self._was_filled = True
            self.desk.tell_other_drafts(reading.scope)
            if self.isVisible():
                self.take_focus()  # the window gave it before there was anything to type in
        self.filled.emit()

    def _say_what_is_missing(self, reading: MonthReading) -> None:
        if reading.has_departments:
            month = reading.scope.month.japanese
            self.empty.say(f"{month}の部署がありません", "対象月を変えてください。", "")
        else:
            self.say_no_departments(self.empty, "ここに入力欄が並びます。")

    def _on_year_read(self, form: YearForm | None) -> None:
        if not self._shows_year:
            return
        self._layers.setCurrentWidget(self.empty if form is None else self._scroll)
        if form is None:
            self.empty.say(
                f"{self.scope.month.japanese}の部署がありません", "対象月を変えてください。", ""
            )
        else:
            self.year.show_year(form, self.scope.month)
        self.filled.emit()

    def _on_failed(self, failure: KdxError) -> None:
        if self.sheet.model.form is None:
            self.empty.say("表示できませんでした", failure.message, "")
            self._layers.setCurrentWidget(self.empty)
        self.tell_failure(failure)
        self.filled.emit()

    # --- what people ask for --------------------------------------------------------------------

    def _on_turned(self) -> None:
        self.show_span(Span.MONTH if self._shows_year else Span.YEAR)

    def _on_span_selected(self) -> None:
        self._turn()
        self.reload()

    def _on_month_chosen(self, month: Month) -> None:
        """Open a month of the year: the window tells all screens, and this one reads it."""
        self.span.choose(Span.MONTH)
        self._turn()
        if month == self.scope.month:
            self.reload()
        else:
            self.month_chosen.emit(month)

    def _turn(self) -> None:
        """Show the side that is chosen, and only its commands."""
        year = self._shows_year
        self.settle()
        self.desk.setHidden(year)
        self.year.setVisible(year)
        self.begin_at(self.year.table if year else self.sheet.view)
        for command in self._month_commands:
            command.setEnabled(not year)
        self.take_focus()

    def _on_shown_to(self, widget: QWidget) -> None:
        QTimer.singleShot(0, partial(self._scroll.ensureWidgetVisible, widget))  # once laid out

    def _on_draft_opened(self, department: str, month: Month) -> None:
        self.department_chosen.emit(department)
        self.month_chosen.emit(month)

    def _on_paper(self) -> None:
        self.sheet.open_making(PAPER)

    def _on_works(self) -> None:
        self.sheet.open_making(HOURS)
