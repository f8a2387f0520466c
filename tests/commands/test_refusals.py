"""What is refused, how it is said, and that nothing is stored: through the commands."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kdx_desktop.commands import main
from kdx_desktop.metrics.months import Month
from kdx_desktop.models import sqlite_store
from kdx_desktop.services import months
from kdx_desktop.services.office import Office
from tests.conftest import SAMPLE_CITY, Outcome

Kdx = Callable[..., Outcome]


@dataclass(frozen=True)
class City:
    """The small city: its file, and commands on it."""

    file: Path
    run: Kdx

    def __call__(self, *arguments: object) -> Outcome:
        return self.run(*arguments)


DEPARTMENTS = (
    "code,name,bureau,valid_from,valid_to\n"
    "A001,総務課,総務局,2015-04,\n"
    "A002,広報課,総務局,2015-04,2021-03\n"
    "A003,市民課,市民局,2021-04,\n"
)
FIGURES = (
    "department,month,metric,value\n"
    "A001,2022-04,copy_paper_sheets,1200\n"
    "A001,2022-04,meetings_held,10\n"
    "A001,2022-04,meetings_paperless,6\n"
    "A001,2022-05,copy_paper_sheets,1100.5\n"
)
HEADER = "department,month,metric,value,state,note\n"
SHARES = "predecessor,successor,effective_month,share\nA002,A001,2021-04,"
ROOT = SAMPLE_CITY.parents[2]
JAPANESE = re.compile("[ぁ-ん]")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small city in a file that each test gets a copy of."""
    folder = tmp_path_factory.mktemp("city")
    place = ("--database", str(folder / "kdx.sqlite3"))
    (folder / "departments.csv").write_text(DEPARTMENTS, encoding="utf-8")
    (folder / "figures.csv").write_text(FIGURES, encoding="utf-8")
    assert main(["database", "create", *place]) == 0
    assert main(["organization", "import", str(folder / "departments.csv"), *place]) == 0
    assert main(["figures", "import", str(folder / "figures.csv"), *place]) == 0
    return folder / "kdx.sqlite3"


@pytest.fixture
def city(stored: Path, kdx: Kdx, tmp_path: Path) -> City:
    """Run commands on a copy of the small city."""
    shutil.copy(stored, tmp_path / "kdx.sqlite3")
    return City(tmp_path / "kdx.sqlite3", kdx)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file to import."""

    def to_file(content: str | bytes, name: str = "in.csv") -> Path:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return to_file


def ledger_head(city: City) -> tuple[int, str]:
    """Return number and hash of the last change, asked of the file itself."""
    with closing(sqlite3.connect(city.file)) as connection:
        found = connection.execute("SELECT max(number), hash FROM changes").fetchone()
    return int(found[0]), str(found[1])


def current(city: City, department: str, month: str, metric: str) -> Any:
    """Return the latest stored value of a cell."""
    answer = city(
        "ledger",
        "history",
        "--department",
        department,
        "--month",
        month,
        "--metric",
        metric,
        "--json",
    )
    revisions = json.loads(answer.out)["revisions"]
    return revisions[-1]["value"] if revisions else None


def refused(city: City, *command: object) -> tuple[list[dict[str, Any]], str]:
    """Run an import that must be refused, for people and for programs; return what was named."""
    before = ledger_head(city)
    for_people = city(*command)
    for_programs = city(*command, "--json")
    assert (for_people.status, for_programs.status) == (1, 1)
    assert ledger_head(city) == before
    for text in (for_people.out, for_people.err, for_programs.out, for_programs.err):
        assert "Traceback" not in text
        assert "予期しない" not in text
    problems = [
        {"file": file["file"], **problem}
        for file in json.loads(for_programs.out)["files"]
        for problem in file["rejected"]
    ]
    assert problems
    for problem in problems:
        assert JAPANESE.search(problem["reason"])
        assert problem["reason"] in for_people.err
        assert problem["file"] in for_people.err
    return problems, for_people.err


BAD_FIGURES = {
    "unknown department": (
        "X999,2022-04,telework_sessions,1,,",
        "department",
        "「X999」は登録されていません",
    ),
    "unknown metric": ("A001,2022-04,coffee,1,,", "metric", "「coffee」は登録されていません"),
    "blank department": (",2022-04,telework_sessions,1,,", "department", "コードが空です"),
    "blank month": ("A001,,telework_sessions,1,,", "month", "年月が空です"),
    "blank metric": ("A001,2022-04,,1,,", "metric", "指標が空です"),
    "month 13": ("A001,2022-13,telework_sessions,1,,", "month", "1から12まで"),
    "month 0": ("A001,2022-00,telework_sessions,1,,", "month", "1から12まで"),
    "not a month": ("A001,昨日,telework_sessions,1,,", "month", "年月として読めません"),
    "an era that had ended": ("A001,H32.4,telework_sessions,1,,", "month", "元号の期間の外"),
    "a year before all": ("A001,0001-04,telework_sessions,1,,", "month", "1900年から2199年まで"),
    "negative": ("A001,2022-04,telework_sessions,-1,,", "value", "0以上"),
    "negative as accountants write it": (
        "A001,2022-04,telework_sessions,△1,,",
        "value",
        "0以上",
    ),
    "NaN": ("A001,2022-04,telework_sessions,NaN,,", "value", "数値として読めません"),
    "infinity": ("A001,2022-04,telework_sessions,inf,,", "value", "数値として読めません"),
    "1e400": ("A001,2022-04,copy_paper_sheets,1e400,,", "value", "数値として読めません"),
    "a percentage": ("A001,2022-04,copy_paper_sheets,5%,,", "value", "数値として読めません"),
    "a unit": ("A001,2022-04,copy_paper_sheets,12.5枚,,", "value", "数値として読めません"),
    "a separator out of place": (
        'A001,2022-04,copy_paper_sheets,"12,34",,',
        "value",
        "数値として読めません",
    ),
    "an address in hexadecimal": (
        "A001,2022-04,copy_paper_sheets,0x10,,",
        "value",
        "数値として読めません",
    ),
    "half a meeting": ("A001,2022-06,meetings_held,1.5,,", "value", "整数で入力"),
    "thirteen digits": (
        "A001,2022-04,copy_paper_sheets,1234567890123,,",
        "value",
        "12桁まで",
    ),
    "five decimals": ("A001,2022-04,copy_paper_sheets,0.12345,,", "value", "4桁まで"),
    "no value": ("A001,2022-04,telework_sessions,,,", "value", "数値が空です"),
    "a value where none applies": (
        "A001,2022-04,telework_sessions,5,not_applicable,",
        "value",
        "空欄にしてください",
    ),
    "a state of its own": ("A001,2022-04,telework_sessions,5,maybe,", "state", "状態はありません"),
    "withdrawn by a file": (
        "A001,2022-04,telework_sessions,5,not_reported,",
        "state",
        "状態はありません",
    ),
    "before the department": ("A003,2021-03,telework_sessions,1,,", "month", "ありません"),
    "after the department": ("A002,2021-04,telework_sessions,1,,", "month", "ありません"),
    "a month to come": ("A001,2199-01,telework_sessions,1,,", "month", "先の月です"),
    "more paperless than held, against stored": (
        "A001,2022-04,meetings_paperless,11,,",
        "value",
        "超えています",
    ),
    "fewer held than paperless, against stored": (
        "A001,2022-04,meetings_held,5,,",
        "value",
        "超えています",
    ),
    "a cell too many": ("A001,2022-04,telework_sessions,1,,,,x", None, "見出しは6個です"),
    "a cell too few": ("A001,2022-04,telework_sessions", None, "見出しは6個です"),
}


@pytest.mark.parametrize("name", BAD_FIGURES)
def test_a_wrong_figure_is_named_with_line_column_and_reason_and_nothing_is_stored(
    city: City, write: Callable[..., Path], name: str
) -> None:
    line, column, reason = BAD_FIGURES[name]
    good = "A003,2022-04,telework_sessions,3,,\n"
    file = write(f"{HEADER}{good}{line}\n")

    problems, said = refused(city, "figures", "import", file)

    assert [(p["file"], p["line"], p["column"]) for p in problems] == [("in.csv", 3, column)]
    assert reason in problems[0]["reason"]
    assert "in.csv 3行目" in said
    assert column is None or f"「{column}」" in said
    assert current(city, "A003", "2022-04", "telework_sessions") is None


def test_with_skip_invalid_no_contradiction_is_left_behind(
    city: City, write: Callable[..., Path]
) -> None:
    """Both lines are wrong: without the one, the other contradicts what is stored (6 of 10)."""
    lines = ("A001,2022-04,meetings_held,5,,\n", "A001,2022-04,meetings_paperless,7,,\n")
    for order in (lines, reversed(lines)):
        file = write(HEADER + "".join(order))
        document = json.loads(city("figures", "import", file, "--skip-invalid", "--json").out)
        assert len(document["files"][0]["rejected"]) == 2
        assert current(city, "A001", "2022-04", "meetings_held") == 10
        assert current(city, "A001", "2022-04", "meetings_paperless") == 6


def test_with_skip_invalid_a_file_that_cannot_be_read_is_still_a_failure(
    city: City, write: Callable[..., Path], tmp_path: Path
) -> None:
    """A scheduled run must not be told that all is well."""
    for file in (tmp_path / "nowhere.csv", write(UNREADABLE["NUL"][0]), write(b"", "empty.csv")):
        answer = city("figures", "import", file, "--skip-invalid")
        assert answer.status == 1
        assert file.name in answer.err


def test_every_wrong_line_of_a_file_is_named_at_once(
    city: City, write: Callable[..., Path]
) -> None:
    lines = [line for line, _, reason in BAD_FIGURES.values() if "超えて" not in reason]
    file = write(HEADER + "\n".join(lines) + "\n")

    problems, _ = refused(city, "figures", "import", file)

    assert {p["line"] for p in problems} == set(range(2, len(lines) + 2))


def test_more_paperless_meetings_than_meetings_in_one_file_are_refused(
    city: City, write: Callable[..., Path]
) -> None:
    for first, second in (
        ("meetings_held,5", "meetings_paperless,6"),
        ("meetings_paperless,6", "meetings_held,5"),
    ):
        text = f"department,month,metric,value\nA003,2022-04,{first}\nA003,2022-04,{second}\n"
        problems, _ = refused(city, "figures", "import", write(text))
        assert len(problems) == 1
        assert "超えています" in problems[0]["reason"]


def test_a_closed_month_takes_no_figures_by_import(city: City, write: Callable[..., Path]) -> None:
    assert city("month", "close", "2022-04").status == 0
    for line in ("A001,2022-04,copy_paper_sheets,1", "A003,2022-04,copy_paper_sheets,1"):
        file = write(f"department,month,metric,value\n{line}\n")
        problems, _ = refused(city, "figures", "import", file)
        assert (problems[0]["line"], problems[0]["column"]) == (2, "month")
        assert "締め切られて" in problems[0]["reason"]
        assert "--reason" in problems[0]["reason"]  # the way to a correction


def test_a_closed_month_is_corrected_with_a_reason_that_stays_in_the_ledger(
    city: City, write: Callable[..., Path]
) -> None:
    assert city("month", "close", "2022-04").status == 0
    file = write("department,month,metric,value\nA001,2022-04,copy_paper_sheets,7\n")

    assert city("figures", "import", file, "--reason", "転記の誤り").status == 0

    answer = city("ledger", "history", "--department", "A001", "--month", "2022-04", "--json")
    last = [
        row for row in json.loads(answer.out)["revisions"] if row["metric"] == "copy_paper_sheets"
    ][-1]
    assert (last["value"], last["kind"], last["reason"]) == (7, "correction", "転記の誤り")


def test_the_same_file_again_is_no_problem_after_the_closing(
    city: City, write: Callable[..., Path]
) -> None:
    """Offices send the whole year each month: what is closed and unchanged may be in it."""
    assert city("month", "close", "2022-04").status == 0
    before = ledger_head(city)

    again = city("figures", "import", write(FIGURES))

    assert again.status == 0
    assert "何も変更していません" in again.out
    assert ledger_head(city) == before


def test_a_month_to_come_cannot_be_closed_by_a_slip(city: City) -> None:
    """Nobody can open it again."""
    before = ledger_head(city)

    answer = city("month", "close", "2199-12")

    assert answer.status == 1
    assert "先の月" in answer.err
    assert ledger_head(city) == before


def test_closing_a_month_twice_is_refused_and_stores_nothing(city: City) -> None:
    assert city("month", "close", "2022-04").status == 0
    before = ledger_head(city)

    again = city("month", "close", "2022-04")

    assert again.status == 1
    assert "すでに締め切られて" in again.err
    assert ledger_head(city) == before


def test_the_same_cell_twice_in_one_file_is_refused_in_both_places(
    city: City, write: Callable[..., Path]
) -> None:
    text = "department,month,metric,value\n" + "A003,2022-04,telework_sessions,1\n" * 2

    problems, _ = refused(city, "figures", "import", write(text))

    assert [p["line"] for p in problems] == [2, 3]


def test_the_same_cell_under_two_names_of_its_metric_is_refused(
    city: City, write: Callable[..., Path]
) -> None:
    text = (
        "department,month,metric,value\n"
        "A003,2022-04,telework_sessions,1\nA003,R4.4,テレワーク利用回数,1\n"
    )

    problems, _ = refused(city, "figures", "import", write(text))

    assert sorted(p["line"] for p in problems) == [2, 3]


def test_the_same_cell_in_two_files_is_refused_naming_the_other_file(
    city: City, write: Callable[..., Path]
) -> None:
    header = "department,month,metric,value\n"
    first = write(header + "A003,2022-04,telework_sessions,1\n", "first.csv")
    second = write(header + "A003,2022-04,telework_sessions,2\n", "second.csv")

    problems, _ = refused(city, "figures", "import", first, second)

    assert [p["file"] for p in problems] == ["first.csv", "second.csv"]
    assert "second.csvの2行目" in problems[0]["reason"]
    assert "first.csvの2行目" in problems[1]["reason"]
    city("figures", "import", first, second, "--skip-invalid")
    assert current(city, "A003", "2022-04", "telework_sessions") is None  # neither is right


def test_one_bad_file_keeps_the_good_file_beside_it_out(
    city: City, write: Callable[..., Path]
) -> None:
    good = write("department,month,metric,value\nA003,2022-04,telework_sessions,1\n", "good.csv")
    bad = write("department,month,metric,value\nX999,2022-04,telework_sessions,1\n", "bad.csv")

    problems, _ = refused(city, "figures", "import", good, bad)

    assert {p["file"] for p in problems} == {"bad.csv"}
    assert current(city, "A003", "2022-04", "telework_sessions") is None


UNREADABLE = {
    "wrong encoding": ("部署,年月\n".encode("euc-jp") + b"\xff\xfe\xfd", "文字コード"),
    "wrong byte in UTF-8": (FIGURES.encode() + "備考".encode() + b"\xff\n", "文字コード"),
    "NUL": (FIGURES.encode() + b"A001,2022-06,telework_sessions,\x001\n", "NUL"),
    "binary": (bytes(range(256)) * 20, ""),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(64), ""),
    "an escape sequence": (FIGURES.encode() + b"\x1b[31m,,,\n", "ESC"),
    "empty": (b"", "空です"),
    "blanks only": (b" \n\n\t\n", "空です"),
    "a byte order mark only": ("\ufeff".encode(), ""),
    "missing column": (b"department,month,metric\nA001,2022-04,meetings_held\n", "数値"),
    "no known header": ("果物,色\nりんご,赤\n".encode(), "見出し"),
    "no header": (b"A001,2022-04,copy_paper_sheets,1200\n", "見出し"),
    "a column twice": (b"department,month,metric,value,value\nA001,2022-04,x,1,2\n", "2つ"),
    "a broken workbook": (b"PK\x03\x04" + b"x" * 200, ""),
    "an open quote in the header": (
        b'department,month,"metric,value\nA001,2022-04,x,1\n',
        "引用符",
    ),
}


@pytest.mark.parametrize("group", ["figures", "organization"])
@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_named_and_changes_nothing(
    city: City, write: Callable[..., Path], name: str, group: str
) -> None:
    content, reason = UNREADABLE[name]

    problems, _ = refused(city, group, "import", write(content))

    assert problems[0]["file"] == "in.csv"
    assert any(reason in p["reason"] for p in problems)


@pytest.mark.parametrize("group", ["figures", "organization"])
def test_a_missing_file_and_a_folder_are_named(city: City, tmp_path: Path, group: str) -> None:
    problems, _ = refused(city, group, "import", tmp_path / "nowhere.csv")
    assert "見つかりません" in problems[0]["reason"]
    (tmp_path / "folder.csv").mkdir()
    problems, _ = refused(city, group, "import", tmp_path / "folder.csv")
    assert "フォルダー" in problems[0]["reason"]


def test_a_file_for_the_other_command_is_refused(city: City, write: Callable[..., Path]) -> None:
    problems, _ = refused(city, "figures", "import", write(DEPARTMENTS))
    assert "種類" in problems[0]["reason"]
    problems, _ = refused(city, "organization", "import", write(FIGURES))
    assert "種類" in problems[0]["reason"]


def test_a_file_with_headers_only_changes_nothing_and_says_so(
    city: City, write: Callable[..., Path]
) -> None:
    before = ledger_head(city)

    answer = city("figures", "import", write(HEADER))

    assert answer.status == 0
    assert "何も変更していません" in answer.out
    assert ledger_head(city) == before


def test_an_open_quote_does_not_swallow_the_lines_behind_it(
    city: City, write: Callable[..., Path]
) -> None:
    text = (
        HEADER
        + 'A003,2022-04,telework_sessions,1,,"open\n'
        + "".join(f"A003,2022-{month:02d},telework_sessions,1,,\n" for month in range(5, 10))
        + "A003,2022-10,telework_sessions,-1,,\n"
    )

    problems, _ = refused(city, "figures", "import", write(text))

    assert [p["line"] for p in problems] == [2, 8]


BAD_ORGANIZATION = {
    "headcount 1.5": (
        "department,fiscal_year,headcount,telework_eligible\nA001,2022,1.5,\n",
        [(2, "headcount", "整数")],
    ),
    "headcount -1": (
        "department,fiscal_year,headcount,telework_eligible\nA001,2022,-1,\n",
        [(2, "headcount", "0から")],
    ),
    "eligible -1": (
        "department,fiscal_year,headcount,telework_eligible\nA001,2022,5,-1\n",
        [(2, "telework_eligible", "0から")],
    ),
    "headcount of nobody": (
        "department,fiscal_year,headcount,telework_eligible\nX999,2022,5,\n",
        [(2, "department", "登録されていません")],
    ),
    "headcount in no year": (
        "department,fiscal_year,headcount,telework_eligible\nA001,来年,5,\n",
        [(2, "fiscal_year", "年度として読めません")],
    ),
    "headcount twice": (
        "department,fiscal_year,headcount,telework_eligible\nA001,2022,5,\nA001,R4,6,\n",
        [(2, "department", "同じ"), (3, "department", "同じ")],
    ),
    "shares of 0.9": (
        SHARES + "0.5\nA002,A003,2021-04,0.4\n",
        [(2, "share", "合計が0.9")],
    ),
    "shares of 1.1": (
        SHARES + "0.5\nA002,A003,2021-04,0.6\n",
        [(2, "share", "合計が")],
    ),
    "partly blank shares": (
        SHARES + "\nA002,A003,2021-04,0.4\n",
        [(2, "share", "すべて")],
    ),
    "a share of 0": (
        SHARES + "0\nA002,A003,2021-04,1\n",
        [(2, "share", "0より大きく")],
    ),
    "a negative share": (
        SHARES + "-0.5\n",
        [(2, "share", "0より大きく")],
    ),
    "a share of 1/0": (
        SHARES + "1/0\n",
        [(2, "share", "0より大きく")],
    ),
    "successor of nobody": (
        "predecessor,successor,effective_month,share\nX999,A001,2021-04,1\n",
        [(2, "predecessor", "登録されていません")],
    ),
    "nobody as successor": (
        "predecessor,successor,effective_month,share\nA002,X999,2021-04,1\n",
        [(2, "successor", "登録されていません")],
    ),
    "end before the beginning": (
        "code,name,bureau,valid_from,valid_to\nA004,新課,局,2022-04,2022-03\n",
        [(2, "valid_to", "終了月が開始月より前")],
    ),
    "a department twice": (
        "code,name,bureau,valid_from,valid_to\nA004,新課,局,2022-04,\nＡ００４,別課,局,2022-04,\n",
        [(2, "code", "同じ"), (3, "code", "同じ")],
    ),
    "a department without a name": (
        "code,name,bureau,valid_from,valid_to\nA004,,局,2022-04,\n",
        [(2, "name", "部署名が空")],
    ),
    "a department without a code": (
        "code,name,bureau,valid_from,valid_to\n ,名前,局,2022-04,\n",
        [(2, "code", "コードが空")],
    ),
    "a department without a first month": (
        "code,name,bureau,valid_from,valid_to\nA004,新課,局,,\n",
        [(2, "valid_from", "年月が空")],
    ),
    "a life without its figures, at the end": (
        "code,name,bureau,valid_from,valid_to\nA001,総務課,総務局,2015-04,2022-04\n",
        [(2, "valid_to", "数値が登録されています")],
    ),
    "a life without its figures, at the beginning": (
        "code,name,bureau,valid_from,valid_to\nA001,総務課,総務局,2022-05,\n",
        [(2, "valid_from", "数値が登録されています")],
    ),
}


@pytest.mark.parametrize("name", BAD_ORGANIZATION)
def test_a_wrong_line_of_the_organisation_is_named_and_nothing_is_stored(
    city: City, write: Callable[..., Path], name: str
) -> None:
    content, wanted = BAD_ORGANIZATION[name]

    problems, said = refused(city, "organization", "import", write(content))

    assert [(p["line"], p["column"]) for p in problems] == [place[:2] for place in wanted]
    for problem, (line, column, reason) in zip(problems, wanted, strict=True):
        assert reason in problem["reason"]
        assert f"in.csv {line}行目 「{column}」：" in said


def test_a_headcount_of_0_is_stored_and_has_no_rank_per_head(
    city: City, write: Callable[..., Path]
) -> None:
    file = write("department,fiscal_year,headcount,telework_eligible\nA001,2022,0,0\n")
    assert city("organization", "import", file).status == 0

    answer = city("ranking", "--theme", "telework", "--as-of", "2022-05", "--json")

    unranked = {row["department"]: row["reason"] for row in json.loads(answer.out)["unranked"]}
    assert unranked["A001"] == "no_headcount"


def test_a_wrong_baseline_is_named_and_nothing_is_stored(
    city: City, write: Callable[..., Path]
) -> None:
    text = (
        "department,fiscal_year,metric,value\n"
        "X999,2019,copy_paper_sheets,1\nA001,2019,coffee,1\nA001,2019,copy_paper_sheets,-1\n"
        "A001,1e3,copy_paper_sheets,1\nA001,2019,meetings_held,\n"
    )

    problems, _ = refused(city, "figures", "import", write(text))

    assert sorted((p["line"], p["column"]) for p in problems) == [
        (2, "department"),
        (3, "metric"),
        (4, "value"),
        (5, "fiscal_year"),
        (6, "value"),
    ]


def test_headers_in_japanese_are_named_as_the_file_writes_them(
    city: City, write: Callable[..., Path]
) -> None:
    text = "部署コード,年月,指標,数値\nA001,2022-13,会議開催数,1\nA001,2022-04,会議開催数,多い\n"

    problems, _ = refused(city, "figures", "import", write(text))

    assert [(p["line"], p["column"]) for p in problems] == [(2, "年月"), (3, "数値")]

    unknown = "部署コード,年月,指標,数値\nZ999,2022-04,会議開催数,1\nA001,2022-04,歩数,1\n"

    problems, _ = refused(city, "figures", "import", write(unknown))

    assert [(p["line"], p["column"]) for p in problems] == [(2, "部署コード"), (3, "指標")]


# --- What --skip-invalid, --dry-run and --reason allow --------------------------------------------


def test_with_skip_invalid_the_sound_lines_are_stored_and_the_others_named(
    city: City, write: Callable[..., Path]
) -> None:
    file = write(
        HEADER
        + "A003,2022-04,telework_sessions,3,,\n"
        + "X999,2022-04,telework_sessions,3,,\n"
        + "A003,2022-04,meetings_held,5,,\nA003,2022-04,meetings_paperless,6,,\n"
    )

    answer = city("figures", "import", file, "--skip-invalid", "--json")

    result = json.loads(answer.out)["files"][0]
    assert [p["line"] for p in result["rejected"]] == [3, 5]
    assert (result["lines"], result["accepted"], result["unchanged"]) == (4, 2, 0)
    assert current(city, "A003", "2022-04", "telework_sessions") == 3
    assert current(city, "A003", "2022-04", "meetings_held") == 5
    assert current(city, "A003", "2022-04", "meetings_paperless") is None


def test_with_dry_run_everything_is_said_and_nothing_stored(
    city: City, write: Callable[..., Path]
) -> None:
    before = ledger_head(city)
    file = write(HEADER + "A001,2022-04,copy_paper_sheets,900,,\nA003,2022-04,byod_sessions,3,,\n")

    answer = city("figures", "import", file, "--dry-run")
    document = json.loads(city("figures", "import", file, "--dry-run", "--json").out)

    assert answer.status == 0
    assert "何も保存していません" in answer.out
    assert "1200 → 900" in answer.out
    assert document["files"][0]["accepted"] == 2
    assert ledger_head(city) == before


def test_a_dry_run_still_reports_problems(city: City, write: Callable[..., Path]) -> None:
    refused(
        city, "figures", "import", write(HEADER + "X999,2022-04,byod_sessions,3,,\n"), "--dry-run"
    )


def test_the_same_file_twice_changes_nothing_and_says_so(
    city: City, write: Callable[..., Path]
) -> None:
    before = ledger_head(city)

    answer = city("figures", "import", write(FIGURES))
    document = json.loads(city("figures", "import", write(FIGURES), "--json").out)

    assert answer.status == 0
    assert "何も変更していません" in answer.out
    assert document["files"][0] | {"sha256": ""} == {
        "file": "in.csv",
        "sha256": "",
        "lines": 4,
        "accepted": 0,
        "unchanged": 4,
        "changed": [],
        "questions": [],
        "rejected": [],
        "notes": [],
    }
    assert ledger_head(city) == before
    organization = city("organization", "import", write(DEPARTMENTS))
    assert (organization.status, ledger_head(city)) == (0, before)
    assert "何も変更していません" in organization.out


def test_every_replaced_figure_is_listed_with_what_stood_there(
    city: City, write: Callable[..., Path]
) -> None:
    file = write(
        HEADER + "A001,2022-04,copy_paper_sheets,900.25,,\nA003,2022-04,byod_sessions,3,,\n"
    )

    document = json.loads(city("figures", "import", file, "--json").out)

    assert document["files"][0]["changed"] == [
        {
            "department": "A001",
            "month": "2022-04",
            "metric": "copy_paper_sheets",
            "before": 1200,
            "after": 900.25,
        }
    ]


def test_an_estimate_replaces_an_actual_figure_only_with_a_reason(
    city: City, write: Callable[..., Path]
) -> None:
    estimate = write(HEADER + "A001,2022-04,copy_paper_sheets,1300,estimate,\n")

    problems, _ = refused(city, "figures", "import", estimate)
    assert (problems[0]["line"], problems[0]["column"]) == (2, "value")
    assert "--reason" in problems[0]["reason"]
    problems, _ = refused(city, "figures", "import", estimate, "--reason", " 　 ")
    assert "--reason" in problems[0]["reason"]

    assert city("figures", "import", estimate, "--reason", "機器の故障").status == 0
    assert current(city, "A001", "2022-04", "copy_paper_sheets") == 1300
    actual = write(HEADER + "A001,2022-04,copy_paper_sheets,1250,,\n")
    assert city("figures", "import", actual).status == 0  # the real figure comes: no reason asked


@pytest.mark.parametrize("state", ["submitted", "approved", "returned"])
def test_replacing_a_submitted_or_approved_figure_needs_a_reason(
    city: City, write: Callable[..., Path], tmp_path: Path, state: str
) -> None:
    office = Office.open(f"sqlite:///{tmp_path / 'kdx.sqlite3'}")
    for step in dict.fromkeys((months.SUBMITTED, state)):
        office.write(
            partial(
                months.set_state,
                month=Month(202204),
                departments=["A001"],
                state=step,
                reason="理由",
            )
        )
    office.close()
    replacing = write(HEADER + "A001,2022-04,copy_paper_sheets,1300,,\n", "replacing.csv")
    adding = write(HEADER + "A001,2022-04,byod_sessions,3,,\n", "adding.csv")

    if state != "returned":
        problems, _ = refused(city, "figures", "import", replacing)
        assert "--reason" in problems[0]["reason"]
        same = write(FIGURES, "same.csv")
        assert city("figures", "import", same).status == 0  # nothing is replaced: no reason asked
        assert city("figures", "import", adding).status == 0
        assert city("figures", "import", replacing, "--reason", "再集計").status == 0
    else:
        assert city("figures", "import", replacing).status == 0

    assert current(city, "A001", "2022-04", "copy_paper_sheets") == 1300


def test_the_reason_and_the_file_stand_in_the_history(
    city: City, write: Callable[..., Path]
) -> None:
    file = write(HEADER + "A001,2022-04,copy_paper_sheets,1300,,\n")
    assert city("figures", "import", file, "--reason", "再集計\t<b>").status == 0

    answer = city("ledger", "history", "--department", "A001", "--month", "2022-04", "--json")

    last = json.loads(answer.out)["revisions"][1]
    assert (last["number"], last["value"], last["reason"]) == (2, 1300, "再集計\t<b>")
    assert last["kind"] == "import"


def test_a_figure_far_from_its_own_past_is_listed_as_a_question_and_stored(
    city: City, write: Callable[..., Path]
) -> None:
    lines = [
        f"A003,2021-{month:02d},copy_paper_sheets,{1000 + month},,\n" for month in range(4, 13)
    ]
    assert city("figures", "import", write(HEADER + "".join(lines))).status == 0
    file = write(HEADER + "A003,2022-01,copy_paper_sheets,10050,,\n")

    text = city("figures", "import", file, "--dry-run")
    document = json.loads(city("figures", "import", file, "--json").out)

    assert [question["line"] for question in document["files"][0]["questions"]] == [2]
    assert "約10倍" in document["files"][0]["questions"][0]["reason"]
    assert "確認：2行目：" in text.out
    assert current(city, "A003", "2022-01", "copy_paper_sheets") == 10050


# --- Wrong usage ----------------------------------------------------------------------------------

WRONG_USAGE = {
    "nothing": (),
    "no such command": ("dance",),
    "no action": ("figures",),
    "no file": ("figures", "import"),
    "no month": ("kpi",),
    "month 13": ("kpi", "--as-of", "2022-13"),
    "not a month": ("kpi", "--as-of", "明日"),
    "no theme": ("ranking", "--as-of", "2022-12"),
    "no such theme": ("ranking", "--theme", "coffee", "--as-of", "2022-12"),
    "no such option": ("kpi", "--as-of", "2022-12", "--fast"),
    "a word too many": ("ledger", "head", "now"),
    "known at nothing": ("kpi", "--as-of", "2022-12", "--known-at", ""),
    "known at change 0": ("kpi", "--as-of", "2022-12", "--known-at", "0"),
    "known at a change to come": ("kpi", "--as-of", "2022-12", "--known-at", "4"),
    "known at a number without end": ("kpi", "--as-of", "2022-12", "--known-at", "9" * 400),
    "known at a wide number": ("kpi", "--as-of", "2022-12", "--known-at", "３１"),
    "known at no time": ("kpi", "--as-of", "2022-12", "--known-at", "2022-02-30"),
    "known before everything": ("kpi", "--as-of", "2022-12", "--known-at", "1999-01-01"),
    "known in the year 1": ("kpi", "--as-of", "2022-12", "--known-at", "0001-01-01T00:00:00+14:00"),
    "known before, for a ranking": (
        *("ranking", "--theme", "paper", "--as-of", "2022-12"),
        *("--known-at", "1999-01-01"),
    ),
    "known before, for an export": ("figures", "export", "x.csv", "--known-at", "1999-01-01"),
    "head of words": ("ledger", "verify", "--head", "last"),
    "head without a hash": ("ledger", "verify", "--head", "3:"),
    "head with a short hash": ("ledger", "verify", "--head", "3:abc"),
    "an unknown format": (
        *("report", "monthly", "--as-of", "2022-12"),
        *("--format", "doc", "--output", "out"),
    ),
    "no format": (
        *("report", "monthly", "--as-of", "2022-12"),
        *("--format", "", "--output", "out"),
    ),
    "an unknown encoding": ("figures", "export", "x.csv", "--encoding", "latin-1"),
    "an unknown report": ("report", "weekly", "--as-of", "2022-12", "--output", "out"),
    "no departments for the demo": ("demo", "load", "--departments", "0"),
    "a demo of words": ("demo", "load", "--departments", "many"),
}


@pytest.mark.parametrize("name", WRONG_USAGE)
def test_wrong_usage_is_said_in_a_sentence_and_ends_with_2(
    city: City, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = sorted(path.name for path in tmp_path.iterdir())
    before = ledger_head(city)

    answer = city(*WRONG_USAGE[name])

    assert answer.status == 2
    assert answer.out == ""
    assert JAPANESE.search(answer.err)
    assert "Traceback" not in answer.err
    assert ledger_head(city) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == files


def test_help_is_no_error(city: City) -> None:
    for words in (("--help",), ("figures", "import", "--help"), ("--version",)):
        assert city(*words).status == 0


# --- No database ----------------------------------------------------------------------------------


def without_database(
    capsys: pytest.CaptureFixture[str], database: str, *words: str
) -> tuple[int, str]:
    """Run a command on another database; return its status and what it said."""
    capsys.readouterr()
    status = main([*(words or ("kpi", "--as-of", "2022-12", "--json")), "--database", database])
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    return status, said.err


def test_without_a_database_the_way_to_make_one_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (
        ("kpi", "--as-of", "2022-12"),
        ("figures", "import", str(tmp_path / "x.csv")),
        ("ledger", "verify"),
        ("database", "check"),
        ("database", "upgrade"),
        ("database", "info"),
        ("database", "backup", str(tmp_path / "b.sqlite3")),
        ("month", "close", "2022-04"),
    ):
        status, said = without_database(capsys, str(tmp_path / "none.sqlite3"), *words)
        assert status == 3
        assert "database create" in said
    assert not (tmp_path / "none.sqlite3").exists()


@pytest.mark.parametrize(
    "content", [b"", b"hello\n" * 500, b"SQLite format 3\0" + b"\xff" * 4080, bytes(8192)]
)
def test_a_file_that_is_not_a_database_is_refused_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    file = tmp_path / "other.sqlite3"
    file.write_bytes(content)
    for words in (("kpi", "--as-of", "2022-12"), ("database", "create"), ("demo", "load")):
        status, said = without_database(capsys, str(file), *words)
        assert status == 3
        assert JAPANESE.search(said)
        assert "予期しない" not in said
        assert file.read_bytes() == content


def test_the_database_of_another_program_is_refused_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE changes (number INTEGER)")
    connection.close()
    content = file.read_bytes()

    status, said = without_database(capsys, str(file))

    assert status == 3
    assert "kdx_desktop のデータベースではありません" in said
    assert file.read_bytes() == content


def test_the_database_of_a_newer_program_is_refused_with_a_sentence(
    city: City, tmp_path: Path
) -> None:
    connection = sqlite3.connect(tmp_path / "kdx.sqlite3")
    connection.execute("PRAGMA user_version=99")
    connection.execute("UPDATE store_format SET version = 99, oldest_program = '99.0.0'")
    connection.commit()
    connection.close()

    answer = city("kpi", "--as-of", "2022-12")

    assert answer.status == 3
    assert "新しい版のプログラム" in answer.err


NO_PLACES = {
    "PostgreSQL": "postgresql://server/kdx",
    "PostgreSQL with its driver": "postgresql+psycopg://server/kdx",
    "MySQL": "mysql://server/kdx",
    "a port of letters": "postgresql://server:abc/kdx",
    "no closing bracket": "postgresql://[::1/kdx",
    "an unknown driver": "sqlite+nothing:///kdx.sqlite3",
    "an option with a wrong value": "sqlite:///kdx.sqlite3?timeout=abc",
    "memory": "sqlite://",
    "memory by name": "sqlite:///:memory:",
    "a share on the network": "sqlite://///server/share/kdx.sqlite3",
    "a Windows share": r"\\server\share\kdx.sqlite3",
    "nonsense": "://",
    "a name that no file can have": "k" * 400,
}


@pytest.mark.parametrize("name", NO_PLACES)
def test_a_database_that_cannot_be_is_refused_with_a_sentence(
    city: City,
    name: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)  # a good kdx.sqlite3 is there
    files = sorted(path.name for path in tmp_path.iterdir())
    for words in (("kpi", "--as-of", "2022-12"), ("database", "create"), ("demo", "load")):
        status, said = without_database(capsys, NO_PLACES[name], *words)
        assert status == 3
        assert JAPANESE.search(said)
        assert "予期しない" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == files


def test_a_folder_is_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("kpi", "--as-of", "2022-12"), ("database", "create"), ("demo", "load")):
        status, said = without_database(capsys, str(tmp_path), *words)
        assert status == 3
        assert "予期しない" not in said


def test_a_database_that_cannot_be_written_says_so_and_can_still_be_read(
    city: City, write: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "kdx.sqlite3-journal").unlink(missing_ok=True)
    (tmp_path / "kdx.sqlite3-journal").mkdir()  # also root cannot write a journal there

    written = city("figures", "import", write(HEADER + "A003,2022-04,byod_sessions,3,,\n"))

    assert written.status == 3
    assert JAPANESE.search(written.err)
    assert "予期しない" not in written.err
    (tmp_path / "kdx.sqlite3-journal").rmdir()
    assert current(city, "A003", "2022-04", "byod_sessions") is None


def test_a_locked_database_is_said_to_be_in_use(
    city: City, write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = [text.replace("5000", "50") for text in sqlite_store._PRAGMAS]
    monkeypatch.setattr(sqlite_store, "_PRAGMAS", tuple(short))
    other = sqlite3.connect(tmp_path / "kdx.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    written = city("figures", "import", write(HEADER + "A003,2022-04,byod_sessions,3,,\n"))

    other.close()
    assert written.status == 3
    assert "使用中" in written.err
    assert current(city, "A003", "2022-04", "byod_sessions") is None


def test_a_month_before_all_figures_has_no_numbers_and_no_failure(city: City) -> None:
    for month in ("1900-04", "2199-12"):
        for command in (("kpi",), ("gap",), ("ranking", "--theme", "overall")):
            answer = city(*command, "--as-of", month, "--json")
            assert "予期しない" not in answer.err
            assert answer.status in {0, 1, 2}


# --- Files that are written -----------------------------------------------------------------------


def test_an_export_never_takes_the_place_of_the_database(city: City, tmp_path: Path) -> None:
    before = ledger_head(city)

    answer = city("figures", "export", tmp_path / "kdx.sqlite3")

    assert answer.status == 2
    assert ledger_head(city) == before


def test_an_export_to_where_nothing_can_be_written_is_refused(city: City, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()

    answer = city("figures", "export", tmp_path / "folder.csv")

    assert answer.status == 3
    assert JAPANESE.search(answer.err)
    assert "予期しない" not in answer.err


def test_a_folder_for_the_data_that_cannot_be_made_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("KDX_HOME", str(tmp_path / "file"))

    assert main(["kpi", "--as-of", "2022-12"]) == 3
    said = capsys.readouterr().err
    assert JAPANESE.search(said)
    assert "予期しない" not in said


FULL = """
import errno, io, sys
class Full(io.RawIOBase):
    def writable(self):
        return True
    def write(self, data):
        raise OSError(errno.ENOSPC, "No space left on device")
stdout, sys.stdout = sys.stdout, {stream}
from kdx_desktop.commands import main
status = main(sys.argv[1:])
sys.stdout = stdout
sys.exit(status)
"""


@pytest.mark.parametrize(
    ("stream", "status"), [("None", 0), ("io.TextIOWrapper(Full(), write_through=True)", 3)]
)
def test_an_output_that_takes_nothing_is_no_crash(city: City, stream: str, status: int) -> None:
    """A window of Windows has no output at all; a disk may be full."""
    words = ("database", "info", "--database", str(city.file))
    done = subprocess.run(
        [sys.executable, "-c", FULL.format(stream=stream), *words],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert b"Traceback" not in done.stderr
    assert "予期しない" not in done.stderr.decode()
    assert done.returncode == status


def test_a_reader_who_has_seen_enough_is_no_failure(city: City) -> None:
    words = ("ledger", "history", "--department", "A001", "--month", "2022-04")
    with subprocess.Popen(
        [sys.executable, "-m", "kdx_desktop", *words, "--database", str(city.file)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()

    assert said == b""
    assert process.returncode == 0


def test_words_that_are_no_text_are_refused_and_not_half_stored(
    city: City, write: Callable[..., Path]
) -> None:
    """Bytes that are not UTF-8 come from a Linux command line as lone surrogates."""
    before = ledger_head(city)
    file = write(HEADER + "A003,2022-04,byod_sessions,3,,\n")

    answer = city("figures", "import", file, "--reason", "理由\udcff")

    assert "予期しない" not in answer.err
    assert answer.status == 2
    assert ledger_head(city) == before


def test_a_file_whose_name_is_no_text_is_imported_all_the_same(
    city: City, write: Callable[..., Path]
) -> None:
    """A name in CP932 on a Linux disk, as a zip from Windows leaves it."""
    name = "実績.csv".encode("cp932").decode("utf-8", "surrogateescape")
    file = write(HEADER + "A003,2022-04,byod_sessions,3,,\n", name)

    answer = city("figures", "import", file, "--json")

    assert "予期しない" not in answer.err
    assert answer.status == 0
    assert current(city, "A003", "2022-04", "byod_sessions") == 3
    assert city("ledger", "verify").status == 0
