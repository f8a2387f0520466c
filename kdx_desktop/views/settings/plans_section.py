"""計画・KPI: the plans side by side, and of the chosen one its KPIs, targets and grades."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kdx_desktop.metrics.amounts import amount_text
from kdx_desktop.services import plan_changes
from kdx_desktop.services.plan_changes import KpiLine, PlanBook, PlanLine
from kdx_desktop.settings import Settings
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.settings.edit_form import EditForm
from kdx_desktop.views.settings.kpi_form import KpiForm
from kdx_desktop.views.settings.list_table import ListTable
from kdx_desktop.views.settings.plan_forms import NextPlanForm, PlanForm
from kdx_desktop.views.settings.plan_grids import BandsForm, FactorsForm, TargetsForm
from kdx_desktop.views.settings.plan_texts import (
    RULES,
    condition_text,
    metrics_text,
    number_text,
    targets_text,
    years_text,
)
from kdx_desktop.views.settings.section import Section
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.workspace import Workspace

_PLANS = ("計画", "期間", "KPI", "目標")
_KPIS = ("KPI", "規則", "しきい値・基準", "目標（年度順）")


class PlansSection(Section):
    """The plan that has the focus of the first list is the one that is edited below."""

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.plans = ListTable(
            "計画の一覧",
            _PLANS,
            numbers=(2,),
            stretched=(0,),
            most_rows=4,
            grows=False,
            spare=(3, 2),
        )
        self.kpis = ListTable(
            "KPIの一覧", _KPIS, stretched=(0,), most_rows=8, grows=False, spare=(1, 2)
        )
        self.edit_plan = action_button("計画を編集(&E)", icon_name="edit")
        self.next_plan = action_button("次の計画を追加(&A)", icon_name="plus")
        self.edit_targets = action_button("目標を編集(&T)", primary=True, icon_name="edit")
        self.edit_kpi = action_button("KPIを編集(&M)", icon_name="edit")
        self.add_kpi = action_button("KPIを追加(&P)", icon_name="plus")
        self.edit_bands = action_button("評価の基準を編集(&B)", icon_name="edit")
        self.edit_factors = action_button("A4換算を編集(&4)", icon_name="edit")
        self._bands, self._factors = Paragraph(), Paragraph()
        self._metrics = Paragraph("", TextRole.QUIET)
        self._kpi_card = Card()
        self.book: PlanBook | None = None
        self._arrange()
        self.plans.pointed.connect(self._on_pointed)
        self.plans.chosen.connect(self._open_plan)
        self.kpis.chosen.connect(self._open_kpi)
        self.kpis.pointed.connect(self._on_kpi_pointed)
        for button, slot in (
            (self.edit_plan, self._on_edit_plan),
            (self.next_plan, self._on_next_plan),
            (self.edit_targets, self._on_edit_targets),
            (self.edit_kpi, self._on_edit_kpi),
            (self.add_kpi, self._on_add_kpi),
            (self.edit_bands, self._on_edit_bands),
            (self.edit_factors, self._on_edit_factors),
        ):
            button.clicked.connect(slot)

    @override
    def reload(self) -> None:
        self.workspace.run(plan_changes.plan_book, self._on_read, self.not_read)

    @override
    def take_focus(self) -> None:
        self.kpis.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def plan(self) -> PlanLine | None:
        """The plan that has the focus of the list."""
        value = self.plans.value
        return value if isinstance(value, PlanLine) else None

    def _arrange(self) -> None:
        whole = ScrollColumn()
        card = Card("計画")
        card.body.addWidget(self.plans)
        card.body.addWidget(FlowRow.of(self.edit_plan, self.next_plan))
        body = self._kpi_card.body
        body.addWidget(self.kpis)
        body.addWidget(self._metrics)
        body.addWidget(FlowRow.of(self.edit_targets, self.edit_kpi, self.add_kpi, self.edit_bands))
        body.addWidget(self._bands)
        below = Card("A4換算")
        below.body.addWidget(self._factors)
        text = (
            "換算を変えると、これから入力・取込する枚数に使われます。登録済みの数値は変わりません。"
        )
        below.body.addWidget(Paragraph(text, TextRole.QUIET))
        below.body.addWidget(FlowRow.of(self.edit_factors))
        for one in (card, self._kpi_card, below):
            whole.column.addWidget(one)
        whole.column.addStretch()
        self.set_overview(whole)
        explain(
            self.plans, "計画の一覧です。選んだ計画のKPIが下に表示されます。Enterで編集します。"
        )
        explain(self.kpis, "KPIの一覧です。Enterで規則や指標を編集します。")

    def _on_read(self, book: PlanBook) -> None:
        code = "" if self.plan is None else self.plan.code
        kpi = self.kpis.value.code if isinstance(self.kpis.value, KpiLine) else ""
        self.book = book
        self.plans.show_rows([(one, _plan_texts(one)) for one in book.plans])
        self.plans.select(book.plan(code))
        self._on_pointed(self.plans.value)
        if self.plan is not None:
            self.kpis.select(next((one for one in self.plan.kpis if one.code == kpi), None))
        self._factors.setText(
            "、".join(f"{size}＝{amount_text(factor)}" for size, factor in book.factors) or "なし"
        )
        self.filled.emit()

    def _on_pointed(self, plan: object) -> None:
        book = self.book
        self._kpi_card.setVisible(isinstance(plan, PlanLine))
        self.edit_plan.setEnabled(isinstance(plan, PlanLine))
        self.next_plan.setEnabled(isinstance(plan, PlanLine))
        if book is None or not isinstance(plan, PlanLine):
            return
        self._kpi_card.set_title(f"{plan.name}のKPIと目標")
        self.kpis.show_rows([(one, _kpi_texts(plan, one)) for one in plan.kpis])
        for button in (self.edit_kpi, self.edit_targets):
            button.setEnabled(bool(plan.kpis))
        bands = "、".join(
            f"{band.grade} {band.name}（期待の{number_text(band.at_least, ratio=True)}％以上）"
            for band in plan.bands
        )
        self._bands.setText(f"評価の基準：{bands}")

    def _on_kpi_pointed(self, kpi: object) -> None:
        there = self.book is not None and isinstance(kpi, KpiLine)
        self._metrics.setVisible(there)
        if self.book is not None and isinstance(kpi, KpiLine):
            self._metrics.setText(f"「{kpi.name}」の指標：{metrics_text(self.book, kpi)}")

    # --- forms ------------------------------------------------------------------------------------

    def _on_edit_plan(self) -> None:
        self._open_plan(self.plan)

    def _open_plan(self, plan: PlanLine | None) -> None:
        if plan is not None:
            save = partial(plan_changes.save_plan, before=plan)
            self._open(PlanForm(plan), save)

    def _on_next_plan(self) -> None:
        if self.plan is not None and self.book is not None:
            form = NextPlanForm(self.plan, {one.code for one in self.book.plans})
            form.ready.connect(partial(self._on_next_ready, self.plan.code))
            self.open_form(form)

    def _on_next_ready(self, source: str, new: PlanLine, reason: str) -> None:
        work = partial(
            plan_changes.copy_plan,
            source=source,
            code=new.code,
            name=new.name,
            first=new.first_fiscal_year,
            last=new.last_fiscal_year,
            reason=reason,
        )
        self.workspace.change(work, self.saved, self.refused)

    def _on_edit_kpi(self) -> None:
        self._open_kpi(self.kpis.value)

    def _open_kpi(self, kpi: object) -> None:
        if isinstance(kpi, KpiLine) and self.book is not None:
            save = partial(plan_changes.save_kpi, before=kpi)
            self._open(KpiForm(self.book, kpi.plan, kpi), save)

    def _on_add_kpi(self) -> None:
        if self.plan is not None and self.book is not None:
            save = partial(plan_changes.save_kpi, before=None)
            self._open(KpiForm(self.book, self.plan.code, None), save)

    def _on_edit_targets(self) -> None:
        if self.plan is not None:
            save = partial(plan_changes.save_targets, before=self.plan)
            self._open(TargetsForm(self.plan), save)

    def _on_edit_bands(self) -> None:
        if self.plan is not None:
            save = partial(plan_changes.save_bands, before=self.plan)
            self._open(BandsForm(self.plan), save)

    def _on_edit_factors(self) -> None:
        if self.book is not None:
            save = partial(plan_changes.save_factors, before=self.book.factors)
            self._open(FactorsForm(self.book), save)

    def _open(self, form: EditForm, save: Callable[..., Any]) -> None:
        """Open a form whose ``ready`` brings what it shall be, and the reason."""
        form.ready.connect(partial(self._on_ready, save))  # type: ignore[attr-defined]
        self.open_form(form)

    def _on_ready(self, save: Callable[..., Any], after: object, reason: str) -> None:
        self.workspace.change(partial(save, after=after, reason=reason), self.saved, self.refused)


def _plan_texts(plan: PlanLine) -> tuple[str, ...]:
    given = sum(
        plan.target(kpi.code, year).target is not None for kpi in plan.kpis for year in plan.years
    )
    return plan.name, years_text(plan), str(len(plan.kpis)), f"{given}件"


def _kpi_texts(plan: PlanLine, kpi: KpiLine) -> tuple[str, ...]:
    return (
        kpi.name,
        RULES[kpi.rule],
        condition_text(kpi),
        targets_text(plan, kpi),
    )
