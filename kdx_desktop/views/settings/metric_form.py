"""The form of one metric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.amounts import amount_text, parse_amount
from kdx_desktop.metrics.figures import Metric
from kdx_desktop.services.metric_catalogue import MetricLine, checked_code
from kdx_desktop.views.settings.edit_form import EditForm
from kdx_desktop.views.settings.fields import TextField
from kdx_desktop.views.widgets.tick_box import TickBox

_NEW = Metric("", "", "", whole=True, expected_monthly=True)


class MetricForm(EditForm):
    """``ready``: the metric, and the reason."""

    ready = Signal(object, str)

    def __init__(self, line: MetricLine | None, used: Mapping[str, str]) -> None:
        super().__init__("指標を追加" if line is None else "指標を編集")
        self._used = used
        self._before = _NEW if line is None else line.metric
        start = self._before
        self.name = TextField("名称", start.name)
        self.code = TextField(
            "コード",
            start.code,
            "取込のファイルで使う名前です。英小文字、数字、「_」だけを使い、あとから変更できません。",
        )
        self.unit = TextField("単位", start.unit, "例：枚、回、時間、人")
        self.minimum = TextField("下限", _text(start.minimum), "入力できる最小の数。空欄は制限なし")
        self.maximum = TextField("上限", _text(start.maximum), "入力できる最大の数。空欄は制限なし")
        self.whole = TickBox("整数だけを入力する(&W)")
        self.monthly = TickBox("毎月、すべての部署に入力を求める(&M)")
        self.whole.setChecked(start.whole)
        self.monthly.setChecked(start.expected_monthly)
        for field in (self.name, self.code, self.unit, self.minimum, self.maximum):
            self.add(field)
            field.changed.connect(self._check)
        for box in (self.whole, self.monthly):
            self.add(box)
            box.toggled.connect(self._on_toggled)
        if line is not None:
            self.code.fix()
            if line.figures:
                self.unit.fix()
                self.unit.show_hint(f"数値が{line.figures:,}件あるため、単位は変えられません。")
        self.save_requested.connect(self._on_save_requested)

    def _on_toggled(self) -> None:
        self.touch()
        self._check()

    def _check(self) -> None:
        before = self._before
        if before is _NEW:
            return
        pairs = (
            ("名称", before.name, self.name.text.strip()),
            ("単位", before.unit, self.unit.text.strip()),
            ("下限", _text(before.minimum), self.minimum.text.strip()),
            ("上限", _text(before.maximum), self.maximum.text.strip()),
            ("整数だけ", _yes(before.whole), _yes(self.whole.isChecked())),
            ("毎月", _yes(before.expected_monthly), _yes(self.monthly.isChecked())),
        )
        self.show_differences([pair for pair in pairs if pair[1] != pair[2]])

    def _on_save_requested(self) -> None:
        name = self.name.read(_filled)
        code = self.code.read(self._unused)
        unit = self.unit.read(_filled)
        minimum = self.minimum.read(_limit)
        maximum = self.maximum.read(_limit)
        if None in {name, code, unit} or minimum is None or maximum is None:
            return
        if minimum and maximum and minimum[0] > maximum[0]:
            self.maximum.show_fault("下限以上の数にしてください。")
            return
        self.wait()
        after = replace(
            self._before,
            code=code or "",
            name=name or "",
            unit=unit or "",
            whole=self.whole.isChecked(),
            expected_monthly=self.monthly.isChecked(),
            minimum=minimum[0] if minimum else None,
            maximum=maximum[0] if maximum else None,
        )
        self.ready.emit(after, self.reason.text)

    def _unused(self, text: str) -> str:
        code = text.strip()
        if code in self._used:
            message = f"「{self._used[code]}」で使われています。"
            raise ValueError(message)
        try:
            return checked_code(code)
        except DataError as error:
            raise ValueError(error.message) from error


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("入力してください。")
    return text.strip()


def _limit(text: str) -> tuple[int, ...]:
    """Read a limit that may be blank: then there is none."""
    return (parse_amount(text),) if text.strip() else ()


def _text(amount: int | None) -> str:
    return "" if amount is None else amount_text(amount)


def _yes(value: bool) -> str:  # noqa: FBT001 - a flag in words
    return "はい" if value else "いいえ"
