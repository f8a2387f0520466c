"""Import of departments, headcounts and successions, all files as one change (domain.md §2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from kdx_desktop.imports.columns import COLUMNS
from kdx_desktop.imports.files import (
    DepartmentLine,
    FileContent,
    FileKind,
    HeadcountLine,
    SuccessionLine,
)
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department, Organization, Succession
from kdx_desktop.models.base import Versioned
from kdx_desktop.models.organization import DepartmentVersion, HeadcountVersion, SuccessionVersion
from kdx_desktop.services import rights
from kdx_desktop.services.importing import (
    Contents,
    FileResult,
    ImportResult,
    Question,
    judged_anew,
    source_text,
)
from kdx_desktop.services.knowledge import as_known, load_organization
from kdx_desktop.services.organization import (
    department_row,
    headcount_row,
    months_with_figures,
    share_text,
    succession_row,
)
from kdx_desktop.services.recording import Act, Kind, record

#: Rows of an organisation that are not stored yet, as `recording.record` takes them.
_NewRows = Mapping[type[Versioned], list[dict[str, Any]]]
KINDS = frozenset({FileKind.DEPARTMENTS, FileKind.HEADCOUNTS, FileKind.SUCCESSIONS})
_LABELS = {
    column.name: column.japanese
    for kind in (FileKind.DEPARTMENTS, FileKind.HEADCOUNTS)
    for column in COLUMNS[kind]
}


def import_organization(
    session: Session, contents: Contents, *, dry_run: bool = False
) -> ImportResult:
    """Store departments, headcounts and successions of all files as one change, or nothing.

    Nothing is stored either with ``dry_run``.

    Departments and headcounts are added or replaced by their key. The successions of a predecessor
    at a month are replaced as a whole, since their shares belong together.
    """
    return _import(session, contents, dry_run=dry_run)[0]


def preview_organization(
    session: Session, contents: Contents
) -> tuple[ImportResult, Organization | None]:
    """Return what an import would do, and the organisation as it would stand after it.

    None where nothing would be stored. Rights as for the import itself.
    """
    answer, rows = _import(session, contents, dry_run=True)
    return answer, _after(load_organization(session), rows) if rows else None


def _import(
    session: Session, contents: Contents, *, dry_run: bool
) -> tuple[ImportResult, _NewRows]:
    """Return the answer and the rows; none where there is a problem or nothing new."""
    rights.require_team(session, "組織の取込")
    contents = judged_anew(contents)
    job = _Job(session)
    for kind, take in (
        (FileKind.DEPARTMENTS, job.take_departments),
        (FileKind.HEADCOUNTS, job.take_headcounts),
        (FileKind.SUCCESSIONS, job.take_successions),
    ):
        for content, result in contents:
            if content.kind is kind:
                take(content, result)
    job.check_shares()
    results = tuple(result for _, result in contents)
    answer = ImportResult(results, None, dry_run)
    if answer.rejected or not any(job.rows.values()):
        return answer, {}
    if dry_run:
        return answer, job.rows
    act = Act(Kind.ORGANIZATION, source=source_text(results))
    return ImportResult(results, record(session, act, rows=job.rows)), job.rows


def _after(now: Organization, rows: _NewRows) -> Organization:
    """Return the organisation with new rows on top of what stands now."""
    departments = dict(now.departments)
    for row in rows.get(DepartmentVersion, ()):
        departments[row["code"]] = Department(
            row["code"],
            row["name"],
            row["bureau"],
            Month(row["valid_from"]),
            None if row["valid_to"] is None else Month(row["valid_to"]),
        )
    successions = {
        (one.predecessor, one.successor, one.effective_month): one for one in now.successions
    }
    for row in rows.get(SuccessionVersion, ()):
        key = (row["predecessor"], row["successor"], Month(row["effective_month"]))
        share = None if row["share"] is None else Fraction(row["share"])
        if row.get("withdrawn"):
            successions.pop(key, None)
        else:
            successions[key] = Succession(*key, share)
    return Organization(list(departments.values()), list(successions.values()))


@dataclass(frozen=True, slots=True)
class _Seen:
    result: FileResult
    line: int


class _Job:
    """The organisation as it would stand after the import, and the rows that lead there."""

    def __init__(self, session: Session) -> None:
        self._departments = {row.code: row for row in as_known(session, DepartmentVersion)}
        self._headcounts = {
            (row.department, row.fiscal_year): row for row in as_known(session, HeadcountVersion)
        }
        self._successions: dict[tuple[str, int], dict[str, Any]] = {}
        for row in as_known(session, SuccessionVersion):
            key = (row.predecessor, row.effective_month)
            self._successions.setdefault(key, {})[row.successor] = row.share
        self._lives = months_with_figures(session)
        self._periods = {
            code: (row.valid_from, row.valid_to) for code, row in self._departments.items()
        }
        self._seen: dict[tuple[Any, ...], _Seen] = {}
        self._new_successions: dict[tuple[str, int], dict[str, Fraction | None]] = {}
        self._places: dict[tuple[str, int], _Seen] = {}
        self.rows: dict[type[Versioned], list[dict[str, Any]]] = {
            DepartmentVersion: [],
            HeadcountVersion: [],
            SuccessionVersion: [],
        }

    def take_departments(self, content: FileContent, result: FileResult) -> None:
        """Add or replace departments; none may lose a month that has figures."""
        for line in content.records:
            assert isinstance(line, DepartmentLine)  # noqa: S101 - the kind says so
            new = line.value
            if self._twice(("department", new.code), result, line.line, "code"):
                continue
            life = self._lives.get(new.code)
            if life and not (new.exists(life[0]) and new.exists(life[1])):
                first, last = life
                result.reject(
                    line.line,
                    "valid_from" if new.valid_from > first else "valid_to",
                    f"{Month(first).japanese}から{Month(last).japanese}までの数値が登録されています。"
                    "その月を含む期間にしてください。",
                )
                continue
            self._periods[new.code] = (new.valid_from, new.valid_to)
            self._add(
                DepartmentVersion, department_row(new), self._departments.get(new.code), result
            )

    def take_headcounts(self, content: FileContent, result: FileResult) -> None:
        """Add or replace headcounts of known departments."""
        for line in content.records:
            assert isinstance(line, HeadcountLine)  # noqa: S101 - the kind says so
            new = line.value
            key = (new.department, new.fiscal_year)
            if self._unknown(new.department, result, line.line, "department") or self._twice(
                ("headcount", *key), result, line.line, "department"
            ):
                continue
            self._add(HeadcountVersion, headcount_row(new), self._headcounts.get(key), result)

    def take_successions(self, content: FileContent, result: FileResult) -> None:
        """Collect successions by predecessor and month; check_shares() decides on them."""
        for line in content.records:
            assert isinstance(line, SuccessionLine)  # noqa: S101 - the kind says so
            new = line.value
            if (
                self._unknown(new.predecessor, result, line.line, "predecessor")
                or self._unknown(new.successor, result, line.line, "successor")
                or self._twice(
                    ("succession", new.predecessor, new.effective_month, new.successor),
                    result,
                    line.line,
                    "predecessor",
                )
            ):
                continue
            if (doubt := self._doubt(new)) is not None:
                result.questions.append(Question(line.line, doubt))
            key = (new.predecessor, int(new.effective_month))
            self._new_successions.setdefault(key, {})[new.successor] = new.share
            self._places.setdefault(key, _Seen(result, line.line))
            old = self._successions.get(key, {})
            row = succession_row(new)
            if new.successor in old and old[new.successor] == row["share"]:
                result.unchanged += 1
            else:
                result.accepted += 1
                self.rows[SuccessionVersion].append(row)

    def _doubt(self, new: Succession) -> str | None:
        """Question a succession from or to a department that is not there at the time."""
        month = new.effective_month
        if not self._lives_at(new.successor, month):
            return f"承継先「{new.successor}」は{month.japanese}にはありません。"
        if not self._lives_at(new.predecessor, month.plus(-1)):
            return f"承継元「{new.predecessor}」は{month.plus(-1).japanese}にはありません。"
        return None

    def _lives_at(self, code: str, month: Month) -> bool:
        first, last = self._periods[code]
        return first <= month and (last is None or month <= last)

    def check_shares(self) -> None:
        """Refuse shares that do not add up to 1, and partly blank ones; withdraw replaced ones."""
        for key, shares in self._new_successions.items():
            place = self._places[key]
            given = [share for share in shares.values() if share is not None]
            if given and len(given) < len(shares):
                place.result.reject(
                    place.line,
                    "share",
                    f"{key[0]}の割合は、すべて入力するか、すべて空欄（按分できない）にしてください。",
                )
            elif given and sum(given) != 1:
                total = share_text(sum(given, Fraction(0)))
                place.result.reject(
                    place.line,
                    "share",
                    f"{key[0]}の割合の合計が{total}です。合計を1にしてください。",
                )
            for successor, share in self._successions.get(key, {}).items():
                if successor not in shares:
                    place.result.notes.append(
                        f"{Month(key[1]).japanese}の承継「{key[0]}→{successor}」"
                        f"（按分率 {share or '空欄'}）は、ファイルにないため取り消されます。"
                    )
                    row = {"predecessor": key[0], "successor": successor, "effective_month": key[1]}
                    self.rows[SuccessionVersion].append({**row, "share": share, "withdrawn": 1})

    def _add(
        self, model: type[Versioned], row: Mapping[str, Any], old: Any, result: FileResult
    ) -> None:
        if old is not None and all(getattr(old, name) == value for name, value in row.items()):
            result.unchanged += 1
        else:
            result.accepted += 1
            self.rows[model].append(dict(row))
            if old is not None:
                result.notes.append(_replacement(row, old))

    def _unknown(self, code: str, result: FileResult, line: int, column: str) -> bool:
        if code in self._periods:
            return False
        reason = (
            f"部署コード「{code[:40]}」は登録されていません。部署一覧を一緒に取り込んでください。"
        )
        result.reject(line, column, reason)
        return True

    def _twice(self, key: tuple[Any, ...], result: FileResult, line: int, column: str) -> bool:
        earlier = self._seen.setdefault(key, _Seen(result, line))
        if earlier.result is result and earlier.line == line:
            return False
        reason = (
            f"{earlier.result.source.name}の{earlier.line}行目と同じ項目です。一方にしてください。"
        )
        result.reject(line, column, reason)
        return True


def _replacement(row: Mapping[str, Any], old: Any) -> str:
    """Say what of a row is replaced by what."""
    parts = [
        f"{_LABELS[name]}「{_shown(getattr(old, name))}」→「{_shown(value)}」"
        for name, value in row.items()
        if getattr(old, name) != value
    ]
    return f"置換：{row.get('code') or row.get('department')} " + "、".join(parts)


def _shown(value: str | int | None) -> str:
    return "" if value is None else str(value)
