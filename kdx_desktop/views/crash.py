"""Unexpected errors: written to a log without personal data, told in plain words, work goes on."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from kdx_desktop import paths
from kdx_desktop.errors import report
from kdx_desktop.views.about import version_text
from kdx_desktop.views.plain_text import question_box

_SIZE, _KEPT = 512 * 1024, 3
_LEVELS = {
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashHandler(QObject):
    """Takes what nobody else caught, in any thread, and what Qt complains about."""

    _crashed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._log = logging.getLogger("kdx_desktop")
        self._told = False
        self._early: list[tuple[int, str]] | None = []
        self._crashed.connect(self._on_crashed)

    def install(self) -> None:
        """Start to listen. The log file is opened when there is something to write.

        What Qt only warns of while the window is on its way is written after that.
        """
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread
        qInstallMessageHandler(self._take_from_qt)

    def watch_for_faults(self) -> None:
        """The window has appeared: also write where the program was when the interpreter dies."""
        if self._early:
            self._opened_log()
        self._early = None
        file = (paths.log_dir() / "faults.log").open("a", encoding="utf-8")
        self._faults = file
        faulthandler.enable(file)

    def _take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        text = report(kind, error, trace)
        self._opened_log().error(text)
        self._crashed.emit(text)

    def _take_from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._take(args.exc_type, args.exc_value, args.exc_traceback)

    def _take_from_qt(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        level, text = _LEVELS.get(kind), f"Qt {context.category}: {message}"
        if level == logging.WARNING and self._early is not None:
            self._early.append((level, text))
        elif level is not None:
            self._opened_log().log(level, text)

    def _opened_log(self) -> logging.Logger:
        if not self._log.handlers:
            # Imported here: a start without trouble needs no log file.
            from logging.handlers import RotatingFileHandler

            handler = RotatingFileHandler(
                paths.log_dir() / "kdx_desktop.log",
                maxBytes=_SIZE,
                backupCount=_KEPT,
                encoding="utf-8",
            )
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            self._log.addHandler(handler)
        while self._early:
            self._log.log(*self._early.pop(0))
        return self._log

    def _on_crashed(self, text: str) -> None:
        if self._told:
            return  # one dialog is enough; the log has them all
        self._told = True
        box = question_box(
            _window(),
            "予期しないエラー",
            "予期しないエラーが起きました。\n"
            "入力した内容は保たれています。操作を続けられます。\n"
            "気になるときは起動し直してください。",
            f"{version_text()}\n\n{text}",
        )
        box.setIcon(QMessageBox.Icon.Warning)
        box.setInformativeText(f"記録の保存先：{paths.log_dir()}")
        copy = box.addButton("詳細をコピー(&C)", QMessageBox.ButtonRole.ActionRole)
        box.addButton("閉じる(&W)", QMessageBox.ButtonRole.RejectRole)
        copy.clicked.connect(_Copy(f"{version_text()}\n\n{text}", box).copy)
        box.finished.connect(self._on_closed)
        box.open()

    def _on_closed(self) -> None:
        self._told = False


def _window() -> QWidget | None:
    """Return the window in front, else any that is seen: the box wears its dress."""
    seen = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    return QApplication.activeWindow() or next(iter(seen), None)


class _Copy(QObject):
    """Puts one text on the clipboard."""

    def __init__(self, text: str, parent: QObject) -> None:
        super().__init__(parent)
        self._text = text

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
