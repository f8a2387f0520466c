"""取込 on screen: what files would change, seen first, and then stored exactly as it was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, Problem
from kdx_desktop.imports.files import FileContent, FileKind
from kdx_desktop.services import figures_import, rights
from kdx_desktop.services.changes import (
    ChangeRecord,
    EarlierImport,
    earlier_imports_of,
    imports,
)
from kdx_desktop.services.importing import Contents, FileResult, ImportResult
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.organization_import import KINDS as _ORGANIZATION
from kdx_desktop.services.organization_import import import_organization, preview_organization

#: What can be taken in on the screen, in the order in which it is: figures need departments.
KINDS = _ORGANIZATION | figures_import.KINDS
#: Stands for the reason that is asked for beside the preview.
_REASON_TO_COME = "（理由は取り込むときに入力）"
_LOGS = (
    "機器やシステムの記録（印刷・テレワーク・RPAのログ）は、まだ読み取れません。"
    "部署・年月・指標ごとに集計した表にしてから取り込んでください。"
)
_ACCOUNTS = "利用者と担当の一覧は、「設定」の利用者の画面で取り込んでください。"


class PreviewOutdated(DataError):
    """What is stored changed between the preview and the import; nothing was stored."""

    def __init__(self) -> None:
        super().__init__(
            "確認した後に、登録されている内容が変わりました。何も取り込んでいません。"
            "新しい確認の結果を見て、もう一度「取り込む」を押してください。"
        )


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import of files would do, file by file, in the order in which they were given.

    ``earlier`` maps the SHA-256 of files to the import that took the same content in before;
    ``departments`` codes to names, those to come among them.
    """

    files: tuple[FileResult, ...]
    earlier: Mapping[str, EarlierImport]
    departments: Mapping[str, str]

    @property
    def accepted(self) -> int:
        """The lines that bring something new."""
        return sum(file.accepted for file in self.files)

    @property
    def reasoned(self) -> int:
        """The lines that are stored with a reason only."""
        return sum(file.reasoned for file in self.files)

    @property
    def rejected(self) -> tuple[Problem, ...]:
        """All problems of all files."""
        return tuple(problem for file in self.files for problem in file.rejected)

    @property
    def may_skip(self) -> bool:
        """Tell whether the lines with problems can be left out: not those of an organisation.

        Shares and lives of departments hang together, and are taken as a whole.
        """
        return not any(file.rejected and file.kind in _ORGANIZATION for file in self.files)


@dataclass(frozen=True, slots=True)
class Imported:
    """The changes that an import made (none: nothing was new), and what became of the files."""

    changes: tuple[int, ...]
    files: tuple[FileResult, ...]


@dataclass(frozen=True, slots=True)
class ImportsSoFar:
    """The latest imports, newest first, and how many departments there are."""

    imports: tuple[ChangeRecord, ...]
    departments: int


def imports_so_far(session: Session) -> ImportsSoFar:
    """Return what has been taken in; NotAllowed for whoever reads no figures."""
    rights.require_reader(session)
    return ImportsSoFar(imports(session), len(load_organization(session).departments))


def preview(session: Session, contents: Contents, today: date | None = None) -> Preview:
    """Say what the files would change; stores nothing. NotAllowed outside the HR/DX team.

    Figures are judged on the organisation as it would stand after the same import.
    """
    rights.require_team(session, "取込")
    contents = without_repeated(contents)
    first, to_come = preview_organization(session, _of(contents, _ORGANIZATION))
    second = figures_import.import_figures(
        session,
        _of(contents, figures_import.KINDS),
        reason=_REASON_TO_COME,
        dry_run=True,
        today=today,
        organization=to_come,
    )
    files = _in_order(contents, first, second)
    known = (to_come or load_organization(session)).departments
    return Preview(
        files,
        earlier_imports_of(session, [file.source.sha256 for file in files]),
        {code: department.name for code, department in known.items()},
    )


def store(  # noqa: PLR0913 - what is seen beside the button
    session: Session,
    contents: Contents,
    seen: Preview,
    *,
    reason: str = "",
    skip_invalid: bool = False,
    today: date | None = None,
) -> Imported:
    """Store what a preview has shown; PreviewOutdated where that is no longer what would happen.

    All files together, or nothing: an organisation is one change, figures are another. DataError
    without a reason where one is needed, and with problems that are not to be skipped.
    """
    rights.require_team(session, "取込")
    if seen.reasoned and not reason.strip():
        raise DataError("締め切った月や、提出・承認済みの数値があります。理由を入力してください。")
    if seen.rejected and not (skip_invalid and seen.may_skip):
        raise DataError("問題のある行があるため、取り込んでいません。", seen.rejected)
    contents = without_repeated(contents)
    first = import_organization(session, _of(contents, _ORGANIZATION))
    second = figures_import.import_figures(
        session,
        _of(contents, figures_import.KINDS),
        reason=reason,
        skip_invalid=skip_invalid,
        today=today,
    )
    files = _in_order(contents, first, second)
    if files != seen.files:
        raise PreviewOutdated  # the transaction ends with it: nothing is stored
    changes = tuple(one.change for one in (first, second) if one.change is not None)
    return Imported(changes, files)


def without_repeated(contents: Contents) -> Contents:
    """Return the files; one with the content of an earlier one brings nothing, and says so."""
    first: dict[str, str] = {}
    found = []
    for content, result in contents:
        source = content.source
        twice = first.get(source.sha256) if source.sha256 else None
        if twice is None:
            first[source.sha256] = source.name
            found.append((content, _told(content, result)))
        else:
            note = f"「{twice}」と同じ内容のファイルです。二重には取り込みません。"
            empty = FileContent(source, content.kind, [], [], [])
            found.append((empty, FileResult(source, content.kind, notes=[note])))
    return found


def _told(content: FileContent, result: FileResult) -> FileResult:
    """Add what a person can do about a file that this screen does not read."""
    if not result.rejected or content.kind in KINDS:
        return result
    note = _ACCOUNTS if content.kind is FileKind.ACCOUNTS else _LOGS
    if content.kind is None and not content.source.sha256:  # not there, or not to be opened
        return result
    return replace(result, notes=[*result.notes, note])


def _of(contents: Contents, kinds: frozenset[FileKind]) -> Contents:
    return [(content, result) for content, result in contents if content.kind in kinds]


def _in_order(
    contents: Contents, organisation: ImportResult, figures: ImportResult
) -> tuple[FileResult, ...]:
    """Return the results in the order of the files; those that nobody took are as they were read."""
    taken = {False: iter(organisation.files), True: iter(figures.files)}
    return tuple(
        next(taken[content.kind in figures_import.KINDS]) if content.kind in KINDS else result
        for content, result in contents
    )
