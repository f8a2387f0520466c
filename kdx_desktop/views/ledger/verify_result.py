"""VerifyResult: what a verification found, and what it cannot see without a printed head."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kdx_desktop.services.ledger import Verification
from kdx_desktop.views.plain_text import Paragraph, PlainLabel
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.fact_list import FactList
from kdx_desktop.views.widgets.icon_label import IconLabel
from kdx_desktop.views.widgets.told_table import ToldTable

_UNSEEN = (
    "報告書の先頭と照らしていないため、台帳の末尾が切り取られた場合と、"
    "全体が最初から計算し直された場合は、この検証だけでは分かりません。"
)
_WHAT_TO_DO = (
    "データベースのファイルに触れず、情報システムの担当にこの結果を渡してください。"
    "控えは「設定」のバックアップから確かめられます。"
)


class VerifyResult(Card):
    """Good or bad in words and with a sign; the head can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("検証の結果", parent)
        self._icon = IconLabel(6)
        self._title = PlainLabel("", TextRole.STRONG, wrap=True)
        self.facts = FactList(wraps=True)
        self.copy_button = action_button("先頭をコピー(&Y)")
        self.problems = ToldTable("見つかった問題", ("問題",), tells=True)
        self.remark = Paragraph("", TextRole.QUIET)
        self._head = ""
        row = QHBoxLayout()
        row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._title, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.facts)
        self.body.addWidget(self.copy_button, alignment=Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.problems)
        self.body.addWidget(self.remark)
        self.copy_button.clicked.connect(self._on_copy_clicked)

    @property
    def title(self) -> str:
        """The finding in a sentence."""
        return self._title.text()

    def show_result(self, found: Verification) -> None:
        """Show another finding."""
        self._head = str(found.head or "")
        if found.intact:
            self._icon.show_icon("circle-check", "success")
            self._title.setText("台帳に問題はありません。")
        else:
            self._icon.show_icon("alert-triangle", "error")
            self._title.setText(
                "台帳に、記録と合わないところがあります"
                + (f"（最初の異常：変更{found.first_broken:,}）。" if found.first_broken else "。")
            )
        facts = [
            ("変更", f"{found.changes:,}件"),
            ("明細", f"{found.revisions:,}件"),
            ("先頭", self._head or "台帳は空です。"),
        ]
        if found.compared_with is not None:
            same = "一致しました。" if found.intact else "下の問題をご確認ください。"
            facts.append(("照らした先頭", f"{found.compared_with}\n{same}"))
        self.facts.show_facts(facts)
        self.copy_button.setVisible(bool(self._head))
        self.problems.show_rows([(text,) for text in found.problems])
        remarks = [] if found.intact else [_WHAT_TO_DO]
        remarks += [_UNSEEN] if found.compared_with is None else []
        self.remark.setText("\n".join(remarks))
        self.remark.setVisible(bool(remarks))

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._head)
