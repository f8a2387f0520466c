"""How an import is put into words and rows: pure functions of what the services say."""

from __future__ import annotations

from collections.abc import Mapping

from kdx_desktop.imports.columns import COLUMNS, WIDE_COLUMNS
from kdx_desktop.imports.files import FileKind
from kdx_desktop.metrics.amounts import grouped
from kdx_desktop.metrics.figures import State
from kdx_desktop.services.changes import ChangeRecord, EarlierImport
from kdx_desktop.services.import_preview import Preview
from kdx_desktop.services.importing import FileResult, Replaced

UNKNOWN_KIND = "種類が分かりません"
LOGS = (
    "印刷・テレワーク・RPAなどの機器の記録（ログ）は、まだ読み取れません。"
    "部署・年月・指標ごとに集計した表にしてから取り込んでください。"
)
SO_FAR = ("日時", "変更番号", "取り込んだ人", "ファイル", "行数", "使った行", "除いた行", "理由")
SO_FAR_NUMBERS = (1, 4, 5, 6)
REPLACED = ("部署", "年月", "指標", "変更前", "変更後")
REPLACED_NUMBERS = (3, 4)
PROBLEMS = ("行", "列", "問題と直し方")
QUESTIONS = ("行", "確認してほしいこと")
_READABLE = (
    FileKind.FIGURES,
    FileKind.ANNUAL_BASELINES,
    FileKind.DEPARTMENTS,
    FileKind.HEADCOUNTS,
    FileKind.SUCCESSIONS,
)


def readable_kinds() -> list[tuple[str, str]]:
    """Return the files that can be read: what they hold, and the headers that tell them."""
    kinds = [
        (kind.japanese, "、".join(column.japanese for column in COLUMNS[kind] if column.required))
        for kind in _READABLE
    ]
    wide = "、".join(column.japanese for column in WIDE_COLUMNS if column.required)
    kinds.insert(1, ("年間の一覧表", f"{wide}、4月、…、3月"))
    return kinds


def kind_text(result: FileResult) -> str:
    """Name what a file holds."""
    return UNKNOWN_KIND if result.kind is None else result.kind.japanese


def counts_of(result: FileResult) -> list[tuple[str, int]]:
    """Return what becomes of the lines of a file, in the order of the preview."""
    return [
        ("新しい", result.accepted - len(result.changed)),
        ("置き換え", len(result.changed)),
        ("変更なし", result.unchanged),
        ("確認", len(result.questions)),
        ("問題", len(result.rejected)),
    ]


def earlier_text(found: EarlierImport) -> str:
    """Say that the same file was taken in before."""
    when = found.when.astimezone()
    return (
        f"同じ内容のファイルが、{when.year}年{when.month}月{when.day}日 {when:%H:%M}に{found.who}さんによって"
        f"取り込まれています（変更番号 {found.change:,}）。"
    )


def replaced_rows(
    rows: list[Replaced], departments: Mapping[str, str]
) -> list[tuple[str, str, str, str, str]]:
    """Return before and after of each figure that is replaced."""
    return [
        (
            f"{row.department}　{departments.get(row.department, '')}".rstrip(),
            row.month.japanese,
            row.metric_name,
            value_text(row.before, row.before_state),
            value_text(row.after, row.after_state),
        )
        for row in rows
    ]


def problem_rows(result: FileResult) -> list[tuple[str, str, str]]:
    """Return each problem with the place where it is, from the top of the file."""
    return [
        ("" if one.line is None else f"{one.line:,}", one.column or "", one.reason)
        for one in sorted(result.rejected, key=lambda one: one.line or 0)
    ]


def question_rows(result: FileResult) -> list[tuple[str, str]]:
    """Return what is worth a second look; the lines are taken all the same."""
    return [(f"{one.line:,}", one.reason) for one in result.questions]


def value_text(amount: int | None, state: State) -> str:
    """Write a figure as tables do: ``*`` marks 推計."""
    if amount is None:
        return state.japanese
    return grouped(amount) + ("*" if state is State.ESTIMATE else "")


def so_far_rows(imports: tuple[ChangeRecord, ...]) -> list[tuple[str, ...]]:
    """Return the files of earlier imports, the newest first."""
    return [
        (
            f"{record.when.astimezone():%Y-%m-%d %H:%M}",
            f"{record.number:,}",
            record.who,
            source.name,
            f"{source.lines:,}",
            f"{source.used:,}",
            f"{source.rejected:,}",
            record.reason,
        )
        for record in imports
        for source in record.sources
    ]


def summary(preview: Preview) -> str:
    """Say in a sentence what pressing the button would do."""
    files = f"{len(preview.files)}個のファイルを確認しました。"
    if not preview.accepted:
        return f"{files}新しい内容はありません。"
    replaced = sum(len(file.changed) for file in preview.files)
    told = f"{files}取り込むと{preview.accepted:,}件を登録します"
    if replaced:
        told += f"（うち{replaced:,}件は今の数値の置き換え）"
    return f"{told}。まだ何も保存していません。"
