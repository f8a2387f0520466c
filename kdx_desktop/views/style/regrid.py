"""Takes what is laid out already to another text size: gaps, icons and fixed sizes grow with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QBoxLayout,
    QGridLayout,
    QLayout,
    QLineEdit,
)

from kdx_desktop.views.style.shown import em, space, steps_of

#: Qt's own word for "no limit" (QWIDGETSIZE_MAX).
_NO_LIMIT = (1 << 24) - 1
#: Lines of one or two pixels stay as they are.
_THIN = 2


def regrid(before: int) -> None:
    """Lay all widgets out for the present text size; ``before`` were the pixels of an em."""
    if before == em():
        return

    def again(pixels: int) -> int:
        """Return what `space` gives now for the steps that gave these pixels before."""
        if pixels <= _THIN or pixels >= _NO_LIMIT:
            return pixels
        return space(steps_of(pixels, before))

    for widget in QApplication.allWidgets():
        if isinstance(widget.parent(), QLineEdit):
            continue  # what stands inside a line is the style's
        if isinstance(widget, QAbstractButton):
            size = widget.iconSize()
            widget.setIconSize(QSize(again(size.width()), again(size.height())))
        if not widget.isWindow():
            least, most = widget.minimumSize(), widget.maximumSize()
            widget.setMinimumSize(again(least.width()), again(least.height()))
            widget.setMaximumSize(again(most.width()), again(most.height()))
        layout = widget.layout()
        if isinstance(layout, QLayout):
            _space_out(layout, again)


def _space_out(layout: QLayout, again: Callable[[int], int]) -> None:
    """Set margins and gaps of a layout and of those inside it."""
    margins = layout.contentsMargins()
    layout.setContentsMargins(
        again(margins.left()),
        again(margins.top()),
        again(margins.right()),
        again(margins.bottom()),
    )
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(again(layout.horizontalSpacing()))
        layout.setVerticalSpacing(again(layout.verticalSpacing()))
    elif isinstance(layout, QBoxLayout):
        layout.setSpacing(again(layout.spacing()))
    for position in range(layout.count()):
        item = layout.itemAt(position)
        inside = item.layout() if item is not None else None
        gap = item.spacerItem() if item is not None else None
        if inside is not None:
            _space_out(inside, again)
        elif gap is not None:
            size, policy = gap.sizeHint(), gap.sizePolicy()
            gap.changeSize(
                again(size.width()),
                again(size.height()),
                policy.horizontalPolicy(),
                policy.verticalPolicy(),
            )
    layout.invalidate()
