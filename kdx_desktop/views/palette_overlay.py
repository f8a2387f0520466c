"""PaletteOverlay: Ctrl+K — type a part of a name, Enter goes there or does it."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.settings import Settings
from kdx_desktop.views.finding import Finding, found
from kdx_desktop.views.palette_lines import LINE_STEPS, PaletteLine
from kdx_desktop.views.palette_table_model import FINDING_ROLE, PaletteTableModel
from kdx_desktop.views.plain_text import ElidedLabel, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole

_WIDEST, _LINES = 170, 10
_REMEMBERED = 12
_MARK = "|"
_WALK = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
_TAKE = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_HINT = "↑↓ で選び、Enterで開きます。Escで閉じます。"
_NOTHING = "見つかりません。コードや名称の一部でも探せます。"


class PaletteOverlay(QFrame):
    """Lies over the desk while one types; what was used lately comes first."""

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self._findings: Sequence[Finding] = ()
        self._before: list[QWidget] = []  # had the focus, and what it stood in
        self.setProperty("surface", "palette")
        name_for_readers(self, "検索と操作")
        self.line = QLineEdit()
        self.line.setPlaceholderText("部署・画面・操作を探す")
        name_for_readers(self.line, "部署・画面・操作を探す", _HINT)
        self.list = QListView()
        self.list.setProperty("surface", "list")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(PaletteLine(self.list))
        name_for_readers(self.list, "見つかったもの")
        self.model = PaletteTableModel(self)
        self.list.setModel(self.model)
        self._hint = ElidedLabel(_HINT, TextRole.QUIET)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(3), space(3), space(3), space(2))
        column.setSpacing(space(2))
        for widget in (self.line, self.list, self._hint):
            column.addWidget(widget)
        self.line.textChanged.connect(self._on_text_changed)
        self.list.clicked.connect(self._on_clicked)
        self.line.installEventFilter(self)
        parent.installEventFilter(self)
        self.hide()

    def open_with(self, findings: Sequence[Finding]) -> None:
        """Open above everything, with nothing typed."""
        self._findings = findings
        self._before = _with_parents(QApplication.focusWidget())
        self.line.clear()
        self._on_text_changed("")
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_again(self) -> None:
        """Close, and give the focus back to where it was: an open cell may be gone by now."""
        if not self.isVisible():
            return
        self.hide()
        before, self._before = self._before, []
        for widget in before:
            if (
                shiboken6.isValid(widget)
                and widget.isVisible()
                and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            ):
                widget.setFocus(Qt.FocusReason.PopupFocusReason)
                return

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        # Qt still speaks while Python takes things apart at its end.
        if watched is getattr(self, "line", None):
            if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
                return self._took(event)
            if kind == QEvent.Type.FocusOut and QApplication.activePopupWidget() is None:
                self.hide()
        elif kind == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _took(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _WALK:
            QApplication.sendEvent(self.list, event)
            self._tell_current()
        elif key in _TAKE:
            second = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._take(second=second)
        elif key == Qt.Key.Key_Escape or key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            self.close_again()
        else:
            return False
        return True

    def _take(self, *, second: bool) -> None:
        one = self.list.currentIndex().data(FINDING_ROLE)
        if not isinstance(one, Finding):
            return
        recent = [key for key in self._recent() if key != one.key]
        self._settings.recent = _MARK.join([one.key, *recent][:_REMEMBERED])
        self.close_again()
        (one.second if second and one.second is not None else one.act)()

    def _recent(self) -> list[str]:
        return [key for key in self._settings.recent.split(_MARK) if key]

    def _on_clicked(self) -> None:
        self._take(second=False)

    def _on_text_changed(self, text: str) -> None:
        self.model.show_findings(found(self._findings, text, self._recent()))
        there = bool(self.model.rowCount())
        if there:
            self.list.setCurrentIndex(self.model.index(0))
        self._tell_current()
        if self.list.isHidden() is there:  # an empty frame would look like something that failed
            self.list.setVisible(there)
            self._place()

    def _tell_current(self) -> None:
        one = self.list.currentIndex().data(FINDING_ROLE)
        if not isinstance(one, Finding):
            self._hint.setText(_NOTHING)
            return
        more = f"　Alt+Enterで{one.second_text}。" if one.second is not None else ""
        self._hint.setText(f"{_HINT}{more}")
        spoken = str(self.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.line, spoken))

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        width = min(space(_WIDEST), parent.width() - space(8))
        rest = self.line.sizeHint().height() + self._hint.sizeHint().height() + space(10)
        wanted = rest if self.list.isHidden() else space(LINE_STEPS) * _LINES + space(1) + rest
        top = space(14)
        height = min(wanted, parent.height() - top - space(4))
        self.setGeometry((parent.width() - width) // 2, top, width, height)


def _with_parents(widget: QWidget | None) -> list[QWidget]:
    found = []
    while widget is not None:
        found.append(widget)
        widget = widget.parentWidget()
    return found
