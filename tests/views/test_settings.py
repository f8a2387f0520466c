"""What is remembered survives, and a broken file costs no more than the memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from kdx_desktop.settings import Settings


def test_choices_are_read_back(tmp_path: Path) -> None:
    file = tmp_path / "settings.ini"
    Settings(file, page="ranking", month=202212, department="10%課", text_percent=150).save()
    again = Settings.load(file)
    assert (again.page, again.month, again.department) == ("ranking", 202212, "10%課")
    assert again.text_percent == 150


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"no section", b"[window]\nmonth = soon\n", b"[other]\n"]
)
def test_a_broken_file_is_a_first_start(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.ini"
    file.write_bytes(content)
    assert Settings.load(file) == Settings(file)


def test_a_folder_that_is_gone_does_not_stop_anybody(tmp_path: Path) -> None:
    Settings(tmp_path / "gone" / "settings.ini").save()
