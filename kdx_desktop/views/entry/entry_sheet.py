"""The sheet of 月次入力: the table, what is to be said about the current row, and the buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdx_desktop.services.month_form import MonthForm
from kdx_desktop.views.entry.breakdown_panels import BreakdownPanels
from kdx_desktop.views.entry.cell_delegates import (
    NameDelegate,
    QuietDelegate,
    RemarkDelegate,
    TrendDelegate,
    remark_look,
)
from kdx_desktop.views.entry.cell_editors import StateDelegate, TextDelegate
from kdx_desktop.views.entry.entry_columns import Column
from kdx_desktop.views.entry.entry_table_model import EntryTableModel
from kdx_desktop.views.entry.entry_table_view import EntryTableView
from kdx_desktop.views.entry.progress_line import ProgressLine
from kdx_desktop.views.entry.typed_cells import TypedCell
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.plain_text import ElidedLabel, Paragraph, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button, icon_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.icon_label import IconLabel

_HELP = (
    "Enter：次の値へ　F2：修正　F4：用紙サイズ別・業務別　「120*」：推計　「－」：対象外　"
    "Ctrl+V：Excelから貼り付け"
)
_EXPLAINED = (
    "一か月分の数値を入力する表です。数値を入力してEnterを押すと次の行へ進みます。"
    "「120*」は推計、「－」は対象外、空欄は未提出です。全角の数字も使えます。"
    "黄色の「？」は確認のお願いで、備考に理由を書くと保存できます。"
    "保存（Ctrl+S）すると集計に反映され、提出すると推進担当が確認します。"
)


class EntrySheet(Card):
    """One month of one department, to be typed and saved."""

    #: The rows changed, keys in an open cell included: the TypedCells as they stand.
    typed = Signal(object)
    save_requested = Signal()
    #: A cell that was open is closed, with or without a change.
    let_go = Signal()
    #: A Notice for the status line.
    noticed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._heading = ElidedLabel("", TextRole.HEADING)
        self.undo = QUndoStack(self)
        self.model = EntryTableModel(self.undo, self)
        self.view = EntryTableView(self.model)
        self.panels = BreakdownPanels(self.model)
        self.progress = ProgressLine()
        self._lock = IconLabel(4)
        self._state = ElidedLabel("", TextRole.QUIET)
        self._state.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._remark_icon = IconLabel(5)
        self._remark = Paragraph("", TextRole.QUIET)
        self.save_button = action_button("保存(&S)", primary=True)
        self.save_button.setAutoDefault(True)  # Enter leads here from the last value, and saves
        self._undo_button = icon_button("arrow-back-up", "元に戻す（Ctrl+Z）")
        self._redo_button = icon_button("arrow-forward-up", "やり直す（Ctrl+Y）")
        explain(self, _EXPLAINED)
        self._build()
        self._dress_columns()
        self._connect()

    def show_form(self, form: MonthForm) -> None:
        """Say whose month it is, who saved it last, and why it may be locked."""
        self._heading.setText(f"{form.department.name}　{form.month.japanese}分")
        self.setAccessibleName(self._heading.text())
        self._lock.setVisible(not form.editable)
        if form.saved_at is not None:
            local = form.saved_at.astimezone()
            moment = f"{local.month}月{local.day}日 {local.hour}:{local.minute:02d}"
            state = f"最終保存：{form.saved_by}　{local.year}年{moment}"
        else:
            state = "まだ保存されていません"
        self._state.setText(form.locked_reason or state)
        self.progress.show_form(form, unsaved=self.model.has_changes)
        self._show_readiness()

    @property
    def state_text(self) -> str:
        """What is said about the month: who saved it last, or why it is locked."""
        return self._state.text()

    @property
    def being_typed(self) -> frozenset[str]:
        """The metrics that somebody is typing, whose keys the model does not know yet."""
        made = {self.panels.open_metric} if self.panels.open_metric else set()
        if self.model.form is not None and self.view.is_typing:
            made.add(self.model.form.cells[self.view.currentIndex().row()].metric.code)
        return frozenset(made)

    def open_making(self, metric: str) -> None:
        """Show what a metric's figure is made from, below the table."""
        self.view.finish_typing()
        self.panels.open(metric)

    def finish_typing(self) -> None:
        """Commit what is open, in the table and below it."""
        self.view.finish_typing()
        self.panels.finish_typing()

    def start(self) -> None:
        """Put the cursor on the first value that is still to be typed."""
        blank = (row for row, cell in enumerate(self.model.typed) if not cell.text)
        self.view.setCurrentIndex(self.model.index(next(blank, 0), Column.VALUE))

    def go_to_obstacle(self) -> Notice | None:
        """Go to the first cell that cannot be saved as it stands; return why, None without one."""
        verdicts = self.model.verdicts
        for row, verdict in enumerate(verdicts):
            if verdict.refusal:
                self.view.go_to(row)
                return Notice(NoticeKind.ERROR, f"まだ保存していません。{verdict.refusal}")
        for row, verdict in enumerate(verdicts):
            if verdict.needs_note:
                self.view.go_to(row, Column.NOTE, edit=True)
                text = "まだ保存していません。備考に理由を入力すると保存できます。"
                return Notice(NoticeKind.WARNING, text)
        form = self.model.form
        if form is not None and form.needs_reason and not self.progress.reason.text().strip():
            self.progress.reason.setFocus()
            text = "まだ保存していません。変更の理由を入力すると保存できます。"
            return Notice(NoticeKind.WARNING, text)
        return None

    def _build(self) -> None:
        head = FlowRow(2)
        head.add(self._heading)
        head.add(self._lock)
        head.push()
        head.add(self._state)
        self.body.addWidget(head)
        self._lock.show_icon("lock", "quiet_text")
        self.body.addWidget(self.progress)
        self.body.addWidget(self.view)
        self.body.addWidget(self.panels)
        line = QHBoxLayout()
        line.setSpacing(space(2))
        line.addWidget(self._remark_icon)
        middle = QVBoxLayout()
        middle.addStretch()
        middle.addWidget(self._remark)
        middle.addStretch()
        line.addLayout(middle, 1)
        for widget in (self._undo_button, self._redo_button, self.save_button):
            line.addWidget(widget)
        self.body.addLayout(line)

    def _dress_columns(self) -> None:
        view = self.view
        self._value = TextDelegate(TextRole.NUMBER, view)
        self._note = TextDelegate(TextRole.BODY, view)
        delegates = {
            Column.METRIC: NameDelegate(TextRole.BODY, view),
            Column.UNIT: QuietDelegate(TextRole.QUIET, view),
            Column.VALUE: self._value,
            Column.STATE: StateDelegate(view),
            Column.NOTE: self._note,
            Column.LAST_MONTH: QuietDelegate(TextRole.NUMBER, view),
            Column.LAST_YEAR: QuietDelegate(TextRole.NUMBER, view),
            Column.TREND: TrendDelegate(TextRole.QUIET, view),
            Column.CHECK: RemarkDelegate(TextRole.QUIET, view),
        }
        for column, delegate in delegates.items():
            view.setItemDelegateForColumn(column, delegate)
        view.fit_columns()

    def _connect(self) -> None:
        self.model.edited.connect(self._on_edited)
        self.model.modelReset.connect(self._on_reset)
        self.model.dataChanged.connect(self._on_data_changed)
        self.view.selectionModel().currentChanged.connect(self._show_remark)
        self.view.pasted.connect(self._on_pasted)
        self.view.passed_end.connect(self.save_button.setFocus)
        self.view.making_requested.connect(self._on_making_requested)
        self.panels.typing.connect(self.typed)
        self.panels.closed.connect(self.view.go_to)
        self.panels.finished.connect(self._on_making_finished)
        self.save_button.clicked.connect(self.save_requested)
        for delegate in (self._value, self._note):
            delegate.typing.connect(self._on_typing)
            delegate.closeEditor.connect(self.let_go)
        for signal in (self.panels.closed, self.panels.finished):
            signal.connect(self.let_go)
        self._undo_button.clicked.connect(self.undo.undo)
        self._redo_button.clicked.connect(self.undo.redo)
        self.undo.canUndoChanged.connect(self._undo_button.setEnabled)
        self.undo.canRedoChanged.connect(self._redo_button.setEnabled)
        self._undo_button.setEnabled(False)
        self._redo_button.setEnabled(False)

    @property
    def _is_ready(self) -> bool:
        return self.model.form is not None and self.model.form.editable and self.model.has_changes

    def _show_readiness(self) -> None:
        self.save_button.setEnabled(self._is_ready)
        self.progress.show_unsaved(unsaved=self.model.has_changes)

    def _show_remark(self) -> None:
        """Say in full what is to be said about the current row; else how to type."""
        row = self.view.currentIndex().row()
        verdict = self.model.verdicts[row] if 0 <= row < len(self.model.verdicts) else None
        if verdict is None or not verdict.remark:
            self._remark_icon.hide()
            self._remark.set_role(TextRole.QUIET)
            self._remark.setText(_HELP if self.model.form and self.model.form.editable else "")
            return
        name, colour = remark_look(verdict)
        self._remark_icon.show_icon(name, colour)
        self._remark_icon.show()
        self._remark.set_role(TextRole.ERROR if verdict.refusal else TextRole.BODY)
        asking = "　備考に理由を入力すると保存できます。" if verdict.needs_note else ""
        self._remark.setText(verdict.remark + asking)

    def _on_data_changed(self) -> None:
        self._show_readiness()
        self._show_remark()

    def _on_edited(self) -> None:
        self.typed.emit(self.model.typed)

    def _on_typing(self, row: int, column: int, text: str) -> None:
        """Tell what the open cell would be, so that even its keys are kept."""
        rows: list[TypedCell] = list(self.model.typed)
        rows[row] = self.model.typed_with(row, Column(column), text, rows[row])
        self.typed.emit(tuple(rows))

    def _on_making_requested(self, row: int) -> None:
        if self.model.form is not None:
            self.panels.open(self.model.form.cells[row].metric.code)

    def _on_making_finished(self, row: int) -> None:
        """Go on as Enter in the figure itself does."""
        if row + 1 < self.model.rowCount():
            self.view.go_to(row + 1)
        else:
            self.save_button.setFocus()

    def _on_pasted(self, rows: int, left_over: int) -> None:
        text = f"{rows}行を貼り付けました。"
        if left_over:
            text += f"表に入らない{left_over}行は貼り付けていません。"
        kind = NoticeKind.WARNING if left_over else NoticeKind.INFO
        self.noticed.emit(Notice(kind, text))

    def _on_reset(self) -> None:
        self.view.fit_rows()
        self._show_readiness()
        self._show_remark()
