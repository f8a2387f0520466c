"""Header: the title of the screen, whose figures and which month it shows, 速報 or 確定."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.services.person import Role
from kdx_desktop.views.frame import Frame
from kdx_desktop.views.month_selector import MonthSelector
from kdx_desktop.views.plain_text import PlainLabel, explain, restyle, set_tool_tip
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.department_box import DepartmentBox
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.views.widgets.segments import Segments


class Header(QFrame):
    """What is shared by all screens; each says by its class which parts it uses."""

    month_selected = Signal(object)
    department_selected = Signal(str)
    #: An OrganizationView.
    view_selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(2.5), space(4), space(2.5))
        row = FlowRow(4)
        column.addStretch()
        column.addWidget(row)
        column.addStretch()
        self._title = PlainLabel("", TextRole.TITLE)
        self._departments = DepartmentBox()
        self._phase = PlainLabel()
        self._phase.setProperty("chip", "open")
        self._months = MonthSelector()
        self._views = Segments("組織の見方", [(v, v.japanese) for v in OrganizationView])
        row.add(self._title)
        row.add(self._departments)
        row.push()
        row.add(self._views)
        row.add(self._phase)
        row.add(self._months)
        self._months.month_selected.connect(self.month_selected)
        self._departments.department_selected.connect(self.department_selected)
        self._views.selected.connect(self.view_selected)
        explain(
            self,
            "画面の題名と、どの画面にも共通する選択です。ここで選んだ月と部署は、ほかの画面でも使われます。",
        )
        explain(
            self._departments,
            "見る部署を選びます。コードや名称の一部を入力すると候補が絞られます。",
        )
        explain(
            self._views,
            "過去をどの部署の分け方で見るかを切り替えます。「現在の組織」は機構改革の前の値を"
            "いまある部署に引き継ぎ、「当時の組織」はその月にあった部署のまま示します。"
            "市全体の合計はどちらでも同じです。",
        )
        self._page: Page | None = None
        self._scope: Scope | None = None
        self._knows_months = False
        self.setMinimumHeight(space(14.5))  # nothing moves when the first screen comes
        self._show_choices()

    def show_page(self, page: Page) -> None:
        """Show the title of a screen, and the choices that it uses."""
        self._title.setText(page.windowTitle())
        self._page = page
        self._show_choices()

    def show_frame(self, frame: Frame) -> None:
        """Show the month, those that may be chosen, and whether it is closed."""
        self._months.limit(frame.first, frame.last)
        self._months.show_month(frame.month)
        self._knows_months = True
        closed = frame.month in frame.closed_months
        self.show_phase("確定" if closed else "速報", closed=closed)

    def show_scope(self, scope: Scope) -> None:
        """Show the department and the others, those of a chief or a clerk first."""
        own = [one for one in scope.departments if one.code in scope.enters]
        others = [one for one in scope.departments if one.code not in scope.enters]
        self._departments.show_departments((*own, *others), scope.department)
        self._views.choose(scope.view)
        self._scope = scope
        self._show_choices()

    def show_phase(self, label: str, *, closed: bool) -> None:
        """Show 速報 or 確定; an empty label takes no room."""
        restyle(self._phase, "chip", "closed" if closed else "open")
        self._phase.setText(label)
        self._show_choices()
        meaning = (
            "この月は締め切られ、数値は確定しています。"
            if closed
            else "この月はまだ締め切られていません。数値は変わることがあります。"
        )
        set_tool_tip(self._phase, meaning)

    def _show_choices(self) -> None:
        """Show what the page uses and is known; who only keeps accounts looks at no month."""
        page = self._page
        reads = self._scope is None or self._scope.role is not Role.ACCOUNTS
        month = page is not None and page.uses_month and reads and self._knows_months
        department = page is not None and page.uses_department
        self._months.setVisible(month)
        self._phase.setVisible(month and bool(self._phase.text()))
        self._views.setVisible(page is not None and page.uses_view)
        self._departments.setVisible(department and self._departments.count() > 0)
