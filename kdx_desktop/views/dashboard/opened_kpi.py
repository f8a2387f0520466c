"""OpenedKpi: one KPI in place of the cards — 推移, 内訳, 根拠, 定義, and the way back from each."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, TypeVar, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.services.standings import Particulars, Standings
from kdx_desktop.views.dashboard import facts
from kdx_desktop.views.dashboard.breadcrumb import Breadcrumb
from kdx_desktop.views.dashboard.breakdown_part import BreakdownPart
from kdx_desktop.views.dashboard.cell_place import CellPlace
from kdx_desktop.views.dashboard.course_part import CoursePart
from kdx_desktop.views.dashboard.definition_part import DefinitionPart
from kdx_desktop.views.dashboard.evidence_part import EvidencePart
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.buttons import icon_button
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.views.widgets.segments import Segments
from kdx_desktop.workspace import Workspace

_TOP = "KPI一覧"
#: KPI一覧, the KPI, 全庁, a bureau, a department, a month.
_STEPS = 6


class Part(StrEnum):
    """What an opened KPI shows."""

    COURSE = "course"
    BREAKDOWN = "breakdown"
    EVIDENCE = "evidence"
    DEFINITION = "definition"


_NAMES = {
    Part.COURSE: "推移",
    Part.BREAKDOWN: "内訳",
    Part.EVIDENCE: "根拠",
    Part.DEFINITION: "定義",
}
_ABOUT = (
    "推移は月ごとの動きと年度末までの見込み、内訳は局・部署ごとの値、根拠はその数値を入れた人・日時・"
    "ファイル、定義は計算のしかたを示します。Escキーで一つ前に戻ります。"
)


W = TypeVar("W", bound=QWidget)


class _Now(NamedTuple):
    """What is shown now, for parts that are made later."""

    found: Standings
    result: KpiResult
    particulars: Particulars | None
    view: OrganizationView


class OpenedKpi(QWidget):
    """Keeps part and place while the month changes; another KPI begins with its 推移."""

    #: Somebody asks for the cards.
    left = Signal()
    #: A LedgerCell shall be shown in 台帳.
    ledger_requested = Signal(object)
    #: A KdxError of a part.
    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        explain(self, _ABOUT)
        self._code = self._name = ""
        self._back = icon_button("chevron-left", "一つ前に戻る（Esc）")
        self._crumbs = Breadcrumb(_STEPS)
        self._parts = Segments("表示", list(_NAMES.items()))
        self._summary = Paragraph()
        self._workspace = workspace
        self._now: _Now | None = None
        self._offers_ledger = False
        self._made: dict[Part, QWidget] = {}
        self._scroll = ScrollColumn()
        self._arrange()
        self._back.clicked.connect(self.left)
        self._crumbs.step_chosen.connect(self._on_step_chosen)
        self._parts.selected.connect(self._on_part_selected)

    @property
    def course(self) -> CoursePart:
        """推移; made when it is first shown, like the others."""
        return self._part(Part.COURSE, CoursePart)

    @property
    def breakdown(self) -> BreakdownPart:
        """内訳."""
        return self._part(Part.BREAKDOWN, self._new_breakdown)

    @property
    def evidence(self) -> EvidencePart:
        """根拠."""
        return self._part(Part.EVIDENCE, self._new_evidence)

    @property
    def definition(self) -> DefinitionPart:
        """定義."""
        return self._part(Part.DEFINITION, self._new_definition)

    @property
    def part(self) -> Part:
        """The part that is shown."""
        return Part(str(self._parts.value))

    def offer_ledger(self, *, offered: bool) -> None:
        """Lead from a number's evidence to 台帳, for whom has that screen."""
        self._offers_ledger = offered
        if Part.EVIDENCE in self._made:
            self.evidence.offers_ledger = offered

    def show_kpi(
        self,
        found: Standings,
        result: KpiResult,
        particulars: Particulars | None,
        view: OrganizationView,
    ) -> None:
        """Show a KPI, or the same one as it is known now; parts that are not seen read later."""
        self._now = _Now(found, result, particulars, view)
        known = tuple(self._made)  # one that is made now is told as it is made
        if result.kpi.code != self._code:
            self._code = result.kpi.code
            if Part.BREAKDOWN in self._made:
                self.breakdown.start_anew()
            if Part.EVIDENCE in self._made:
                self.evidence.forget()
            self._choose(Part.COURSE)
        self._name = result.kpi.name
        expected = None if particulars is None else particulars.forecasts[result.kpi.code]
        self._summary.setText(facts.summary(result, expected))
        for part in known:
            self._feed(part)
        self._show_place()

    def enter(self) -> None:
        """Take the focus."""
        self._parts.enter()

    def step_back(self) -> bool:
        """Leave what was opened last; False when nothing within this KPI is left to leave."""
        if self.part is Part.EVIDENCE and self.evidence.place is not None:
            self._choose(Part.BREAKDOWN)
            self.evidence.forget()
            self.breakdown.enter()
            return True
        if self.part is Part.BREAKDOWN and self.breakdown.step_back():
            return True
        if self.part is not Part.COURSE:
            self._choose(Part.COURSE)
            self.enter()
            return True
        return False

    def _widget(self, part: Part) -> QWidget:
        found: QWidget = getattr(self, part.value)
        return found

    def _part(self, part: Part, make: Callable[[], W]) -> W:
        """Return a part; the first time it is made, and told what is shown now."""
        if part not in self._made:
            widget = make()
            widget.setVisible(False)
            self._made[part] = widget
            self._scroll.column.addWidget(widget, 1)
            self._feed(part)
        return cast("W", self._made[part])

    def _feed(self, part: Part) -> None:
        """Tell a part what is shown now."""
        if self._now is None:
            return
        found, result, particulars, view = self._now
        if part is Part.COURSE:
            self.course.show_kpi(result, particulars)
        elif part is Part.BREAKDOWN:
            self.breakdown.show_kpi(found, result, view)
        elif part is Part.EVIDENCE:
            self.evidence.show_standings(found)
        else:
            self.definition.show_kpi(found, result, particulars)

    def _new_breakdown(self) -> BreakdownPart:
        made = BreakdownPart(self._workspace)
        made.moved.connect(self._show_place)
        made.cell_opened.connect(self._on_cell_opened)
        made.failed.connect(self.failed)
        return made

    def _new_evidence(self) -> EvidencePart:
        made = EvidencePart(self._workspace)
        made.breakdown_requested.connect(self._on_breakdown_requested)
        made.ledger_requested.connect(self.ledger_requested)
        made.offers_ledger = self._offers_ledger
        made.failed.connect(self.failed)
        return made

    def _new_definition(self) -> DefinitionPart:
        made = DefinitionPart(self._workspace)
        made.failed.connect(self.failed)
        return made

    def _choose(self, part: Part) -> None:
        self._parts.choose(part)
        shown = self._widget(part)
        for widget in self._made.values():
            widget.setVisible(widget is shown)
        self._scroll.verticalScrollBar().setValue(0)
        self._show_place()

    def _show_place(self) -> None:
        """Say where one is: the KPI, then bureau and department, then the cell."""
        names = [_TOP, self._name]
        if self.part in {Part.BREAKDOWN, Part.EVIDENCE}:
            names += self.breakdown.steps
            place = self.evidence.place
            if self.part is Part.EVIDENCE and place is not None:
                names.append(place.title)
        self._crumbs.show_steps(names)

    def _on_step_chosen(self, step: int) -> None:
        if step == 0:
            self._choose(Part.COURSE)
            self.left.emit()
        elif step == 1:
            self._choose(Part.COURSE)
            self.enter()
        else:
            self._choose(Part.BREAKDOWN)
            self.evidence.forget()
            self.breakdown.step_to(step - 2)

    def _on_part_selected(self, part: object) -> None:
        self._choose(Part(str(part)))

    def _on_cell_opened(self, place: CellPlace) -> None:
        self.evidence.show_place(place)
        self._choose(Part.EVIDENCE)
        self.evidence.enter()

    def _on_breakdown_requested(self) -> None:
        self._choose(Part.BREAKDOWN)
        self.breakdown.enter()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(space(2))
        head.addWidget(self._back)
        head.addWidget(self._crumbs, 1)
        row = QHBoxLayout()
        row.addWidget(self._parts)
        row.addStretch()
        inside = self._scroll.column
        inside.setContentsMargins(space(6), space(3), space(6), space(4))
        inside.setSpacing(space(3))
        inside.addLayout(head)
        inside.addWidget(self._summary)
        inside.addLayout(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
