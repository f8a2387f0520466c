"""Writes reports into a folder: to a temporary name first, so that no half file ever appears."""

from __future__ import annotations

import errno
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from kdx_desktop.errors import EnvironmentFailure
from kdx_desktop.reports.file_names import report_file_name
from kdx_desktop.reports.monthly import MonthlyReport

FORMATS = ("xlsx", "pdf")

_FULL = {errno.ENOSPC, errno.EDQUOT}


def write_monthly(
    report: MonthlyReport, folder: Path, formats: Collection[str]
) -> tuple[Path, ...]:
    """Write the report in the formats asked for; return the files, workbook first.

    Existing files of the same name are replaced, all or none. Raises EnvironmentFailure when the
    folder cannot be written to, the disk is full, or a file is open in another program.
    """
    wanted = [extension for extension in FORMATS if extension in formats]
    subject = report.city_name or "市名未設定"
    paths = [
        folder / report_file_name(report.title, subject, _moment(report), extension)
        for extension in wanted
    ]
    with _explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    written: list[tuple[Path, Path]] = []
    try:
        for extension, path in zip(wanted, paths, strict=True):
            temporary = path.with_name(f".{uuid4().hex}.{extension}")
            written.append((temporary, path))
            with _explained(folder):
                _writer(extension)(report, temporary)
        for temporary, path in written:
            with _explained(path):
                temporary.replace(path)
    finally:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)
    return tuple(paths)


def _moment(report: MonthlyReport) -> str:
    """Return the 時点 of the file name: a report made again never replaces the one of today."""
    known = "" if report.known_change is None else f"-変更{report.known_change}"
    return f"{report.as_of}{known}"


def _writer(extension: str) -> Callable[[MonthlyReport, Path], None]:
    # Imported here: openpyxl and reportlab are not needed before the first report.
    if extension == "xlsx":
        from kdx_desktop.reports import excel

        return excel.write
    from kdx_desktop.reports import pdf

    return pdf.write


@contextmanager
def _explained(place: Path) -> Iterator[None]:
    """Turn what the operating system says into a sentence that helps."""
    try:
        yield
    except PermissionError as error:
        if place.suffix:
            text = f"「{place.name}」に書き込めません。Excelなどで開いている場合は閉じてください。"
        else:
            text = (
                f"フォルダー「{place}」に書き込む権限がありません。別のフォルダーを選んでください。"
            )
        raise EnvironmentFailure(text) from error
    except OSError as error:
        if error.errno in _FULL:
            text = "ディスクの空き容量が足りません。空きを作るか、別の場所を選んでください。"
        else:
            text = (
                f"「{place}」に保存できません。フォルダーを確かめるか、別の場所を選んでください。"
            )
        raise EnvironmentFailure(f"{text}報告書は作成されていません。") from error
