"""The menu bar: leave, go to a screen, colours and text size, help; and the person, at its right end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QUrl, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget
from typing_extensions import override

from kdx_desktop import paths
from kdx_desktop.services.person import Role
from kdx_desktop.views.about import show_about
from kdx_desktop.views.edit_wishes import EditWish
from kdx_desktop.views.page_table import PageEntry
from kdx_desktop.views.person_button import PersonButton
from kdx_desktop.views.plain_text import restyle
from kdx_desktop.views.style.look import Look, Scheme
from kdx_desktop.views.style.shown import space

#: Steps of the grid by which each side of a menu's title comes closer in a narrow window.
_LESS = 2


class MenuBar(QMenuBar):
    """Everything here has a key of its own, so that it can be done without the mouse."""

    page_selected = Signal(str)
    quit_requested = Signal()
    password_requested = Signal()
    lock_requested = Signal()
    sign_out_requested = Signal()
    #: A Role.
    role_selected = Signal(object)
    find_requested = Signal()
    explanation_requested = Signal()
    tour_requested = Signal()
    keys_requested = Signal()
    #: An EditWish, for whatever has the focus.
    edit_wished = Signal(object)

    _shows_person = False

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        file_menu = self.addMenu("ファイル(&F)")
        leave = file_menu.addAction("終了(&X)")
        leave.setShortcut(QKeySequence("Ctrl+Q"))
        leave.triggered.connect(self.quit_requested)
        self._edit_menu = self.addMenu("編集(&I)")
        for words, edit_keys, wish in (
            ("元に戻す(&U)", QKeySequence.StandardKey.Undo, EditWish.UNDO),
            ("やり直す(&R)", QKeySequence.StandardKey.Redo, EditWish.REDO),
            ("切り取り(&T)", QKeySequence.StandardKey.Cut, EditWish.CUT),
            ("コピー(&C)", QKeySequence.StandardKey.Copy, EditWish.COPY),
            ("貼り付け(&P)", QKeySequence.StandardKey.Paste, EditWish.PASTE),
        ):
            # Told beside the text and not set: whatever has the focus knows these keys by itself.
            keys_text = QKeySequence(edit_keys).toString(QKeySequence.SequenceFormat.NativeText)
            action = self._edit_menu.addAction(f"{words}\t{keys_text}")
            action.setData(wish)
            action.triggered.connect(self._on_edit_wished)
        self._pages_menu = self.addMenu("画面(&G)")
        self._commands_menu = self.addMenu("操作(&K)")
        view_menu = self.addMenu("表示(&V)")
        schemes = QActionGroup(self)
        for scheme in Scheme:
            action = view_menu.addAction(scheme.japanese)
            action.setCheckable(True)
            action.setChecked(scheme is look.scheme)
            action.setData(scheme)
            schemes.addAction(action)
        schemes.triggered.connect(self._on_scheme_chosen)
        view_menu.addSeparator()
        for text, keys, slot in (
            ("文字を大きく(&L)", ("Ctrl++", "Ctrl+=", "Ctrl+;"), look.enlarge),
            ("文字を小さく(&S)", ("Ctrl+-",), look.reduce),
            ("標準の大きさ(&N)", ("Ctrl+0",), self._on_normal_size),
        ):
            action = view_menu.addAction(text)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.triggered.connect(slot)
        view_menu.addSeparator()
        self._roles_menu = view_menu.addMenu("役割(&R)")
        self._roles = QActionGroup(self)
        for role in (Role.TEAM, Role.CHIEF, Role.CLERK, Role.MANAGER):
            action = self._roles_menu.addAction(role.japanese)
            action.setCheckable(True)
            action.setData(role)
            self._roles.addAction(action)
        self._roles.triggered.connect(self._on_role_chosen)
        self._roles_menu.menuAction().setVisible(False)
        self.person_menu = self.addMenu("利用者(&U)")
        self._password, self._lock, self._sign_out = (
            self._person_action(text, told)
            for text, told in (
                ("パスワードの変更(&P)…", self.password_requested),
                ("画面をロック(&L)", self.lock_requested),
                ("サインアウト(&O)", self.sign_out_requested),
            )
        )
        self._lock.setShortcut(QKeySequence("Ctrl+L"))
        self.person = PersonButton(self.person_menu)
        self.setCornerWidget(self.person)
        self.offer_person(signed_in=False, has_password=False)
        self._find = QAction("検索と操作(&F)…", self)
        self._find.setShortcut(QKeySequence("Ctrl+K"))
        self._find.triggered.connect(self.find_requested)
        help_menu = self.addMenu("ヘルプ(&H)")
        self._explain, self._tour, self._keys = (
            self._help_action(help_menu, text, told)
            for text, told in (
                ("画面の説明(&E)", self.explanation_requested),
                ("操作の案内(&T)", self.tour_requested),
                ("ショートカット一覧(&K)", self.keys_requested),
            )
        )
        self._explain.setShortcut(QKeySequence("F1"))
        help_menu.addSeparator()
        help_menu.addAction("ログのフォルダーを開く(&L)").triggered.connect(self._on_log_asked)
        help_menu.addAction("バージョン情報(&A)").triggered.connect(self._on_about_asked)

    def show_pages(self, entries: Sequence[PageEntry]) -> None:
        """Offer these screens, with Ctrl+1 and so on."""
        self._pages_menu.clear()
        self._pages_menu.addAction(self._find)
        self._pages_menu.addSeparator()
        for number, entry in enumerate(entries, start=1):
            sign = f"{number}" if number < 10 else chr(ord("A") + number - 10)
            action = QAction(f"{entry.title}(&{sign})", self._pages_menu)
            if number < 10:  # Ctrl+0 is the normal size of text
                action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.setData(entry.code)
            action.triggered.connect(self._on_page_chosen)
            self._pages_menu.addAction(action)

    def offer_roles(self, *, offered: bool, role: Role) -> None:
        """Let one choose the role, where one PC's data belong to whoever sits there."""
        self._roles_menu.menuAction().setVisible(offered)
        for action in self._roles.actions():
            action.setChecked(action.data() == role)

    def show_commands(self, commands: Sequence[QAction]) -> None:
        """Offer the commands of the screen that is seen."""
        for action in self._commands_menu.actions():
            self._commands_menu.removeAction(action)
        self._commands_menu.addActions(list(commands))
        self._commands_menu.setEnabled(bool(commands))

    def show_person(self, name: str, role: str) -> None:
        """Show who is at the desk."""
        self.person.move(self.width(), 0)  # it comes in its place, and not at the left first
        self.person.show_person(name, role, has_menu=self.person_menu.menuAction().isVisible())
        self._shows_person = True
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def _fit(self) -> None:
        """Stand closer where there is little room, and leave the rest to the person.

        No menu shall hide behind the name, or go where menus go that find no room.
        """
        shown = [one for one in self.actions() if one.isVisible()]
        end = max((self.actionGeometry(one).right() for one in shown), default=0)
        less = len(shown) * 2 * space(_LESS)
        if self.property("tight"):
            end += less
        tight = end >= self.width()
        if bool(self.property("tight")) != tight:
            restyle(self, "tight", tight)
        if tight:
            end -= less
        if self._shows_person:
            height = max((self.actionGeometry(one).bottom() + 1 for one in shown), default=0)
            self.person.keep_to(self.width() - end - space(2), height)
            self.setCornerWidget(self.person)  # Qt makes room for it when it is set

    def offer_person(self, *, signed_in: bool, has_password: bool) -> None:
        """Offer what a person can do who signed in, some of it only with a password."""
        for action, offered in (
            (self._password, has_password),
            (self._lock, has_password),
            (self._sign_out, True),
        ):
            action.setVisible(signed_in and offered)
            action.setEnabled(signed_in and offered)
        self.person_menu.menuAction().setVisible(signed_in)
        self._shows_person = False
        self.person.hide()

    def offer_pages(self, *, offered: bool) -> None:
        """Offer the screens at all, to who may see them."""
        for menu in (self._pages_menu, self._commands_menu, self._edit_menu):
            menu.menuAction().setVisible(offered)
        for action in (self._find, self._explain, self._tour, self._keys):
            action.setVisible(offered)
            action.setEnabled(offered)

    def allow_pages(self, *, allowed: bool) -> None:
        """Let one go to screens, or not yet."""
        self._pages_menu.setEnabled(allowed)
        for action in self._pages_menu.actions():
            action.setEnabled(allowed)
        for action in (self._explain, self._tour, self._keys):
            action.setEnabled(allowed and action.isVisible())

    def _person_action(self, text: str, told: SignalInstance) -> QAction:
        action = self.person_menu.addAction(text)
        action.triggered.connect(told)
        return action

    def _help_action(self, menu: QMenu, text: str, told: SignalInstance) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(told)
        return action

    def _on_edit_wished(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.edit_wished.emit(action.data())

    def _on_page_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.page_selected.emit(action.data())

    def _on_role_chosen(self, action: QAction) -> None:
        self.role_selected.emit(Role(action.data()))

    def _on_scheme_chosen(self, action: QAction) -> None:
        self._look.choose_scheme(Scheme(action.data()))

    def _on_normal_size(self) -> None:
        self._look.choose_text_percent(100)

    def _on_log_asked(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.log_dir())))

    def _on_about_asked(self) -> None:
        show_about(self.window())
