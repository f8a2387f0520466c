from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from kdx_desktop.imports.files import (
    DepartmentLine,
    FileContent,
    HeadcountLine,
    SuccessionLine,
)
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department, Headcount, Succession

ReadText = Callable[..., FileContent]

DEPARTMENTS = "コード,部署名,局,開始月,終了月"
HEADCOUNTS = "department,fiscal_year,headcount,telework_eligible"
SUCCESSIONS = "predecessor,successor,effective_month,share"


def places(content: FileContent) -> list[tuple[int | None, str | None]]:
    return [(problem.line, problem.column) for problem in content.problems]


def test_departments_keep_their_names_as_written(read_text: ReadText) -> None:
    content = read_text(
        DEPARTMENTS, "Ｄ１, ＩＴ推進課（𠮷） ,総務局,H27.4,令和3年3月", "D2,会計課,,2015-04,"
    )
    assert content.problems == []
    assert content.records == [
        DepartmentLine(
            2, Department("D1", "ＩＴ推進課（𠮷）", "総務局", Month(201504), Month(202103))
        ),
        DepartmentLine(3, Department("D2", "会計課", "", Month(201504), None)),
    ]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (",課,局,2015-04,", "コード", "空です"),
        ("D1\u200b,課,局,2015-04,", "コード", "空白"),
        ("D1,,局,2015-04,", "部署名", "空です"),
        ('D1,"総務\n課",局,2015-04,', "部署名", "改行"),
        ("D1,課,局,,", "開始月", "空です"),
        ("D1,課,局,2015-04,R9.13", "終了月", "1から12"),
        ("D1,課,局,2015-04,2015-03", "終了月", "開始月より前"),
    ],
)
def test_each_refusal_of_a_department_names_its_cell(
    read_text: ReadText, row: str, column: str, words: str
) -> None:
    content = read_text(DEPARTMENTS, row)
    assert places(content) == [(2, column)]
    assert words in content.problems[0].reason
    assert content.records == []


def test_a_department_code_is_never_used_twice(read_text: ReadText) -> None:
    content = read_text(DEPARTMENTS, "D1,甲課,,2015-04,", "Ｄ１,乙課,,2016-04,")
    assert places(content) == [(2, "コード"), (3, "コード")]
    assert content.records == []


def test_headcounts_may_be_blank_and_are_whole_persons(read_text: ReadText) -> None:
    content = read_text(HEADCOUNTS, "D1,2022,20,１９", "D1,R5,4,", "D2,2022,,")
    assert content.problems == []
    assert content.records == [
        HeadcountLine(2, Headcount("D1", 2022, 20, 19)),
        HeadcountLine(3, Headcount("D1", 2023, 4, None)),
        HeadcountLine(4, Headcount("D2", 2022, None, None)),
    ]
    content = read_text(
        HEADCOUNTS, "D1,2022,-1,", "D2,2022,1.5,", "D3,22,1,", "D4,2022,1,1000000", "D5,2022,5人,"
    )
    assert places(content) == [
        (2, "headcount"),
        (3, "headcount"),
        (4, "fiscal_year"),
        (5, "telework_eligible"),
        (6, "headcount"),
    ]
    assert places(read_text(HEADCOUNTS, "D1,2022,1,", "D1,R4,2,")) == [
        (2, "department"),
        (3, "department"),
    ]


def test_shares_are_exact_and_blank_where_nothing_can_be_shared(read_text: ReadText) -> None:
    content = read_text(
        SUCCESSIONS, "D1,N1,2022-04,0.6", "D1,N2,2022-04,2/5", "D2,D2,R4.4,1", "D3,N4,2022-04,"
    )
    assert content.problems == []
    month = Month(202204)
    assert content.records == [
        SuccessionLine(2, Succession("D1", "N1", month, Fraction(3, 5))),
        SuccessionLine(3, Succession("D1", "N2", month, Fraction(2, 5))),
        SuccessionLine(4, Succession("D2", "D2", month, Fraction(1))),
        SuccessionLine(5, Succession("D3", "N4", month, None)),
    ]
    content = read_text(SUCCESSIONS, "D1,N1,2022-04,0", "D1,N2,2022-04,1.1", ",,,", "D1,,x,60%")
    assert places(content) == [
        (2, "share"),
        (3, "share"),
        (5, "successor"),
        (5, "effective_month"),
        (5, "share"),
    ]
    assert places(read_text(SUCCESSIONS, "D1,N1,2022-04,1", "D1,N1,2022/4,1")) == [
        (2, "predecessor"),
        (3, "predecessor"),
    ]
