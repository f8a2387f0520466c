"""Navigation: the column at the left that leads to the screens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kdx_desktop.views.page_table import PAGES, PageEntry
from kdx_desktop.views.plain_text import explain, name_for_readers, set_tool_tip
from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Navigation(QFrame):
    """One button per screen, icon and text; exactly one of them is on.

    Tab comes to the screen that is seen, the arrows go on from there, Enter or Space opens. It
    scrolls where it is taller than the window.
    """

    page_selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "side")
        name_for_readers(self, "画面の一覧")
        explain(
            self,
            "見たい画面を選びます。上下の矢印キーで移り、Enterキーで開きます。"
            "Ctrlと数字のキーでも開けます。",
        )
        self._scroll = _Column()
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, space(3), 0, space(3))
        column.setSpacing(space(1))
        self._group = QButtonGroup(self)
        self._buttons = {entry.code: self._button(entry) for entry in PAGES}
        for button in self._buttons.values():
            column.addWidget(button)
        column.addStretch()
        self._scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)

    def show_pages(self, entries: Sequence[PageEntry]) -> None:
        """Offer these screens and no others."""
        offered = [entry.code for entry in entries]
        for code, button in self._buttons.items():
            button.setVisible(code in offered)
        for number, entry in enumerate(entries, start=1):
            keys = f"（Ctrl+{number}）" if number < 10 else ""
            set_tool_tip(self._buttons[entry.code], f"{entry.title}{keys}")

    def show_narrow(self, *, narrow: bool) -> None:
        """Show the icons alone, where the window is narrow for its text; tooltips have the names."""
        style = Qt.ToolButtonStyle
        for button in self._buttons.values():
            button.setToolButtonStyle(
                style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
            )
        self._scroll.updateGeometry()

    def mark(self, code: str) -> None:
        """Show which screen is seen; says nothing."""
        self._buttons[code].setChecked(True)
        for one, button in self._buttons.items():  # Tab comes to the screen that is seen
            seen = one == code
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if seen else Qt.FocusPolicy.ClickFocus)
        self._scroll.ensureWidgetVisible(self._buttons[code], 0, 0)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the screens that are offered; a button leaves these keys to its parent."""
        offered = [one for one in self._buttons.values() if one.isVisibleTo(self)]
        focused = self.focusWidget()
        key = Qt.Key(event.key())
        if not isinstance(focused, QToolButton) or focused not in offered:
            super().keyPressEvent(event)
        elif key in _OPENING:
            focused.click()
        elif key in _STEPS or key in _ENDS:
            place = offered.index(focused) + _STEPS.get(key, 0)
            place = min(max(place, 0), len(offered) - 1)
            there = offered[_ENDS.get(key, place)]
            there.setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(there, 0, 0)
        else:
            super().keyPressEvent(event)

    def _button(self, entry: PageEntry) -> QToolButton:
        button = _Button()
        button.setProperty("kind", "navigation")
        button.setObjectName(entry.code)
        button.setText(entry.title)
        button.setIcon(icon(entry.icon))
        button.setIconSize(QSize(space(6), space(5)))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setAccessibleName(entry.title)
        button.clicked.connect(self._on_clicked)
        self._group.addButton(button)
        return button

    def _on_clicked(self) -> None:
        checked = self._group.checkedButton()
        if checked is not None:
            self.page_selected.emit(checked.objectName())


class _Button(QToolButton):
    """Leaves the arrows to the column: moving is not yet opening."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in {*_STEPS, *_ENDS, *_OPENING}:
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Column(QScrollArea):
    """As wide as its widest button, and its bar where one is needed."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().rangeChanged.connect(self.updateGeometry)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the arrows lead from screen to screen, and scroll by that

    @override
    def sizeHint(self) -> QSize:
        inside = self.widget()
        wanted = inside.sizeHint() if inside is not None else QSize()
        bar = self.verticalScrollBar()
        needed = bar.sizeHint().width() if bar.maximum() > 0 else 0
        return QSize(wanted.width() + needed, wanted.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), space(20))
