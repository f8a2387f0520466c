"""The sample city through the commands: the numbers that the plan promises, in the agreed shape."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from kdx_desktop.commands import main
from tests.conftest import SAMPLE_CITY

MONTHS = ("2021-09", "2022-06", "2022-12", "2023-03", "2023-06")
CODES = [
    "copy_paper",
    "paperless_meetings",
    "telework_byod",
    "automation_hours",
    "digital_leaders",
    "manager_training",
]
THEMES = ("paper", "meetings", "telework", "automation", "overall")
ROOT = SAMPLE_CITY.parents[2]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample city in a file that the tests of this module only read."""
    file = tmp_path_factory.mktemp("city") / "city.sqlite3"
    place = ("--database", f"sqlite:///{file}")
    organization = [str(SAMPLE_CITY / f"{name}.csv") for name in ("departments", "headcounts")]
    organization.append(str(SAMPLE_CITY / "successions.csv"))
    figures = [str(SAMPLE_CITY / f"{name}.csv") for name in ("figures", "annual_baselines")]
    assert main(["database", "create", *place]) == 0
    assert main(["organization", "import", *organization, *place]) == 0
    assert main(["figures", "import", *figures, *place]) == 0
    return file


@pytest.fixture
def asked(filled: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Ask the filled database for one JSON document."""

    def ask(*arguments: str) -> Any:
        capsys.readouterr()
        assert main([*arguments, "--json", "--database", f"sqlite:///{filled}"]) == 0
        captured = capsys.readouterr()
        assert captured.err == ""
        return json.loads(captured.out)

    return ask


def expected(as_of: str) -> Any:
    return json.loads((SAMPLE_CITY / f"expected_{as_of}.json").read_text(encoding="utf-8"))


def agrees(found: object, wanted: object) -> bool:
    """Compare to twelve significant digits; null only with null."""
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        return found == wanted
    return isinstance(found, int | float) and found == pytest.approx(wanted, rel=1e-12, abs=1e-12)


def differing(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {
        key: (found.get(key, "missing"), value)
        for key, value in wanted.items()
        if key not in found or not agrees(found[key], value)
    }


@pytest.mark.parametrize("as_of", MONTHS)
def test_every_kpi_of_the_sample_city_has_the_number_that_was_worked_out_apart(
    asked: Callable[..., Any], as_of: str
) -> None:
    document = asked("kpi", "--as-of", as_of)

    found = {kpi["code"]: kpi for kpi in document["kpis"]}
    wanted = expected(as_of)["kpis"]
    assert {code: differing(found[code], kpi) for code, kpi in wanted.items()} == {
        code: {} for code in CODES
    }


@pytest.mark.parametrize("as_of", MONTHS)
def test_every_ranking_has_the_same_places_values_and_reasons_as_worked_out_apart(
    asked: Callable[..., Any], as_of: str
) -> None:
    for wanted in expected(as_of)["rankings"]:
        document = asked("ranking", "--theme", wanted["theme"], "--as-of", as_of)

        assert document["theme"] == wanted["theme"]
        assert document["as_of"] == as_of
        assert len(document["rows"]) == len(wanted["rows"])
        for row, right in zip(document["rows"], wanted["rows"], strict=True):
            assert differing(row, right) == {}
        assert [
            {"department": row["department"], "reason": row["reason"]}
            for row in document["unranked"]
        ] == wanted["unranked"]


@pytest.mark.parametrize("as_of", MONTHS)
def test_what_is_left_to_do_is_what_was_worked_out_apart(
    asked: Callable[..., Any], as_of: str
) -> None:
    document = asked("gap", "--as-of", as_of)
    wanted = expected(as_of)

    assert document["as_of"] == as_of
    assert len(document["meetings"]) == len(wanted["gap_meetings"])
    for row, right in zip(document["meetings"], wanted["gap_meetings"], strict=True):
        assert differing(row, right) == {}
    assert differing(document["paper"], wanted["gap_paper"]) == {}


def test_programs_find_every_agreed_name_in_the_kpi_document(asked: Callable[..., Any]) -> None:
    document = asked("kpi", "--as-of", "2022-12")

    assert document["as_of"] == "2022-12"
    assert document["fiscal_year"] == 2022
    assert document["plan"] == "kanazawa_digital_strategy_2"
    assert document["known_at"] is None
    assert [kpi["code"] for kpi in document["kpis"]] == CODES
    common = {"code", "value", "target", "attainment", "expected", "grade", "coverage"}
    common |= {"estimates", "forecast", "required_per_month"}
    for kpi in document["kpis"]:
        assert common <= kpi.keys()
        assert kpi["coverage"].keys() == {"reported", "expected"}
        assert isinstance(kpi["estimates"], int)
        assert kpi["forecast"] is None or {"value", "low", "high"} <= kpi["forecast"].keys()
    paper, meetings = document["kpis"][:2]
    assert {"actual", "baseline", "reduced", "raw_value", "raw_actual", "raw_baseline"} <= set(
        paper
    )
    assert {frozenset(row) for row in paper["left_out"]} == {
        frozenset({"department", "reason", "actual", "baseline"})
    }
    assert {row["reason"] for row in paper["left_out"]} <= {
        "no_successor",
        "no_baseline",
        "not_reported",
        "not_applicable",
    }
    assert {"departments_at_or_above", "departments_counted"} <= meetings.keys()


def test_ratios_are_fractions_and_what_is_not_known_is_null(asked: Callable[..., Any]) -> None:
    by_month = {
        as_of: {kpi["code"]: kpi for kpi in asked("kpi", "--as-of", as_of)["kpis"]}
        for as_of in MONTHS
    }

    december = by_month["2022-12"]
    assert 0 < december["copy_paper"]["value"] < 1
    assert december["copy_paper"]["target"] == 0.5
    assert december["paperless_meetings"]["target"] == 1
    assert december["copy_paper"]["required_per_month"] is None  # ratio rules have none
    assert by_month["2021-09"]["copy_paper"]["target"] is None  # no target is not a target of 0 %
    assert by_month["2023-03"]["telework_byod"]["required_per_month"] is None  # March
    june = by_month["2023-06"]
    assert june["copy_paper"]["value"] is None  # nothing reported is not 0
    assert june["paperless_meetings"]["value"] is None
    assert june["automation_hours"]["value"] is None
    assert june["manager_training"]["value"] == 0  # recorded as it happens: no entry is none


def test_compared_and_left_out_paper_add_up_to_the_raw_sums(asked: Callable[..., Any]) -> None:
    for as_of in MONTHS:
        paper = asked("kpi", "--as-of", as_of)["kpis"][0]
        for side in ("actual", "baseline"):
            left_out = sum(row[side] for row in paper["left_out"])
            assert paper[side] + left_out == pytest.approx(paper[f"raw_{side}"], rel=1e-12)


def test_programs_find_every_agreed_name_in_rankings_and_gaps(asked: Callable[..., Any]) -> None:
    for theme in THEMES:
        document = asked("ranking", "--theme", theme, "--as-of", "2022-12")
        assert {"theme", "as_of", "rows", "unranked"} <= document.keys()
        assert all(
            {"rank", "department", "name", "value"} <= row.keys() for row in document["rows"]
        )
        assert all({"department", "reason"} <= row.keys() for row in document["unranked"])
    gap = asked("gap", "--as-of", "2022-12")
    assert gap["paper"].keys() == {"annual_ceiling", "used", "remaining_per_month"}
    assert all(row["rate"] < 0.7 for row in gap["meetings"])


def test_the_database_may_be_named_before_or_after_the_command(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["kpi", "--as-of", "2022-12", "--json"]
    answers = []
    for place in (f"sqlite:///{filled}", str(filled)):
        for arguments in (
            ["--database", place, *words],
            [f"--database={place}", *words],
            [*words, "--database", place],
            ["kpi", "--database", place, *words[1:]],
        ):
            assert main(arguments) == 0
            answers.append(capsys.readouterr().out)

    assert len(set(answers)) == 1
    json.loads(answers[0])


def test_a_scheduled_run_gets_one_json_document_from_a_process_of_its_own(
    filled: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kdx_desktop", "kpi", "--as-of", "2022-12", "--json"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "KDX_DATABASE": f"sqlite:///{filled}",
            "KDX_HOME": str(tmp_path / "home"),
        },
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    document = json.loads(done.stdout.decode("utf-8"))
    assert [kpi["code"] for kpi in document["kpis"]] == CODES
    found = {kpi["code"]: kpi for kpi in document["kpis"]}
    assert differing(found["copy_paper"], expected("2022-12")["kpis"]["copy_paper"]) == {}


def test_people_read_the_same_numbers_as_programs(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["kpi", "--as-of", "令和4年12月", "--database", str(filled)]) == 0
    text = capsys.readouterr().out

    assert "59.3%" in text  # 0.5929 of copy_paper
    assert "88.9%" in text
    assert "8,407.5" in text
    assert "269/278" in text
    assert "暫定" in text
