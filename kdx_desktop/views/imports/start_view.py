"""StartView: where an import begins — choose or drop files — and what was taken in so far."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kdx_desktop.services.import_preview import ImportsSoFar
from kdx_desktop.views.imports import import_texts as texts
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.icon_label import IconLabel
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.views.widgets.told_table import ToldTable

_HOW = (
    "ファイルを選ぶか、この画面のどこにでも置いてください。"
    "内容を確認してから取り込みます。確認するまで、何も保存されません。"
)
_FIRST = (
    "部署がまだ登録されていません。はじめに部署一覧を取り込んでください。"
    "数値のファイルと一緒に選ぶこともできます。"
)


class StartView(QWidget):
    """One button; below what can be read, and the imports so far."""

    choose_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choose_button = action_button("ファイルを選ぶ(&O)…", primary=True)
        self._hint = Paragraph(_HOW, TextRole.QUIET)
        self._first = Paragraph(_FIRST, TextRole.WARNING)
        self.so_far = ToldTable("取り込んだファイル", texts.SO_FAR, texts.SO_FAR_NUMBERS)
        self._none_yet = PlainLabel("まだ何も取り込んでいません。", TextRole.QUIET)
        self._so_far_card = Card("これまでの取込")
        self._build()
        self.choose_button.clicked.connect(self.choose_requested)

    @property
    def first(self) -> QWidget:
        """Where the focus begins."""
        return self.choose_button

    def show_so_far(self, found: ImportsSoFar) -> None:
        """Show what was taken in, and what is to come first in an empty city."""
        rows = texts.so_far_rows(found.imports)
        self.so_far.show_rows(rows)
        self._none_yet.setVisible(not rows)
        self._first.setVisible(found.departments == 0)

    def _build(self) -> None:
        whole = ScrollColumn()
        column = whole.column
        column.setContentsMargins(space(6), space(4), space(6), space(4))
        column.setSpacing(space(4))
        column.addWidget(self._choosing())
        column.addWidget(self._readable())
        self._so_far_card.body.addWidget(self._none_yet)
        self._so_far_card.body.addWidget(self.so_far)
        column.addWidget(self._so_far_card)
        column.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(whole)
        self._first.hide()

    def _choosing(self) -> Card:
        card = Card("ファイルの取り込み")
        explain(card, _HOW)
        icon = IconLabel(8)
        icon.show_icon("file-import", "accent")
        card.body.setSpacing(space(3))
        card.body.addWidget(self._first)
        card.body.addWidget(icon, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        card.body.addWidget(self._hint)
        card.body.addWidget(self.choose_button, alignment=Qt.AlignmentFlag.AlignHCenter)
        return card

    def _readable(self) -> Card:
        card = Card("読み取れるファイル（CSV、TSV、Excel）")
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(6))
        grid.setVerticalSpacing(space(2))
        grid.setColumnStretch(1, 1)
        for row, (name, columns) in enumerate(texts.readable_kinds()):
            grid.addWidget(PlainLabel(name), row, 0)
            grid.addWidget(Paragraph(columns, TextRole.QUIET), row, 1)
        card.body.addLayout(grid)
        about = f"種類は見出しの行で見分けます。ファイル名は自由です。\n{texts.LOGS}"
        card.body.addWidget(Paragraph(about, TextRole.QUIET))
        return card
