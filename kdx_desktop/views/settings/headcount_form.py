"""The grid of a fiscal year's headcounts."""

from __future__ import annotations

from PySide6.QtCore import Signal

from kdx_desktop.imports import cells
from kdx_desktop.metrics.months import fiscal_year_months, fiscal_year_name
from kdx_desktop.metrics.organization import Headcount
from kdx_desktop.services.organization_changes import OrganizationBook
from kdx_desktop.views.settings.edit_form import EditForm
from kdx_desktop.views.settings.grid_model import GridColumn, GridTableModel
from kdx_desktop.views.settings.grid_table import GridTable

_ABOUT = (
    "4月1日（年度の途中に新設された部署は最初の月）の人数です。空欄は「未登録」で、"
    "一人当たりの順位が付きません。テレワーク対象が空欄のときは職員数で割ります。"
)


class HeadcountForm(EditForm):
    """``ready``: the headcounts that are another, and the reason."""

    ready = Signal(object, str)

    def __init__(self, book: OrganizationBook) -> None:
        super().__init__(f"職員数：{fiscal_year_name(book.fiscal_year)}", _ABOUT)
        self._year = book.fiscal_year
        persons = cells.optional_persons
        self.grid = GridTableModel(
            (
                GridColumn("部署"),
                GridColumn("局"),
                GridColumn("職員数", persons, number=True),
                GridColumn("テレワーク対象", persons, number=True),
            ),
            self,
        )
        months = fiscal_year_months(book.fiscal_year)
        living = [one for one in book.departments if any(map(one.exists, months))]
        self.grid.show_rows(
            [
                (
                    one.code,
                    (f"{one.code}　{one.name}", one.bureau, *_texts(book.headcounts.get(one.code))),
                )
                for one in living
            ]
        )
        self.table = GridTable("職員数", self.grid, rows=8)
        self.table.stretch_column(0)
        self.add(self.table)
        self.focus_first(self.table)
        self.grid.typed.connect(self._on_typed)
        self.save_requested.connect(self._on_save_requested)

    def _on_typed(self) -> None:
        self.dirty = bool(self.grid.changes or self.grid.faults)
        faults = self.grid.faults
        self.show_missing(f"⚠ {faults[0]}" if faults else "")
        self.show_differences(
            [(f"{one.name}・{one.column}", one.before, one.after) for one in self.grid.changes]
        )

    def _on_save_requested(self) -> None:
        if self.grid.faults:
            return
        after = [
            Headcount(
                str(key),
                self._year,
                cells.optional_persons(texts[2]),
                cells.optional_persons(texts[3]),
            )
            for key, texts in self.grid.changed_rows()
        ]
        self.wait()
        self.ready.emit(after, self.reason.text)


def _texts(given: Headcount | None) -> tuple[str, str]:
    if given is None:
        return "", ""
    return _text(given.headcount), _text(given.telework_eligible)


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
