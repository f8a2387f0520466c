"""指標: what is counted, in which unit, and how many figures there are of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget
from typing_extensions import override

from kdx_desktop.metrics.amounts import grouped
from kdx_desktop.metrics.figures import Metric
from kdx_desktop.services import metric_catalogue
from kdx_desktop.services.metric_catalogue import MetricLine
from kdx_desktop.settings import Settings
from kdx_desktop.views.notices import NoticeKind
from kdx_desktop.views.plain_text import Paragraph, explain, question_box, set_tool_tip
from kdx_desktop.views.settings.list_table import ListTable
from kdx_desktop.views.settings.metric_form import MetricForm
from kdx_desktop.views.settings.section import Section
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.workspace import Workspace

_HEADER = ("名称", "コード", "単位", "数の種類", "毎月", "下限", "上限", "数値", "KPI")
_ABOUT = (
    "指標を追加すると、月次入力・取込・報告ですぐに使えます。並び順は月次入力の順です。"
    "数値やKPIで使われている指標は除けません。"
)


class MetricsSection(Section):
    """A row is a metric; the order is that of 月次入力."""

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.table = ListTable(
            "指標の一覧", _HEADER, numbers=(5, 6, 7, 8), stretched=(0,), spare=(8, 6, 5, 3, 4, 1)
        )
        self.add = action_button("指標を追加(&A)", primary=True, icon_name="plus")
        self.edit = action_button("編集(&E)", icon_name="edit")
        self.up = action_button("上へ(&U)", icon_name="arrow-up")
        self.down = action_button("下へ(&W)", icon_name="arrow-down")
        self.remove = action_button("除く(&D)", icon_name="trash")
        self._why = Paragraph("", TextRole.QUIET)
        self._question: QMessageBox | None = None
        self._lines: tuple[MetricLine, ...] = ()
        self._moved = ""
        whole = ScrollColumn()
        card = Card("指標の一覧")
        card.body.addWidget(Paragraph(_ABOUT, TextRole.QUIET))
        card.body.addWidget(self.table, 1)
        card.body.addWidget(FlowRow.of(self.add, self.edit, self.up, self.down, self.remove))
        card.body.addWidget(self._why)
        whole.column.addWidget(card, 1)
        self.set_overview(whole)
        self.table.pointed.connect(self._on_pointed)
        self.table.chosen.connect(self._open)
        self.add.clicked.connect(self._on_add_clicked)
        self.edit.clicked.connect(self._on_edit_clicked)
        self.up.clicked.connect(partial(self._move, -1))
        self.down.clicked.connect(partial(self._move, 1))
        self.remove.clicked.connect(self._on_remove_clicked)
        explain(self.table, "数える指標の一覧です。Enterで編集します。")

    @override
    def reload(self) -> None:
        self.workspace.run(metric_catalogue.catalogue, self._on_read, self.not_read)

    @override
    def take_focus(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def line(self) -> MetricLine | None:
        """The metric that has the focus of the list."""
        value = self.table.value
        return value if isinstance(value, MetricLine) else None

    def _on_read(self, lines: tuple[MetricLine, ...]) -> None:
        kept = self._moved or ("" if self.line is None else self.line.metric.code)
        self._moved = ""
        self._lines = lines
        self.table.show_rows([(one, _texts(one)) for one in lines])
        self.table.select(next((one for one in lines if one.metric.code == kept), None))
        self._on_pointed(self.table.value)
        self.filled.emit()

    def _on_pointed(self, value: object) -> None:
        there = isinstance(value, MetricLine)
        row = self.table.currentIndex().row()
        self.edit.setEnabled(there)
        self.up.setEnabled(there and row > 0)
        self.down.setEnabled(there and row + 1 < len(self._lines))
        why = value.bound if isinstance(value, MetricLine) else ""
        self.remove.setEnabled(there and not why)
        kpis = "、".join(value.kpis) if isinstance(value, MetricLine) else ""
        self._why.setText(f"使うKPI：{kpis}\n{why}" if kpis else why)
        set_tool_tip(self.remove, why)

    def _on_add_clicked(self) -> None:
        form = MetricForm(None, {one.metric.code: one.metric.name for one in self._lines})
        form.ready.connect(self._on_new)
        self.open_form(form)

    def _on_edit_clicked(self) -> None:
        self._open(self.line)

    def _open(self, line: MetricLine | None) -> None:
        if line is not None:
            form = MetricForm(line, {})
            form.ready.connect(partial(self._on_changed, line.metric))
            self.open_form(form)

    def _on_new(self, new: Metric, reason: str) -> None:
        self._moved = new.code
        work = partial(metric_catalogue.add_metric, new=new, reason=reason)
        self.workspace.change(work, self.saved, self.refused)

    def _on_changed(self, before: Metric, after: Metric, reason: str) -> None:
        change = metric_catalogue.change_metric
        work = partial(change, before=before, after=after, reason=reason)
        self.workspace.change(work, self.saved, self.refused)

    def _move(self, step: int) -> None:
        if self.line is not None:
            work = partial(metric_catalogue.move_metric, code=self.line.metric.code, step=step)
            self.workspace.change(work, self._on_done, self.tell_failure)

    def _on_remove_clicked(self) -> None:
        line = self.line
        if line is None:
            return
        text = f"「{line.metric.name}」を指標から除きますか。数値はまだありません。"
        box = question_box(self, "指標を除く", text)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stay = box.addButton("除かない(&C)", QMessageBox.ButtonRole.RejectRole)
        self._drop = box.addButton("除く(&D)", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.buttonClicked.connect(self._on_answered)
        self._question, self._asked = box, line.metric.code
        box.open()

    def _on_answered(self, button: object) -> None:
        if button is self._drop:
            work = partial(metric_catalogue.remove_metric, code=self._asked)
            self.workspace.change(work, self._on_done, self.tell_failure)

    def _on_done(self, change: int | None) -> None:
        if change is not None:
            self.tell(NoticeKind.SUCCESS, "保存しました。")


def _texts(line: MetricLine) -> tuple[str, ...]:
    one = line.metric
    return (
        one.name,
        one.code,
        one.unit,
        "整数" if one.whole else "小数も可",
        "毎月" if one.expected_monthly else "そのつど",
        "" if one.minimum is None else grouped(one.minimum),
        "" if one.maximum is None else grouped(one.maximum),
        f"{line.figures:,}",
        str(len(line.kpis)),
    )
