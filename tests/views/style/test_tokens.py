"""Colours stay readable: 4.5:1 for text, 3:1 for graphics, in every set of tokens."""

from __future__ import annotations

import math

import pytest
from PySide6.QtGui import QColor

from kdx_desktop.views.style.tokens import DARK, LIGHT, Tokens

TEXTS = ("text", "quiet_text", "accent", "success", "warning", "error")
GRADES = ("grade_a", "grade_b", "grade_c", "grade_d")
ON_SOFT = ("accent", "success", "warning", "error")


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


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable_on_every_ground(tokens: Tokens) -> None:
    for name in (*TEXTS, *GRADES):
        for ground in (tokens.page, tokens.surface):
            assert contrast(getattr(tokens, name), ground) >= 4.5, name
    for name in ON_SOFT:
        assert contrast(getattr(tokens, name), getattr(tokens, f"{name}_soft")) >= 4.5, name
        assert contrast(tokens.text, getattr(tokens, f"{name}_soft")) >= 4.5, name
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.quiet_text, tokens.accent_soft) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_graphics_and_the_frames_of_fields_stand_out(tokens: Tokens) -> None:
    for name in ("accent", "target", "field_line", "focus", "baseline"):
        assert contrast(getattr(tokens, name), tokens.surface) >= 3, name
    assert contrast(tokens.accent, tokens.grid) >= 3
