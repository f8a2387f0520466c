"""The tokens as a QPalette, for Fusion and everything that takes its colours from there."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from kdx_desktop.views.style.tokens import Tokens


def palette(tokens: Tokens) -> QPalette:
    """Return the application's palette."""
    role = QPalette.ColorRole
    made = QPalette()
    for group, text in (
        (QPalette.ColorGroup.Active, tokens.text),
        (QPalette.ColorGroup.Inactive, tokens.text),
        (QPalette.ColorGroup.Disabled, tokens.disabled_text),
    ):
        for which, colour in (
            (role.Window, tokens.page),
            (role.Base, tokens.surface),
            (role.AlternateBase, tokens.page),
            (role.Button, tokens.surface),
            (role.ToolTipBase, tokens.surface),
            (role.ToolTipText, tokens.text),
            (role.WindowText, text),
            (role.Text, text),
            (role.ButtonText, text),
            (role.BrightText, tokens.error),
            (role.PlaceholderText, tokens.example_text),
            (role.Highlight, tokens.accent_soft),
            (role.HighlightedText, tokens.text),
            (role.Accent, tokens.accent),
            (role.Link, tokens.accent),
            (role.LinkVisited, tokens.accent),
            (role.Light, tokens.surface),
            (role.Midlight, tokens.subtle),
            (role.Mid, tokens.line),
            (role.Dark, tokens.field_line),
            (role.Shadow, tokens.field_line),
        ):
            made.setColor(group, which, QColor(colour))
    return made
