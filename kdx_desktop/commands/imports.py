"""How the import commands say what they did."""

from __future__ import annotations

from typing import Any

from kdx_desktop.commands.terminal import print_error, print_json
from kdx_desktop.metrics.amounts import amount_text, units
from kdx_desktop.metrics.figures import State
from kdx_desktop.services.importing import FileResult, ImportResult

_SHOWN = 50


def tell(result: ImportResult, *, as_json: bool, skip_invalid: bool = False) -> int:
    """Print an import's result and return the exit status.

    ``skip_invalid`` forgives lines, not a file that could not be read at all.
    """
    if as_json:
        print_json({"files": [document(file) for file in result.files], "change": result.change})
    else:
        for file in result.files:
            print_file(file)
        print(_conclusion(result, skip_invalid=skip_invalid))
    unread = any(file.rejected and not file.source.lines for file in result.files)
    return 1 if unread or (result.rejected and not skip_invalid) else 0


def document(file: FileResult) -> dict[str, Any]:
    """Return what --json says of one file."""
    return {
        "file": file.source.name,
        "sha256": file.source.sha256,
        "lines": file.source.lines,
        "accepted": file.accepted,
        "unchanged": file.unchanged,
        "changed": [
            {
                "department": row.department,
                "month": str(row.month),
                "metric": row.metric,
                "before": None if row.before is None else units(row.before),
                "after": None if row.after is None else units(row.after),
            }
            for row in file.changed
        ],
        "questions": [{"line": row.line, "reason": row.reason} for row in file.questions],
        "rejected": [
            {"line": row.line, "column": row.column, "reason": row.reason} for row in file.rejected
        ],
        "notes": file.notes,
    }


def print_file(file: FileResult) -> None:
    """Print what became of one file; its problems go to standard error."""
    print(
        f"{file.source.name}：{file.source.lines:,}行"
        f"（新規・変更 {file.accepted:,}、変更なし {file.unchanged:,}、"
        f"確認 {len(file.questions):,}、取込不可 {len(file.rejected):,}）"
    )
    for note in file.notes:
        print(f"  {note}")
    for row in file.changed[:_SHOWN]:
        before, after = _cell(row.before, row.before_state), _cell(row.after, row.after_state)
        print(f"  置換：{row.department} {row.month} {row.metric_name} {before} → {after}")
    for question in file.questions[:_SHOWN]:
        print(f"  確認：{question.line}行目：{question.reason}")
    for name, rows in (("置換", file.changed), ("確認", file.questions)):
        if len(rows) > _SHOWN:
            print(f"  {name}：ほか{len(rows) - _SHOWN:,}件（--json で全件）")
    for problem in file.rejected:
        print_error(f"  {problem}")


def _conclusion(result: ImportResult, *, skip_invalid: bool) -> str:
    if result.rejected and not skip_invalid:
        return "問題があるため、何も保存していません。直してからもう一度取り込んでください。"
    if result.dry_run:
        return "確認だけを行いました。何も保存していません。"
    if result.change is None:
        return "新しい内容はありません。何も変更していません。"
    return f"保存しました（変更番号 {result.change}）。"


def _cell(amount: int | None, state: State) -> str:
    if amount is None:
        return state.japanese
    return amount_text(amount) + ("*" if state is State.ESTIMATE else "")
