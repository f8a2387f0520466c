"""MeasureTiles: how far each measure has come; pressing one keeps only its initiatives."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.services.initiatives import (
    MeasureProgress,
)
from kdx_desktop.views.initiatives.state_look import parts_of
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card_grid import CardGrid
from kdx_desktop.views.widgets.panel_button import PanelButton
from kdx_desktop.views.widgets.part_bar import PartBar

_MOST, _LEAST = 4, 58


class MeasureTile(PanelButton):
    """A measure, its strip, and whether the list shows it alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("tile", parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.measure = ("", "")
        self._pillar = PlainLabel("", TextRole.QUIET, wrap=True)
        self._name = Paragraph("", TextRole.STRONG)
        self._total = PlainLabel("", TextRole.QUIET)
        self._bar = PartBar("進み具合", least_lines=2)
        head = QHBoxLayout()
        head.setSpacing(space(1))
        head.addWidget(self._pillar, 1)
        head.addWidget(self._total)
        column = QVBoxLayout()
        column.setContentsMargins(space(4), space(3), space(4), space(3))
        column.setSpacing(space(1.5))
        column.addLayout(head)
        column.addWidget(self._name)
        column.addStretch()
        column.addWidget(self._bar)
        self.hold(column, self._pillar, self._name, self._total, self._bar)

    @override
    def sizeHint(self) -> QSize:
        """Return the least width: the words find room on more lines."""
        least = self.minimumSizeHint().width()
        return QSize(least, self.heightForWidth(max(self.width(), least)))

    def show_progress(self, progress: MeasureProgress) -> None:
        """Show another measure."""
        self.measure = (progress.pillar, progress.measure)
        self._pillar.setText(progress.pillar)
        self._name.setText(progress.measure)
        self._total.setText(f"{progress.total:,}件")
        parts = parts_of(progress)
        self._bar.show_parts(parts)
        said = "、".join(f"{part.name} {part.count:,}件" for part in parts if part.count)
        self.speak(f"{progress.measure} {progress.total:,}件", f"{progress.pillar}。{said}")


class MeasureTiles(CardGrid):
    """At most one is pressed; pressing it again shows all."""

    #: Another measure is chosen, or none.
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_MOST, _LEAST, 4, parent)
        self._tiles: list[MeasureTile] = []
        explain(
            self,
            "施策ごとの取組の進み具合です。押すと、その施策の取組だけを一覧に表示します。"
            "もう一度押すと、すべて表示します。「導入・実施」は一部導入・導入・実施・拡充、"
            "「準備」は構築・試験実施です。",
        )

    @property
    def chosen(self) -> tuple[str, str] | None:
        """Pillar and measure of the tile that is pressed; None: all measures."""
        return next((tile.measure for tile in self._tiles if tile.isChecked()), None)

    @property
    def tiles(self) -> Sequence[MeasureTile]:
        """The tiles that are seen, in the order of the plan."""
        return [tile for tile in self._tiles if not tile.isHidden()]

    def show_progress(self, measures: Sequence[MeasureProgress]) -> None:
        """Show other measures; the one that is pressed stays so."""
        chosen = self.chosen
        while len(self._tiles) < len(measures):
            tile = MeasureTile()
            tile.toggled.connect(self._on_toggled)
            self._tiles.append(tile)
            self.add(tile)
        for number, tile in enumerate(self._tiles):
            tile.setVisible(number < len(measures))
            tile.blockSignals(True)
            tile.setChecked(False)
            if number < len(measures):
                tile.show_progress(measures[number])
                tile.setChecked(tile.measure == chosen)
            tile.blockSignals(False)

    def choose(self, measure: tuple[str, str] | None) -> None:
        """Press the tile of a measure, or none."""
        for tile in self._tiles:
            tile.blockSignals(True)
            tile.setChecked(tile.measure == measure and not tile.isHidden())
            tile.blockSignals(False)
        self.changed.emit()

    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001 - a signal's argument
        pressed = self.sender()
        for tile in self._tiles:
            if on and tile is not pressed and tile.isChecked():
                tile.blockSignals(True)
                tile.setChecked(False)
                tile.blockSignals(False)
        self.changed.emit()
