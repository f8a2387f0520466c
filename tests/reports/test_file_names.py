from __future__ import annotations

import pytest

from kdx_desktop.reports.file_names import MAX_UNITS, report_file_name, safe_file_name

MONTH = "2022-12"


def _units(name: str) -> int:
    return len(name.encode("utf-16-le")) // 2


def test_a_report_is_named_after_kind_subject_and_moment() -> None:
    name = report_file_name("月次進捗報告", "金沢市", MONTH, "pdf")
    assert name == "月次進捗報告_金沢市_2022-12.pdf"


def test_a_subject_cannot_leave_its_folder() -> None:
    name = report_file_name("月次進捗報告", "../../etc\\passwd:*?", MONTH, "xlsx")
    assert not set(name) & set('/\\:*?"<>|')
    assert name.endswith("_2022-12.xlsx")


@pytest.mark.parametrize("name", ["CON", "nul.txt", "Com1.pdf", "LPT³.xlsx", "aux .pdf"])
def test_a_device_of_windows_is_no_file_name(name: str) -> None:
    assert safe_file_name(name).startswith("_")


@pytest.mark.parametrize("name", ["報告.", "報告 ", "報告...", " .報告"])
def test_no_name_begins_or_ends_with_a_dot_or_space(name: str) -> None:
    assert safe_file_name(name) == "報告"


def test_a_long_name_is_cut_but_kind_and_moment_stay() -> None:
    name = report_file_name("部署別報告", "𠮷" * 100, MONTH, "pdf")
    assert _units(name) <= MAX_UNITS
    assert name.startswith("部署別報告_𠮷")
    assert name.endswith("_2022-12.pdf")


def test_a_name_of_nothing_but_refused_characters_is_still_a_name() -> None:
    assert safe_file_name("...") == "_"
    assert safe_file_name("\x00\ud800.pdf") == "_.pdf"
