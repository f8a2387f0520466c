"""年間表: a department's fiscal year at a glance, and the way into each month."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kdx_desktop.metrics.months import Month, fiscal_year_name
from kdx_desktop.services.year_form import YearForm
from kdx_desktop.views.entry.year_table import YearTable
from kdx_desktop.views.entry.year_table_model import YearTableModel
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.plain_text import ElidedLabel, Paragraph, explain
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.flow_row import FlowRow

_LEGEND = (
    "Enter：その月を開く　枠：対象月　締切（灰色）：締切り済み　*：推計　－：対象外　…：未提出　"
    "報告：報告のある月／報告すべき月（先の月と対象外を除く）"
)
_EXPLAINED = (
    "部署の一年度分の数値です。矢印キーで月を選び、Enterでその月を開きます。"
    "未提出（…）は0ではなく、合計に含みません。合計に推計が入るときは「*」が付きます。"
    "Ctrl+Cで表をコピーして、Excelに貼り付けられます。"
)


class YearCard(Card):
    """The table, what its signs mean, and a button that copies it."""

    #: A Month shall be opened.
    month_chosen = Signal(object)
    #: A Notice for the status line.
    noticed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._heading = ElidedLabel("年間表", TextRole.HEADING)
        self.model = YearTableModel(self)
        self.table = YearTable(self.model)
        self.copy_button = action_button("表をコピー(&C)", icon_name="copy")
        head = FlowRow(2)
        head.add(self._heading)
        head.push()
        head.add(self.copy_button)
        self.body.addWidget(head)
        self.body.addWidget(self.table)
        self.body.addWidget(Paragraph(_LEGEND, TextRole.QUIET))
        explain(self, _EXPLAINED)
        self.table.chosen.connect(self.month_chosen)
        self.copy_button.clicked.connect(self.copy)

    def show_year(self, form: YearForm, present: Month) -> None:
        """Show a department's fiscal year, with the cursor on the present month."""
        self._heading.setText(f"{form.department.name}　{fiscal_year_name(form.fiscal_year)}")
        self.setAccessibleName(self._heading.text())
        self.model.show(form, present)
        self.table.go_to(present)

    def copy(self) -> None:
        """Copy the whole year as text for Excel."""
        self.table.clearSelection()
        self.table.copy()
        self.noticed.emit(Notice(NoticeKind.INFO, "年間表をコピーしました。"))
