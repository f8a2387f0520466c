"""提出状況: department × month, who is missing, late or returned; from here the month is run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.services.board import DepartmentMonth, MonthBoard, Standing
from kdx_desktop.services.month_steps import Steps
from kdx_desktop.settings import Settings
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.submissions.act_bar import able
from kdx_desktop.views.submissions.desk import Desk
from kdx_desktop.views.submissions.month_acts import MonthActs
from kdx_desktop.views.submissions.preparing import Preparations
from kdx_desktop.views.submissions.readings import (
    PlaceReading,
    YearReading,
    read_place,
    read_year,
)
from kdx_desktop.views.submissions.year_lines import Place, lines_of
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.workspace import Workspace


class SubmissionsPage(Page):
    """Reads the year; the desk shows it, and says what is to be done."""

    reads_ahead = True

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.desk = Desk(self)
        self.acts = MonthActs(workspace, self)
        self.preparing = Preparations(workspace, self.desk, self)
        self._year: YearReading | None = None
        self._next: Place | None = None
        self._shown: Month | None = None
        self._closes = False  # as soon as the month is there
        self._connect()
        self._add_commands()

    @property
    def month_board(self) -> MonthBoard | None:
        """The chosen month."""
        boards = () if self._year is None else self._year.boards
        return next((one for one in boards if one.month == self.scope.month), None)

    @override
    def reload(self) -> None:
        work = partial(read_year, month=self.scope.month)
        self.workspace.run(work, self._on_year_read, self._on_failed)

    @property
    @override
    def unsaved(self) -> bool:
        return bool(self.desk.side.sending_back.reason.toPlainText().strip())

    @override
    def open_part(self, part: str) -> None:
        if part == "closing":
            self._closes = True
            self.reload()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.desk.side.act is not None:
            self.desk.side.put_act_away()
            return
        super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.desk.fit(self.size())

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.desk.fit(self.size())

    def _connect(self) -> None:
        desk, side = self.desk, self.desk.side
        for signal, slot in (
            (desk.empty.action_triggered, self._on_imports_asked),
            (desk.notice.action_triggered, self.acts.undo),
            (desk.filters.changed, self._show_lines),
            (desk.view.moved, self._on_moved),
            (desk.view.choice_changed, self._on_choice_changed),
            (desk.view.opened, self._on_entry_asked),
            (desk.view.month_pressed, self.month_chosen),
            (desk.bar.approve_requested, self._approve),
            (desk.bar.return_requested, self.preparing.ask_reason),
            (desk.bar.remind_requested, self.preparing.remind_chosen),
            (desk.summary.remind_requested, self.preparing.remind_late),
            (desk.summary.close_requested, self.preparing.ask_about_closing),
            (side.put_away, desk.take_keyboard),
            (side.department.approve_requested, self._approve_current),
            (side.department.return_requested, self.preparing.ask_reason_of_current),
            (side.department.entry_requested, self._open_entry),
            (side.sending_back.decided, self.acts.send_back),
            (side.reminder.whom_changed, self.preparing.remind),
            (side.reminder.copied, self._on_copied),
            (side.closing.item_pressed, self.preparing.show_open),
            (side.closing.decided, self.acts.close),
            (self.preparing.failed, self.tell_failure),
            (self.acts.told, self._on_told),
            (self.acts.moved, self._on_acted),
            (self.acts.closed, side.put_act_away),
            (self.acts.undo_changed, self._on_undo_changed),
        ):
            signal.connect(slot)

    def _add_commands(self) -> None:
        self.add_command("選んだ部署を承認", self._approve, "Ctrl+Return")
        self.add_command("選んだ部署を差し戻す", self.preparing.ask_reason, "Ctrl+B")
        self.add_command("督促文を作る", self.preparing.remind_late, "Ctrl+M")
        self.add_command("部署を探す", self.desk.filters.search.setFocus, "Ctrl+F")
        self.add_command("表示中の部署をすべて選ぶ", self.desk.view.choose_month_column)
        self.add_command("絞り込みを解除", self.desk.filters.let_all)
        self.add_command("選んだ列の月を対象月にする", self._choose_month, "Ctrl+D")
        self.add_command("選んだ部署の月次入力を開く", self._open_entry, "Ctrl+E")
        self.close_command = self.add_command("月を締める", self.preparing.ask_about_closing)
        self.undo_command = self.add_command("元に戻す", self.acts.undo, "Ctrl+Z")
        self.undo_command.setEnabled(False)

    # --- reading ------------------------------------------------------------------------------

    def _on_year_read(self, year: YearReading) -> None:
        is_known, self._year = year == self._year, year
        found = self.month_board
        if is_known and found is not None and found.month == self._shown:
            self._say_phase(found)  # all of it is on screen
        elif found is None or not any(one.rows for one in year.boards):
            self.desk.say_empty()
        else:
            self._say_phase(found)
            self.close_command.setEnabled(not found.closed)
            if found.month != self._shown:
                self._shown = found.month
                self.desk.look_elsewhere()
            self.preparing.look_at(year.boards, found)
            self.desk.show_month(found, year)
            self._show_lines()
        if self._next is not None:
            self.desk.view.go_to(self._next)
        if self._closes and found is not None:
            self.preparing.ask_about_closing()
        self._next, self._closes = None, False
        if self.window().focusWidget() is self:  # it came before there was anything to stand on
            self.take_focus()
        self.filled.emit()

    def _say_phase(self, found: MonthBoard) -> None:
        counts = found.counts
        approved, submitted = counts[Standing.APPROVED], counts[Standing.SUBMITTED]
        self.phase_read.emit(Phase(found.closed, len(found.rows), approved, submitted))

    def _on_failed(self, failure: KdxError) -> None:
        if self._year is None:
            self.desk.say_failed(failure.message)
        self.tell_failure(failure)
        self.filled.emit()

    def _show_lines(self) -> None:
        if self._year is None or self.month_board is None:
            return
        month, year = self.scope.month, self._year
        lines = lines_of(year.boards, month, self.desk.filters.filter)
        self.desk.show_lines(year, lines, month)

    def _on_moved(self, row: DepartmentMonth | None) -> None:
        names = {} if self._year is None else self._year.names
        closed = row is not None and row.month in self._closed
        self.desk.side.show_row(row, names, closed=closed)
        if row is not None:
            work = partial(read_place, row=row)
            self.workspace.run(work, self._on_place_read, self.tell_failure)

    def _on_place_read(self, found: PlaceReading) -> None:
        self.desk.side.show_more(found)

    def _on_choice_changed(self) -> None:
        self.desk.show_choice(self.desk.view.chosen, self._closed)

    @property
    def _closed(self) -> frozenset[int]:
        boards = () if self._year is None else self._year.boards
        return frozenset(int(one.month) for one in boards if one.closed)

    # --- acts ---------------------------------------------------------------------------------

    def _approve(self) -> None:
        """Approve what is chosen; from the panel of a return, Ctrl+Enter returns instead."""
        side, focus = self.desk.side, self.window().focusWidget()
        if side.act is not None and side.isAncestorOf(focus):
            if side.act is side.sending_back:
                side.sending_back.decide()
        else:
            self._act(able(self.desk.view.chosen, Standing.APPROVED, self._closed))

    def _approve_current(self) -> None:
        row = self.desk.view.current
        self._act(() if row is None else able([row], Standing.APPROVED, self._closed))

    def _act(self, rows: Sequence[DepartmentMonth]) -> None:
        self._next = self.desk.next_waiting(rows)
        self.acts.approve(rows)

    def _on_acted(self, steps: Steps) -> None:
        if steps.target is Standing.RETURNED and steps.change is not None:
            self._next = self.desk.next_waiting(steps.moved)
            self.desk.side.sending_back.forget()
            self.desk.side.put_act_away()

    def _on_told(self, notice: Notice) -> None:
        self.desk.notice.show_notice(notice)
        self.noticed.emit(Notice(notice.kind, notice.text.split("\n", maxsplit=1)[0]))

    def _on_undo_changed(self, possible: bool) -> None:  # noqa: FBT001 - a slot
        self.undo_command.setEnabled(possible)
        self.desk.notice.button.setVisible(possible)

    # --- elsewhere ----------------------------------------------------------------------------

    def _on_copied(self, text: str) -> None:
        self.tell(NoticeKind.SUCCESS, text)

    def _choose_month(self) -> None:
        if (row := self.desk.view.current) is not None:
            self.month_chosen.emit(row.month)

    def _open_entry(self) -> None:
        if (row := self.desk.view.current) is not None:
            self._on_entry_asked(row)

    def _on_entry_asked(self, row: DepartmentMonth) -> None:
        self.department_chosen.emit(row.department.code)
        self.month_chosen.emit(Month(row.month))
        self.page_requested.emit("entry")

    def _on_imports_asked(self) -> None:
        self.page_requested.emit("imports")
