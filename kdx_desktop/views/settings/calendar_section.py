"""暦・期限: the city's name and its rules of time, and what these make of the next twelve months."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.services import city_settings
from kdx_desktop.services.city_settings import CitySettings, DueDate
from kdx_desktop.settings import Settings
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.settings.calendar_form import CalendarForm
from kdx_desktop.views.settings.due_dates_table import DueDatesTable
from kdx_desktop.views.settings.section import Section
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.fact_list import FactList
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.workspace import Workspace

_WEEKDAYS = (
    "提出期限は、対象月の翌月のこの日です。土日・祝日・12月29日から1月3日に当たるときは、"
    "次の開庁日にずらします。"
)


class CalendarSection(Section):
    """One form for all of it; the due dates are shown as they would be."""

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.facts = FactList(wraps=True)
        self.dates = DueDatesTable()
        self.edit = action_button("編集(&E)", icon_name="edit")
        self._stored: CitySettings | None = None
        whole = ScrollColumn()
        card = Card("市の設定")
        row = QHBoxLayout()
        row.addWidget(self.edit)
        row.addStretch()
        card.body.addWidget(self.facts)
        card.body.addLayout(row)
        below = Card("これからの提出期限")
        below.body.addWidget(Paragraph(_WEEKDAYS, TextRole.QUIET))
        below.body.addWidget(self.dates)
        for one in (card, below):
            whole.column.addWidget(one)
        whole.column.addStretch()
        self.set_overview(whole)
        self.edit.clicked.connect(self._on_edit_clicked)
        explain(self, "市の名称、提出期限の日、画面のロックなど、市全体の決まりです。")

    @override
    def reload(self) -> None:
        self.workspace.run(city_settings.city_settings, self._on_read, self.not_read)

    @override
    def take_focus(self) -> None:
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_read(self, stored: CitySettings) -> None:
        self._stored = stored
        lock = f"{stored.lock_minutes}分" if stored.lock_minutes else "各自の設定による"
        facts = [
            ("市の名称", stored.city_name or "（未設定）"),
            ("提出期限の日", f"翌月{stored.due_day}日"),
        ]
        if stored.has_passwords:
            facts += [
                ("画面をロックするまで", lock),
                ("パスワードの長さ", f"{stored.password_length}文字以上"),
            ]
        else:
            facts.append(("画面のロック", "PCのロックを使います"))
        self.facts.show_facts(facts)
        self._ask_dates(stored.due_day, self._on_dates_read)

    def _ask_dates(self, day: int, done: object) -> None:
        work = partial(city_settings.due_dates, first=self.scope.month, day=day)
        self.workspace.run(work, done, self.not_read)  # type: ignore[arg-type]

    def _on_dates_read(self, dates: tuple[DueDate, ...]) -> None:
        self.dates.show_dates(dates)
        self.filled.emit()

    def _on_edit_clicked(self) -> None:
        if self._stored is not None:
            form = CalendarForm(self._stored)
            form.day_typed.connect(self._on_day_typed)
            form.ready.connect(partial(self._on_ready, self._stored))
            self.open_form(form)
            self._on_day_typed(self._stored.due_day)

    def _on_day_typed(self, day: int) -> None:
        self._ask_dates(day, self._on_preview_read)

    def _on_preview_read(self, dates: tuple[DueDate, ...]) -> None:
        if isinstance(self.form, CalendarForm):
            self.form.dates.show_dates(dates)

    def _on_ready(self, before: CitySettings, after: CitySettings, reason: str) -> None:
        save = city_settings.save_city_settings
        work = partial(save, before=before, after=after, reason=reason)
        self.workspace.change(work, self.saved, self.refused)
