"""SidePanel: what stands beside the map — the department, or the act that is being prepared."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kdx_desktop.services.board import DepartmentMonth
from kdx_desktop.views.plain_text import Paragraph
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.submissions.closing_panel import ClosingPanel
from kdx_desktop.views.submissions.department_panel import DepartmentPanel
from kdx_desktop.views.submissions.readings import PlaceReading
from kdx_desktop.views.submissions.reminder_panel import ReminderPanel
from kdx_desktop.views.submissions.return_panel import ReturnPanel
from kdx_desktop.views.widgets.card import Card

#: An act that is being prepared.
ActFace = ReturnPanel | ReminderPanel | ClosingPanel


class SidePanel(Card):
    """One face at a time; an act that is put away gives way to the department again."""

    #: An act was put away.
    put_away = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName("選んだ部署")
        self.department = DepartmentPanel()
        self.sending_back = ReturnPanel()
        self.reminder = ReminderPanel()
        self.closing = ClosingPanel()
        self._hint = Paragraph("表で部署を選ぶと、ここに状態が表示されます。", TextRole.QUIET)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._acts = (self.sending_back, self.reminder, self.closing)
        for face in (self._hint, self.department, *self._acts):
            self.body.addWidget(face, 1)
        self._row: DepartmentMonth | None = None
        self.sending_back.cancelled.connect(self.put_act_away)
        self.reminder.closed.connect(self.put_act_away)
        self.closing.cancelled.connect(self.put_act_away)
        self._show(self._hint)

    @property
    def act(self) -> QWidget | None:
        """The act that is being prepared; None while the department is shown."""
        return next((face for face in self._acts if not face.isHidden()), None)

    def show_row(
        self, row: DepartmentMonth | None, names: Mapping[str, str], *, closed: bool
    ) -> None:
        """Show another department's month; an act that is being prepared stays in front."""
        self._row = row
        if row is not None:
            self.department.show_row(row, names, closed=closed)
        if self.act is None:
            self._show(self._hint if row is None else self.department)

    def show_more(self, found: PlaceReading) -> None:
        """Show what had to be read for a department, if it is still the one."""
        row = self._row
        if row is not None and (row.department.code, row.month) == found.place:
            self.department.show_more(found)

    def prepare(self, act: ActFace) -> None:
        """Show one of the acts, and let the keyboard go there."""
        self._show(act)
        act.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_act_away(self) -> None:
        """Show the department again."""
        if self.act is not None:
            self._show(self._hint if self._row is None else self.department)
            self.put_away.emit()

    def _show(self, shown: QWidget) -> None:
        for face in (self._hint, self.department, *self._acts):
            face.setVisible(face is shown)
