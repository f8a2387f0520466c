"""Makes KDXFallback-Regular.ttf: the kanji for names that the BIZ UD fonts lack, such as U+20BB7.

    python make_fallback.py NotoSansCJK-Regular.ttc ipamjm.ttf

Needed only when the fonts change; needs fonttools (`pip install fonttools==4.68.0`) and the fonts
of Debian's packages fonts-noto-cjk and fonts-ipamj-mincho. What the second font covers is the list
of characters that Japanese administration uses for names (文字情報基盤); it gives no outline.

Noto Sans CJK is an OpenType font with cubic (CFF) outlines, which reportlab cannot embed: its
outlines are turned into quadratic (TrueType) ones. The Open Font License allows that; the new font
stays under the same licence and has a name of its own, so that nobody takes it for the original.
"""

import sys
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

HERE = Path(__file__).parent
FAMILY = "KDX Fallback"
JAPANESE_FACE = 0
MAX_ERROR = 1.5  # units of the em's 1000


def names_characters(names_font: Path) -> set[int]:
    """Characters for names that BIZ UDPGothic does not have."""
    ours = set(TTFont(HERE / "BIZUDPGothic-Regular.ttf").getBestCmap())
    return {code for code in TTFont(names_font).getBestCmap() if code >= 0x2E80} - ours


def to_truetype(font: TTFont) -> None:
    """Replace the cubic outlines by quadratic ones."""
    outlines, order = font.getGlyphSet(), font.getGlyphOrder()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    for name, (width, _) in list(font["hmtx"].metrics.items()):
        glyphs[name].recalcBounds(font["glyf"])
        font["hmtx"].metrics[name] = (width, getattr(glyphs[name], "xMin", 0))
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    limits.maxZones = 1
    no_instructions = {"maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs"}
    no_instructions |= {"maxStackElements", "maxSizeOfInstructions", "maxComponentElements"}
    for name in no_instructions:
        setattr(limits, name, 0)
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"


def fit_lines(font: TTFont) -> None:
    """Take the height of BIZ UDPGothic's lines, so that one rare name does not push lines apart."""
    ascent, descent = 880, 120
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ascent, -descent, 0
    metrics = font["OS/2"]
    metrics.sTypoAscender, metrics.sTypoDescender, metrics.sTypoLineGap = ascent, -descent, 0
    metrics.usWinAscent, metrics.usWinDescent = ascent, descent


def rename(font: TTFont) -> None:
    """Give the font its own name and keep the copyright and licence of its outlines."""
    table = font["name"]
    kept = {number: table.getDebugName(number) for number in (0, 13, 14)}
    own = {
        1: FAMILY,
        2: "Regular",
        3: f"1.000;{FAMILY}",
        4: FAMILY,
        5: "Version 1.000; outlines of Noto Sans CJK JP 2.004",
        6: FAMILY.replace(" ", "") + "-Regular",
    }
    table.names = []
    for number, text in (own | kept).items():
        table.setName(text, number, 3, 1, 0x409)


def main() -> None:
    """Make the font beside this file."""
    source, names_font = map(Path, sys.argv[1:])
    font = TTFont(source, fontNumber=JAPANESE_FACE)
    options = Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=["*"])
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "GPOS", "GSUB", "GDEF", "DSIG"]
    subset = Subsetter(options)
    subset.populate(unicodes=names_characters(names_font))
    subset.subset(font)
    to_truetype(font)
    fit_lines(font)
    rename(font)
    font["post"].formatType = 3.0
    font.save(HERE / "KDXFallback-Regular.ttf")


if __name__ == "__main__":
    main()
