"""What 根拠 says of a cell: its revisions and their files, as rows of text."""

from __future__ import annotations

from kdx_desktop.metrics.amounts import grouped
from kdx_desktop.reports.number_text import NONE
from kdx_desktop.services.breakdowns import sheets_of, works_of
from kdx_desktop.services.evidence import CellEvidence, RevisionEvidence

Row = tuple[str, ...]

REVISIONS = (
    "版",
    "値",
    "状態",
    "記録した日時",
    "記録した人（端末）",
    "種類",
    "変更番号",
    "入力の内訳・注記・理由",
)
REVISION_NUMBERS = (0, 1, 6)
FILES = (
    "変更番号",
    "ファイル",
    "大きさ（バイト）",
    "読んだ行",
    "採用した行",
    "除いた行",
    "SHA-256",
)
FILE_NUMBERS = (0, 2, 3, 4, 5)


def title(cell: CellEvidence) -> str:
    """Name a cell of the ledger."""
    name = f"{cell.name}（{cell.department}）" if cell.name else cell.department
    if cell.annual:
        return f"{name}　{cell.month.fiscal_year}年度の年額（基準値）"
    return f"{name}　{cell.month.japanese}"


def revision_rows(cell: CellEvidence, unit: str) -> tuple[Row, ...]:
    """Return the revisions, the one that counts first."""
    return tuple(
        (
            str(one.number),
            NONE if one.amount is None else f"{grouped(one.amount)}{unit}",
            one.state.japanese,
            f"{one.when.astimezone():%Y-%m-%d %H:%M}",
            f"{one.who}（{one.computer}）",
            one.kind_name,
            str(one.change),
            _said(one),
        )
        for one in cell.revisions
    )


def file_rows(cell: CellEvidence) -> tuple[Row, ...]:
    """Return the files of the revisions' changes."""
    return tuple(
        (
            str(one.change),
            source.name,
            f"{source.size:,}",
            f"{source.lines:,}",
            f"{source.used:,}",
            f"{source.rejected:,}",
            source.sha256,
        )
        for one in cell.revisions
        for source in one.sources
    )


def _said(one: RevisionEvidence) -> str:
    """Say what was typed, and what people wrote about it."""
    parts = [f"{size} {text}枚" for size, text in sheets_of(one.typed).items()]
    parts += [
        f"{work.name} {work.cases}件（{work.before}分→{work.after}分）"
        for work in works_of(one.typed)
    ]
    typed = "、".join(parts)
    note = f"注記：{one.note}" if one.note else ""
    reason = f"理由：{one.reason}" if one.reason else ""
    return " ".join("　".join(part for part in (typed, note, reason) if part).split("\n"))
