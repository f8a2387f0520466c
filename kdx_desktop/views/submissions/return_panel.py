"""ReturnPanel: 差戻し with a reason, the same for many or one for each department."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.services.board import DepartmentMonth
from kdx_desktop.views.plain_text import (
    Paragraph,
    PlainLabel,
    explain,
    name_for_readers,
    set_tool_tip,
)
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.submissions.decision_panel import DecisionPanel
from kdx_desktop.views.submissions.year_lines import Place
from kdx_desktop.views.widgets.text_box import TextBox
from kdx_desktop.views.widgets.tick_box import TickBox

_NAMED = 8
#: For more departments than these, reasons of their own are written one after the other.
_MOST_EACH = 20
_WHY = "理由を入力すると、差し戻せます。"
_EXAMPLE = "例：コピー用紙が前年同月の約3倍です。枚と箱をご確認ください。"


class ReturnPanel(DecisionPanel):
    """Nothing is returned without a reason, and nothing that was typed goes when it is closed.

    ``decided``: the reason of each Place.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("差し戻す(&B)", parent)
        self._rows: tuple[DepartmentMonth, ...] = ()
        self._named = Paragraph("", TextRole.QUIET)
        self._label = PlainLabel("理由（必須）(&W)")
        self.reason = TextBox(_EXAMPLE)
        self.each = TickBox("部署ごとに理由を書く(&D)")
        self._fields_box = QWidget()
        self.fields: list[QLineEdit] = []
        self._build()
        self.reason.textChanged.connect(self._on_typed)
        self.each.toggled.connect(self._on_each_toggled)
        explain(self, "差し戻す理由を書きます。理由は、部署の入力画面にそのまま表示されます。")

    @property
    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self.reason

    def show_rows(self, rows: Sequence[DepartmentMonth]) -> None:
        """Ask for the reason of these; what was typed before stays."""
        self._rows = tuple(rows)
        self._heading.setText(f"差戻し（{len(rows):,}件）")
        names = [row.department.name for row in rows[:_NAMED]]
        more = f"ほか{len(rows) - _NAMED:,}件" if len(rows) > _NAMED else ""
        self._named.setText("、".join([*names, *([more] if more else [])]))
        self.each.setVisible(1 < len(rows) <= _MOST_EACH)
        self.each.setChecked(False)
        self._show_fields()
        self._on_typed()

    @override
    def decide(self) -> None:
        """Return them, if each has its reason."""
        if self.button.isEnabled():
            self.decided.emit(self.reasons())

    def reasons(self) -> dict[Place, str]:
        """Return what is said to each; a field left empty says what is said to all."""
        common = self.reason.toPlainText().strip()
        own = [field.text().strip() for field in self.fields] if self.each.isChecked() else []
        return {
            (row.department.code, row.month): (own[number] if own else "") or common
            for number, row in enumerate(self._rows)
        }

    def forget(self) -> None:
        """Empty the reason: it has been used."""
        self.reason.clear()

    def _build(self) -> None:
        self.reason.setMinimumHeight(space(20))
        self.reason.setMaximumHeight(space(26))
        self._label.setBuddy(self.reason)
        name_for_readers(self.reason, "差戻しの理由（必須）")
        self._fields_box.setLayout(QVBoxLayout())
        self._stack(self._named, self._label, self.reason, self.each, self._fields_box)

    def _show_fields(self) -> None:
        """Make a field for each department where each is told something else."""
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(space(1))
        self.fields = []
        for row in self._rows if self.each.isChecked() else ():
            field = QLineEdit()
            field.setPlaceholderText("空欄なら、上の理由と同じです")
            name_for_readers(field, f"{row.department.name}の差戻しの理由")
            field.textChanged.connect(self._on_typed)
            lines.addWidget(Paragraph(row.department.name))
            lines.addWidget(field)
            self.fields.append(field)
        self._fields_box = self._put_in_place_of(self._fields_box, box, shown=bool(self.fields))

    def _on_each_toggled(self) -> None:
        self._show_fields()
        self._on_typed()
        if self.fields:
            self.fields[0].setFocus()

    def _on_typed(self) -> None:
        why = "" if self._rows and all(self.reasons().values()) else _WHY
        text = f"差し戻す（{len(self._rows):,}）"
        self.button.setText(f"{text}(&B)")
        self.button.setEnabled(not why)
        set_tool_tip(self.button, why)
        name_for_readers(self.button, text, why)
