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
    QSpacerItem,
    QWidget,
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
    for inside in layout.children():
        if isinstance(inside, QLayout):
            _space_out(inside, again)
    for gap in _gaps(layout):
        size, policy = gap.sizeHint(), gap.sizePolicy()
        gap.changeSize(
            again(size.width()),
            again(size.height()),
            policy.horizontalPolicy(),
            policy.verticalPolicy(),
        )
    layout.invalidate()


def _gaps(layout: QLayout) -> list[QSpacerItem]:
    """Return the gaps that were put between what a layout holds.

    Only they are asked for as items: Python would remember the item of a widget beyond the day when
    Qt deletes it, and take for it whatever widget comes to lie at its address.
    """
    parent = layout.parentWidget()
    held = [*layout.children(), *(parent.children() if parent is not None else ())]
    filled = {layout.indexOf(one) for one in held if isinstance(one, QWidget | QLayout)}
    gaps = set(range(layout.count())) - filled
    items = (layout.itemAt(position) for position in sorted(gaps))
    return [item for item in items if isinstance(item, QSpacerItem)]
