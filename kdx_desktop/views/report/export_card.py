"""What to put out, in which form and where to; how far it is, and what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QWidget,
)

from kdx_desktop.reports.number_text import NONE
from kdx_desktop.views.plain_text import (
    Paragraph,
    PlainLabel,
    explain,
    name_for_readers,
    set_tool_tip,
)
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.choice_box import ChoiceBox
from kdx_desktop.views.widgets.tick_box import TickBox

#: Extensions as reports.files knows them, with their names and mnemonics.
FORMATS = {"xlsx": "Excel(&E)", "pdf": "PDF(&P)"}
_FILLS = Qt.AlignmentFlag(0)


class ExportCard(Card):
    """Asks for nothing that has an answer already; says what is missing beside the button."""

    export_requested = Signal()
    cancel_requested = Signal()
    #: Another folder was chosen: its path as text.
    folder_changed = Signal(str)

    def __init__(self, folder: str, parent: QWidget | None = None) -> None:
        super().__init__("出力", parent)
        self._kind = ChoiceBox("種類")
        self._kind.addItem("月次進捗報告")
        self._month = PlainLabel()
        self._phase = PlainLabel()
        self._knowledge = PlainLabel()
        self._boxes = {code: TickBox(name) for code, name in FORMATS.items()}
        self.folder = QLineEdit()
        self._browse = action_button("参照(&R)…")
        self.export_button = action_button("出力する(&S)", primary=True)
        self._missing = Paragraph("", TextRole.QUIET)
        self._progress = QProgressBar()
        self._cancel = action_button("中止(&C)")
        self._is_ready = self._is_running = False
        self._build()
        self._connect()
        self._show_state()
        self.show_folder(folder or _documents())

    @property
    def formats(self) -> list[str]:
        """The formats asked for, by extension."""
        return [code for code, box in self._boxes.items() if box.isChecked()]

    @property
    def phase(self) -> str:
        """速報 or 確定, as it stands on the card."""
        return self._phase.text()

    @property
    def knowledge(self) -> str:
        """Up to which change of the ledger the report knows, as it stands on the card."""
        return self._knowledge.text()

    def show_report(self, month: str, phase: str, ledger_head: str) -> None:
        """Say what would be put out, and on which knowledge; it can be, from now on.

        ``ledger_head`` is NUMBER:HASH as printed; empty while nothing is stored.
        """
        number, _, digest = ledger_head.partition(":")
        self._knowledge.setText(f"変更{number}まで（{digest[:8]}…）" if digest else "変更なし")
        set_tool_tip(self._knowledge, ledger_head)
        self._month.setText(month)
        self._phase.setText(phase)
        self._is_ready = True
        self._show_state()

    def show_unready(self, month: str, *, comes: bool) -> None:
        """Say that the month's report is not there: whether it ``comes``, or there is none."""
        self._month.setText(month)
        self._phase.setText("…" if comes else NONE)
        self._knowledge.setText("…" if comes else NONE)
        set_tool_tip(self._knowledge, "")
        self._is_ready = False
        self._show_state()

    def show_folder(self, folder: str) -> None:
        """Show where files go, from its beginning; all of it in the tooltip."""
        self.folder.setText(folder)
        self.folder.setCursorPosition(0)

    def show_running(self, running: bool) -> None:  # noqa: FBT001 - says what is the case
        """Show or hide the progress; nothing is asked for twice meanwhile."""
        self._is_running = running
        self.show_progress(0, 0)
        self._show_state()

    def show_progress(self, done: int, total: int) -> None:
        """Show how many files are written; 0 of 0 is a beginning."""
        self._progress.setRange(0, total)
        self._progress.setValue(done)

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(3))
        grid.setColumnStretch(1, 1)
        formats = QHBoxLayout()
        for box in self._boxes.values():
            box.setChecked(True)
            formats.addWidget(box)
        formats.addStretch()
        rows: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (
            ("種類", self._kind),
            ("対象月", self._month),
            ("区分", self._phase),
            ("台帳", self._knowledge),
            ("形式", formats),
            ("出力先", self._browse),
        )
        for row, (name, content) in enumerate(rows):
            grid.addWidget(PlainLabel(name, TextRole.QUIET), row, 0)
            if isinstance(content, QHBoxLayout):
                content.setSpacing(space(2))
                grid.addLayout(content, row, 1)
            else:
                side = Qt.AlignmentFlag.AlignRight if content is self._browse else _FILLS
                grid.addWidget(content, row, 1, side)
        grid.addWidget(self.folder, len(rows), 0, 1, 2)  # a path needs the whole width
        self.body.addLayout(grid)
        name_for_readers(self.folder, "出力先のフォルダー")
        explain(
            self._knowledge,
            "この報告書が台帳のどの変更までを反映しているかです。同じ番号を指定すると、"
            "あとからでも同じ数値で作り直せます。",
        )
        name_for_readers(self._progress, "出力の進み具合")
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(space(1.5))
        self.body.addWidget(self._missing)
        self.body.addWidget(self.export_button)
        running = QHBoxLayout()
        running.addWidget(self._progress, 1, Qt.AlignmentFlag.AlignVCenter)
        running.addWidget(self._cancel)
        self.body.addLayout(running)

    def _connect(self) -> None:
        self.export_button.clicked.connect(self.export_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        self._browse.clicked.connect(self._on_browse_clicked)
        self.folder.textChanged.connect(self._on_folder_changed)
        for box in self._boxes.values():
            box.toggled.connect(self._show_state)

    def _show_state(self) -> None:
        missing = self._what_is_missing()
        self._missing.setText(missing)
        self._missing.setVisible(bool(missing))
        self.export_button.setEnabled(self._is_ready and not missing and not self._is_running)
        self.export_button.setAccessibleDescription(missing)
        for widget in (self._progress, self._cancel):
            widget.setVisible(self._is_running)

    def _what_is_missing(self) -> str:
        if not self.formats:
            return "ExcelとPDFの少なくとも一方を選んでください。"
        if not self.folder.text().strip():
            return "出力先のフォルダーを選んでください。"
        return ""

    def _on_folder_changed(self, folder: str) -> None:
        self._show_state()
        set_tool_tip(self.folder, folder)
        self.folder_changed.emit(folder.strip())

    def _on_browse_clicked(self) -> None:
        dialog = QFileDialog(self, "出力先のフォルダー", self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_folder_selected)
        dialog.open()

    def _on_folder_selected(self, folder: str) -> None:
        self.show_folder(str(Path(folder)))


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
