"""Where the program keeps a user's files, and who may look there."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from kdx_desktop import paths


@pytest.mark.skipif(sys.platform == "win32", reason="folders carry no mode there")
def test_what_a_user_has_typed_is_seen_by_nobody_else_on_the_pc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KDX_HOME", str(tmp_path / "home"))
    for folder in (paths.data_dir(), paths.config_dir(), paths.log_dir()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
