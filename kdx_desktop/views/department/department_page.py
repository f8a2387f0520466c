"""部署カルテ: one page on one department."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QStackedLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.services.department_sheet import DepartmentSheet, NoSheet, department_sheet
from kdx_desktop.settings import Settings
from kdx_desktop.views.department.sheet_texts import absent
from kdx_desktop.views.department.sheet_view import SheetView
from kdx_desktop.views.plain_text import explain
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.workspace import Workspace

_ABOUT = (
    "一つの部署の順位、提出状況、月別の実績、備考を1枚にまとめた画面です。"
    "部署は画面の上の一覧で選びます。"
)

_HEIR = "引き継いだ部署を見る(&S)"


class DepartmentPage(Page):
    """Reads the whole sheet at once; what department it is about is chosen in the header."""

    uses_department = True
    reads_ahead = True

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        explain(self, _ABOUT)
        self._heir = ""
        self._sheet = SheetView()
        self._empty = EmptyState("")
        self._empty.action_triggered.connect(self._on_way_out_asked)
        self._faces = QStackedLayout(self)
        self._nothing = ScrollColumn()
        self._nothing.column.addWidget(self._empty, 1)
        for face in (QWidget(), self._sheet, self._nothing):
            self._faces.addWidget(face)
        self.add_command("ランキングで比べる", self._on_ranking_asked)

    @override
    def reload(self) -> None:
        work = partial(department_sheet, department=self.scope.department, as_of=self.scope.month)
        self.workspace.run(work, self._on_read, self._on_failed)

    def _on_read(self, found: DepartmentSheet | NoSheet) -> None:
        if found.phase.departments:
            self.phase_read.emit(found.phase)
        if isinstance(found, DepartmentSheet):
            self._sheet.show_sheet(found)
            self._faces.setCurrentWidget(self._sheet)
        else:
            self._show_nothing(found)
        self.filled.emit()

    def _show_nothing(self, found: NoSheet) -> None:
        if found.phase.departments:
            self._say(*absent(found, self.scope.month.japanese), found)
        else:
            self._heir = ""
            self.say_no_departments(self._empty, "ここに1部署ずつ表示されます。")
            self._faces.setCurrentWidget(self._nothing)

    def _say(self, title: str, text: str, found: NoSheet | None = None) -> None:
        self._heir = found.heirs[0].code if found is not None and found.heirs else ""
        self._empty.say(title, text, _HEIR if self._heir else "")
        self._faces.setCurrentWidget(self._nothing)

    def _on_way_out_asked(self) -> None:
        if self._heir:
            self.department_chosen.emit(self._heir)
        else:
            self.open_imports()

    def _on_ranking_asked(self) -> None:
        self.page_requested.emit("ranking")

    def _on_failed(self, failure: KdxError) -> None:
        self._say("表示できませんでした", failure.message)
        self.tell_failure(failure)
        self.filled.emit()
