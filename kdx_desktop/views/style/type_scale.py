"""The type scale: which sizes and weights text has, relative to the body text."""

from __future__ import annotations

from enum import StrEnum

#: Body text at 100 %, in points: 14 pixels at 96 dots per inch.
BODY_POINTS = 10.5
TEXT_FAMILY = "BIZ UDPGothic"
NUMBER_FAMILY = "BIZ UDGothic"
#: Has the kanji for names that the BIZ UD fonts lack, such as U+20BB7.
FALLBACK_FAMILY = "KDX Fallback"


class TextRole(StrEnum):
    """What a piece of text is; size, weight and colour follow."""

    BODY = "body"
    QUIET = "quiet"  # units, explanations
    STRONG = "strong"
    HEADING = "heading"  # of a card
    TITLE = "title"  # of a page
    FIGURE = "figure"  # the number that counts, standing alone
    NUMBER = "number"  # a number in running text, all digits equally wide
    ERROR = "error"
    WARNING = "warning"
    SUCCESS = "success"
    ACCENT = "accent"


#: Sizes of the design system (14 16 18 20 24 28 32), as parts of the body text.
SIZES = {TextRole.HEADING: 16 / 14, TextRole.TITLE: 20 / 14, TextRole.FIGURE: 28 / 14}
BOLD = frozenset({TextRole.STRONG, TextRole.HEADING, TextRole.TITLE, TextRole.FIGURE})
NUMBERS = frozenset({TextRole.NUMBER})


def points(role: TextRole, percent: int) -> float:
    """Return the size of a role in points, at a text size of so many per cent."""
    return round(BODY_POINTS * SIZES.get(role, 1.0) * percent / 100, 2)
