"""ResultView: what was taken in, and where it can be seen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdx_desktop.services.import_preview import Imported
from kdx_desktop.views.imports import import_texts as texts
from kdx_desktop.views.plain_text import Paragraph, PlainLabel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.icon_label import IconLabel
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.views.widgets.told_table import ToldTable

_HEADER = ("ファイル", "種類", "登録した行", "置き換え", "変更なし", "除いた行")


class ResultView(QWidget):
    """A sentence, a line for each file, and the ways on."""

    ledger_requested = Signal()
    again_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel(7)
        self._title = PlainLabel("", TextRole.HEADING, wrap=True)
        self._warning = Paragraph("", TextRole.WARNING)
        self.files = ToldTable("ファイルごとの結果", _HEADER, (2, 3, 4, 5))
        self.ledger_button = action_button("台帳で見る(&L)")
        self.again_button = action_button("続けて取り込む(&N)", primary=True)
        self._build()
        self.ledger_button.clicked.connect(self.ledger_requested)
        self.again_button.clicked.connect(self.again_requested)

    @property
    def first(self) -> QWidget:
        """Where the focus begins."""
        return self.again_button

    def show_result(self, found: Imported, warning: str) -> None:
        """Show what was stored; ``warning`` is what went wrong beside it, empty for nothing."""
        done = bool(found.changes)
        numbers = "、".join(f"{number:,}" for number in found.changes)
        self._icon.show_icon(*(("circle-check", "success") if done else ("info-circle", "accent")))
        self._title.setText(
            f"取り込みました（変更番号 {numbers}）"
            if done
            else "新しい内容はありませんでした。何も変更していません。"
        )
        self._warning.setText(warning)
        self._warning.setVisible(bool(warning))
        self.ledger_button.setVisible(done)
        self.files.show_rows(
            [
                (
                    file.source.name,
                    texts.kind_text(file),
                    f"{file.accepted:,}",
                    f"{len(file.changed):,}",
                    f"{file.unchanged:,}",
                    f"{len(file.rejected):,}",
                )
                for file in found.files
            ]
        )

    @property
    def title(self) -> str:
        """What it says on top."""
        return self._title.text()

    def _build(self) -> None:
        whole = ScrollColumn()
        column = whole.column
        column.setContentsMargins(space(6), space(5), space(6), space(6))
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(space(3))
        head.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(3))
        buttons.addWidget(self.again_button)
        buttons.addWidget(self.ledger_button)
        buttons.addStretch()
        card.body.addLayout(head)
        card.body.addWidget(self._warning)
        card.body.addLayout(buttons)
        card.body.addWidget(self.files)
        column.addWidget(card)
        column.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(whole)
