"""Outline icons from resources/icons, drawn in the colours of the present look at any scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from typing_extensions import override

from kdx_desktop import paths
from kdx_desktop.views.style.shown import tokens


def icon(name: str, colour: str | None = None) -> QIcon:
    """Return an icon by its file name without ending.

    ``colour`` names a token (``accent``); without it the icon is text, accent when on or in
    a selected line, and grey when disabled.
    """
    return QIcon(_Outline(name, colour))


class _Outline(QIconEngine):
    """Draws one SVG file anew for each size, so that it is sharp at every display scale."""

    def __init__(self, name: str, colour: str | None) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        _renderer(self._name, self._colour_for(mode, state)).render(painter, QRectF(rect))

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    @override
    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        made = QPixmap(size * scale)
        made.setDevicePixelRatio(scale)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return made

    @override
    def clone(self) -> QIconEngine:
        return _Outline(self._name, self._colour)

    def _colour_for(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        present = tokens()
        if mode is QIcon.Mode.Disabled:
            return present.disabled_text
        if self._colour is not None:
            return str(getattr(present, self._colour))
        is_chosen = state is QIcon.State.On or mode is QIcon.Mode.Selected
        return present.accent if is_chosen else present.text


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    file = paths.resources_dir() / "icons" / f"{name}.svg"
    drawing = file.read_text(encoding="utf-8").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    return renderer
