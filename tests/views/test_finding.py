"""Ctrl+K: what is found for what is typed, and in which order."""

from __future__ import annotations

from kdx_desktop.views.finding import Finding, folded, found


def finding(title: str, detail: str = "") -> Finding:
    return Finding(title, title, detail, str)


NAMES = [finding(f"{number}課", f"D{number:03}　総務局") for number in range(110)]


def titles(*args: object, recent: tuple[str, ...] = ()) -> list[str]:
    findings, text = args
    return [one.title for one in found(findings, text, recent)]  # type: ignore[arg-type]


def test_width_case_and_kana_make_no_difference() -> None:
    assert folded("ｄ００１ ﾃﾞｼﾞﾀﾙ") == folded("D001 でじたる")


def test_a_department_is_found_by_a_part_of_its_code_or_name() -> None:
    assert titles(NAMES, "ｄ04") == [f"{n}課" for n in range(40, 50)]
    assert titles([finding("デジタル行政戦略課"), finding("市民課")], "でじたる 戦略") == [
        "デジタル行政戦略課"
    ]


def test_letters_with_others_between_them_are_found_last() -> None:
    found_titles = titles([finding("危機管理課"), finding("管課")], "管課")
    assert found_titles == ["管課", "危機管理課"]


def test_what_was_used_lately_comes_first_among_equals() -> None:
    assert titles(NAMES, "", recent=("7課",))[0] == "7課"
    assert titles(NAMES, "D00", recent=("7課",))[0] == "7課"


def test_what_is_nowhere_is_not_found() -> None:
    assert titles(NAMES, "宇宙") == []
