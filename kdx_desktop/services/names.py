"""Names that people give to plans, KPIs, metrics and grades: there, and short enough for a table."""

from __future__ import annotations

#: Characters of a name, and of a unit, which stands beside every number.
LONGEST_NAME, LONGEST_UNIT = 100, 20


def name_fault(what: str, text: str, longest: int = LONGEST_NAME) -> str:
    """Say what is wrong with ``what`` somebody has named; empty where nothing is."""
    name = text.strip()
    if not name:
        return f"{what}を入力してください。"
    if len(name) > longest or len(name.splitlines()) > 1:
        return f"{what}は改行を含まない{longest}文字までで入力してください。"
    return ""
