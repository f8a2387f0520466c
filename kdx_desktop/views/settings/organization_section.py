"""組織: departments, headcounts, reorganisations and a check list, as of the month in the header."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from typing_extensions import override

from kdx_desktop.metrics.organization import Department, Headcount
from kdx_desktop.services import organization, organization_changes
from kdx_desktop.services.organization_changes import OrganizationBook
from kdx_desktop.services.organization_checks import Doubt, Reorganization
from kdx_desktop.settings import Settings
from kdx_desktop.views.notices import NoticeKind
from kdx_desktop.views.plain_text import explain
from kdx_desktop.views.settings import organization_files
from kdx_desktop.views.settings.department_form import DepartmentForm
from kdx_desktop.views.settings.departments_part import DepartmentsPart
from kdx_desktop.views.settings.doubts_part import DoubtsPart
from kdx_desktop.views.settings.headcount_form import HeadcountForm
from kdx_desktop.views.settings.reorganization_form import ReorganizationForm
from kdx_desktop.views.settings.reorganizations_part import ReorganizationsPart
from kdx_desktop.views.settings.section import Section
from kdx_desktop.views.widgets.buttons import action_button, link_button
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.views.widgets.segments import Segments
from kdx_desktop.workspace import Workspace

_PARTS = (("departments", "部署"), ("reforms", "機構改革"), ("doubts", "点検"))


class OrganizationSection(Section):
    """Three parts behind one switch, each with its forms."""

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.switch = Segments("組織の表示", _PARTS)
        self.departments = DepartmentsPart()
        self.reforms = ReorganizationsPart()
        self.doubts = DoubtsPart()
        self._book: OrganizationBook | None = None
        self._arrange()
        self.switch.selected.connect(self._on_part_selected)
        self.departments.chosen.connect(self._edit_department)
        self.departments.add_requested.connect(self._add_department)
        self.departments.headcounts_requested.connect(self._edit_headcounts)
        self.reforms.chosen.connect(self._edit_reform)
        self.reforms.add_requested.connect(self._add_reform)
        self.reforms.withdraw_requested.connect(self._withdraw)
        self.doubts.chosen.connect(self._show_doubt)

    @override
    def reload(self) -> None:
        work = partial(organization_changes.organization_book, month=self.scope.month)
        self.workspace.run(work, self._on_read, self.not_read)

    @override
    def take_focus(self) -> None:
        for part in (self.departments, self.reforms, self.doubts):
            if part.isVisible():
                part.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        whole = ScrollColumn()
        take = link_button("ファイルから取り込む")
        put = action_button("書き出す(&X)…", icon_name="download")
        explain(take, "部署一覧・職員数・承継のファイルを「取込」の画面で取り込みます。")
        explain(put, "部署一覧・職員数・承継を、取込と同じ形のCSV 3ファイルに書き出します。")
        take.clicked.connect(self._on_import_clicked)
        put.clicked.connect(self._on_export_clicked)
        whole.column.addWidget(FlowRow.of(self.switch, take, put))
        for part in (self.departments, self.reforms, self.doubts):
            whole.column.addWidget(part, 1)
            part.hide()
        self.departments.show()
        self.set_overview(whole)

    def _on_read(self, book: OrganizationBook) -> None:
        self._book = book
        for part in (self.departments, self.reforms, self.doubts):
            part.show_book(book)
        self.filled.emit()

    def _on_part_selected(self, code: object) -> None:
        parts = (self.departments, self.reforms, self.doubts)
        for (name, _), part in zip(_PARTS, parts, strict=True):
            part.setVisible(name == code)

    # --- departments ------------------------------------------------------------------------------

    def _add_department(self) -> None:
        if self._book is not None:
            form = DepartmentForm(self._book, None)
            form.ready.connect(self._on_new_department)
            self.open_form(form)

    def _edit_department(self, department: Department) -> None:
        if self._book is not None:
            form = DepartmentForm(self._book, department)
            form.ready.connect(partial(self._on_department, department))
            self.open_form(form)

    def _on_new_department(self, new: Department, reason: str) -> None:
        work = partial(organization_changes.add_department, new=new, reason=reason)
        self.workspace.change(work, self.saved, self.refused)

    def _on_department(self, before: Department, after: Department, reason: str) -> None:
        change = organization_changes.change_department
        work = partial(change, before=before, after=after, reason=reason)
        self.workspace.change(work, self.saved, self.refused)

    def _edit_headcounts(self) -> None:
        if self._book is not None:
            form = HeadcountForm(self._book)
            form.ready.connect(partial(self._on_headcounts, self._book))
            self.open_form(form)

    def _on_headcounts(self, book: OrganizationBook, after: list[Headcount], reason: str) -> None:
        before = tuple(book.headcounts.values())
        save = organization_changes.save_headcounts
        work = partial(save, before=before, after=after, reason=reason)
        self.workspace.change(work, self.saved, self.refused)

    # --- reorganisations --------------------------------------------------------------------------

    def _add_reform(self) -> None:
        if self._book is not None:
            self._open_reform(self._book, None)

    def _edit_reform(self, reform: Reorganization) -> None:
        if self._book is not None:
            self._open_reform(self._book, reform)

    def _open_reform(self, book: OrganizationBook, reform: Reorganization | None) -> None:
        form = ReorganizationForm(book, reform)
        form.ready.connect(partial(self._on_reform, reform))
        self.open_form(form)

    def _on_reform(
        self,
        before: Reorganization | None,
        after: Reorganization,
        reason: str,
        end_predecessors: bool,  # noqa: FBT001 - as the form's signal brings it
    ) -> None:
        save = organization_changes.save_reorganization
        work = partial(
            save, before=before, after=after, reason=reason, end_predecessors=end_predecessors
        )
        self.workspace.change(work, self.saved, self.refused)

    def _withdraw(self, reform: Reorganization) -> None:
        work = partial(organization_changes.withdraw_reorganization, before=reform)
        self.workspace.change(work, self._on_withdrawn, self.tell_failure)

    def _on_withdrawn(self, _: int) -> None:
        self.tell(NoticeKind.SUCCESS, "機構改革の登録を取り消しました。台帳には残っています。")

    def _show_doubt(self, doubt: Doubt) -> None:
        """Lead from a line of the check list to what mends it."""
        department = None if self._book is None else self._book.named(doubt.department)
        if "職員数" in doubt.remedy:
            self._edit_headcounts()
        elif "機構改革で" in doubt.remedy:
            self._add_reform()
        elif department is not None:
            self._edit_department(department)

    # --- files ------------------------------------------------------------------------------------

    def _on_import_clicked(self) -> None:
        self.page_requested.emit("imports")

    def _on_export_clicked(self) -> None:
        dialog = QFileDialog(self, "書き出し先のフォルダー", self.settings.report_folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    def export_to(self, folder: str) -> None:
        """Write the files of the organisation into a folder."""
        self.settings.report_folder = folder
        self.workspace.run(
            organization.export_rows, partial(self._on_rows, folder), self.tell_failure
        )

    def _on_rows(self, folder: str, rows: organization_files.Rows) -> None:
        work = partial(organization_files.write, rows=rows, folder=Path(folder))
        self.workspace.job(work, self._on_written, self.tell_failure)

    def _on_written(self, names: str) -> None:
        self.tell(NoticeKind.SUCCESS, f"書き出しました：{names}")
        self.workspace.change(
            partial(organization_files.note, names=names), self._on_noted, self.tell_failure
        )

    def _on_noted(self, _: object) -> None:
        """Nothing is left to do: it is on record."""
