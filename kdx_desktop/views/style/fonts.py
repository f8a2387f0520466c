"""Loads the bundled fonts: a bare machine has no Japanese font, and shows boxes without these."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from kdx_desktop import paths
from kdx_desktop.views.style.type_scale import (
    BOLD,
    FALLBACK_FAMILY,
    NUMBER_FAMILY,
    NUMBERS,
    TEXT_FAMILY,
    TextRole,
    points,
)


@cache
def load_fonts() -> None:
    """Make the bundled families known to Qt, once: each time more would make every text slower."""
    for file in sorted((paths.resources_dir() / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


def font(role: TextRole = TextRole.BODY, percent: int = 100) -> QFont:
    """Return the font of a role at a text size of so many per cent."""
    made = QFont()
    family = NUMBER_FAMILY if role in NUMBERS else TEXT_FAMILY
    made.setFamilies([family, FALLBACK_FAMILY])
    made.setPointSizeF(points(role, percent))
    made.setBold(role in BOLD)
    return made


def scaled(base: QFont, role: TextRole) -> QFont:
    """Return the font of a role for a widget whose body font is ``base``."""
    return QFont(_scaled(base.pointSizeF(), role))


@lru_cache(maxsize=256)
def _scaled(body_points: float, role: TextRole) -> QFont:
    """Make a font once: every cell that is painted asks for one."""
    made = font(role)
    made.setPointSizeF(body_points * points(role, 100) / points(TextRole.BODY, 100))
    return made
