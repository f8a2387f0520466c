"""業務別の入力: what a department does by machine, its cases, and the hours they come to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kdx_desktop.metrics.months import Month
from kdx_desktop.services.automations import Automation
from kdx_desktop.views.entry.breakdown_panel import BreakdownPanel
from kdx_desktop.views.entry.work_rows import WorkColumn
from kdx_desktop.views.entry.work_table_model import Total, WorkTableModel
from kdx_desktop.views.entry.work_table_view import WorkTableView
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button

_NONE_YET = (
    "まだ業務が登録されていません。「業務を追加」で、業務名・件数・1件あたりの分を入力します。"
)
_EXPLAINED = (
    "削減時間は、件数×（導入前の分－導入後の分）÷60です。分（後）は、準備・確認・例外対応など、"
    "人に残る時間です。成功した件数だけを数えます。分を変えると、その月から有効になります。"
    "実測か見積か、一時的な削減かも記録します。"
)


class WorksPanel(BreakdownPanel):
    """The 業務 known in the month, those typed besides, and rows to add."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.add_button = action_button("業務を追加(&N)", icon_name="plus")
        self.remove_button = action_button("行を消す(&X)")
        super().__init__("業務別の入力", "時間", (self.add_button, self.remove_button), parent)
        self.model = WorkTableModel(self)
        self.view = WorkTableView(self.model)
        self._none_yet = Paragraph(_NONE_YET, TextRole.QUIET)
        self.body.addWidget(self._none_yet)
        self.body.addWidget(self.view)
        explain(self, _EXPLAINED)
        self.model.edited.connect(self._on_edited)
        self.view.typing.connect(self._on_typing)
        self.view.passed_end.connect(self._on_passed_end)
        self.add_button.clicked.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)
        for signal in (self.model.modelReset, self.model.rowsInserted, self.model.rowsRemoved):
            signal.connect(self._show_rows)

    def show_breakdown(
        self,
        breakdown: str,
        automations: Sequence[Automation],
        month: Month,
        *,
        editable: bool,
    ) -> None:
        """Show what a figure was made from, beside what is known in the month."""
        self.model.show(breakdown, automations, month, editable=editable)
        self._show_total(self.model.total)
        self._show_rows()

    @override
    def start(self) -> None:
        if self.model.rowCount():
            new = self.model.is_new(0) and not self.model.index(0, 0).data()
            self.view.go_to(0, WorkColumn.NAME if new else WorkColumn.CASES)
        else:
            self._on_add()

    @override
    def finish_typing(self) -> None:
        self.view.finish_typing()

    def _on_edited(self) -> None:
        total = self.model.total
        self._show_total(total)
        self.typed.emit(total.breakdown, total.amount)

    def _on_typing(self, row: int, column: int, text: str) -> None:
        total = self.model.total_with(row, WorkColumn(column), text)
        self._show_total(total)
        self.typing.emit(total.breakdown, total.amount)

    def _on_passed_end(self) -> None:
        self.finished.emit()

    def _on_add(self) -> None:
        if self.model.editable:
            self.view.finish_typing()
            self.view.go_to(self.model.add(), WorkColumn.NAME)

    def _on_remove(self) -> None:
        self.view.finish_typing()
        self.model.remove(self.view.currentIndex().row())

    def _show_total(self, total: Total) -> None:
        self.show_sum("合計", total.amount, total.problem)

    def _show_rows(self) -> None:
        rows = self.model.rowCount()
        self._none_yet.setVisible(not rows)
        self.view.setVisible(bool(rows))
        self.add_button.setVisible(self.model.editable)
        self.remove_button.setVisible(self.model.editable and bool(rows))
