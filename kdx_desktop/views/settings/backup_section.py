"""バックアップ: where the data lie, what is kept of them, and the way back to it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.services import backup, backup_book
from kdx_desktop.services.audit import EventKind, record_event
from kdx_desktop.services.backup import Backup, Restored
from kdx_desktop.services.backup_book import BackupBook, KeptLine
from kdx_desktop.services.office import Office
from kdx_desktop.settings import Settings
from kdx_desktop.views.admission_work import nobody_in
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.plain_text import Paragraph, explain, question_box
from kdx_desktop.views.settings.list_table import ListTable
from kdx_desktop.views.settings.section import Section
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.notice_bar import NoticeBar
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.workspace import Workspace

_HEADER = ("作成日時", "きっかけ", "どこまで", "大きさ", "ファイル")
_KEPT = (
    "起動時・取込の前・締めの前・終了時に、変わったところがあれば自動で作ります。"
    "日次7、週次4、月次12を残します。PCの故障に備えて、ときどき別の機器にも控えを作ってください。"
)
_SERVER = (
    "データはサーバーにあります。控えと復元は、サーバーの管理者が行います。\n"
    "毎日の控え：pg_dumpall --roles-only と pg_dump --format=custom の2つを1組で取り、サーバーとは"
    "別の機器に保管します。\n"
    "復元：新しい（空の）クラスターに、ロール、データベース（--create 付き）の順に戻し、"
    "「kdx-desktop database upgrade」「database check」「ledger verify」で確かめます。\n"
    "くわしい手順は、管理者向けの説明書「控えと復元」（docs/admin/backup.md）にあります。"
)
_MEGABYTE = 1_000_000


class BackupSection(Section):
    """On one PC; of a server it says who does it, and how."""

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.notice = NoticeBar()
        self.place = Paragraph()
        self.table = ListTable(
            "自動の控え", _HEADER, numbers=(3,), stretched=(4,), most_rows=8, spare=(2, 3)
        )
        self.make = action_button("いま控えを作る(&A)…", primary=True, icon_name="download")
        self.restore = action_button("選んだ控えから復元(&R)…", icon_name="history")
        self.restore_file = action_button("ファイルから復元(&O)…", icon_name="folder")
        self._server = Card("サーバーの控え")
        self._data = Card("データの場所")
        self._kept = Card("自動の控え")
        self._none = EmptyState("自動の控えはまだありません", "次に起動したときから作られます。")
        self._question: QMessageBox | None = None
        self._source = Path()
        self.book: BackupBook | None = None
        self._arrange()
        self.table.chosen.connect(self._on_kept_chosen)
        self.make.clicked.connect(self._on_make_clicked)
        self.restore.clicked.connect(self._on_restore_clicked)
        self.restore_file.clicked.connect(self._on_restore_file_clicked)

    @override
    def reload(self) -> None:
        self.workspace.attend(backup_book.backup_book, self._on_read, self.not_read)

    def _arrange(self) -> None:
        whole = ScrollColumn()
        self._server.body.addWidget(Paragraph(_SERVER))
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._data.body.addWidget(self.place)
        self._data.body.addWidget(FlowRow.of(self.make))
        self._kept.body.addWidget(Paragraph(_KEPT, TextRole.QUIET))
        self._kept.body.addWidget(self.table, 1)
        self._kept.body.addWidget(self._none)
        self._kept.body.addWidget(FlowRow.of(self.restore, self.restore_file))
        for widget in (self.notice, self._server, self._data):
            whole.column.addWidget(widget)
        whole.column.addWidget(self._kept, 1)
        self._server.hide()
        self.set_overview(whole)
        explain(self.table, "自動の控えの一覧です。Enterで、その控えからの復元を始めます。")

    def _on_read(self, book: BackupBook) -> None:
        self.book = book
        here = book.file is not None
        self._server.setVisible(not here)
        self._data.setVisible(here)
        self._kept.setVisible(here)
        self.place.setText(
            f"データ：{book.file}（{_size(book.size)}、変更{book.last_change:,}まで）\n"
            f"自動の控え：{book.folder}"
        )
        self.table.show_rows([(one, _texts(one)) for one in book.kept])
        self.table.setVisible(bool(book.kept))
        self._none.setVisible(not book.kept)
        self.restore.setEnabled(bool(book.kept))
        self.filled.emit()

    # --- a backup now -----------------------------------------------------------------------------

    def _on_make_clicked(self) -> None:
        if self.book is None or self.book.file is None:
            return
        name = f"{self.book.file.stem}-{datetime.now():%Y%m%d-%H%M}.sqlite3"  # noqa: DTZ005 - a name
        dialog = QFileDialog(self, "控えの保存先", self.settings.report_folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever replaced
        dialog.selectFile(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.make_now)
        dialog.open()

    def make_now(self, file: str) -> None:
        """Make a verified backup in a file that is not there yet."""
        work = partial(backup.make, target=Path(file))
        self.workspace.attend(work, self._on_made, self._on_failed)

    def _on_made(self, made: Backup) -> None:
        text = f"控えを作り、検証しました：{made.file}（{_size(made.size)}）"
        self._say(NoticeKind.SUCCESS, text)
        self.reload()

    # --- the way back -----------------------------------------------------------------------------

    def _on_restore_clicked(self) -> None:
        if isinstance(self.table.value, KeptLine):
            self._on_kept_chosen(self.table.value)

    def _on_kept_chosen(self, line: KeptLine) -> None:
        self._ask(line.kept.file, f"{line.kept.japanese}の控え", line.change)

    def _on_restore_file_clicked(self) -> None:
        dialog = QFileDialog(self, "控えのファイル", self.settings.report_folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["控え (*.sqlite3)", "すべてのファイル (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.ask_to_restore)
        dialog.open()

    def ask_to_restore(self, file: str) -> None:
        """Ask before anything is put back from a file."""
        self._ask(Path(file), f"「{Path(file).name}」", None)

    def _ask(self, source: Path, name: str, change: int | None) -> None:
        if self.book is None:
            return
        lost = ""
        if change is not None and change < self.book.last_change:
            lost = f"控えのあとの変更{self.book.last_change - change:,}件は、データに含まれなくなります。\n"
        text = (
            f"{name}からデータを復元しますか。\n{lost}"
            "控えは、検証してから入れ替えます。いまのファイルは、別の名前で同じ場所に残します。\n"
            "ほかの人やほかの画面がこのデータを使っていないことを確かめてください。"
        )
        box = question_box(self, "控えから復元", text)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        no = box.addButton("復元しない(&C)", QMessageBox.ButtonRole.RejectRole)
        self._yes = box.addButton("復元する(&R)", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        box.buttonClicked.connect(self._on_answered)
        self._question, self._source = box, source
        box.open()

    def _on_answered(self, button: object) -> None:
        if button is self._yes and self.book is not None:
            self._restore(self.book.url, self._source)

    def _restore(self, url: str, source: Path) -> None:
        """Let go of the file, put the other in its place, and open it; in this order."""
        self._say(NoticeKind.INFO, "控えを検証し、復元しています。")
        self.workspace.open(nobody_in, self._on_closed)
        self.workspace.prepare(
            partial(backup.restore, url, source), self._on_restored, self._on_failed
        )
        self.workspace.open(partial(backup_book.reopened, url), self._on_reopened, self._on_failed)

    def _on_closed(self, _: None) -> None:
        """Nothing is open for a moment."""

    def _on_restored(self, found: Restored) -> None:
        kept = f"元のファイルはここに残しています：{found.kept}" if found.kept else ""
        self._say(NoticeKind.SUCCESS, f"控えから復元しました。{kept}")
        self.workspace.attend(
            partial(_note, change=0 if found.head is None else found.head.number),
            self._on_noted,
            self.tell_failure,
        )

    def _on_noted(self, _: int) -> None:
        """Nothing is left to do: it is on record."""

    def _on_reopened(self, _: None) -> None:
        self.workspace.changed.emit()  # all screens read what is there now

    def _on_failed(self, failure: KdxError) -> None:
        self._say(NoticeKind.ERROR, failure.message)

    def _say(self, kind: NoticeKind, text: str) -> None:
        self.notice.show_notice(Notice(kind, text))
        self.tell(kind, text.split("。", maxsplit=1)[0] + "。")


def _note(office: Office, change: int) -> int:
    """Put on record that the data were put back."""
    work = partial(
        record_event, kind=EventKind.RESTORE, details=f"変更{change}まで" if change else ""
    )
    return office.write(work)


def _texts(line: KeptLine) -> tuple[str, ...]:
    kept = line.kept
    return (
        f"{kept.made_at:%Y-%m-%d %H:%M}",
        kept.occasion.japanese,
        f"変更{line.change:,}まで" if line.change else "変更なし",
        _size(line.size),
        kept.file.name,
    )


def _size(size: int) -> str:
    return f"{size / _MEGABYTE:,.1f} MB"
