r"""The chain over changes: canonical lines and their SHA-256 (docs/ledger.md has test vectors).

A change is written as one header line and one line for each row that hangs on it. Fields are
written as PostgreSQL's COPY text format writes them: separated by tabs, NULL as ``\N``, and
backslash, tab, line feed and carriage return escaped. Row lines are sorted by their UTF-8 bytes,
which a database can do as well as we can. The hash of the previous change is part of the header.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

#: What the first change names as the hash before it.
GENESIS = "0" * 64
_FORMAT = "kdx-change-1"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})

#: The columns of a change that its hash covers, in this order.
HEADER_COLUMNS = (
    "number",
    "recorded_at",
    "actor",
    "computer",
    "kind",
    "reason",
    "source",
    "key",
    "previous_hash",
)

Field = str | int | None


def line(name: str, fields: Iterable[Field]) -> str:
    """Return the canonical line of a row of the named table (fields in column order)."""
    fields = tuple(fields)
    text = "\t".join([name, *map(str, fields)])
    # Hardly any row needs escaping, and an import writes tens of thousands of lines.
    if (
        None in fields
        or text.count("\t") != len(fields)
        or "\\" in text
        or "\n" in text
        or "\r" in text
    ):
        return "\t".join([name, *map(_written, fields)])
    return text


def change_hash(header: Iterable[Field], lines: Iterable[str]) -> str:
    """Return the SHA-256, in lower-case hexadecimal, of a change and its rows."""
    body = sorted(text.encode() for text in lines)
    first = line(_FORMAT, header).encode()
    return hashlib.sha256(b"\n".join([first, *body])).hexdigest()


def sha256(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _written(field: Field) -> str:
    return r"\N" if field is None else str(field).translate(_ESCAPES)
