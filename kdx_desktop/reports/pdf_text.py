"""The one way for text into a PDF: cleaned, escaped, and every character in a font that has it.

reportlab's paragraphs read markup (a stray tag aborts the report, an ``<img>`` reads local files),
so no other module may build a Paragraph.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from kdx_desktop.reports import pdf_fonts

_SPACES = re.compile(r"[\t\n\v\f\r\u0085\u2028\u2029]+")
#: A kana with its (han)dakuten as a character of its own, as macOS writes file names.
_VOICED = re.compile("[\u3041-\u30ff][\u3099\u309a]")
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})  # controls, bidirectional marks, broken surrogates


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a paragraph in its own look; None keeps the paragraph's."""

    text: str
    size: float | None = None
    colour: str | None = None
    font: str | None = None


NEW_LINE = Part("\n")


class Look(NamedTuple):
    """How a line is drawn: points, ``#RRGGBB``, a font of pdf_fonts."""

    size: float
    colour: str
    font: str = pdf_fonts.TEXT


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """Return the text as one line of visible characters; kanji of names are left as they are."""
    if text.isascii() and text.isprintable():
        return text
    line = _VARIATION_SELECTORS.sub("", _SPACES.sub(" ", text))
    line = _VOICED.sub(lambda match: unicodedata.normalize("NFC", match[0]), line)
    return "".join(char for char in line if unicodedata.category(char) not in _INVISIBLE)


def width(text: str, font: str, size: float) -> float:
    """Return how wide the cleaned text is, in points."""
    return pdf_fonts.width(clean(text), font, size)


def paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """Return a paragraph that says exactly the text."""
    return Paragraph(_markup(text, style.fontName), style)


def rich(parts: Sequence[Part], style: ParagraphStyle) -> Paragraph:
    """Return a paragraph of parts in different looks; NEW_LINE begins a new line."""
    return Paragraph("".join(_part_markup(part, style) for part in parts), style)


def cell(text: str, style: ParagraphStyle, room: float) -> str | Paragraph:
    """Return what a table cell so many points wide takes: a plain string where it fits.

    Plain strings are not read as markup and are much faster than paragraphs; they can neither
    wrap nor change the font, so other texts become paragraphs.
    """
    line = clean(text)
    fits = pdf_fonts.width(line, style.fontName, style.fontSize) <= room
    if fits and all(name == style.fontName for name, _ in pdf_fonts.runs(line, style.fontName)):
        return "".join(part for _, part in pdf_fonts.runs(line, style.fontName))
    return paragraph(line, style)


def draw(  # noqa: PLR0913, PLR0917 - where, what, in which look
    canvas: Canvas, x: float, y: float, text: str, look: Look, anchor: float = 0.0
) -> None:
    """Draw one line with its baseline at y; anchor 0.0 starts, 0.5 centres, 1.0 ends it at x."""
    line = clean(text)
    x -= anchor * pdf_fonts.width(line, look.font, look.size)
    canvas.setFillColor(look.colour)
    for name, part in pdf_fonts.runs(line, look.font):
        canvas.setFont(name, look.size)
        canvas.drawString(x, y, part)
        x += pdf_fonts.width(part, name, look.size)


def _part_markup(part: Part, style: ParagraphStyle) -> str:
    if part is NEW_LINE:
        return "<br/>"
    font = part.font or style.fontName
    look = f' size="{part.size}"' if part.size else ""
    look += f' color="{part.colour}"' if part.colour else ""
    return f'<font name="{font}"{look}>{_markup(part.text, font)}</font>'


def _markup(text: str, font: str) -> str:
    """Escape a text for reportlab, each run in its font."""
    return "".join(
        escape(part) if name == font else f'<font name="{name}">{escape(part)}</font>'
        for name, part in pdf_fonts.runs(clean(text), font)
    )
