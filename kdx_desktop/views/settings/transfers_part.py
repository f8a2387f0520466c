"""人事異動: a file is read, what it would do is shown, and then it is done as a whole or not at all."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from kdx_desktop.errors import KdxError
from kdx_desktop.services import importing
from kdx_desktop.services.account_deeds import AccountsResult
from kdx_desktop.services.accounts_book import AccountsBook
from kdx_desktop.services.accounts_import import KINDS, import_accounts
from kdx_desktop.services.importing import Contents
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.evidence_table import EvidenceTable
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.notice_bar import NoticeBar
from kdx_desktop.views.widgets.tick_box import TickBox
from kdx_desktop.workspace import Job, Workspace

_ABOUT = (
    "利用者名・氏名・役割・部署コード・担当・開始日・終了日の列があるCSV かExcel を選びます。"
    "ファイルにある人は、開始日からファイルのとおりの担当だけになり、それまでの担当は前日で終わります。"
    "役割が「退職」の人は、最後の日のあとに無効になります。"
)


class TransfersPart(QWidget):
    """Reads and judges by itself; storing is for the section."""

    #: Contents that were judged, and whether new people sign in by LDAP or Kerberos.
    take_requested = Signal(object, bool)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._contents: Contents | None = None
        self.notice = NoticeBar()
        self.choose = action_button("ファイルを選ぶ(&O)…", icon_name="folder")
        self.take = action_button("取り込む(&S)", primary=True)
        self.external = TickBox("新しい人は LDAP・Kerberos でサインインする(&L)")
        self.problems = EvidenceTable("問題（直すまで取り込めません）", ("行", "列", "内容"))
        self.questions = EvidenceTable("確認", ("行", "内容"))
        self.deeds = EvidenceTable("取り込むと行われること", ("行", "内容"), most_rows=12)
        card = Card("人事異動の取込")
        card.body.addWidget(Paragraph(_ABOUT, TextRole.QUIET))
        card.body.addWidget(self.notice)
        card.body.addWidget(self.external)
        for table in (self.problems, self.questions, self.deeds):
            card.body.addWidget(table)
        card.body.addWidget(FlowRow.of(self.choose, self.take))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch()
        self.take.setEnabled(False)
        self.choose.clicked.connect(self._on_choose_clicked)
        self.take.clicked.connect(self._on_take_clicked)
        self.external.toggled.connect(self._judge)
        self.first = self.choose
        explain(self, "人事異動のファイルを確かめてから、まとめて取り込みます。")

    def show_book(self, book: AccountsBook) -> None:
        """Offer what belongs to a server there only."""
        self.external.setVisible(book.has_passwords)

    def read(self, file: Path) -> None:
        """Read a file beside the screen, and show what it would do."""
        self.take.setEnabled(False)
        self._workspace.job(partial(_read, file=file), self._on_read, self.refuse)

    def show_result(self, result: AccountsResult) -> None:
        """Show what a file would do, or what became of it."""
        self.problems.show_rows(
            [
                (str(one.line or ""), one.column or "", one.reason)
                for file in result.files
                for one in file.rejected
            ]
        )
        self.questions.show_rows(
            [(str(one.line), one.reason) for file in result.files for one in file.questions]
        )
        self.deeds.show_rows([(str(deed.line), deed.japanese) for deed in result.deeds])
        self.take.setEnabled(not (result.rejected or result.stored) and bool(result.deeds))
        names = "、".join(file.source.name for file in result.files)
        if result.stored:
            self._say(NoticeKind.SUCCESS, f"「{names}」を取り込みました。")
        elif result.rejected:
            text = f"「{names}」に問題があるため、このままでは取り込めません。直してからもう一度選んでください。"
            self._say(NoticeKind.ERROR, text)
        elif result.deeds:
            text = f"「{names}」を確かめました。まだ何も保存していません。"
            self._say(NoticeKind.INFO, text)
        else:
            self._say(NoticeKind.INFO, f"「{names}」に新しい内容はありません。")

    def refuse(self, failure: KdxError) -> None:
        """Say why it did not work; nothing was stored."""
        self._say(NoticeKind.ERROR, failure.message)

    def _say(self, kind: NoticeKind, text: str) -> None:
        self.notice.show_notice(Notice(kind, text))

    def _on_choose_clicked(self) -> None:
        dialog = QFileDialog(
            self, "人事異動のファイル", "", "CSV・Excel (*.csv *.tsv *.txt *.xlsx)"
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    def _on_file_selected(self, file: str) -> None:
        self.read(Path(file))

    def _on_read(self, contents: Contents) -> None:
        self._contents = contents
        self._judge()

    def _judge(self) -> None:
        if self._contents is not None:
            work = partial(
                import_accounts,
                contents=self._contents,
                external=self.external.isChecked(),
                dry_run=True,
            )
            self._workspace.run(work, self.show_result, self.refuse)

    def _on_take_clicked(self) -> None:
        if self._contents is not None:
            self.take.setEnabled(False)
            self.take_requested.emit(self._contents, self.external.isChecked())


def _read(job: Job, file: Path) -> Contents:
    job.report(0, 1)
    return importing.read_files([file], KINDS)
