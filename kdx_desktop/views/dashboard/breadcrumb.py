"""Breadcrumb: パンくず — where one is, and the way back to each step above."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import (
    ElidedLabel,
    PlainLabel,
    name_for_readers,
    set_tool_tip,
)
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import link_button

#: Longer names are shortened in the links; where one is now, the room decides.
_LONGEST = 24


class Breadcrumb(QWidget):
    """Links to the steps above, and the name of the step that is shown.

    ``most`` steps have room. Their links are made at once: Tab goes through what is made in the
    order in which it was made, and would come to a later link after the whole screen.
    """

    #: Somebody chose a step: its number, 0 the uppermost.
    step_chosen = Signal(int)

    def __init__(self, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name_for_readers(self, "現在の場所")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(space(1))
        self._count = 0
        self._links: list[tuple[QPushButton, PlainLabel]] = []
        self._here = ElidedLabel("", TextRole.STRONG)
        self._row.addWidget(self._here, 1)
        for _ in range(most - 1):
            self._add_link()

    def show_steps(self, names: Sequence[str]) -> None:
        """Show other steps, the uppermost first, the last one where one is; at most ``most``."""
        for number, (link, mark) in enumerate(self._links):
            shown = number < len(names) - 1
            link.setVisible(shown)
            mark.setVisible(shown)
            if shown:
                name = names[number]
                short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
                link.setText(short.replace("&", "&&"))
                set_tool_tip(link, name if short != name else "")
                name_for_readers(link, f"{name}へ戻る")
        self._count = len(names) - 1
        self._here.setText(names[-1] if names else "")
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(space(24), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out steps in the middle where there is no room; the first and the last two stay."""
        gap = self._row.spacing() * 2
        widths = [
            link.sizeHint().width() + mark.sizeHint().width() + gap
            for link, mark in self._links[: self._count]
        ]
        room = self.width() - min(self._here.sizeHint().width(), self.width() // 2)
        left_out = 0
        while left_out < self._count - 1 and sum(widths) - sum(widths[1 : 1 + left_out]) > room:
            left_out += 1
        for number, (link, mark) in enumerate(self._links[: self._count]):
            shown = not 1 <= number <= left_out
            link.setVisible(shown)
            mark.setText("› … ›" if number == 0 and left_out else "›")
            mark.setVisible(shown)

    def _add_link(self) -> None:
        number = len(self._links)
        link, mark = link_button(""), PlainLabel("›", TextRole.QUIET)
        link.clicked.connect(partial(self.step_chosen.emit, number))
        self._row.insertWidget(2 * number, link)
        self._row.insertWidget(2 * number + 1, mark)
        self._links.append((link, mark))
