"""The files that were put out, each with a way to open it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kdx_desktop.views.plain_text import ElidedLabel, name_for_readers
from kdx_desktop.views.widgets.buttons import link_button
from kdx_desktop.views.widgets.card import Card

_FORMATS = {".xlsx": "Excel", ".pdf": "PDF"}


class WrittenFiles(Card):
    """Hidden until something was put out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("出力したファイル", parent)
        self.paths: tuple[Path, ...] = ()
        self._names = QVBoxLayout()
        self.body.addLayout(self._names)
        self._links = QHBoxLayout()
        self._open_folder = link_button("フォルダーを開く(&O)")
        self._open_folder.clicked.connect(self._on_folder_clicked)
        self._openers: list[_OpenButton] = []
        self._labels: list[ElidedLabel] = []
        self.head.addWidget(self._open_folder)
        self._links.addStretch()
        self.body.addLayout(self._links)
        self.hide()

    def show_files(self, paths: tuple[Path, ...]) -> None:
        """Show these files in place of the earlier ones."""
        self.paths = paths
        for widget in (*self._openers, *self._labels):
            widget.hide()
            widget.deleteLater()
        self._labels = [ElidedLabel(path.name) for path in paths]
        self._openers = [_OpenButton(path) for path in paths]
        for label in self._labels:
            self._names.addWidget(label)
        for position, button in enumerate(self._openers):
            self._links.insertWidget(position, button)
        self.setVisible(bool(paths))

    def _on_folder_clicked(self) -> None:
        _open(self.paths[0].parent)


class _OpenButton(QPushButton):
    """The way to open one file."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{_FORMATS.get(path.suffix, 'ファイル')}を開く")
        self._path = path
        self.setProperty("kind", "link")
        name_for_readers(self, f"{path.name}を開く")
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        _open(self._path)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
