"""Preparations: what is asked and read before an act — a reason, a reminder's text, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from kdx_desktop.errors import KdxError
from kdx_desktop.services.board import DepartmentMonth, MonthBoard, Standing
from kdx_desktop.services.checklist import Checklist, checklist
from kdx_desktop.services.reminders import Reminder
from kdx_desktop.views.submissions.act_bar import able
from kdx_desktop.views.submissions.desk import Desk
from kdx_desktop.views.submissions.readings import read_reminder, this_month
from kdx_desktop.views.submissions.reminder_panel import Whom
from kdx_desktop.workspace import Workspace


class Preparations(QObject):
    """Fills the panel beside the map; the acts themselves are done by MonthActs."""

    #: A KdxError instead of what was to be read.
    failed = Signal(object)

    def __init__(self, workspace: Workspace, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._desk = desk
        self._board: MonthBoard | None = None
        self._closed = frozenset[int]()

    def look_at(self, boards: Sequence[MonthBoard], chosen: MonthBoard) -> None:
        """Know the months that are shown, and the chosen one."""
        self._board = chosen
        self._closed = frozenset(int(one.month) for one in boards if one.closed)

    def ask_reason(self) -> None:
        """Ask why what is chosen is returned."""
        self._ask_reason(self._desk.view.chosen)

    def ask_reason_of_current(self) -> None:
        """Ask why the department in the panel is returned."""
        row = self._desk.view.current
        self._ask_reason(() if row is None else (row,))

    def remind_late(self) -> None:
        """Write to those who are late; while nobody is, to all who owe the month."""
        late = self._board is not None and self._board.late
        self._prepare_reminder(Whom.LATE if late else Whom.OWING)

    def remind_chosen(self) -> None:
        """Write to those of the chosen ones who owe their month."""
        self._prepare_reminder(Whom.CHOSEN)

    def remind(self, whom: Whom) -> None:
        """Read what others owe; of chosen months, the first."""
        if self._board is None:
            return
        rows = self._owing(whom)
        month = rows[0].month if rows else self._board.month
        codes = [row.department.code for row in rows if row.month == month]
        work = partial(read_reminder, month=month, codes=codes)
        self._workspace.run(work, self._on_reminder_read, self._on_failed)

    def ask_about_closing(self) -> None:
        """Show what is open in the chosen month, and ask for its name."""
        if self._board is None or self._board.closed:
            return
        month = self._board.month
        over = month < this_month()
        why = "" if over else f"{month.japanese}はまだ終わっていないため、締められません。"
        self._desk.side.closing.show_month(month, why)
        self._desk.prepare(self._desk.side.closing)
        work = partial(checklist, month=month)
        self._workspace.run(work, self._on_checklist_read, self._on_failed)

    def show_open(self, standing: Standing | None) -> None:
        """Show only the departments of an open item; None: those with open questions."""
        if standing is None:
            self._desk.filters.let_only(doubts=True)
        else:
            self._desk.filters.let_only(standing)
        self._desk.take_keyboard()

    def _ask_reason(self, rows: Sequence[DepartmentMonth]) -> None:
        if back := able(rows, Standing.RETURNED, self._closed):
            self._desk.side.sending_back.show_rows(back)
            self._desk.prepare(self._desk.side.sending_back)

    def _prepare_reminder(self, whom: Whom) -> None:
        reminder = self._desk.side.reminder
        reminder.offer({one: len(self._owing(one)) for one in Whom}, whom)
        self.remind(whom)
        self._desk.prepare(reminder)

    def _owing(self, whom: Whom) -> list[DepartmentMonth]:
        every = self._board.rows if self._board is not None else ()
        rows = self._desk.view.chosen if whom is Whom.CHOSEN else every
        owing = [row for row in rows if not row.standing.handed_in]
        return [row for row in owing if row.late] if whom is Whom.LATE else owing

    def _on_failed(self, failure: KdxError) -> None:
        self.failed.emit(failure)

    def _on_reminder_read(self, reminder: Reminder) -> None:
        self._desk.side.reminder.show_reminder(reminder)

    def _on_checklist_read(self, found: Checklist) -> None:
        if self._board is not None and found.board.month == self._board.month:
            self._desk.side.closing.show_checklist(found)
            codes = frozenset(one.department.code for one in found.questions)
            self._desk.filters.show_doubts(codes)
