"""Where a department's month stands on its way to approval, and the button for the next step."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kdx_desktop.services.board import DepartmentMonth, Standing
from kdx_desktop.services.month_form import MonthForm
from kdx_desktop.views.plain_text import (
    ElidedLabel,
    PlainLabel,
    explain,
    name_for_readers,
    set_tool_tip,
)
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.flow_row import FlowRow

_EXPLAINED = (
    "部署の一か月は、下書き→提出済み→承認済みと進みます。差戻しのときは、直して保存し、もう一度提出します。"
    "提出期限を過ぎても入力・提出できます。数値は保存した時点で集計に反映されています。"
)
_OPEN = {Standing.MISSING, Standing.DRAFT, Standing.RETURNED}


class ProgressLine(QWidget):
    """State and due date, 提出 or 提出の取下げ, and why a figure handed in already is changed."""

    #: The state that the department's month shall get to: ``submitted`` or ``draft``.
    step_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = PlainLabel("", TextRole.STRONG)
        self._said = ElidedLabel("", TextRole.QUIET)
        self.step_button = action_button("提出(&T)")
        self.reason = QLineEdit()
        self._reason_label = PlainLabel("変更の理由(&R)", TextRole.BODY)
        self._form: MonthForm | None = None
        explain(self, _EXPLAINED)
        self._build()
        self.step_button.clicked.connect(self._on_step)

    def show_form(self, form: MonthForm, *, unsaved: bool) -> None:
        """Say where the month stands; with ``unsaved`` changes it can't be handed in yet."""
        if self._form is None or self._form.month != form.month or not form.needs_reason:
            self.reason.clear()
        self._form = form
        progress = form.progress
        self.setVisible(progress is not None)
        if progress is None:
            return
        self._state.setText(progress.standing.japanese)
        self._said.setText(_said(progress, closed=form.closed))
        self._reason_row.setVisible(form.needs_reason and form.editable)
        handed_in = progress.standing is Standing.SUBMITTED
        self.step_button.setText("提出の取下げ(&T)" if handed_in else "提出(&T)")
        steps = progress.standing in _OPEN or handed_in
        self.step_button.setVisible(form.may_submit and form.editable and steps)
        self.show_unsaved(unsaved=unsaved)

    def show_unsaved(self, *, unsaved: bool) -> None:
        """Offer the next step only for what is stored."""
        self.step_button.setEnabled(not unsaved)
        set_tool_tip(self.step_button, "先に保存してください。" if unsaved else "")

    def take_step(self) -> None:
        """Do what the button does, if it can be pressed."""
        if self.step_button.isVisible() and self.step_button.isEnabled():
            self.step_button.click()

    def _build(self) -> None:
        self._reason_label.setBuddy(self.reason)
        name_for_readers(self.reason, "変更の理由")
        self.reason.setPlaceholderText("提出・承認済みの数値を変更するときに必要です")
        self._reason_row = QWidget()
        row = QHBoxLayout(self._reason_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self._reason_label)
        row.addWidget(self.reason, 1)
        line = FlowRow(3)
        line.add(self._state)
        line.add(self._said)
        line.push()
        line.add(self.step_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(line)
        column.addWidget(self._reason_row)

    def _on_step(self) -> None:
        if self._form is None or self._form.progress is None:
            return
        handed_in = self._form.progress.standing is Standing.SUBMITTED
        self.step_requested.emit((Standing.DRAFT if handed_in else Standing.SUBMITTED).value)


def _said(progress: DepartmentMonth, *, closed: bool) -> str:
    """Say when the month is due."""
    due = f"提出期限 {progress.due.month}月{progress.due.day}日"
    parts = ["締切り済み" if closed else due + ("（期限を過ぎています）" if progress.late else "")]
    return "　".join(parts)
