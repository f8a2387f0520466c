"""The style sheet's rules for controls: buttons, fields, tables, tabs, menus, scroll bars."""

from __future__ import annotations

from collections.abc import Callable

from kdx_desktop.views.style.tokens import Tokens
from kdx_desktop.views.style.type_scale import FALLBACK_FAMILY, NUMBER_FAMILY


def control_rules(t: Tokens, space: Callable[[float], int]) -> str:
    """Return the rules for everything that can be clicked or typed into."""
    return "\n".join((_buttons(t, space), _fields(t, space), _tables(t, space), _rest(t, space)))


def _buttons(t: Tokens, space: Callable[[float], int]) -> str:
    return f"""
QPushButton {{
    background: {t.surface}; color: {t.accent}; border: 1px solid {t.accent};
    border-radius: {space(1.5)}px; padding: {space(1.5)}px {space(4)}px; font-weight: bold;
}}
QPushButton:hover {{ background: {t.accent_soft}; }}
QPushButton:pressed {{ background: {t.accent_soft}; color: {t.accent_hover}; }}
QPushButton:focus {{ border: 2px solid {t.focus}; padding: {space(1.5) - 1}px {space(4) - 1}px; }}
QPushButton:disabled {{
    background: {t.subtle}; color: {t.disabled_text}; border: 1px solid {t.line};
}}
QPushButton[kind="primary"] {{ background: {t.accent}; color: {t.on_accent}; }}
QPushButton[kind="primary"]:hover {{
    background: {t.accent_hover}; border-color: {t.accent_hover};
}}
QPushButton[kind="primary"]:focus {{ border: 2px solid {t.text}; }}
QPushButton[kind="primary"]:disabled {{
    background: {t.subtle}; color: {t.disabled_text}; border: 1px solid {t.line};
}}
QPushButton[kind="link"] {{
    background: transparent; border: 1px solid transparent; padding: {space(1)}px {space(1)}px;
    text-decoration: underline; font-weight: normal;
}}
QPushButton[kind="link"]:focus {{ border: 2px solid {t.focus}; padding: {space(1) - 1}px; }}
QPushButton[kind="row"], QPushButton[kind="tile"] {{
    background: transparent; color: {t.text}; border: none; padding: 0; font-weight: normal;
}}
QPushButton[kind="tile"] {{
    background: {t.surface}; border: 1px solid {t.line}; border-radius: {space(2)}px;
}}
QPushButton[kind="row"]:hover, QPushButton[kind="tile"]:hover {{ background: {t.subtle}; }}
QPushButton[kind="tile"]:checked {{ background: {t.accent_soft}; border-color: {t.accent}; }}
QPushButton[kind="row"]:focus, QPushButton[kind="tile"]:focus {{
    border: 2px solid {t.focus}; padding: 0;
}}
QToolButton {{
    background: transparent; border: 1px solid transparent; border-radius: {space(1)}px;
    padding: {space(1.5)}px;
}}
QToolButton:hover {{ background: {t.subtle}; }}
QToolButton:pressed {{ background: {t.accent_soft}; }}
QToolButton:focus {{ border: 2px solid {t.focus}; padding: {space(1.5) - 1}px; }}
QToolButton::menu-indicator {{ image: none; }}
QToolButton[kind="navigation"] {{
    border: none; border-left: {space(1)}px solid transparent; border-radius: 0;
    padding: {space(2.5)}px; text-align: left;
}}
QToolButton[kind="navigation"]:checked {{
    background: {t.accent_soft}; color: {t.accent}; border-left-color: {t.accent};
    font-weight: bold;
}}
QToolButton[kind="navigation"]:focus {{
    border: 2px solid {t.focus}; border-left: {space(1)}px solid {t.focus};
    padding: {space(2.5) - 2}px {space(2.5) - 2}px {space(2.5) - 2}px {space(2.5)}px;
}}
QToolButton[kind="person"] {{
    background: {t.surface}; color: {t.text}; padding: 0 {space(2)}px; margin: 1px;
}}
QToolButton[kind="person"]:hover:enabled {{ background: {t.subtle}; }}
QToolButton[kind="person"]:focus {{ padding: 0 {space(2) - 1}px; }}
QToolButton[kind="person"]:disabled {{ color: {t.quiet_text}; }}
QToolButton[kind="segment"] {{
    background: {t.surface}; border: 1px solid {t.field_line}; border-radius: 0;
    margin-left: -1px; padding: {space(1.5)}px {space(3)}px;
}}
QToolButton[kind="segment"][first="true"] {{ margin-left: 0; }}
QToolButton[kind="segment"]:hover {{ background: {t.subtle}; }}
QToolButton[kind="segment"]:checked {{
    background: {t.accent_soft}; color: {t.accent}; border-color: {t.accent}; font-weight: bold;
}}
QToolButton[kind="segment"]:focus {{
    border: 2px solid {t.focus}; padding: {space(1.5) - 1}px {space(3) - 1}px;
}}
QToolButton[kind="month"] {{ padding: {space(1.5)}px {space(2)}px; font-weight: bold; }}
QToolButton[kind="month"]:checked {{ background: {t.accent}; color: {t.on_accent}; }}
"""


def _fields(t: Tokens, space: Callable[[float], int]) -> str:
    whole = 2 * space(2)  # an even number: a ring is round
    ring = space(1.25)
    return f"""
QLineEdit, TextBox {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.field_line};
    border-radius: {space(1.5)}px; padding: {space(1.5)}px {space(2)}px;
    selection-background-color: {t.accent}; selection-color: {t.on_accent};
    placeholder-text-color: {t.example_text};
}}
QLineEdit[numbers="true"] {{ font-family: "{NUMBER_FAMILY}", "{FALLBACK_FAMILY}"; }}
QMessageBox {{ background: {t.surface}; }}
QLineEdit:focus, TextBox:focus {{
    border: 2px solid {t.focus}; padding: {space(1.5) - 1}px {space(2) - 1}px;
}}
QLineEdit[invalid="true"], TextBox[invalid="true"] {{ border: 2px solid {t.error}; }}
QLineEdit:disabled, TextBox:disabled, QLineEdit:read-only {{
    background: {t.subtle}; color: {t.quiet_text}; border-color: {t.line};
}}
QComboBox {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.field_line};
    border-radius: {space(1.5)}px; padding: {space(1.5)}px {space(2)}px;
}}
QComboBox::drop-down {{ border: none; width: {space(7)}px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox:focus {{ border: 2px solid {t.focus}; padding: {space(1.5) - 1}px {space(2) - 1}px; }}
QComboBox QAbstractItemView {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.field_line};
    selection-background-color: {t.accent_soft}; selection-color: {t.text};
}}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{
    background: transparent; border: none; border-radius: 0; padding: 0;
}}
QAbstractItemView[surface="list"] {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.field_line};
    selection-background-color: {t.accent_soft}; selection-color: {t.text};
}}
QAbstractItemView[surface="list"]::item {{ padding: 0 {space(1.5)}px; }}
QAbstractItemView[surface="side"] {{
    background: {t.surface}; color: {t.text}; border: none; border-right: 1px solid {t.line};
    outline: none;
}}
QAbstractItemView[surface="side"]::item {{
    padding: 0 {space(2)}px; border: 2px solid transparent;
}}
QAbstractItemView[surface="side"]::item:selected {{
    background: {t.accent_soft}; color: {t.accent}; border-left: {space(1)}px solid {t.accent};
}}
QAbstractItemView[surface="side"]::item:selected:focus {{ border: 2px solid {t.focus}; }}
QCheckBox::indicator, QRadioButton::indicator {{
    width: {whole - 2}px; height: {whole - 2}px;
    background: {t.surface}; border: 1px solid {t.field_line};
}}
QCheckBox::indicator {{ border-radius: {space(0.75)}px; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; }}
QRadioButton::indicator {{ border-radius: {whole // 2}px; }}
QRadioButton::indicator:checked {{
    width: {whole - 2 * ring}px; height: {whole - 2 * ring}px;
    background: {t.on_accent}; border: {ring}px solid {t.accent};
}}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{
    background: {t.subtle}; border-color: {t.line};
}}
QCheckBox, QRadioButton {{ border: 2px solid transparent; border-radius: {space(1)}px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {t.focus}; }}
QCheckBox, QRadioButton {{ spacing: {space(2)}px; padding: {space(0.5)}px; color: {t.text}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {t.disabled_text}; }}
"""


def _tables(t: Tokens, space: Callable[[float], int]) -> str:
    return f"""
QTableView {{
    background: {t.surface}; color: {t.text}; border: none; gridline-color: {t.line};
    selection-background-color: {t.accent_soft}; selection-color: {t.text};
}}
QTableView::item {{ padding: 0 {space(2)}px; }}
QTableView::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QTableView QTableCornerButton::section {{ background: {t.surface}; border: none; }}
QHeaderView {{ background: {t.surface}; border: none; }}
QHeaderView::section {{
    background: {t.surface}; color: {t.quiet_text}; border: none;
    border-bottom: 1px solid {t.field_line}; padding: {space(1.5)}px {space(2) + 3}px;
}}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ image: none; width: 0; height: 0; }}
"""


def _rest(t: Tokens, space: Callable[[float], int]) -> str:
    return f"""
QTabBar {{ background: transparent; }}
QTabBar::tab {{
    background: transparent; color: {t.quiet_text}; border: none;
    border-bottom: {space(0.75)}px solid transparent;
    padding: {space(2)}px {space(3)}px; margin-right: {space(1)}px;
}}
QTabBar::tab:hover {{ color: {t.text}; border-bottom-color: {t.line}; }}
QTabBar::tab:selected {{ color: {t.accent}; border-bottom-color: {t.accent}; font-weight: bold; }}
QTabBar::tab:selected:focus {{ background: {t.accent_soft}; }}
QMenu {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.field_line}; }}
QMenu::item {{ padding: {space(1.5)}px {space(6)}px; }}
QMenu::item:selected {{ background: {t.accent_soft}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {space(1)}px 0; }}
QMenuBar {{ background: {t.surface}; color: {t.text}; border-bottom: 1px solid {t.line}; }}
QMenuBar::item {{ padding: {space(1.5)}px {space(3)}px; background: transparent; }}
QMenuBar[tight="true"]::item {{ padding: {space(1.5)}px {space(1)}px; }}
QMenuBar::item:selected {{ background: {t.accent_soft}; }}
QProgressBar {{ background: {t.subtle}; border: none; border-radius: {space(0.5)}px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: {space(0.5)}px; }}
QScrollBar:vertical {{ background: transparent; width: {space(3)}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {space(3)}px; margin: 0; }}
QScrollBar::handle {{
    background: {t.field_line}; border-radius: {space(1)}px; margin: {space(0.5)}px;
    min-width: {space(8)}px; min-height: {space(8)}px;
}}
QScrollBar::handle:hover {{ background: {t.quiet_text}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
