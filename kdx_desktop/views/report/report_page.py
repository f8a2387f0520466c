"""レポート: a report as it will print, and its way into files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.reports.monthly import MonthlyReport
from kdx_desktop.services.issued import Issued, issued_reports, note_issued
from kdx_desktop.services.phase import month_phase
from kdx_desktop.services.reporting import monthly_report
from kdx_desktop.settings import Settings
from kdx_desktop.views.notices import NoticeKind
from kdx_desktop.views.report.export_card import ExportCard
from kdx_desktop.views.report.issued_card import IssuedCard
from kdx_desktop.views.report.pdf_preview import PdfPreview
from kdx_desktop.views.report.report_files import Written, pdf_of, write_files
from kdx_desktop.views.report.written_files import WrittenFiles
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.workspace import Job, JobCancelledError, Workspace

#: In steps of the grid: greatest width of the left column, least height of the preview, and the
#: width below which it stands under the column.
_COLUMN_STEPS, _PREVIEW_STEPS, _NARROW_STEPS = 96, 80, 155
_ANY_WIDTH = (1 << 24) - 1  # Qt's own


class ReportPage(Page):
    """Reads the report once; preview and files are made of the same object."""

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.export_card = ExportCard(settings.report_folder)
        self.files = WrittenFiles()
        self.preview = PdfPreview()
        self.issued = IssuedCard()
        self._left = QWidget()
        self._places = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._report: MonthlyReport | None = None
        self._preview_job: Job | None = None
        self._export_job: Job | None = None
        self._was_filled = False
        self._build()
        self.preview.empty.action_triggered.connect(self.open_imports)
        self.export_card.export_requested.connect(self.export)
        self.export_card.cancel_requested.connect(self._on_cancel_requested)
        self.export_card.folder_changed.connect(self._on_folder_changed)
        self.setFocusProxy(self.export_card.export_button)

    @override
    def reload(self) -> None:
        month = self.scope.month
        if self._report is None or self._report.as_of != month:
            self._report = None
            self.preview.wait()
            self.export_card.show_unready(month.japanese, comes=True)
        self.workspace.run(
            partial(month_phase, month=month), self._on_phase_read, self.tell_failure
        )
        self.workspace.run(issued_reports, self._on_issued_read, self.tell_failure)
        self.workspace.run(
            partial(monthly_report, as_of=month), self._on_report_read, self._on_report_failed
        )

    def export(self) -> None:
        """Write the report on show into the chosen folder."""
        if self._report is None or self._export_job is not None:
            return
        self.export_card.show_running(True)
        self.files.show_files(())
        work = partial(
            write_files,
            report=self._report,
            folder=Path(self.export_card.folder.text().strip()),
            formats=self.export_card.formats,
        )
        self._export_job = self.workspace.job(
            work, partial(self._on_written, self._report), self._on_export_failed
        )
        self._export_job.progressed.connect(self.export_card.show_progress)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit_column()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_column()

    def _build(self) -> None:
        whole = ScrollColumn()
        self._places.setSpacing(space(4))
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(4))
        column.addWidget(self.export_card)
        column.addWidget(self.files)
        column.addWidget(self.issued)
        column.addStretch()
        self._places.addWidget(self._left, 2)
        self._places.addWidget(self.preview, 3)
        whole.column.addLayout(self._places)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(whole)
        self._fit_column()

    def _fit_column(self) -> None:
        """Keep the column as narrow as the text allows; where both have no room, set it above."""
        is_narrow = self.width() < space(_NARROW_STEPS)
        way = QBoxLayout.Direction
        self._places.setDirection(way.TopToBottom if is_narrow else way.LeftToRight)
        self._left.setMaximumWidth(_ANY_WIDTH if is_narrow else space(_COLUMN_STEPS))
        self.preview.setMinimumHeight(space(_PREVIEW_STEPS))

    # --- preview ------------------------------------------------------------------------------

    def _on_report_read(self, report: MonthlyReport) -> None:
        if report.departments == 0:
            self._show_nothing("", "")
            self.say_no_departments(self.preview.empty, "報告書を作成できます。")
        elif report != self._report:
            self._show(report)
        self.filled.emit()

    def _show(self, report: MonthlyReport) -> None:
        self._report = report
        self.export_card.show_report(report.as_of.japanese, report.phase, report.ledger_head)
        if not self._was_filled:
            self._was_filled = True
            self.take_focus()  # the window gave it before the button could be pressed
        if self._preview_job is not None:
            self._preview_job.cancel()
        work = partial(pdf_of, report=report)
        self._preview_job = self.workspace.job(
            work, partial(self._on_preview_made, report), partial(self._on_preview_failed, report)
        )

    def _on_phase_read(self, phase: Phase) -> None:
        if phase.departments:
            self.phase_read.emit(phase)

    def _on_issued_read(self, issued: tuple[Issued, ...]) -> None:
        self.issued.show_issued(issued)

    def _on_report_failed(self, failure: KdxError) -> None:
        self._show_nothing("報告書を作成できません", failure.message)
        self.filled.emit()

    def _show_nothing(self, title: str, text: str) -> None:
        self._report = None
        if self._preview_job is not None:
            self._preview_job.cancel()
        self.export_card.show_unready(self.scope.month.japanese, comes=False)
        self.preview.explain(title, text)

    def _on_preview_made(self, report: MonthlyReport, content: bytes) -> None:
        if report is self._report:  # else another month has been chosen meanwhile
            self._preview_job = None
            self.preview.show_pdf(content)

    def _on_preview_failed(self, report: MonthlyReport, failure: KdxError) -> None:
        if report is self._report and not isinstance(failure, JobCancelledError):
            self._preview_job = None
            self.preview.explain("プレビューを表示できません", failure.message)

    # --- files --------------------------------------------------------------------------------

    def _on_written(self, report: MonthlyReport, written: Written) -> None:
        self._end_export()
        if written.paths:
            note = partial(note_issued, report=report, names=[path.name for path in written.paths])
            self.workspace.change(note, self._on_noted, self.tell_failure)
        self.files.show_files(written.paths)
        names = "、".join(path.name for path in written.paths)
        if not written.cancelled:
            self.tell(NoticeKind.SUCCESS, f"{names}を出力しました。")
        elif names:
            self.tell(NoticeKind.INFO, f"中止しました。{names}は出力済みです。")
        else:
            self.tell(NoticeKind.INFO, "中止しました。ファイルは出力していません。")

    def _on_noted(self, _: int) -> None:
        """Need nothing: what was put out is listed when the page reloads."""

    def _on_export_failed(self, failure: KdxError) -> None:
        self._end_export()
        self.tell_failure(failure)

    def _end_export(self) -> None:
        self._export_job = None
        self.export_card.show_running(False)

    def _on_cancel_requested(self) -> None:
        if self._export_job is not None:
            self._export_job.cancel()

    def _on_folder_changed(self, folder: str) -> None:
        self.settings.report_folder = folder
        self.settings.save()
