"""The form of the city's settings; the due dates follow the day that is typed."""

from __future__ import annotations

from PySide6.QtCore import Signal

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.amounts import SCALE, is_whole, parse_amount
from kdx_desktop.services.city_settings import (
    NUMBERS,
    CitySettings,
    checked_city_name,
    checked_number,
)
from kdx_desktop.services.number_settings import NumberSetting
from kdx_desktop.views.settings.due_dates_table import DueDatesTable
from kdx_desktop.views.settings.edit_form import EditForm
from kdx_desktop.views.settings.fields import TextField

_HINTS = (
    "1から31まで。その日がない月は月末になります。",
    "0は各自の設定（既定15分）による、という意味です。最長240分です。",
    "仮のパスワードと、これから変更するパスワードの最短の文字数です（8から64まで）。",
)


class CalendarForm(EditForm):
    """``ready``: the settings, and the reason. ``day_typed``: a day that can be."""

    ready = Signal(object, str)
    day_typed = Signal(int)

    def __init__(self, before: CitySettings) -> None:
        super().__init__("市の設定を編集")
        self._before = before
        self.name = TextField("市の名称", before.city_name, "画面と報告書に出ます。")
        self.add(self.name)
        self.numbers = [
            TextField(one.label, str(number), hint)
            for one, number, hint in zip(NUMBERS, before.numbers, _HINTS, strict=True)
        ]
        for field in self.numbers:
            self.add(field)
            field.changed.connect(self._check)
        for field in self.numbers[1:]:
            field.setVisible(before.has_passwords)
        self.dates = DueDatesTable()
        self.add(self.dates)
        self.name.changed.connect(self._check)
        self.save_requested.connect(self._on_save_requested)

    def _check(self) -> None:
        labels = ["市の名称", *(one.label for one in NUMBERS)]
        was = [self._before.city_name, *map(str, self._before.numbers)]
        now = [self.name.text.strip(), *(field.text.strip() for field in self.numbers)]
        pairs = zip(labels, was, now, strict=True)
        self.show_differences([pair for pair in pairs if pair[1] != pair[2]])
        try:
            self.day_typed.emit(_number(NUMBERS[0], self.numbers[0].text))
        except ValueError:
            return

    def _on_save_requested(self) -> None:
        name = self.name.read(_city_name)
        numbers = [
            field.read(lambda text, one=one: _number(one, text))  # type: ignore[misc]
            for one, field in zip(NUMBERS, self.numbers, strict=True)
        ]
        day, lock, length = numbers
        if name is None or day is None or lock is None or length is None:
            return
        self.wait()
        after = CitySettings(name, day, lock, length, self._before.has_passwords)
        self.ready.emit(after, self.reason.text)


def _city_name(text: str) -> str:
    try:
        return checked_city_name(text)
    except DataError as error:
        raise ValueError(error.message) from error


def _number(setting: NumberSetting, text: str) -> int:
    amount = parse_amount(text) if text.strip() else -1
    try:
        return checked_number(setting, amount // SCALE if is_whole(amount) else -1)
    except DataError as error:
        raise ValueError(error.message) from error
