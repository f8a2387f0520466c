"""The page around the text: running head, 頁 n／N, bookmarks and document information."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from typing_extensions import override

from kdx_desktop.reports import pdf_text, style
from kdx_desktop.reports.pdf_fonts import NUMBER
from kdx_desktop.reports.pdf_text import Look

MARGIN = 16 * mm
_SAMPLE = "サンプル（架空の市のデータ）"
_QUIET = Look(style.SMALL, style.TEXT_QUIET)
_LEDGER = Look(6.0, style.GREY_TEXT, NUMBER)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands around the text of every page; ``head`` only from the second page on."""

    head: str
    phase: str
    foot: str
    ledger_head: str
    sample: bool


class ReportCanvas(Canvas):
    """A canvas that holds its pages back until their number is known."""

    def __init__(self, *args: Any, furniture: Furniture, **options: Any) -> None:
        super().__init__(*args, **options)
        self._furniture = furniture
        self._held: list[dict[str, Any]] = []
        self._marks: list[tuple[str, float]] = []

    def mark(self, key: str, title: str, level: int, top: float) -> None:
        """Add a bookmark that leads to a height on this page."""
        self._marks.append((key, top))
        self.addOutlineEntry(title, key, level, closed=level > 0)

    @override
    def showPage(self) -> None:
        """Keep the finished page, and begin the next one."""
        self._held.append(dict(vars(self)))
        self._marks = []
        self._startPage()  # type: ignore[attr-defined]  # what Canvas.showPage calls too

    @override
    def save(self) -> None:
        """Add what stands around the text, now that the pages are counted, and write the file."""
        for number, page in enumerate(self._held, start=1):
            vars(self).update(page)
            for key, top in self._marks:
                self.bookmarkPage(key, fit="XYZ", left=0, top=top, zoom=0)
            self._draw_furniture(number, len(self._held))
            super().showPage()
        super().save()

    def _draw_furniture(self, number: int, count: int) -> None:
        width, height = A4
        right, top, bottom = width - MARGIN, height - 10 * mm, 9 * mm
        around = self._furniture
        if number > 1:
            pdf_text.draw(self, MARGIN, top, around.head, _QUIET)
            pdf_text.draw(self, right, top, around.phase, _QUIET, pdf_text.RIGHT)
        if around.sample:
            look = Look(style.SMALL, style.ORANGE)
            pdf_text.draw(self, width / 2, top, _SAMPLE, look, pdf_text.CENTRE)
        self.setStrokeColor(style.GREY_RULE)
        self.setLineWidth(0.4)
        self.line(MARGIN, bottom + 9, right, bottom + 9)
        pdf_text.draw(self, MARGIN, bottom, around.foot, _QUIET)
        pdf_text.draw(self, right - 12 * mm, bottom, around.ledger_head, _LEDGER, pdf_text.RIGHT)
        pdf_text.draw(self, right, bottom, f"{number}／{count}頁", _QUIET, pdf_text.RIGHT)
