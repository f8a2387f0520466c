from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest

from kdx_desktop.errors import EnvironmentFailure
from kdx_desktop.reports import pdf
from kdx_desktop.reports.files import write_monthly
from tests.reports import samples


def _refuse(number: int) -> object:
    def write(report: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(number, "no")

    return write


def test_both_files_are_written_under_their_names_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "報告" / "12月"
    paths = write_monthly(samples.empty(), folder, {"pdf", "xlsx"})
    assert [path.name for path in paths] == [
        "月次進捗報告_金沢市_2022-12.xlsx",
        "月次進捗報告_金沢市_2022-12.pdf",
    ]
    assert sorted(folder.iterdir()) == sorted(paths)


def test_a_report_made_again_as_known_then_does_not_replace_the_one_of_today(
    tmp_path: Path,
) -> None:
    (today,) = write_monthly(samples.empty(), tmp_path, {"pdf"})
    before = today.read_bytes()

    (then,) = write_monthly(replace(samples.empty(), known_change=3), tmp_path, {"pdf"})

    assert then.name == "月次進捗報告_金沢市_2022-12-変更3.pdf"
    assert today.read_bytes() == before


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "空き容量"), (errno.EIO, "保存できません")]
)
def test_a_failure_keeps_the_old_file_and_leaves_no_half_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    (old,) = write_monthly(samples.empty(), tmp_path, {"pdf"})
    before = old.read_bytes()
    monkeypatch.setattr(pdf, "write", _refuse(number))
    with pytest.raises(EnvironmentFailure, match=words):
        write_monthly(samples.empty(), tmp_path, {"pdf"})
    assert old.read_bytes() == before
    assert list(tmp_path.iterdir()) == [old]


def test_a_file_that_is_open_in_excel_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace(self: Path, target: Path) -> Path:
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(EnvironmentFailure, match=r"2022-12\.xlsx.*閉じて"):
        write_monthly(samples.empty(), tmp_path, {"xlsx"})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_explained(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("")
    with pytest.raises(EnvironmentFailure, match="保存できません"):
        write_monthly(samples.empty(), place, {"pdf"})
