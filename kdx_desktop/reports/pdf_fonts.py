"""The fonts of printed pages, and which of them has a character: never a silent box.

BIZ UDPGothic sets text, BIZ UDGothic (whose digits are all equally wide) sets numbers, and a
fallback sets the kanji for names that both lack, such as U+20BB7.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream
from reportlab.pdfbase.ttfonts import TTFont
from typing_extensions import override

from kdx_desktop.paths import resources_dir

TEXT, TEXT_BOLD = "BIZUDPGothic-Regular", "BIZUDPGothic-Bold"
NUMBER, NUMBER_BOLD = "BIZUDGothic-Regular", "BIZUDGothic-Bold"
FALLBACK = "KDXFallback-Regular"

#: 下駄記号: what Japanese printers set for a character that they do not have.
GETA = "〓"

_SUPPLEMENTARY = re.compile("<([0-9A-F]{5,6})>")


class _Font(TTFont):
    """A font whose kanji beyond U+FFFF can also be searched for and copied.

    reportlab writes them into the ToUnicode map as five digits; PDF asks for UTF-16.
    """

    @override
    def addObjects(self, doc: PDFDocument) -> None:
        """Add the font's parts to a document, then mend its ToUnicode maps."""
        super().addObjects(doc)
        for name, part in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:") and isinstance(part, PDFStream):
                part.content = _SUPPLEMENTARY.sub(_in_utf16, part.content)


def _in_utf16(match: re.Match[str]) -> str:
    return f"<{chr(int(match[1], 16)).encode('utf-16-be').hex().upper()}>"


@lru_cache(maxsize=1)
def register() -> Mapping[str, frozenset[int]]:
    """Make the fonts known to reportlab and return the characters of each; once per process."""
    characters = {}
    for name in (TEXT, TEXT_BOLD, NUMBER, NUMBER_BOLD, FALLBACK):
        font = _Font(name, str(resources_dir() / "fonts" / f"{name}.ttf"))
        pdfmetrics.registerFont(font)
        characters[name] = frozenset(font.face.charToGlyph)
    return characters


@lru_cache(maxsize=16384)
def runs(text: str, font: str) -> tuple[tuple[str, str], ...]:
    """Split a text into (font, part): what the font has, what the fallback has, 〓 for the rest."""
    own, fallback = register()[font], register()[FALLBACK]
    if all(ord(char) in own for char in text):
        return ((font, text),) if text else ()
    parts: list[tuple[str, str]] = []
    for char in text:
        has = ord(char) in own
        name = FALLBACK if not has and ord(char) in fallback else font
        drawn = char if has or name is FALLBACK else GETA
        if parts and parts[-1][0] == name:
            drawn = parts.pop()[1] + drawn
        parts.append((name, drawn))
    return tuple(parts)


def lacking(text: str) -> bool:
    """Tell whether the text has a character that no font of ours can draw."""
    own, fallback = register()[TEXT], register()[FALLBACK]
    return any(ord(char) not in own and ord(char) not in fallback for char in text)


@lru_cache(maxsize=16384)
def width(text: str, font: str, size: float) -> float:
    """Return how wide the text is when drawn, in points."""
    return sum(pdfmetrics.stringWidth(part, name, size) for name, part in runs(text, font))
