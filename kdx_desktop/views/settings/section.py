"""Section: what every part of 設定 is made from; it is made when it is first opened."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from kdx_desktop.errors import KdxError
from kdx_desktop.settings import Settings
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.settings.edit_form import EditForm
from kdx_desktop.workspace import NotReadError, Workspace


class Section(QWidget):
    """An overview, and forms that take its place while something is edited.

    A form stays as it is, whatever is reloaded behind it, until it is saved or left.
    """

    #: A Notice for the status line.
    noticed = Signal(object)
    #: The section asks for another screen, by its code.
    page_requested = Signal(str)
    #: What was asked for is on screen.
    filled = Signal()

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.settings = settings
        self._scope: Scope | None = None
        self.faces = QStackedLayout(self)
        self._overview: QWidget | None = None

    @property
    def scope(self) -> Scope:
        """What the page looks at; known before `reload` is first called."""
        if self._scope is None:
            raise RuntimeError("the section looks at nothing yet")
        return self._scope

    @property
    def form(self) -> EditForm | None:
        """The form that is open; None while the overview is seen."""
        seen = self.faces.currentWidget()
        return seen if isinstance(seen, EditForm) else None

    @property
    def unsaved(self) -> bool:
        """Tell whether the form that is open was changed and is not on its way to the store."""
        return self.form is not None and self.form.dirty and not self.form.saving

    def look_at(self, scope: Scope) -> None:
        """Look at this, and read it anew."""
        self._scope = scope
        self.reload()

    def reload(self) -> None:
        """Ask the workspace for what the section shows; to be overridden."""
        raise NotImplementedError

    def set_overview(self, overview: QWidget) -> None:
        """Show this while nothing is edited."""
        self._overview = overview
        self.faces.addWidget(overview)
        self.faces.setCurrentWidget(overview)

    def open_form(self, form: EditForm) -> None:
        """Show a form in the overview's place."""
        form.left.connect(self.close_form)
        self.faces.addWidget(form)
        self.faces.setCurrentWidget(form)
        form.begin()

    def close_form(self) -> None:
        """Go back to the overview."""
        form = self.form
        if form is not None and self._overview is not None:
            self.faces.setCurrentWidget(self._overview)
            self.faces.removeWidget(form)
            form.deleteLater()
            self.take_focus()

    def take_focus(self) -> None:
        """Put the focus where one goes on after a form; to be overridden."""
        self.setFocus()

    def saved(self, change: object) -> None:
        """Say that a form was stored, and go back; fits `done` of the workspace."""
        self.close_form()
        if change is None:
            self.tell(NoticeKind.INFO, "変更はありません。")
        else:
            self.tell(NoticeKind.SUCCESS, "保存しました。")

    def refused(self, failure: KdxError) -> None:
        """Say in the open form why it was not stored; fits `failed` of the workspace."""
        if self.form is not None:
            self.form.refuse(failure)
        else:
            self.tell_failure(failure)

    def tell(self, kind: NoticeKind, text: str) -> None:
        """Show a sentence in the status line."""
        self.noticed.emit(Notice(kind, text))

    def tell_failure(self, failure: KdxError) -> None:
        """Show a failure's sentence in the status line."""
        if not isinstance(failure, NotReadError):
            self.tell(NoticeKind.ERROR, failure.message)

    def not_read(self, failure: KdxError) -> None:
        """Say why there is nothing to see; fits `failed` of a reading."""
        self.tell_failure(failure)
        self.filled.emit()
