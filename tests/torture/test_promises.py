"""Every promise in short form, with its control, by the command that runs the long form."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture.promises import PROMISES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PROMISES)
def test_what_people_were_promised_is_kept_and_could_have_failed(name: str) -> None:
    """In a process of its own: it forks, and limits what a process may take."""
    command = [sys.executable, "-m", "tests.torture", "--short", name]

    ended = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=300, cwd=ROOT
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
