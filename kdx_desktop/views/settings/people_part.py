"""The people at the left of a line, what they may at its right, and below all of one of them."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.services.account_store import Held
from kdx_desktop.services.accounts import AccountLine
from kdx_desktop.services.accounts_book import AccountsBook, held_now
from kdx_desktop.services.person import Role
from kdx_desktop.views.plain_text import Paragraph, explain, set_tool_tip
from kdx_desktop.views.settings.list_table import ListTable
from kdx_desktop.views.settings.search_line import SearchLine
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.tick_box import TickBox

_HEADER = ("利用者名", "氏名", "役割", "担当部署", "状態")
_HELD = ("部署", "担当", "開始日", "終了日", "状態")
_SERVER = "サーバーが1人ずつの利用者名とパスワードを確かめます。ここでの変更は、使用中の人にもすぐに効きます。"
_ONE_PC = (
    "このPCのデータベースにはパスワードがありません。PCにログインした人が本人として扱われます。"
    "ファイルの持ち主は、ファイルそのものを変えられます。"
)
_NO_KEEPER = (
    "アカウント管理の担当がいないため、いまは推進担当がアカウントを管理できます。"
    "運用を始めるときは、アカウント管理の担当を1人登録してください。"
)


class PeoplePart(QWidget):
    """Searched by login, name and department; the disabled on request."""

    add_requested = Signal()
    #: An AccountLine each.
    edit_requested = Signal(object)
    assign_requested = Signal(object)
    password_requested = Signal(object)
    disable_requested = Signal(object)
    #: A Held.
    end_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.about = Paragraph("", TextRole.QUIET)
        self.search = SearchLine("利用者名・氏名・部署で絞り込む")
        self.disabled = TickBox("無効な利用者も表示(&B)")
        self.table = ListTable("利用者の一覧", _HEADER, stretched=(3,), most_rows=6, spare=(2, 4))
        self.add = action_button("利用者を追加(&A)", primary=True, icon_name="plus")
        self.held = ListTable(
            "担当の一覧", _HELD, stretched=(0,), most_rows=4, grows=False, spare=(1, 4, 2)
        )
        self.edit = action_button("氏名・役割を編集(&E)", icon_name="edit")
        self.assign = action_button("担当を追加(&T)", icon_name="plus")
        self.end = action_button("担当を終了(&N)")
        self.password = action_button("仮のパスワードを発行(&P)", icon_name="lock")
        self.disable = action_button("無効にする(&D)")
        self._person = Card()
        self._none_held = Paragraph("", TextRole.QUIET)
        self._empty = EmptyState(
            "利用者はまだ登録されていません",
            "だれも登録されていない間は、このPCを使う人はだれでも推進担当として扱われます。"
            "1人でも登録すると、登録された人だけが使えるようになります。",
        )
        self._book: AccountsBook | None = None
        self._list = Card()
        self._arrange()
        self._connect()
        self.first = self.table

    def show_book(self, book: AccountsBook) -> None:
        """Show another state of the accounts."""
        self._book = book
        keeper = "" if book.has_keeper or not book.lines else f"\n{_NO_KEEPER}"
        self.about.setText((_SERVER if book.has_passwords else _ONE_PC) + keeper)
        self._show()

    @property
    def line(self) -> AccountLine | None:
        """The account that has the focus of the list."""
        value = self.table.value
        return value if isinstance(value, AccountLine) else None

    def _connect(self) -> None:
        self.search.textChanged.connect(self._show)
        self.disabled.toggled.connect(self._show)
        self.table.pointed.connect(self._on_pointed)
        self.table.chosen.connect(self.edit_requested)
        self.add.clicked.connect(self.add_requested)
        self.edit.clicked.connect(self._on_edit_clicked)
        self.assign.clicked.connect(self._on_assign_clicked)
        self.held.chosen.connect(self.end_requested)
        self.end.clicked.connect(self._on_end_clicked)
        self.password.clicked.connect(self._on_password_clicked)
        self.disable.clicked.connect(self._on_disable_clicked)

    def _arrange(self) -> None:
        body = self._list.body
        body.addWidget(self.about)
        body.addWidget(FlowRow.of(self.search, self.disabled, self.add))
        body.addWidget(self.table, 1)
        body.addWidget(self._empty)
        self._person.body.addWidget(self.held)
        self._person.body.addWidget(self._none_held)
        buttons = FlowRow.of(self.edit, self.assign, self.end, self.password, self.disable)
        self._person.body.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(4))
        column.addWidget(self._list, 1)
        column.addWidget(self._person)
        explain(self.table, "利用者の一覧です。Enterで氏名と役割を編集します。")
        explain(self.held, "この人の担当です。Enterで終了日を決めます。")

    def _show(self) -> None:
        book = self._book
        if book is None:
            return
        rows = []
        for line in book.lines:
            places = [
                book.name_of(one.department) for one in held_now(line.assignments, book.today)
            ]
            texts = (line.login, line.name, line.role.japanese, "、".join(places), state_text(line))
            shown = not line.disabled or self.disabled.isChecked()
            if shown and self.search.matches(*texts):
                rows.append((line, texts))
        chosen = self.line
        self.table.show_rows(rows)
        if chosen is not None:  # it is another value when something about the person changed
            self.table.select(book.line(chosen.login))
        self.table.setVisible(bool(book.lines))
        self._empty.setVisible(not book.lines)
        self._on_pointed(self.table.value)

    def _on_pointed(self, line: object) -> None:
        book = self._book
        self._person.setVisible(isinstance(line, AccountLine))
        if book is None or not isinstance(line, AccountLine):
            return
        self._person.set_title(f"{line.name}（{line.login}）　{line.role.japanese}")
        rows = [(one, _texts(book, one)) for one in reversed(line.assignments)]
        self.held.show_rows(rows)
        self.held.setVisible(bool(rows))
        assigned = line.role in {Role.CHIEF, Role.CLERK}
        self._none_held.setVisible(not rows)
        self._none_held.setText(
            "担当部署がありません。担当を追加するまで、入力できる部署はありません。"
            if assigned
            else f"「{line.role.japanese}」は部署を担当しません。"
        )
        own = line.login == book.me
        self.assign.setVisible(assigned)
        self.assign.setEnabled(not line.disabled)
        self.end.setVisible(bool(rows))
        self.password.setVisible(book.has_passwords)
        self.password.setEnabled(not own)
        self.disable.setText("有効にする(&D)" if line.disabled else "無効にする(&D)")
        self.disable.setEnabled(not own)
        set_tool_tip(self.disable, "ご自身のアカウントは無効にできません。" if own else "")

    def _on_edit_clicked(self) -> None:
        self.edit_requested.emit(self.line)

    def _on_assign_clicked(self) -> None:
        self.assign_requested.emit(self.line)

    def _on_password_clicked(self) -> None:
        self.password_requested.emit(self.line)

    def _on_disable_clicked(self) -> None:
        self.disable_requested.emit(self.line)

    def _on_end_clicked(self) -> None:
        if isinstance(self.held.value, Held):
            self.end_requested.emit(self.held.value)


def state_text(line: AccountLine) -> str:
    """Say whether somebody may come in."""
    if line.disabled:
        return "無効"
    return "仮のパスワード（未変更）" if line.temporary else "有効"


def _texts(book: AccountsBook, held: Held) -> tuple[str, ...]:
    return (
        book.name_of(held.department),
        held.task.japanese,
        f"{held.first:%Y-%m-%d}",
        "期限なし" if held.last is None else f"{held.last:%Y-%m-%d}",
        _when(held, book.today),
    )


def _when(held: Held, today: date) -> str:
    if held.last is not None and held.last < today:
        return "終了"
    return "予定" if held.first > today else "担当中"
