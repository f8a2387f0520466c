"""The second process: answers, failures and progress come back; it never takes the window along."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from kdx_desktop.errors import DataError, EnvironmentFailure, Problem
from kdx_desktop.imports.reading import joined, read_file, read_in_parts
from kdx_desktop.side_process import Packed, Progress, SideProcess

HEADER = "department,month,metric,value,state,note"


@pytest.fixture
def side() -> Iterator[SideProcess]:
    process = SideProcess()
    yield process
    process.end()


def refuse(text: str) -> None:
    raise DataError(text, (Problem("この行です", "file.csv", 3),))


def stumble() -> None:
    raise ValueError("a defect")


def count(steps: int, progress: Progress) -> int:
    for step in range(steps):
        progress(step + 1, steps)
    return os.getpid()


def test_it_computes_elsewhere_and_stays_for_the_next_task(side: SideProcess) -> None:
    first, second = side.run(os.getpid), side.run(os.getpid)
    assert first == second != os.getpid()


def test_a_refusal_comes_back_with_its_sentence_and_its_places(side: SideProcess) -> None:
    with pytest.raises(DataError, match="だめです") as told:
        side.run(refuse, "だめです")
    assert str(told.value.problems[0]) == "file.csv 3行目：この行です"
    assert side.run(abs, -1) == 1


def test_a_defect_comes_back_and_says_where_it_was(side: SideProcess) -> None:
    with pytest.raises(ValueError, match="a defect") as told:
        side.run(stumble)
    assert "in stumble" in "".join(told.value.__notes__)


def test_when_it_dies_a_sentence_says_so_and_the_next_task_is_done(side: SideProcess) -> None:
    with pytest.raises(EnvironmentFailure, match="途中で止まりました"):
        side.run(os._exit, 9)
    assert side.run(abs, -1) == 1


def test_who_raises_on_hearing_of_progress_ends_it(side: SideProcess) -> None:
    class EnoughError(Exception):
        pass

    def hear(done: int, total: int) -> None:
        heard.append((done, total))
        raise EnoughError

    heard: list[tuple[int, int]] = []
    before = side.run(os.getpid)
    with pytest.raises(EnoughError):
        side.run(count, 1_000_000, progress=hear)
    assert heard == [(1, 1_000_000)]
    assert side.run(os.getpid) != before


def test_a_file_read_there_is_the_same_as_one_read_here(side: SideProcess, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    lines = [f"D{number:05},2022-04,copy_paper,{number},actual," for number in range(2_500)]
    file.write_text("\n".join([HEADER, *lines, "D1,2022-13,copy_paper,1,actual,"]), "utf-8")
    heard: list[tuple[int, int]] = []

    def hear(done: int, total: int) -> None:
        heard.append((done, total))

    assert joined(*side.run(read_in_parts, file, progress=hear)) == read_file(file)
    assert heard[-1] == (file.stat().st_size,) * 2


def test_what_was_packed_once_is_itself_again_for_each_task(side: SideProcess) -> None:
    packed = Packed(("一", [Fraction(1, 3)]))
    assert [side.run(repr, packed), side.run(repr, packed)] == [repr(("一", [Fraction(1, 3)]))] * 2


def test_it_leaves_the_processor_to_the_window(side: SideProcess) -> None:
    assert side.run(_rank) > _rank()


def _rank() -> int:
    """Return how far this process stands back."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        found = kernel.GetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()))
        return int(found == 0x4000)
    return os.nice(0)
