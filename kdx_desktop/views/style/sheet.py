"""The style sheet: every rule names what it is for, so that nothing leaks into other widgets."""

from __future__ import annotations

from collections.abc import Callable

from kdx_desktop.views.style.sheet_controls import control_rules
from kdx_desktop.views.style.tokens import Tokens
from kdx_desktop.views.style.type_scale import (
    BOLD,
    FALLBACK_FAMILY,
    NUMBER_FAMILY,
    NUMBERS,
    TextRole,
    points,
)


def style_sheet(t: Tokens, percent: int, space: Callable[[float], int]) -> str:
    """Return the application's sheet for these tokens, text size and grid."""
    rules = [_text_rules(t, percent), _surface_rules(t, space), control_rules(t, space)]
    if t.is_outlined:
        rules.append(_outlines(t, space))
    return "\n".join(rules)


def _text_rules(t: Tokens, percent: int) -> str:
    colours = {
        TextRole.QUIET: t.quiet_text,
        TextRole.ERROR: t.error,
        TextRole.WARNING: t.warning,
        TextRole.SUCCESS: t.success,
        TextRole.ACCENT: t.accent,
    }
    rules = []
    for role in TextRole:
        rule = f"font-size: {points(role, percent)}pt; color: {colours.get(role, t.text)};"
        if role in BOLD:
            rule += " font-weight: bold;"
        if role in NUMBERS:
            rule += f' font-family: "{NUMBER_FAMILY}", "{FALLBACK_FAMILY}";'
        rules.append(f'QLabel[text_role="{role}"] {{ {rule} }}')
    rules += [
        f'QLabel[grade="{letter}"] {{ color: {t.grade(letter)}; }}'
        for letter in ("A", "B", "C", "D")
    ]
    rules.append(f"QLabel:disabled {{ color: {t.disabled_text}; }}")
    return "\n".join(rules)


def _surface_rules(t: Tokens, space: Callable[[float], int]) -> str:
    return f"""
QMainWindow, QStackedWidget#pages {{ background: {t.page}; }}
QScrollArea {{ border: none; }}
QScrollArea, QWidget#scrolled {{ background: transparent; }}
QFrame[surface="card"] {{
    background: {t.surface}; border: 1px solid {t.line}; border-radius: {space(2)}px;
}}
QFrame[surface="card"][selectable="true"]:hover {{ border-color: {t.field_line}; }}
QFrame[surface="card"][selectable="true"]:focus {{ border: 2px solid {t.focus}; }}
QFrame[surface="bar"] {{
    background: {t.surface}; border: none; border-bottom: 1px solid {t.line};
}}
QFrame[surface="foot"] {{
    background: {t.surface}; border: none; border-top: 1px solid {t.line};
}}
QFrame[surface="side"] {{
    background: {t.surface}; border: none; border-right: 1px solid {t.line};
}}
QFrame[surface="aside"] {{
    background: {t.surface}; border: none; border-left: 1px solid {t.line};
}}
QFrame[surface="palette"] {{
    background: {t.surface}; border: 2px solid {t.field_line}; border-radius: {space(2)}px;
}}
QFrame[surface="rule"] {{ background: {t.line}; border: none; }}
QFrame[notice] {{ border: none; border-radius: {space(1)}px; }}
QFrame[notice="info"] {{ background: {t.accent_soft}; }}
QFrame[notice="success"] {{ background: {t.success_soft}; }}
QFrame[notice="warning"] {{ background: {t.warning_soft}; }}
QFrame[notice="error"] {{ background: {t.error_soft}; }}
QFrame[notice="sample"] {{ background: {t.warning_soft}; border-radius: 0; }}
QLabel[chip] {{
    border-radius: {space(1)}px; padding: {space(0.5)}px {space(2)}px;
    background: {t.subtle}; color: {t.text};
}}
QLabel[chip="closed"] {{ background: {t.success_soft}; color: {t.success}; }}
QLabel[chip="open"] {{ background: {t.warning_soft}; color: {t.warning}; }}
QToolTip {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.field_line};
    padding: {space(1)}px {space(2)}px;
}}
"""


def _outlines(t: Tokens, space: Callable[[float], int]) -> str:
    """Return the borders of what has a ground in the other looks, and those of what is off."""
    return f"""
QFrame[notice="info"] {{ border: 1px solid {t.accent}; }}
QFrame[notice="success"] {{ border: 1px solid {t.success}; }}
QFrame[notice="warning"] {{ border: 1px solid {t.warning}; }}
QFrame[notice="error"] {{ border: 1px solid {t.error}; }}
QFrame[notice="sample"] {{ border: none; border-bottom: 1px solid {t.line}; }}
QLabel[chip] {{
    border: 1px solid {t.text}; padding: {space(0.5) - 1}px {space(2) - 1}px;
}}
QLabel[chip="closed"] {{ border-color: {t.success}; }}
QLabel[chip="open"] {{ border-color: {t.warning}; }}
QPushButton:disabled, QPushButton[kind="primary"]:disabled {{ border-style: dashed; }}
"""
