"""The forms of a plan itself, and of the plan that comes after it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from typing_extensions import override

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.months import parse_fiscal_year
from kdx_desktop.services.plan_changes import PlanLine, checked_code
from kdx_desktop.views.settings.edit_form import EditForm
from kdx_desktop.views.settings.fields import TextField

_NEXT = (
    "KPIと評価の基準を写し、目標は空欄から始めます。いまの計画とその目標は、そのまま残ります。"
    "対象月がどの計画で評価されるかは、期間で決まります。"
)


class PlanForm(EditForm):
    """``ready``: the plan, and the reason."""

    ready = Signal(object, str)

    def __init__(self, plan: PlanLine, title: str = "計画を編集", about: str = "") -> None:
        super().__init__(title, about)
        self._plan = plan
        self.name = TextField("計画の名称", plan.name)
        self.first = TextField("最初の年度", str(plan.first_fiscal_year), "例：2023、令和5年度")
        self.last = TextField("最後の年度", str(plan.last_fiscal_year))
        for field in (self.name, self.first, self.last):
            self.add(field)
            field.changed.connect(self._check)
        self.save_requested.connect(self._on_save_requested)

    def _check(self) -> None:
        pairs = (
            ("名称", self._plan.name, self.name.text.strip()),
            ("最初の年度", str(self._plan.first_fiscal_year), self.first.text.strip()),
            ("最後の年度", str(self._plan.last_fiscal_year), self.last.text.strip()),
        )
        self.show_differences([pair for pair in pairs if pair[1] != pair[2]])

    def read(self) -> PlanLine | None:
        """Return the plan as it is typed; None, with a sentence, while it cannot be."""
        name = self.name.read(_filled)
        first = self.first.read(parse_fiscal_year)
        last = self.last.read(parse_fiscal_year)
        if name is None or first is None or last is None:
            return None
        if last < first:
            self.last.show_fault("最初の年度以後にしてください。")
            return None
        return replace(self._plan, name=name, first_fiscal_year=first, last_fiscal_year=last)

    def _on_save_requested(self) -> None:
        plan = self.read()
        if plan is not None:
            self.wait()
            self.ready.emit(plan, self.reason.text)


class NextPlanForm(PlanForm):
    """A copy with a code, a name and years of its own."""

    def __init__(self, plan: PlanLine, used: set[str]) -> None:
        length = plan.last_fiscal_year - plan.first_fiscal_year
        start = plan.last_fiscal_year + 1
        new = replace(
            plan, code="", name="", first_fiscal_year=start, last_fiscal_year=start + length
        )
        super().__init__(new, f"次の計画を追加（{plan.name}の写し）", _NEXT)
        self._used = used
        hint = "英小文字、数字、「_」（例：digital_strategy_3）。あとから変更できません。"
        self.code = TextField("コード", "", hint)
        self.add(self.code)

    @override
    def read(self) -> PlanLine | None:
        """Return the plan with its code."""
        plan, code = super().read(), self.code.read(self._unused)
        return None if plan is None or code is None else replace(plan, code=code)

    def _unused(self, text: str) -> str:
        code = text.strip()
        if code in self._used:
            message = "このコードの計画はすでにあります。"
            raise ValueError(message)
        try:
            return checked_code(code)
        except DataError as error:
            raise ValueError(error.message) from error


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("計画の名称を入力してください。")
    return text.strip()
