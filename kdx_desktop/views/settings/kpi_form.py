"""The form of one KPI: its rule, and what that rule needs."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.metrics.months import parse_fiscal_year
from kdx_desktop.metrics.plan import Rule
from kdx_desktop.services.plan_changes import KpiLine, PlanBook, kpi_faults
from kdx_desktop.views.plain_text import PlainLabel
from kdx_desktop.views.settings.edit_form import EditForm
from kdx_desktop.views.settings.fields import ChoiceField, TextField
from kdx_desktop.views.settings.plan_texts import (
    RULES,
    condition_text,
    metrics_text,
    number_text,
    parse_percent,
)
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.tick_box import TickBox


class KpiForm(EditForm):
    """``ready``: the KPI, and the reason."""

    ready = Signal(object, str)

    def __init__(self, book: PlanBook, plan: str, before: KpiLine | None) -> None:
        super().__init__("KPIを追加" if before is None else "KPIを編集")
        self._book = book
        self._before = before
        start = before or KpiLine(plan, "", 0, "", Rule.FISCAL_YEAR_TOTAL, "", "", None, None)
        self._start = start
        choices = [(one.code, one.name) for one in book.metrics]
        codes = start.metric_codes
        self.name = TextField("名称", start.name)
        self.code = TextField(
            "コード", start.code, "英小文字、数字、「_」だけを使います。あとから変更できません。"
        )
        rules = [(rule.value, text) for rule, text in RULES.items()]
        self.rule = ChoiceField("規則", rules, start.rule.value)
        self.part = ChoiceField("割合の分子", choices, codes[0])
        self.whole = ChoiceField("割合の分母", choices, codes[-1])
        self.summed = {code: TickBox(name) for code, name in choices}
        self.threshold = TextField(
            "しきい値（％）",
            number_text(start.threshold, ratio=True),
            "この率以上の部署を数えます。",
        )
        year = start.baseline_fiscal_year
        self.year = TextField("基準年度", "" if year is None else str(year), "例：2019、令和元年度")
        self.unit = TextField("単位", start.unit)
        self._sum = QWidget()
        self._arrange(start)
        self.save_requested.connect(self._on_save_requested)
        self._on_rule_changed()

    def _arrange(self, start: KpiLine) -> None:
        column = QVBoxLayout(self._sum)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(PlainLabel("足し合わせる指標", TextRole.STRONG))
        for code, box in self.summed.items():
            box.setChecked(code in start.metric_codes)
            box.toggled.connect(self._on_touched)
            column.addWidget(box)
        fields = (self.name, self.code, self.rule, self.part, self.whole)
        for widget in (*fields, self._sum, self.threshold, self.year, self.unit):
            self.add(widget)
        for field in (*fields, self.threshold, self.year, self.unit):
            field.changed.connect(self._check)
        self.rule.changed.connect(self._on_rule_changed)
        if self._before is not None:
            self.code.fix()

    def _on_touched(self) -> None:
        self.touch()
        self._check()

    def _on_rule_changed(self) -> None:
        rule = Rule(self.rule.text)
        share = rule is Rule.SHARE_OF_DEPARTMENTS
        for widget in (self.part, self.whole, self.threshold):
            widget.setVisible(share)
        self._sum.setVisible(not share)
        self.year.setVisible(rule is Rule.REDUCTION_FROM_BASELINE)
        self.unit.setVisible(not rule.is_ratio)

    def _kpi(self) -> KpiLine | None:
        """Return the KPI as it is typed; None, with a sentence, where something cannot be read."""
        rule = Rule(self.rule.text)
        share = rule is Rule.SHARE_OF_DEPARTMENTS
        threshold: Fraction | None = None
        year: int | None = None
        if share:
            threshold = self.threshold.read(parse_percent)
            if threshold is None:
                return None
        if rule is Rule.REDUCTION_FROM_BASELINE:
            year = self.year.read(parse_fiscal_year)
            if year is None:
                return None
        summed = "+".join(code for code, box in self.summed.items() if box.isChecked())
        return KpiLine(
            self._start.plan,
            self.code.text.strip(),
            self._start.position,
            self.name.text.strip(),
            rule,
            f"{self.part.text}/{self.whole.text}" if share else summed,
            "" if rule.is_ratio else self.unit.text.strip(),
            threshold,
            year,
        )

    def _check(self) -> None:
        before, after = self._before, self._kpi()
        if before is None or after is None:
            return
        pairs = (
            ("名称", before.name, after.name),
            ("規則", RULES[before.rule], RULES[after.rule]),
            ("指標", metrics_text(self._book, before), metrics_text(self._book, after)),
            ("しきい値・基準", condition_text(before), condition_text(after)),
            ("単位", before.unit, after.unit),
        )
        self.show_differences([pair for pair in pairs if pair[1] != pair[2]])
        self.show_missing("")

    def _on_save_requested(self) -> None:
        kpi = self._kpi()
        if kpi is None:
            return
        faults = kpi_faults(kpi, {one.code for one in self._book.metrics})
        if not kpi.metrics:
            faults = ["指標を1つ以上選んでください。"]
        if not kpi.code:
            self.code.show_fault("コードを入力してください。")
            return
        if faults:
            self.show_missing("⚠ " + "\n".join(faults))
            self.save_button.setEnabled(True)
            return
        self.wait()
        self.ready.emit(kpi, self.reason.text)
