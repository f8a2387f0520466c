"""HistoryList: every state that an initiative has had, the latest first, and who said so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.services.initiatives import (
    HistoryEntry,
)
from kdx_desktop.services.rights import JAPAN
from kdx_desktop.views.initiatives.state_look import day_text, state_text
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole


class HistoryList(QWidget):
    """Two lines for each entry; labels are kept and used again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(0.5))
        self._column.addWidget(PlainLabel("状態の履歴", TextRole.STRONG))
        self._labels: list[tuple[Paragraph, Paragraph]] = []
        explain(self, "この取組の状態の履歴です。取り消した記録も残ります。")

    def show_entries(self, entries: Sequence[HistoryEntry]) -> None:
        """Show other entries."""
        while len(self._labels) < len(entries):
            pair = (Paragraph(), Paragraph("", TextRole.QUIET))
            for label in pair:
                self._column.addWidget(label)
            self._labels.append(pair)
        for number, (first, second) in enumerate(self._labels):
            shown = number < len(entries)
            first.setVisible(shown)
            second.setVisible(shown)
            if shown:
                said, told = _texts(entries[number])
                first.setText(said)
                second.setText(told)
        self.setAccessibleDescription("。".join(_texts(entry)[0] for entry in entries))


def _texts(entry: HistoryEntry) -> tuple[str, str]:
    """Return what was said, and by whom and when."""
    if entry.day is None:
        said = f"戦略の記載　{state_text(entry.state)}"
    elif entry.withdrawn:
        said = f"{day_text(entry.day)}の「{entry.state.japanese}」を取消し"
    else:
        said = f"{day_text(entry.day)}　{state_text(entry.state)}"
    if entry.note and not entry.withdrawn:
        said = f"{said}\n{entry.note}"
    when = entry.when.astimezone(JAPAN)
    told = f"{entry.who}　{day_text(when.date())} {when.hour}:{when.minute:02d}に記録"
    return said, told
