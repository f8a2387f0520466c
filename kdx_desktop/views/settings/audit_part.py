"""The latest events of the audit log: sign-ins, exports, closings, changes of accounts."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.services.accounts_book import AccountsBook
from kdx_desktop.services.audit_words import details_text, kind_text
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.settings.list_table import ListTable
from kdx_desktop.views.settings.search_line import SearchLine
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card

_HEADER = ("番号", "日時", "人", "PC", "種類", "対象", "内容")
_ABOUT = (
    "新しい順に表示します。記録は鎖でつながり、消したり書き換えたりすると点検で分かります。"
    "すべての記録は「kdx-desktop users log」で書き出せます。"
)


class AuditPart(QWidget):
    """Searched in all columns; Ctrl+C copies."""

    def __init__(self) -> None:
        super().__init__()
        self.search = SearchLine("人・種類・対象・内容で絞り込む")
        self.table = ListTable(
            "監査記録", _HEADER, numbers=(0,), stretched=(6,), most_rows=10, spare=(3, 0, 5, 4)
        )
        self._none = Paragraph("記録はまだありません。", TextRole.QUIET)
        self._rows: list[tuple[object, tuple[str, ...]]] = []
        card = Card("監査記録")
        card.body.addWidget(Paragraph(_ABOUT, TextRole.QUIET))
        card.body.addWidget(self.search)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self._none)
        card.body.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card, 1)
        self.search.textChanged.connect(self._show)
        self.first = self.table
        explain(self.table, "監査記録です。だれが、いつ、どのPCで、何をしたかが残っています。")

    def show_book(self, book: AccountsBook) -> None:
        """Show the events."""
        self._rows = [
            (
                event.number,
                (
                    str(event.number),
                    f"{event.when.astimezone():%Y-%m-%d %H:%M:%S}",
                    event.who,
                    event.computer,
                    kind_text(event),
                    event.subject,
                    details_text(event),
                ),
            )
            for event in book.events
        ]
        self._show()

    def _show(self) -> None:
        rows = [row for row in self._rows if self.search.matches(*row[1])]
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self._none.setVisible(not rows)
