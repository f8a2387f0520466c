"""ActBar: what can be done with the departments that are chosen; each button says with how many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from kdx_desktop.services.board import DepartmentMonth, Standing
from kdx_desktop.services.months import ACTS, leads_to
from kdx_desktop.views.plain_text import (
    PlainLabel,
    explain,
    name_for_readers,
    restyle,
    set_tool_tip,
)
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.flow_row import FlowRow


def able(
    rows: Sequence[DepartmentMonth], target: Standing, closed: frozenset[int]
) -> tuple[DepartmentMonth, ...]:
    """Return those of the departments' months from which an act leads to a state."""
    return tuple(row for row in rows if row.month not in closed and leads_to(row.standing, target))


class ActBar(FlowRow):
    """Only months from which an act is possible are counted; a disabled button says why."""

    approve_requested = Signal()
    return_requested = Signal()
    remind_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, parent)
        self.said = PlainLabel("", TextRole.QUIET)
        self.approve = action_button("承認(&A)")
        self.send_back = action_button("差戻し(&R)…")
        self.remind = action_button("督促文(&S)…")
        for widget in (self.approve, self.send_back, self.remind, self.said):
            self.add(widget)
        self.approve.clicked.connect(self.approve_requested)
        self.send_back.clicked.connect(self.return_requested)
        self.remind.clicked.connect(self.remind_requested)
        explain(
            self,
            "表で選んだ部署に対する操作です。Shift・Ctrlと矢印キーやスペースキーで複数を選べます。"
            "Ctrl+Aで、表示中の部署をすべて選びます。",
        )

    def lead(self, *, leading: bool) -> None:
        """Be what comes next, or leave that to the panel beside."""
        restyle(self.approve, "kind", "primary" if leading else "")

    def show_choice(self, rows: Sequence[DepartmentMonth], closed: frozenset[int]) -> None:
        """Count what can be done with these; ``closed`` are the months that are closed."""
        months = {row.month for row in rows}
        where = next(iter(months)).japanese if len(months) == 1 else f"{len(months)}か月分"
        unit = "部署" if len(months) == 1 else "件"
        self.said.setText(
            f"選択：{len(rows):,}{unit}（{where}）" if rows else "部署が選ばれていません"
        )
        all_closed = bool(rows) and months <= closed
        for button, key, target, origins in (
            (self.approve, "A", Standing.APPROVED, "提出済み"),
            (self.send_back, "R", Standing.RETURNED, "提出済みか承認済み"),
        ):
            count = len(able(rows, target, closed))
            why = f"選んだ中に「{origins}」の部署がありません。"
            if all_closed:
                why = "締め切られた月のため、変更できません。"
            dots = "…" if target is Standing.RETURNED else ""
            _count(button, f"{ACTS[target]}（{count:,}）", key, dots, "" if count else why)
        owing = sum(not row.standing.handed_in for row in rows)
        why = "" if owing else "選んだ中に、提出を待っている部署がありません。"
        _count(self.remind, f"督促文（{owing:,}）", "S", "…", why)


def _count(button: QPushButton, text: str, key: str, dots: str, why: str) -> None:
    button.setText(f"{text}(&{key}){dots}")
    button.setEnabled(not why)
    set_tool_tip(button, why)
    name_for_readers(button, text, why)
