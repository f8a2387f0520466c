"""ClosingPanel: what is still open in a month, and its closing, which nobody takes back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.metrics.months import Month, parse_month
from kdx_desktop.services.board import Standing
from kdx_desktop.services.checklist import Checklist
from kdx_desktop.views.plain_text import (
    Paragraph,
    PlainLabel,
    explain,
    name_for_readers,
    restyle,
    set_tool_tip,
)
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.submissions.decision_panel import DecisionPanel
from kdx_desktop.views.widgets.buttons import link_button
from kdx_desktop.views.widgets.standing_look import ORDER

_WARNING = (
    "締めると、この月の数値は確定し、推進担当が理由を付けて訂正するほかは変更できません。"
    "締めは取り消せません。"
)
_WORDS = {Standing.SUBMITTED: "提出済み（承認待ち）"}


class ClosingPanel(DecisionPanel):
    """Each open item leads to its departments; the month has to be typed before it is closed.

    ``decided``: close this Month.
    """

    #: Show only these departments: a Standing, or None for those with open questions.
    item_pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("締める(&L)", parent)
        self._month: Month | None = None
        self._obstacle = ""
        self._said = Paragraph()
        self._items = QWidget()
        self.links: list[QPushButton] = []
        self.field = QLineEdit()
        self._remark = Paragraph("", TextRole.QUIET)
        self._build()
        self.field.textChanged.connect(self._on_typed)
        self.field.returnPressed.connect(self.decide)
        explain(self, "月を締める前の確認です。残っていることがあっても締められます。")

    @property
    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self.field

    def show_month(self, month: Month, obstacle: str) -> None:
        """Ask about a month; ``obstacle`` says why it cannot be closed, empty when it can."""
        if month != self._month:
            self.field.clear()
        self._month, self._obstacle = month, obstacle
        self._heading.setText(f"{month.japanese}分を締める")
        self._said.setText("残っていることを確認しています。")
        self._show_links([])
        self.field.setPlaceholderText(f"例：{month}")
        self._on_typed()

    def show_checklist(self, found: Checklist) -> None:
        """Show what is open."""
        if found.board.month != self._month:
            return
        counts = found.board.counts
        items: list[tuple[str, Standing | None]] = [
            (f"{_WORDS.get(one, one.japanese)}　{counts[one]:,}部署", one)
            for one in reversed(ORDER)
            if one is not Standing.APPROVED and counts[one]
        ]
        if found.questions:
            items.append((f"説明のない目立つ数値　{len(found.questions):,}件", None))
        late = f"（うち期限超過 {found.board.late:,}部署）" if found.board.late else ""
        self._said.setText(
            f"次のことが残っています{late}。押すと、その部署を表示します。"
            if items
            else "すべての部署を承認し、説明のない目立つ数値もありません。"
        )
        self._show_links(items)

    @override
    def decide(self) -> None:
        """Close the month, if its name was typed."""
        if self.button.isEnabled():
            self.decided.emit(self._month)

    def _build(self) -> None:
        name_for_readers(self.field, "締める月")
        label = PlainLabel("確認のため、締める月を入力してください(&Y)", wrap=True)
        label.setBuddy(self.field)
        self._stack(self._said, self._items, Paragraph(_WARNING), label, self.field, self._remark)

    def _show_links(self, items: list[tuple[str, Standing | None]]) -> None:
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        self.links = []
        for text, standing in items:
            link = link_button(text)
            link.clicked.connect(partial(self._on_link_clicked, standing))
            lines.addWidget(link, alignment=Qt.AlignmentFlag.AlignLeft)
            self.links.append(link)
        self._items = self._put_in_place_of(self._items, box, shown=bool(items))

    def _on_link_clicked(self, standing: Standing | None) -> None:
        self.item_pressed.emit(standing)

    def _on_typed(self) -> None:
        why = self._obstacle or self._fault()
        self.button.setEnabled(not why)
        set_tool_tip(self.button, why)
        name_for_readers(self.button, "締める", why)
        typed = bool(self.field.text().strip())
        self._remark.setText(why if typed or self._obstacle else "")
        self._remark.setVisible(bool(self._remark.text()))
        restyle(self.field, "invalid", typed and bool(why))

    def _fault(self) -> str:
        """Return what is wrong with what was typed; empty when it is the month."""
        text = self.field.text().strip()
        if not text or self._month is None:
            return "締める月を入力してください。"
        try:
            typed = parse_month(text)
        except ValueError as error:
            return str(error)
        if typed != self._month:
            return f"対象月は{self._month.japanese}です。"
        return ""
