"""レポート: a report as it will print, and its way into files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.reports.monthly import MonthlyReport
from kdx_desktop.services.reporting import monthly_report
from kdx_desktop.settings import Settings
from kdx_desktop.views.notices import NoticeKind
from kdx_desktop.views.report.export_card import ExportCard
from kdx_desktop.views.report.pdf_preview import PdfPreview
from kdx_desktop.views.report.report_files import Written, pdf_of, write_files
from kdx_desktop.views.report.written_files import WrittenFiles
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.workspace import Job, JobCancelledError, Workspace

#: Greatest width of the left column in steps of the grid.
_COLUMN_STEPS = 96


class ReportPage(Page):
    """Reads the report once; preview and files are made of the same object."""

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.export_card = ExportCard(settings.report_folder)
        self.files = WrittenFiles()
        self.preview = PdfPreview()
        self._left = QWidget()
        self._report: MonthlyReport | None = None
        self._preview_job: Job | None = None
        self._export_job: Job | None = None
        self._was_filled = False
        self._build()
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
            self.export_card.show_unready(month.japanese)
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
        self._export_job = self.workspace.job(work, self._on_written, self._on_export_failed)
        self._export_job.progressed.connect(self.export_card.show_progress)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit_column()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(space(6), space(5), space(6), space(6))
        row.setSpacing(space(4))
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(4))
        column.addWidget(self.export_card)
        column.addWidget(self.files)
        column.addStretch()
        row.addWidget(self._left, 2)
        row.addWidget(self.preview, 3)
        self._fit_column()

    def _fit_column(self) -> None:
        """Keep the column on the left as narrow as the present text size allows."""
        self._left.setMaximumWidth(space(_COLUMN_STEPS))

    # --- preview ------------------------------------------------------------------------------

    def _on_report_read(self, report: MonthlyReport) -> None:
        if report.departments == 0:
            self._show_nothing("部署がありません", "部署の一覧を取り込むと、報告書を作成できます。")
        elif report != self._report:
            self._show(report)
        self.filled.emit()

    def _show(self, report: MonthlyReport) -> None:
        self._report = report
        self.export_card.show_report(report.as_of.japanese, report.phase)
        if not self._was_filled:
            self._was_filled = True
            self.setFocus()  # the window gave it before the button could be pressed
        if self._preview_job is not None:
            self._preview_job.cancel()
        work = partial(pdf_of, report=report)
        self._preview_job = self.workspace.job(
            work, partial(self._on_preview_made, report), partial(self._on_preview_failed, report)
        )

    def _on_report_failed(self, failure: KdxError) -> None:
        self._show_nothing("報告書を作成できません", failure.message)
        self.filled.emit()

    def _show_nothing(self, title: str, text: str) -> None:
        self._report = None
        if self._preview_job is not None:
            self._preview_job.cancel()
        self.export_card.show_unready(self.scope.month.japanese)
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

    def _on_written(self, written: Written) -> None:
        self._end_export()
        self.files.show_files(written.paths)
        names = "、".join(path.name for path in written.paths)
        if not written.cancelled:
            self.tell(NoticeKind.SUCCESS, f"{names}を出力しました。")
        elif names:
            self.tell(NoticeKind.INFO, f"中止しました。{names}は出力済みです。")
        else:
            self.tell(NoticeKind.INFO, "中止しました。ファイルは出力していません。")

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
