"""Colours stay readable: 4.5:1 for text, 3:1 for graphics, in every set; 7:1 in high contrast."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from kdx_desktop.views.style.look import system_tokens
from kdx_desktop.views.style.sheet import style_sheet
from kdx_desktop.views.style.tokens import CONTRAST, DARK, LIGHT, Tokens

LOOKS = pytest.mark.parametrize(
    "tokens", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"]
)
#: Where text may stand: the window, a card or a table, a hovered button, a chosen row.
GROUNDS = ("page", "surface", "subtle", "accent_soft")
TEXTS = ("text", "quiet_text", "accent", "success", "warning", "error")
GRADES = ("grade_a", "grade_b", "grade_c", "grade_d")
ON_SOFT = ("accent", "success", "warning", "error")
GRAPHICS = ("accent", "target", "field_line", "focus", "baseline", "warning", "error", *GRADES)


def luminance(colour: str) -> float:
    mixed = QColor(colour)
    parts = (mixed.redF(), mixed.greenF(), mixed.blueF())
    linear = [
        part / 12.92 if part <= 0.04045 else math.pow((part + 0.055) / 1.055, 2.4) for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def least_of_text(tokens: Tokens) -> float:
    return 7 if tokens is CONTRAST else 4.5


def least_of_graphics(tokens: Tokens) -> float:
    return 4.5 if tokens is CONTRAST else 3


@LOOKS
def test_text_is_readable_on_every_ground(tokens: Tokens) -> None:
    pairs = [(name, ground) for name in (*TEXTS, *GRADES) for ground in GROUNDS]
    for name in ON_SOFT:
        pairs += [(name, f"{name}_soft"), ("text", f"{name}_soft"), ("quiet_text", f"{name}_soft")]
        pairs.append(("accent", f"{name}_soft"))  # a link in a notice
    pairs += [
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("accent_hover", "accent_soft"),
    ]
    found = {
        (name, ground): round(contrast(getattr(tokens, name), getattr(tokens, ground)), 2)
        for name, ground in pairs
    }
    assert {pair: got for pair, got in found.items() if got < least_of_text(tokens)} == {}


@LOOKS
def test_every_rule_of_the_sheet_sets_readable_text(tokens: Tokens) -> None:
    names = {getattr(tokens, field.name) for field in fields(tokens) if field.name != "dark"}
    unreadable = []
    for selector, ground, colour in _rules(tokens):
        assert ground in names, f"{selector}: a colour that is no token"
        assert colour in names, f"{selector}: a colour that is no token"
        if ":disabled" not in selector and contrast(ground, colour) < least_of_text(tokens):
            unreadable.append(selector)
    assert not unreadable


@LOOKS
def test_graphics_and_the_frames_of_fields_stand_out(tokens: Tokens) -> None:
    found = {
        (name, ground): round(contrast(getattr(tokens, name), getattr(tokens, ground)), 2)
        for name in GRAPHICS
        for ground in ("surface", "page")
    }
    found["accent", "grid"] = contrast(tokens.accent, tokens.grid)
    for name in ("accent", "target", "baseline"):
        found[name, "bar_ground"] = contrast(getattr(tokens, name), tokens.bar_ground)
    found["text", "accent"] = contrast(tokens.on_accent, tokens.accent)
    # Qt paints no ring around a chosen row: the mark of focus stands on that too.
    found["focus", "accent_soft"] = contrast(tokens.focus, tokens.accent_soft)
    least = {
        pair: 3 if "grid" in pair or "baseline" in pair else least_of_graphics(tokens)
        for pair in found
    }
    assert {pair: got for pair, got in found.items() if got < least[pair]} == {}


@LOOKS
def test_chips_and_notices_end_where_one_sees_it(tokens: Tokens) -> None:
    sheet = style_sheet(tokens, 100, lambda steps: round(4 * steps))
    borders = [
        body
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet)
        if re.fullmatch(r"QLabel\[chip\]|QFrame\[notice=.*\]", selector.strip())
        and re.search(r"border(-bottom)?: 1px solid #", body)
    ]
    assert len(borders) == (6 if tokens.warning_soft == tokens.surface else 0)


@LOOKS
def test_an_example_in_an_empty_field_is_readable(tokens: Tokens) -> None:
    sheet = style_sheet(tokens, 100, lambda steps: round(4 * steps))
    found = re.findall(r"placeholder-text-color: (#\w+)", sheet)
    assert len(found) == 1  # Qt's own is half as strong as the text
    assert contrast(found[0], tokens.surface) >= least_of_text(tokens)
    # And no nearer to what is typed than all that is said quietly.
    assert contrast(found[0], tokens.text) >= contrast(tokens.quiet_text, tokens.text)
    assert tokens is not CONTRAST or found[0] != tokens.quiet_text  # which is nearly black there


def test_the_system_chooses_and_high_contrast_goes_first() -> None:
    usual, high = Qt.ContrastPreference.NoPreference, Qt.ContrastPreference.HighContrast
    assert system_tokens(Qt.ColorScheme.Light, usual) is LIGHT
    assert system_tokens(Qt.ColorScheme.Dark, usual) is DARK
    assert system_tokens(Qt.ColorScheme.Dark, high) is CONTRAST


def _rules(tokens: Tokens) -> Iterator[tuple[str, str, str]]:
    """Return selector, ground and colour of every rule that sets both."""
    sheet = style_sheet(tokens, 100, lambda steps: round(4 * steps))
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        ground = re.search(r"background: (#\w+)", body)
        colour = re.search(r"(?<![-\w])color: (#\w+)", body)
        if ground and colour:
            yield selector.strip(), ground[1], colour[1]
