"""FileCard: what would become of one file — how many lines, what they replace, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kdx_desktop.services.import_preview import Preview
from kdx_desktop.services.importing import FileResult
from kdx_desktop.views.imports import import_texts as texts
from kdx_desktop.views.imports.count_line import CountLine
from kdx_desktop.views.imports.import_work import Look
from kdx_desktop.views.plain_text import ElidedLabel, Paragraph, PlainLabel, name_for_readers
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import icon_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.told_table import ToldTable

_MOST_NOTES = 20
_DOUBTS = "念のため確かめてほしい行（このまま取り込めます）"


class FileCard(Card):
    """Problems come first, then what is replaced, then what is worth a look."""

    #: Leave this file out: its place among the files.
    removed = Signal(int)

    def __init__(self, place: int, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._place = place
        preview, rows = look.preview, look.rows[place]
        result = preview.files[place]
        source = result.source
        name_for_readers(self, f"ファイル {source.name}", texts.kind_text(result))
        self._show_head(result)
        for sentence in self._sentences(result, preview):
            self.body.addWidget(Paragraph(sentence, TextRole.QUIET))
        if source.lines:
            counts = CountLine(f"{source.name}の内訳", ("問題",))
            counts.show_counts(texts.counts_of(result))
            self.body.addWidget(counts)
        self.problems = self._table("問題", texts.PROBLEMS, (0,), rows.problems, tells=True)
        self.replaced = self._table(
            "置き換える数値", texts.REPLACED, texts.REPLACED_NUMBERS, rows.replaced
        )
        self.questions = self._table(_DOUBTS, texts.QUESTIONS, (0,), rows.questions, tells=True)

    def _table(
        self,
        title: str,
        header: Sequence[str],
        numbers: Sequence[int],
        rows: Sequence[tuple[str, ...]],
        *,
        tells: bool = False,
    ) -> ToldTable | None:
        """Add a table; None where it has nothing to say: most files have nothing wrong."""
        if not rows:
            return None
        table = ToldTable(title, header, numbers, tells=tells)
        self.body.addWidget(table)
        table.show_rows(rows)
        return table

    def _show_head(self, result: FileResult) -> None:
        name = ElidedLabel(result.source.name, TextRole.HEADING)
        kind = PlainLabel(texts.kind_text(result))
        kind.setProperty("chip", "kind")
        lines = PlainLabel(f"{result.source.lines:,}行", TextRole.QUIET)
        remove = icon_button("x", f"{result.source.name}を外す")
        remove.clicked.connect(self._on_remove_clicked)
        self.head.insertWidget(0, name, 1)
        for widget in (lines, kind, remove):
            self.head.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)

    def _sentences(self, result: FileResult, preview: Preview) -> list[str]:
        said = []
        if (earlier := preview.earlier.get(result.source.sha256)) is not None:
            said.append(texts.earlier_text(earlier))
        said += result.notes[:_MOST_NOTES]
        if len(result.notes) > _MOST_NOTES:
            said.append(f"ほか{len(result.notes) - _MOST_NOTES:,}件のお知らせがあります。")
        return said

    def _on_remove_clicked(self) -> None:
        self.removed.emit(self._place)
