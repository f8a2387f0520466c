"""Grades as they are shown: a letter, a shape and a colour, never colour alone."""

from __future__ import annotations

from kdx_desktop.reports import style

_MARKS = {"A": "◎", "B": "○", "C": "△", "D": "－"}
_COLOURS = {"A": style.SUCCESS, "B": style.BLUE, "C": style.ORANGE, "D": style.GREY_TEXT}


def mark(letter: str) -> str:
    """Return the shape of a grade; empty for a letter that only a plan's own bands know."""
    return _MARKS.get(letter, "")


def mark_and_letter(letter: str) -> str:
    """Return ``◎ A``."""
    return f"{mark(letter)} {letter}".strip()


def colour(letter: str) -> str:
    """Return the grade's colour as ``#RRGGBB``."""
    return _COLOURS.get(letter, style.TEXT)
