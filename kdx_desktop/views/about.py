"""バージョン情報: which program this is, and what it is made from, to copy into a message."""

from __future__ import annotations

import sys

import PySide6
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from kdx_desktop.views.plain_text import question_box


def version_text() -> str:
    """Return the versions of the program and of what carries it; no names of people or PCs."""
    # Imported here: they take longer to load than the window to appear, and are rarely needed.
    import platform
    from importlib import metadata

    try:
        own = metadata.version("kdx_desktop")
    except metadata.PackageNotFoundError:  # run from the source tree
        own = "開発版"
    return "\n".join(
        (
            f"kdx_desktop {own}",
            f"Python {sys.version.split()[0]}",
            f"PySide6 {PySide6.__version__}",
            f"{platform.system()} {platform.release()}",
        )
    )


def show_about(parent: QWidget) -> None:
    """Open the dialog; 情報をコピー puts its text on the clipboard."""
    box = question_box(parent, "バージョン情報", version_text())
    box.setInformativeText(
        "フォント：BIZ UDゴシック（SIL Open Font License 1.1）\nアイコン：Tabler Icons（MIT）"
    )
    copy = box.addButton("情報をコピー(&C)", QMessageBox.ButtonRole.ActionRole)
    box.addButton("閉じる(&W)", QMessageBox.ButtonRole.RejectRole)
    copy.clicked.connect(_copy_version)
    box.open()


def _copy_version() -> None:
    QGuiApplication.clipboard().setText(version_text())
