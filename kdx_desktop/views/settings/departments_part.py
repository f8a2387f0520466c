"""The departments by bureau as of a month, with their headcounts; the abolished on request."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.metrics.months import fiscal_year_name
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services.organization_changes import OrganizationBook
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.settings.list_table import ListTable
from kdx_desktop.views.settings.search_line import SearchLine
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.tick_box import TickBox

_HEADER = ("局", "コード", "部署", "職員数", "テレワーク対象", "期間")


class DepartmentsPart(QWidget):
    """Searched by code, name and bureau."""

    chosen = Signal(object)
    add_requested = Signal()
    headcounts_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.search = SearchLine("コード・部署・局で絞り込む")
        self.abolished = TickBox("廃止・新設前も表示(&B)")
        self.table = ListTable(
            "部署の一覧", _HEADER, numbers=(3, 4), stretched=(2,), most_rows=7, spare=(5, 4, 0)
        )
        self.add = action_button("部署を追加(&A)", primary=True, icon_name="plus")
        self.headcounts = action_button("職員数を編集(&N)", icon_name="edit")
        self._count = Paragraph("", TextRole.QUIET)
        self._empty = EmptyState(
            "部署がまだ登録されていません",
            "部署を1つずつ追加するか、「ファイルから取り込む」で部署一覧を取り込んでください。",
        )
        self._book: OrganizationBook | None = None
        self._arrange()
        self.search.textChanged.connect(self._show)
        self.abolished.toggled.connect(self._show)
        self.table.chosen.connect(self.chosen)
        self.add.clicked.connect(self.add_requested)
        self.headcounts.clicked.connect(self.headcounts_requested)
        self.first = self.table

    def show_book(self, book: OrganizationBook) -> None:
        """Show another state of the organisation."""
        self._book = book
        self._show()

    def _arrange(self) -> None:
        card = Card()
        card.body.addWidget(FlowRow.of(self.search, self.abolished))
        card.body.addWidget(self._count)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self._empty)
        card.body.addWidget(FlowRow.of(self.add, self.headcounts))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card, 1)
        explain(
            self.table,
            "部署の一覧です。Enterで名称・局・終了月を編集します。コードは変更も再利用もできません。",
        )

    def _show(self) -> None:
        book = self._book
        if book is None:
            return
        order = {bureau: number for number, bureau in enumerate(book.bureaus)}
        seen = [
            one
            for one in book.departments
            if (one.exists(book.month) or self.abolished.isChecked())
            and self.search.matches(one.code, one.name, one.bureau)
        ]
        seen.sort(key=lambda one: (order.get(one.bureau, len(order)), one.bureau, one.code))
        self.table.show_rows([(one, self._texts(book, one)) for one in seen])
        self.table.setVisible(bool(book.departments))
        self._empty.setVisible(not book.departments)
        self.headcounts.setEnabled(bool(book.departments))
        existing = sum(one.exists(book.month) for one in book.departments)
        self._count.setText(
            f"{book.month.japanese}に{len(book.bureaus)}局 {existing:,}部署"
            f"（表示 {len(seen):,}件）。職員数は{fiscal_year_name(book.fiscal_year)}。"
        )

    @staticmethod
    def _texts(book: OrganizationBook, one: Department) -> tuple[str, ...]:
        given = book.headcounts.get(one.code)
        return (
            one.bureau or "－",
            one.code,
            one.name,
            _number(None if given is None else given.headcount),
            _number(None if given is None else given.telework_eligible),
            life_text(one),
        )


def life_text(one: Department) -> str:
    """Say from when to when a department exists."""
    end = "" if one.valid_to is None else one.valid_to.japanese
    return f"{one.valid_from.japanese}～{end}"


def _number(value: int | None) -> str:
    return "…" if value is None else f"{value:,}"
