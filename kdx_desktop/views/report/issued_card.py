"""The reports that were put out lately: as of when, 速報 or 確定, by whom, which files."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.services.issued import Issued
from kdx_desktop.views.plain_text import ElidedLabel, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card


class IssuedCard(Card):
    """Two lines for each report; hidden without any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("これまでの出力", parent)
        self._lines: list[tuple[ElidedLabel, ElidedLabel]] = []
        explain(
            self,
            "最近出力した報告書です。数値の区分（速報・確定）と、台帳のどの変更までを"
            "反映したかが分かります。記録は監査記録に残ります。",
        )
        self.hide()

    def show_issued(self, issued: tuple[Issued, ...]) -> None:
        """Show these reports, newest first; labels are kept and used again."""
        while len(self._lines) < len(issued):
            self._lines.append(self._added())
        for place, (first, second) in enumerate(self._lines):
            is_used = place < len(issued)
            first.setVisible(is_used)
            second.setVisible(is_used)
            if is_used:
                first.setText(_subject(issued[place]))
                second.setText(_circumstances(issued[place]))
        self.setVisible(bool(issued))

    def _added(self) -> tuple[ElidedLabel, ElidedLabel]:
        pair = ElidedLabel(), ElidedLabel("", TextRole.QUIET)
        column = QVBoxLayout()
        column.setSpacing(space(0.5))
        for label in pair:
            column.addWidget(label)
        self.body.addLayout(column)
        return pair


def _subject(one: Issued) -> str:
    return f"{one.as_of.japanese}　{one.phase}"


def _circumstances(one: Issued) -> str:
    known = "" if one.change is None else f"変更{one.change}まで　"
    return f"{one.when.astimezone():%Y-%m-%d %H:%M}　{one.who}　{known}{'、'.join(one.files)}"
