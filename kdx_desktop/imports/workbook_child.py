"""Opens an Excel book in a process of its own, with limits, and says what stands in its cells.

The book comes in through standard input; events go out through standard output, one JSON array a
line, so that nothing a hostile file does here can reach the program that asked:

``["unpacked", bytes]``, ``["sheets", [[name, visible, holds data], …]]``, then for each visible
sheet ``["sheet", index, merged ranges]`` and ``["row", number, cells]`` (blank rows left out),
``["at", bytes]`` now and then, and at last ``["end"]`` or ``["failed", sentence, row]``.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from kdx_desktop.imports.files import UnreadableFileError
from kdx_desktop.imports.workbook_guards import BROKEN, MAX_PACKED, check_package

Event: TypeAlias = list[Any]

_EVERY: Final = 1_000
_MEMORY: Final = 512 << 20
_CPU_SECONDS: Final = 4
_TOO_MUCH_MEMORY: Final = (
    "Excelブックが大きすぎて読み取れません。必要なシートだけを新しいブックに写すか、"
    "CSVで保存してください。"
)


def main() -> None:
    """Read a book from standard input and write its events to standard output."""
    limit_this_process(_CPU_SECONDS)
    data = sys.stdin.buffer.read(MAX_PACKED + 1)
    out = sys.stdout.buffer
    for event in events(data):
        if event[0] == "unpacked":  # a second for each mebibyte of XML: five times what it takes
            limit_this_process(_CPU_SECONDS + (event[1] >> 20))
        out.write(json.dumps(event).encode() + b"\n")
    out.flush()


def limit_this_process(cpu_seconds: int) -> None:
    """Bound memory and processor time. Windows has neither; there the parent's clock decides."""
    if sys.platform == "win32":
        return
    import resource

    for what, value in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (value if hard < 0 else min(value, hard), hard))


def events(data: bytes) -> Iterator[Event]:
    """Yield what is in a book; whatever is wrong with it is a "failed" event, never an error."""
    try:
        yield from _events(data)
    except UnreadableFileError as error:
        yield ["failed", str(error), error.places[0][0]]
    except MemoryError:
        yield ["failed", _TOO_MUCH_MEMORY, None]
    except Exception:  # noqa: BLE001 - parsers raise anything at all on hostile bytes
        yield ["failed", BROKEN, None]
    else:
        yield ["end"]


def _events(data: bytes) -> Iterator[Event]:
    yield ["unpacked", check_package(data)]
    # After the guards, because the XML libraries are not needed to refuse a file.
    from kdx_desktop.imports import workbook_cells, workbook_parts

    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream) as archive:
        book = workbook_parts.open_book(archive)
        named = [
            [
                sheet.name,
                sheet.visible,
                next(workbook_cells.rows(archive, sheet, book), None) is not None,
            ]
            for sheet in book.sheets
        ]
        yield ["sheets", named]
        for index, sheet in enumerate(book.sheets):
            if sheet.visible:
                yield ["sheet", index, workbook_cells.merged_ranges(archive, sheet)]
                for count, (row, cells) in enumerate(workbook_cells.rows(archive, sheet, book)):
                    yield ["row", row, cells]
                    if count % _EVERY == 0:
                        yield ["at", stream.tell()]
