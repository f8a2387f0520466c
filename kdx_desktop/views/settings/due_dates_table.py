"""The next due dates, each with the days for which it was put off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kdx_desktop.services.city_settings import DueDate
from kdx_desktop.views.widgets.evidence_table import EvidenceTable

_HEADER = ("対象月", "提出期限", "ずらした理由")
_DAYS = "月火水木金土日"


class DueDatesTable(EvidenceTable):
    """Twelve lines."""

    def __init__(self) -> None:
        super().__init__("提出期限（12か月）", _HEADER, most_rows=12)

    def show_dates(self, dates: Sequence[DueDate]) -> None:
        """Show other dates."""
        self.show_rows(
            [
                (
                    one.month.japanese,
                    f"{one.due.year}年{_short(one.due)}",
                    "、".join(f"{day.month}月{day.day}日 {reason}" for day, reason in one.put_off)
                    or "－",
                )
                for one in dates
            ]
        )


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日（{_DAYS[day.weekday()]}）"
