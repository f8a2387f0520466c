"""DepartmentPanel: all there is to know of one department's month, and the next step."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdx_desktop.metrics.amounts import grouped
from kdx_desktop.services.board import DepartmentMonth, Standing
from kdx_desktop.services.checklist import Questioned
from kdx_desktop.services.months import leads_to
from kdx_desktop.services.reminders import day_text
from kdx_desktop.views.plain_text import (
    Paragraph,
    PlainLabel,
    explain,
    name_for_readers,
    restyle,
    set_tool_tip,
)
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.submissions.place_texts import acted_text
from kdx_desktop.views.submissions.readings import PlaceReading
from kdx_desktop.views.widgets.buttons import action_button, link_button
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.standing_mark import StandingMark


class DepartmentPanel(QWidget):
    """State, who and why, missing and questioned figures, who is in charge; then the buttons."""

    approve_requested = Signal()
    return_requested = Signal()
    entry_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = Paragraph("", TextRole.HEADING)
        self._where = Paragraph("", TextRole.QUIET)
        self._mark = StandingMark()
        self._state = PlainLabel("", TextRole.STRONG)
        self._acted = Paragraph("", TextRole.QUIET)
        self._reason = Paragraph()
        self._parts = {title: _Part(title) for title in ("未入力の指標", "要確認の数値", "担当者")}
        self.approve = action_button("承認して次へ(&N)", primary=True)
        self.send_back = action_button("差し戻す(&B)…")
        self.entry = link_button("月次入力を開く(&E)")
        self.approve.clicked.connect(self.approve_requested)
        self.send_back.clicked.connect(self.return_requested)
        self.entry.clicked.connect(self.entry_requested)
        self._build()
        explain(
            self,
            "表で選んだ部署の状態です。「承認して次へ」（Ctrl+Enter）を押すと、"
            "承認して、次の提出済みの部署に移ります。",
        )

    def show_row(self, row: DepartmentMonth, names: Mapping[str, str], *, closed: bool) -> None:
        """Show a department's month as far as it is known at once; the rest comes by `show_more`."""
        self.name.setText(row.department.name)
        self._where.setText(
            f"{row.month.japanese}分　{row.department.bureau}　{row.department.code}"
        )
        self._mark.show_row(row)
        late = f"（期限 {day_text(row.due)}を超過）" if row.late else ""
        self._state.setText(row.standing.japanese + late)
        acted = acted_text(row, names)
        self._acted.setText(acted or "まだ何も保存されていません。")
        label = "差戻しの理由" if row.standing is Standing.RETURNED else "添えられた言葉"
        self._reason.setText(f"{label}：{row.reason}" if row.reason else "")
        self._reason.setVisible(bool(row.reason))
        for button, target, origins in (
            (self.approve, Standing.APPROVED, "提出済み"),
            (self.send_back, Standing.RETURNED, "提出済みか承認済み"),
        ):
            able = not closed and leads_to(row.standing, target)
            why = "" if able else f"「{origins}」のときにできます。"
            why = "締め切られた月のため、変更できません。" if closed else why
            button.setEnabled(able)
            set_tool_tip(button, why)
            name_for_readers(button, button.text().split("(")[0], why)

    def lead(self, *, leading: bool) -> None:
        """Be what comes next, or leave that to the buttons for many."""
        restyle(self.approve, "kind", "primary" if leading else "")

    def show_more(self, found: PlaceReading) -> None:
        """Show what had to be read for it."""
        missing, questioned, contacts = self._parts.values()
        missing.show_lines([metric.name for metric in found.missing])
        questioned.show_lines([_question(one) for one in found.questioned])
        contacts.show_lines(found.contacts or ("担当者は登録されていません。",))

    def _build(self) -> None:
        state = QHBoxLayout()
        state.setSpacing(space(2))
        state.addWidget(self._mark)
        state.addWidget(self._state, 1)
        self._state.setWordWrap(True)
        buttons = FlowRow(2)
        for button in (self.approve, self.send_back, self.entry):
            buttons.add(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1.5))
        for widget in (self.name, self._where):
            column.addWidget(widget)
        column.addLayout(state)
        for widget in (self._acted, self._reason):
            column.addWidget(widget)
        column.addSpacing(space(1))
        column.addWidget(buttons)
        for part in self._parts.values():
            column.addWidget(part)
        column.addStretch()


class _Part(QWidget):
    """A small heading and its lines; hidden when there are none."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._heading = PlainLabel(title, TextRole.STRONG)
        self._lines = Paragraph()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(2), 0, 0)
        column.setSpacing(space(0.5))
        column.addWidget(self._heading)
        column.addWidget(self._lines)
        self.hide()

    def show_lines(self, lines: list[str] | tuple[str, ...]) -> None:
        self._lines.setText("\n".join(lines))
        name_for_readers(self, self._title, "、".join(lines))
        self.setVisible(bool(lines))


def _question(one: Questioned) -> str:
    note = f"備考：{' '.join(one.note.split())}" if one.note else "備考がありません。"
    return f"・{one.metric.name} {grouped(one.amount)}{one.metric.unit}：{one.reason}{note}"
