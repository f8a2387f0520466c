"""Look: which tokens and which text size the application wears, and how it changes them."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from kdx_desktop.views.style import shown
from kdx_desktop.views.style.fonts import font, load_fonts
from kdx_desktop.views.style.palette import palette
from kdx_desktop.views.style.regrid import regrid
from kdx_desktop.views.style.sheet import style_sheet
from kdx_desktop.views.style.tokens import CONTRAST, DARK, LIGHT, Tokens

TEXT_SIZES = (80, 90, 100, 110, 125, 150, 175, 200)


class Scheme(StrEnum):
    """Which colours: as the system has them, or always light, dark, or of high contrast."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"

    @property
    def japanese(self) -> str:
        """The choice in the menu."""
        return {
            "system": "システムに合わせる",
            "light": "ライト",
            "dark": "ダーク",
            "contrast": "ハイコントラスト",
        }[self]


class Look(QObject):
    """Dresses the application in Fusion, palette and fonts, and windows in a style sheet.

    The sheet is the window's and not the application's: under an application's sheet, Qt looks at
    every part of a screen anew each time it is put into another, which made screens four times as
    slow to build. So a screen is built on its own, and dressed once when it comes into the window.
    """

    changed = Signal()

    def __init__(
        self, application: QApplication, scheme: Scheme = Scheme.SYSTEM, text_percent: int = 100
    ) -> None:
        super().__init__(application)
        self._application = application
        self._windows: list[QWidget] = []
        self.scheme = scheme
        self.text_percent = min(max(text_percent, TEXT_SIZES[0]), TEXT_SIZES[-1])
        load_fonts()
        if application.style().name() != "fusion":  # dressing every widget there is, for nothing
            application.setStyle("Fusion")
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._on_system_changed)
        self._dress()

    def dress(self, window: QWidget) -> None:
        """Put the sheet on a window (once, when it is built), now and whenever the look changes."""
        self._windows.append(window)
        window.setStyleSheet(self._sheet)

    def choose_scheme(self, scheme: Scheme) -> None:
        """Wear other colours."""
        self.scheme = scheme
        self._dress()

    def choose_text_percent(self, percent: int) -> None:
        """Show all text at another size, 80 to 200 per cent."""
        self.text_percent = min(max(percent, TEXT_SIZES[0]), TEXT_SIZES[-1])
        self._dress()

    def enlarge(self) -> None:
        """Take the next larger text size."""
        self.choose_text_percent(
            next((size for size in TEXT_SIZES if size > self.text_percent), TEXT_SIZES[-1])
        )

    def reduce(self) -> None:
        """Take the next smaller text size."""
        self.choose_text_percent(
            next((size for size in reversed(TEXT_SIZES) if size < self.text_percent), TEXT_SIZES[0])
        )

    def _tokens(self) -> Tokens:
        if self.scheme is Scheme.SYSTEM:
            hints = self._application.styleHints()
            return system_tokens(hints.colorScheme(), hints.accessibility().contrastPreference())
        return {Scheme.DARK: DARK, Scheme.CONTRAST: CONTRAST}.get(self.scheme, LIGHT)

    def _dress(self) -> None:
        tokens = self._tokens()
        shown.show_tokens(tokens)
        before = shown.em()
        self._application.setFont(font(percent=self.text_percent))
        shown.measure()
        regrid(before)  # before the sheet: what fits itself to its rows does so after that
        self._application.setPalette(palette(tokens))
        self._sheet = style_sheet(tokens, self.text_percent, shown.space)
        for window in self._windows:
            window.setStyleSheet(self._sheet)
        self.changed.emit()

    def _on_system_changed(self) -> None:
        if self.scheme is Scheme.SYSTEM:
            self._dress()


def system_tokens(colours: Qt.ColorScheme, contrast: Qt.ContrastPreference) -> Tokens:
    """Return what fits the wishes of the system; high contrast goes before dark."""
    if contrast is Qt.ContrastPreference.HighContrast:
        return CONTRAST
    return DARK if colours is Qt.ColorScheme.Dark else LIGHT
