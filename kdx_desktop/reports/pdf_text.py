"""The one way for text into a PDF: cleaned, broken into lines, each character in a font that has it.

reportlab's own paragraphs read markup (a stray tag aborts the report, an ``<img>`` reads local
files) and end lines on opening brackets, so blocks of text are set here, and never from markup.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable
from typing_extensions import override

from kdx_desktop.reports import pdf_fonts, style

LEFT, CENTRE, RIGHT = 0.0, 0.5, 1.0
#: Lines that a text in a table cell may take; a longer one ends in "…".
CELL_LINES = 8

_SPACES = re.compile(r"[\t\n\v\f\r\u0085\u2028\u2029]+")
#: A kana with its (han)dakuten as a character of its own, as macOS writes file names.
_VOICED = re.compile("[\u3041-\u30ff][\u3099\u309a]")
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})  # controls, bidirectional marks, broken surrogates
#: What stays on one line (禁則処理): opening brackets with what follows, a short remark in
#: brackets, words and numbers with their counter, closing marks and small kana with what precedes.
_OPENING = r"[（［「『【〈《(\[]*"
_CLOSING = (
    r"[、。，．・：；？！）］」』】〉》)\],.:;?!ー々％…―／ぁぃぅぇぉっゃゅょァィゥェォッャュョ]*"
)
_WORD = (
    _OPENING + r"(?:[0-9A-Za-z][0-9A-Za-z.,:%+/_&'-]*[枚回人件欄年月日時頁部局位行]?|.)" + _CLOSING
)
_ATOM = re.compile(rf"（[^（）]{{1,6}}）{_CLOSING}|{_WORD}")
_SMALLER_ATOM = re.compile(_WORD)


class Look(NamedTuple):
    """How text is set: points, ``#RRGGBB``, a font of pdf_fonts, and where lines stand."""

    size: float = style.BODY
    colour: str = style.TEXT
    font: str = pdf_fonts.TEXT
    anchor: float = LEFT
    spacing: float = 1.5  # from line to line, times the size

    @property
    def leading(self) -> float:
        """The distance from line to line in points."""
        return self.size * self.spacing


BODY = Look()
NOTE = Look(style.SMALL, style.TEXT_QUIET)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text in its own look."""

    text: str
    look: Look


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """Return the text as one line of visible characters; kanji of names are left as they are."""
    if text.isascii() and text.isprintable():
        return text
    line = _VARIATION_SELECTORS.sub("", _SPACES.sub(" ", text))
    line = _VOICED.sub(lambda match: unicodedata.normalize("NFC", match[0]), line)
    return "".join(char for char in line if unicodedata.category(char) not in _INVISIBLE)


def width(text: str, look: Look) -> float:
    """Return how wide the cleaned text is, in points."""
    return pdf_fonts.width(clean(text), look.font, look.size)


def draw(  # noqa: PLR0913 - where, what, in which look
    canvas: Canvas, x: float, y: float, text: str, look: Look, anchor: float = LEFT
) -> None:
    """Draw one line with its baseline at y; LEFT starts, CENTRE centres, RIGHT ends it at x."""
    line = clean(text)
    x -= anchor * pdf_fonts.width(line, look.font, look.size)
    canvas.setFillColor(look.colour)
    for name, part in pdf_fonts.runs(line, look.font):
        canvas.setFont(name, look.size)
        canvas.drawString(x, y, part)
        x += pdf_fonts.width(part, name, look.size)


class TextBlock(Flowable):
    """A paragraph: lines of equal height, broken by Japanese rules, that may cross pages.

    Each of ``paragraphs`` begins a new line. ``most_lines`` cuts what is longer with "…".
    """

    def __init__(
        self, paragraphs: Sequence[Sequence[Part]], look: Look, most_lines: int | None = None
    ) -> None:
        super().__init__()
        self._paragraphs = paragraphs
        self._look = look
        self._most_lines = most_lines
        self._lines: list[list[Part]] = []

    @override
    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Break the lines for a width, and return the size."""
        self._lines = [line for parts in self._paragraphs for line in _broken(parts, aW)]
        if self._most_lines is not None and len(self._lines) > self._most_lines:
            self._lines = self._lines[: self._most_lines]
            last = self._lines[-1].pop()
            self._lines[-1].append(Part(last.text[:-1] + "…", last.look))
        self.width, self.height = aW, len(self._lines) * self._look.leading
        return self.width, self.height

    @override
    def split(self, aW: float, aH: float) -> list[Flowable]:
        """Return the lines that fit a height, and the rest."""
        self.wrap(aW, aH)
        fitting = int(aH // self._look.leading)
        if fitting < 1 or fitting >= len(self._lines):
            return []
        return [
            TextBlock(self._lines[:fitting], self._look),
            TextBlock(self._lines[fitting:], self._look),
        ]

    def draw(self) -> None:
        """Draw the lines from the top."""
        y = self.height - self._look.leading / 2 - self._look.size * 0.36
        for line in self._lines:
            x = self._look.anchor * (self.width - sum(width(p.text, p.look) for p in line))
            for part in line:
                draw(self.canv, x, y, part.text, part.look)
                x += width(part.text, part.look)
            y -= self._look.leading


def paragraph(text: str, look: Look) -> TextBlock:
    """Return a block that says exactly the text."""
    return TextBlock([[Part(text, look)]], look)


def cell(text: str, look: Look, room: float) -> str | TextBlock:
    """Return what a table cell so many points wide takes: a plain string where it fits.

    Plain strings are much faster, but they can neither wrap nor change the font.
    """
    line = clean(text)
    runs = pdf_fonts.runs(line, look.font)
    if len(runs) <= 1 and pdf_fonts.width(line, look.font, look.size) <= room:
        name, drawn = runs[0] if runs else (look.font, "")
        if name == look.font:
            return drawn
    return TextBlock([[Part(line, look)]], look, CELL_LINES)


def _broken(parts: Sequence[Part], room: float) -> Iterator[list[Part]]:
    """Yield the lines of one paragraph."""
    line: list[Part] = []
    used = 0.0
    for part in parts:
        for atom in _atoms(clean(part.text), part.look, room):
            needed = pdf_fonts.width(atom, part.look.font, part.look.size)
            # Half a point: a text that was measured to fit is not broken by rounding.
            if line and used + needed > room + 0.5:
                yield line
                line, used = [], 0.0
                if atom.isspace():
                    continue
            if line and line[-1].look is part.look:
                line[-1] = replace(line[-1], text=line[-1].text + atom)
            else:
                line.append(Part(atom, part.look))
            used += needed
    yield line


def _atoms(text: str, look: Look, room: float, pattern: re.Pattern[str] = _ATOM) -> Iterator[str]:
    """Yield what must stay on one line; what is wider than a line is taken apart."""
    for match in pattern.finditer(text):
        if pdf_fonts.width(match[0], look.font, look.size) <= room:
            yield match[0]
        elif pattern is _ATOM:
            yield from _atoms(match[0], look, room, _SMALLER_ATOM)
        else:
            yield from match[0]
