"""Tables on the sheets of an Excel book."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kdx_desktop.imports.columns import Layout
from kdx_desktop.imports.files import Findings, Progress, UnreadableFileError
from kdx_desktop.imports.rows import Rows


@contextmanager
def sheet_table(
    data: bytes, findings: Findings, progress: Progress | None
) -> Iterator[tuple[Layout, Rows]]:
    """Find the first sheet with known headers; raises UnreadableFileError."""
    raise UnreadableFileError("Excelブックはまだ読み込めません。CSVで保存してください。")
    yield  # type: ignore[unreachable]
