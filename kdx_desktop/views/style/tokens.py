"""Colours as facts, from the design tokens of デジタル庁デザインシステム (MIT), light and dark.

Text on its ground keeps a contrast of at least 4.5:1, lines of fields and marks in charts 3:1.
In the high-contrast set text keeps 7:1 and lines 4.5:1.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a colour is for, and its value as ``#RRGGBB``."""

    dark: bool
    # Grounds, from the back to the front.
    page: str
    surface: str
    subtle: str
    # Lines: quiet ones between things, clear ones around what can be typed in.
    line: str
    field_line: str
    # Text.
    text: str
    quiet_text: str
    disabled_text: str
    # The one blue: action, and "us".
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    focus: str
    # Grounds and text of notices.
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    error: str
    error_soft: str
    # Grades; letter and shape always stand with the colour.
    grade_a: str
    grade_b: str
    grade_c: str
    grade_d: str
    # Charts.
    baseline: str
    target: str
    grid: str
    bar_ground: str

    @property
    def is_outlined(self) -> bool:
        """Whether notices and chips have no ground of their own: a border shows where they end."""
        return self.warning_soft == self.surface

    @property
    def example_text(self) -> str:
        """What stands in an empty field: readable, and never taken for something typed."""
        return self.disabled_text if self.is_outlined else self.quiet_text

    def grade(self, letter: str) -> str:
        """Return the colour of a grade; that of D for anything else."""
        return {"A": self.grade_a, "B": self.grade_b, "C": self.grade_c}.get(letter, self.grade_d)


LIGHT = Tokens(
    dark=False,
    page="#F7F7F8",
    surface="#FFFFFF",
    subtle="#F2F2F2",
    line="#E6E6E6",
    field_line="#7F7F7F",
    text="#1A1A1A",
    quiet_text="#626264",
    disabled_text="#949494",
    accent="#0017C1",
    accent_hover="#00118F",
    on_accent="#FFFFFF",
    accent_soft="#E8F1FE",
    focus="#3460FB",
    success="#197A4B",
    success_soft="#E6F5EC",
    warning="#806300",
    warning_soft="#FBF5E0",
    error="#CE0000",
    error_soft="#FDEEEE",
    grade_a="#197A4B",
    grade_b="#0017C1",
    grade_c="#AC3E00",
    grade_d="#666666",
    baseline="#7F7F7F",
    target="#4D4D4D",
    grid="#E6E6E6",
    bar_ground="#F2F2F2",
)

DARK = Tokens(
    dark=True,
    page="#141416",
    surface="#1E1E21",
    subtle="#29292D",
    line="#36363B",
    field_line="#7F7F7F",
    text="#F2F2F2",
    quiet_text="#B3B3B3",
    disabled_text="#767676",
    accent="#9DB7F9",
    accent_hover="#C5D7FB",
    on_accent="#000060",
    accent_soft="#26304F",
    focus="#7096F8",
    success="#71C598",
    success_soft="#1B3327",
    warning="#FFD43D",
    warning_soft="#383016",
    error="#FF9696",
    error_soft="#452222",
    grade_a="#71C598",
    grade_b="#9DB7F9",
    grade_c="#FFA66D",
    grade_d="#B3B3B3",
    baseline="#8C8C8C",
    target="#CCCCCC",
    grid="#36363B",
    bar_ground="#29292D",
)

CONTRAST = Tokens(
    dark=False,
    page="#FFFFFF",
    surface="#FFFFFF",
    subtle="#FFFFFF",
    line="#1A1A1A",
    field_line="#000000",
    text="#000000",
    quiet_text="#1A1A1A",
    disabled_text="#4D4D4D",
    accent="#00118F",
    accent_hover="#000060",
    on_accent="#FFFFFF",
    accent_soft="#FFF1B8",
    focus="#0017C1",
    success="#0C472A",
    success_soft="#FFFFFF",
    warning="#4D3A00",
    warning_soft="#FFFFFF",
    error="#850000",
    error_soft="#FFFFFF",
    grade_a="#0C472A",
    grade_b="#00118F",
    grade_c="#6D2600",
    grade_d="#1A1A1A",
    baseline="#4D4D4D",
    target="#000000",
    grid="#B3B3B3",
    bar_ground="#FFFFFF",
)
