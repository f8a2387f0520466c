"""How the state of a month's figures looks: one letter and a colour, the same on every screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from kdx_desktop.services.board import Standing
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.widgets.part_bar import Part

LATE = "遅"
CLOSED = "締"


@dataclass(frozen=True, slots=True)
class StandingLook:
    """A letter, and the tokens of its text, its ground and its part in a bar."""

    letter: str
    text: str
    ground: str
    bar: str


LOOKS: Mapping[Standing, StandingLook] = {
    Standing.MISSING: StandingLook("未", "text", "surface", "field_line"),
    Standing.DRAFT: StandingLook("下", "quiet_text", "subtle", "quiet_text"),
    Standing.SUBMITTED: StandingLook("提", "accent", "accent_soft", "accent"),
    Standing.RETURNED: StandingLook("差", "warning", "warning_soft", "warning"),
    Standing.APPROVED: StandingLook("承", "success", "success_soft", "success"),
}
#: The order of the work, as legend and bar show it.
ORDER = (
    Standing.APPROVED,
    Standing.SUBMITTED,
    Standing.RETURNED,
    Standing.DRAFT,
    Standing.MISSING,
)


def letters(standing: Standing, *, late: bool) -> str:
    """Return the letter of a state, with 遅 where the month is late."""
    return LOOKS[standing].letter + (LATE if late else "")


def legend() -> str:
    """Return the letters with their words, in the order of the work."""
    said = [f"{LOOKS[one].letter} {one.japanese}" for one in ORDER]
    return "　".join([*said, f"{LATE} 期限超過"])


def parts_of(counts: Mapping[Standing, int]) -> list[Part]:
    """Return a month's departments by state, as parts of a bar; what is missing leaves a gap."""
    return [
        Part(
            one.japanese,
            LOOKS[one].letter,
            counts[one],
            LOOKS[one].bar,
            hollow=one is Standing.MISSING,
        )
        for one in ORDER
    ]


def paint_standing(
    painter: QPainter,
    place: QRectF,
    standing: Standing | None,
    font: QFont,
    *,
    late: bool = False,
) -> None:
    """Paint the mark of a state; ``standing`` None: the mark of lateness alone."""
    shown = tokens()
    look = LOOKS.get(standing) if standing is not None else None
    ground, text = (look.ground, look.text) if look and not late else ("error_soft", "error")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(getattr(shown, ground)))
    missing = standing is Standing.MISSING and not late
    if getattr(shown, ground) == shown.surface and not missing:
        painter.setBrush(Qt.BrushStyle.NoBrush)  # of high contrast: letters alone, on any ground
    line = shown.field_line if missing else None
    painter.setPen(QPen(QColor(line), 1) if line else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), space(1), space(1))
    painter.setPen(QColor(getattr(shown, text)))
    bold = QFont(font)
    bold.setBold(late or standing in {Standing.SUBMITTED, Standing.RETURNED})
    painter.setFont(bold)
    said = LATE if standing is None else letters(standing, late=late)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, said)
    painter.restore()
