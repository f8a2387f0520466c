"""Tour: shows a newcomer around the window in seven steps, each beside the thing that it tells of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.services.person import Role
from kdx_desktop.views.month_selector import MonthSelector
from kdx_desktop.views.navigation import Navigation
from kdx_desktop.views.page_stack import PageStack
from kdx_desktop.views.page_table import pages_for
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, name_for_readers
from kdx_desktop.views.status_line import StatusLine
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button, link_button

_STEPS = 84
_SETTLED = 250  # milliseconds until a screen has been laid out
_ROUND = 400  # milliseconds between two looks where the thing stands now


@dataclass(frozen=True, slots=True)
class Stop:
    """``page`` is the screen it is on, empty for any; ``target`` finds the thing in the window."""

    title: str
    text: str
    page: str
    target: Callable[[QWidget], QWidget | None]


def _of_kind(kind: type[QWidget]) -> Callable[[QWidget], QWidget | None]:
    def found(window: QWidget) -> QWidget | None:
        return next((one for one in window.findChildren(kind) if one.isVisible()), None)

    return found


_STOPS = (
    Stop(
        "画面の一覧",
        "左の一覧から画面を選びます。Ctrl＋数字のキーでも移れます。役割によって見える画面が違います。",
        "home",
        _of_kind(Navigation),
    ),
    Stop(
        "ホーム",
        "最初に開く画面です。今月すべきことが一番上に出ます。",
        "home",
        _of_kind(PageStack),
    ),
    Stop(
        "対象月",
        "どの画面も、ここで選んだ月を見ます。Alt+←とAlt+→ で前後の月に移ります。",
        "dashboard",
        _of_kind(MonthSelector),
    ),
    Stop(
        "KPIダッシュボード",
        "目標に対していまどこにいるかを、KPIごとに示します。カードを開くと根拠までたどれます。",
        "dashboard",
        _of_kind(PageStack),
    ),
    Stop(
        "月次入力",
        "数字を打ってEnter で次へ進みます。入力は自動で下書きに残り、Ctrl+Sで保存します。",
        "entry",
        _of_kind(PageStack),
    ),
    Stop(
        "ランキング",
        "部署をテーマごとに並べます。値のない部署は理由とともに下に示します。",
        "ranking",
        _of_kind(PageStack),
    ),
    Stop(
        "困ったときは",
        "F1でいま選んでいるものの説明、Ctrl+Kで部署・画面・操作の検索ができます。"
        "お知らせは、いちばん下のこの行に出ます。",
        "",
        _of_kind(StatusLine),
    ),
)


def stops_for(role: Role) -> tuple[Stop, ...]:
    """Return the stops on screens that the role has."""
    offered = {entry.code for entry in pages_for(role)} | {""}
    return tuple(stop for stop in _STOPS if stop.page in offered)


class Tour(QObject):
    """Marks one thing after the other; the window stays usable underneath."""

    page_requested = Signal(str)

    def __init__(self, window: QWidget, desk: QWidget) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self._stops: tuple[Stop, ...] = ()
        self._place = 0
        self.mark = _Mark(desk)
        self.note = _Note(desk)
        self.note.back.clicked.connect(self._on_back)
        self.note.forward.clicked.connect(self._on_forward)
        self.note.leave.clicked.connect(self.end)
        self.note.escaped.connect(self.end)
        self._later = QTimer(self, singleShot=True, interval=_SETTLED)
        self._later.timeout.connect(self._on_settled)
        self._rounds = QTimer(self, interval=_ROUND)
        self._rounds.timeout.connect(self._point)
        self._desk.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    @property
    def stop(self) -> Stop | None:
        """The stop that is shown; None while nobody is shown around."""
        return self._stops[self._place] if self.note.isVisible() else None

    def start(self, role: Role) -> None:
        """Begin at the first stop."""
        self._stops, self._place = stops_for(role), 0
        self._show()

    def look_again(self) -> None:
        """Point anew: another screen has come."""
        if self.note.isVisible():
            self._later.start()

    def end(self) -> None:
        """Go away, and leave everything as it is."""
        self._rounds.stop()
        self._later.stop()
        self.mark.hide()
        self.note.hide()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.note.isVisible():
            self._later.start()
        return super().eventFilter(watched, event)

    def _on_back(self) -> None:
        self._place = max(self._place - 1, 0)
        self._show()

    def _on_forward(self) -> None:
        if self._place + 1 == len(self._stops):
            self.end()
            return
        self._place += 1
        self._show()

    def _show(self) -> None:
        stop = self._stops[self._place]
        self.note.leads = True
        if stop.page:
            self.page_requested.emit(stop.page)
        self.note.show_stop(stop, self._place, len(self._stops))
        self.note.take_focus()
        self._point()
        self._later.start()
        self._rounds.start()

    def _point(self) -> None:
        target = self._stops[self._place].target(self._window)
        if target is None or not self._desk.isVisible():
            self.mark.hide()
            self.note.place_at(QRect(self._desk.rect().center(), self._desk.rect().center()))
            return
        place = QRect(target.mapTo(self._desk, QPoint()), target.size())
        self.mark.setGeometry(place)
        self.mark.show()
        self.mark.raise_()
        self.note.place_at(place)

    def _on_settled(self) -> None:
        self._point()
        if self.note.leads:
            self.note.take_focus()

    def _on_focus_changed(self, _before: object, now: object) -> None:
        """Keep the keyboard at once when a new screen takes it, unless a person has gone there."""
        if not (self.note.isVisible() and self.note.leads and isinstance(now, QWidget)):
            return
        stack = _of_kind(PageStack)(self._window)
        if stack is None or not (now is stack or stack.isAncestorOf(now)):
            return
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self.note.take_focus()
        else:
            self.note.leads = False


class _Mark(QWidget):
    """A frame around the thing; clicks go through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        wide = space(0.75)
        painter.setPen(QPen(QColor(tokens().focus), wide))
        inset = wide // 2 + 1
        painter.drawRect(self.rect().adjusted(inset, inset, -inset, -inset))


class _Note(QFrame):
    """What is told, and the way on."""

    escaped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        #: Whether the keyboard is here until somebody takes it elsewhere.
        self.leads = True
        self.setProperty("surface", "palette")
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(4), space(5), space(4))
        column.setSpacing(space(2))
        self._count = PlainLabel("", TextRole.QUIET)
        self._title = PlainLabel("", TextRole.HEADING)
        self._text = Paragraph()
        self.back = action_button("戻る")
        self.forward = action_button("次へ", primary=True)
        self.leave = link_button("終了")
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.leave)
        row.addStretch()
        row.addWidget(self.back)
        row.addWidget(self.forward)
        for widget in (self._count, self._title, self._text):
            column.addWidget(widget)
        column.addLayout(row)
        self.hide()

    def show_stop(self, stop: Stop, place: int, count: int) -> None:
        """Show a stop."""
        self._count.setText(f"操作の案内　{place + 1} / {count}")
        self._title.setText(stop.title)
        self._text.setText(stop.text)
        self.back.setEnabled(place > 0)
        self.forward.setText("終わる" if place + 1 == count else "次へ")
        name_for_readers(self, f"{stop.title}。{stop.text}")
        self.show()

    def place_at(self, target: QRect) -> None:
        """Stand beside the thing, or in its corner where there is no room beside it."""
        parent = self.parentWidget()
        if parent is None:
            return
        width = min(space(_STEPS), parent.width() - space(8))
        layout = self.layout()
        height = layout.heightForWidth(width) if layout is not None else self.sizeHint().height()
        gap, room = space(3), parent.rect().adjusted(space(2), space(2), -space(2), -space(2))
        if target.right() + gap + width <= room.right():
            x, y = target.right() + gap, target.top() + gap
        elif target.bottom() + gap + height <= room.bottom():
            x, y = target.right() - width, target.bottom() + gap
        elif target.top() - gap - height >= room.top():
            x, y = target.left() + gap, target.top() - gap - height
        else:
            x, y = target.right() - width - gap, target.bottom() - height - gap
        x = min(max(x, room.left()), room.right() - width)
        y = min(max(y, room.top()), room.bottom() - height)
        self.setGeometry(x, y, width, height)
        self.raise_()

    def take_focus(self) -> None:
        """Let Enter go on."""
        focus = QApplication.focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            self.forward.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        self.leads = False  # Tab may lead on, into the screen
        return super().focusNextPrevChild(next)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focus = self.focusWidget()
            if focus in {self.back, self.forward, self.leave}:
                focus.click()
        elif key == Qt.Key.Key_Right:
            self.forward.click()
        elif key == Qt.Key.Key_Left and self.back.isEnabled():
            self.back.click()
        else:
            super().keyPressEvent(event)
