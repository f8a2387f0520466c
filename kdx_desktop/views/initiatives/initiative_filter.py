"""InitiativeFilter: keeps the initiatives of a measure, a state, a version, or that a text names."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel
from typing_extensions import override

from kdx_desktop.services.initiative_states import InitiativeState
from kdx_desktop.views.initiatives.initiative_table_model import InitiativeTableModel
from kdx_desktop.views.widgets.data_table import SORT_ROLE

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is kept; None and empty keep everything. ``changed``: only since the last report."""

    measure: tuple[str, str] | None = None
    state: InitiativeState | None = None
    version: str = ""
    text: str = ""
    changed: bool = False

    @property
    def everything(self) -> bool:
        """Tell whether nothing is left out, apart from what has not changed."""
        return self.measure is None and self.state is None and not (self.version or self.text)


class InitiativeFilter(QSortFilterProxyModel):
    """Sorts by raw values."""

    def __init__(self, model: InitiativeTableModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._wanted = Wanted()
        self._text = ""
        self.setSourceModel(model)

    def keep(self, wanted: Wanted) -> None:
        """Keep other initiatives."""
        self.beginFilterChange()
        self._wanted, self._text = wanted, _folded(wanted.text)
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    @override
    def filterAcceptsRow(self, source_row: int, source_parent: _Index) -> bool:
        one, wanted = self._model.initiative(source_row), self._wanted
        text = one.text
        return (
            (wanted.measure is None or wanted.measure == (text.pillar, text.measure))
            and (wanted.state is None or wanted.state is one.state)
            and (not wanted.version or wanted.version == text.version)
            and (not wanted.changed or self._model.is_changed(source_row))
            and self._text in _folded(f"{one.name} {text.measure} {text.note} {one.state_note}")
        )

    @override
    def lessThan(self, source_left: _Index, source_right: _Index) -> bool:
        return bool(source_left.data(SORT_ROLE) < source_right.data(SORT_ROLE))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
