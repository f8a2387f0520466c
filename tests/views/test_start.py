"""The start: quick to appear, and in words where there is no screen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

HEAVY = ("sqlalchemy", "openpyxl", "reportlab", "alembic", "psycopg", "kdx_desktop.reports")


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(
        [sys.executable, *words],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_without_a_display_it_says_so_and_gives_the_status_of_the_environment() -> None:
    ended = run("-m", "kdx_desktop", "--demo")
    if sys.platform == "linux":
        assert ended.returncode == 3
        assert "ディスプレイ" in ended.stderr
        assert "Traceback" not in ended.stderr


def test_the_window_appears_without_what_only_the_data_need() -> None:
    code = f"""
import sys
import kdx_desktop.app, kdx_desktop.views.main_window
print([name for name in {HEAVY} if name in sys.modules])
"""
    assert run("-c", code).stdout.strip() == "[]"


def test_commands_do_without_qt() -> None:
    code = "import sys, kdx_desktop.app; kdx_desktop.app.main(['--help']); print('PySide6' in sys.modules)"
    assert run("-c", code).stdout.strip().endswith("False")


def test_the_start_can_be_timed(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    ended = run(
        "-m",
        "kdx_desktop",
        "--demo",
        QT_QPA_PLATFORM="offscreen",
        KDX_HOME=str(tmp_path),
        KDX_STARTUP_TRACE=str(trace),
        KDX_STARTUP_EXIT="1",
    )
    assert ended.returncode == 0, ended.stderr
    assert [line.split()[0] for line in trace.read_text().splitlines()] == ["painted", "usable"]


def test_the_collector_runs_at_the_desk_alone_and_leaves_the_start_out(tmp_path: Path) -> None:
    code = """
import gc
from kdx_desktop import app
status = app.main(["--demo"])
print(status, gc.get_freeze_count() > 10_000, gc.isenabled())
"""
    ended = run(
        "-c",
        code,
        QT_QPA_PLATFORM="offscreen",
        KDX_HOME=str(tmp_path),
        KDX_STARTUP_EXIT="1",
    )
    assert ended.stdout.strip() == "0 True False", ended.stderr


def test_a_second_start_leaves_the_first_window_to_show_the_database(
    city: str, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    words = [sys.executable, "-m", "kdx_desktop", "--database", city]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "KDX_STARTUP_TRACE": str(trace)}
    with subprocess.Popen(words, env=environment) as first:
        try:
            end = time.monotonic() + 60
            while not trace.exists() or "usable" not in trace.read_text():
                assert time.monotonic() < end
                assert first.poll() is None
                time.sleep(0.05)
            seen = trace.read_text()
            second = subprocess.run(words, env=environment, timeout=60, check=False)
            assert second.returncode == 0
            assert first.poll() is None
            assert trace.read_text() == seen
        finally:
            first.kill()
