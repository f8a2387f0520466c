"""Sets the project up and runs its tasks: `python3 dev.py TASK` (Windows: `py dev.py TASK`).

Needs Python 3.11 and nothing else. Makes `.venv` from the hashed locks in `requirements/`.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import hashlib
import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BUILD = ROOT / "build"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
STAMP = VENV / "made-from"
LOCKS = {name: ROOT / "requirements" / f"{name}.txt" for name in ("run", "dev")}
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
ENVIRONMENT_PROBLEM = 3  # the exit status that the program itself gives for a missing display

# What the libraries of Qt ask of a bare Linux (readelf -d), by the Debian package that brings it …
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libzstd.so.1": "libzstd1",
}
# … and those of its xcb platform plugin, for a real window.
WINDOW_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

# The tests' servers have certificates of their own.
TEST_PROGRAMS = {"openssl": "openssl"}


class CannotRunError(Exception):
    """The machine lacks something; the message says what, and what to do."""


# --- Python environment -------------------------------------------------------------------------


def fingerprint(name: str) -> str:
    """What `.venv` is made from: when this changes, it is made anew."""
    made_from = LOCKS[name].read_bytes() + f"{sys.version}{sys.base_prefix}{VENV}".encode()
    return f"{name} {hashlib.sha256(made_from).hexdigest()}"


def is_made_from(*names: str) -> bool:
    """Whether `.venv` was made, completely, from one of these locks: the stamp is written last."""
    return STAMP.is_file() and STAMP.read_text() in map(fingerprint, names)


def make_environment(name: str) -> None:
    """Make `.venv` hold the lock `name`; the lock "dev" contains the lock "run"."""
    BUILD.mkdir(exist_ok=True)
    # Two tasks started together must not build twice; SQLite is a file lock on every system.
    with contextlib.closing(sqlite3.connect(BUILD / "environment.lock", timeout=900)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        if is_made_from("dev", name):
            return
        print(f"Making .venv from requirements/{name}.txt (once) ...", file=sys.stderr, flush=True)
        if not is_made_from("run"):
            create_venv()
        STAMP.unlink(missing_ok=True)
        pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-q")
        options = ("--require-hashes", "--no-deps", "--only-binary=:all:", "--no-compile")
        run(*pip, *options, "-r", LOCKS[name])
        STAMP.write_text(fingerprint(name))


def create_venv() -> None:
    """Make an empty `.venv`; Debian and Ubuntu keep the module for that in a package of its own."""
    if importlib.util.find_spec("ensurepip") is None:
        install_packages([f"python3.{sys.version_info.minor}-venv"])
    run(sys.executable, "-m", "venv", "--clear", VENV)


# --- System libraries ---------------------------------------------------------------------------


def need_system(*, window: bool, programs: Mapping[str, str] | None = None) -> None:
    """See that Qt finds its system libraries, and a task the programs it starts (by package)."""
    if sys.platform != "linux":
        return
    libraries = QT_LIBRARIES | (WINDOW_LIBRARIES if window else {})
    missing = [package for library, package in libraries.items() if not loads(library)]
    missing += [package for name, package in (programs or {}).items() if not shutil.which(name)]
    if missing:
        install_packages(missing)


def loads(library: str) -> bool:
    """Whether the system has this shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_packages(packages: Sequence[str]) -> None:
    """Install Debian packages if we may; otherwise say which line does it."""
    line = f"apt-get install --no-install-recommends {' '.join(packages)}"
    apt = shutil.which("apt-get")
    if sys.platform != "linux" or not apt or os.geteuid() != 0:
        message = f"This machine lacks: {', '.join(packages)}\nOn Debian or Ubuntu: sudo {line}"
        raise CannotRunError(message)
    print(f"System libraries are missing: {line}", file=sys.stderr, flush=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    options = ("-qq", "-o", "DPkg::Lock::Timeout=600")
    run(apt, *options, "update", env=quiet, output=sys.stderr.fileno())
    install = ("install", "-y", "--no-install-recommends", *packages)
    run(apt, *options, *install, env=quiet, output=sys.stderr.fileno())


def has_display() -> bool:
    """Whether a window can open somewhere."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in names)


@contextlib.contextmanager
def display() -> Iterator[dict[str, str]]:
    """Give the environment for a real window, on an X server of our own where there is none."""
    if sys.platform != "linux":
        yield {}
    elif os.environ.get("DISPLAY"):
        yield {"QT_QPA_PLATFORM": "xcb"}
    else:
        read_end, write_end = os.pipe()
        screen = ("-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset")
        command = ("Xvfb", "-displayfd", str(write_end), *screen)
        server = subprocess.Popen(command, pass_fds=[write_end], stderr=subprocess.DEVNULL)
        os.close(write_end)
        try:
            with os.fdopen(read_end) as pipe:
                number = pipe.readline().strip()
            if not number:
                raise CannotRunError("Xvfb did not start.")
            yield {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{number}"}
        finally:
            server.terminate()
            server.wait()


# --- Tasks --------------------------------------------------------------------------------------


def status(
    *command: object,
    env: Mapping[str, str] | None = None,
    output: int | None = None,
    folder: Path = ROOT,
) -> int:
    """Run a command, in the project's folder unless told otherwise; give its exit status."""
    words = [str(word) for word in command]
    # Compiled once, wherever the sources lie and whatever the machine is set to: starts are fast.
    compiled = {"PYTHONPYCACHEPREFIX": str(BUILD / "pycache"), "PYTHONDONTWRITEBYTECODE": ""}
    surroundings = {**os.environ, **compiled, **(env or {})}
    ended = subprocess.run(words, cwd=folder, env=surroundings, stdout=output, check=False)
    return ended.returncode


def run(*command: object, env: Mapping[str, str] | None = None, output: int | None = None) -> None:
    """Run a command that has to succeed."""
    if status(*command, env=env, output=output) != 0:
        raise CannotRunError(f"Failed: {' '.join(map(str, command))}")


def task_run(args: list[str]) -> int:
    """Open the sample city; with arguments, start the program with these instead."""
    opens_window = not args or args == ["--demo"]
    if opens_window and not has_display():
        raise CannotRunError(
            "画面（ディスプレイ）がないため、ウィンドウを開けません。"
            " There is no display (DISPLAY, WAYLAND_DISPLAY) to open the window on."
        )
    if opens_window:
        need_system(window=True)
    make_environment("run")
    program = (PYTHON, "-m", "kdx_desktop", *(args or ["--demo"]))
    # File names in the arguments are meant from where the person stands.
    return status(*program, env={"PYTHONPATH": str(ROOT)}, folder=Path.cwd())


def task_test(args: list[str]) -> int:
    """Run all tests, headless ones first, then the journeys through a real window."""
    make_environment("dev")
    if args:
        return test_journeys(args) if "journeys" in " ".join(args) else test_headless(args)
    # Files side by side, one to a core: the tests of a file share their servers. Of a process that
    # dies the tests are lost and the run fails; a second process would wait for them for ever.
    cores = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile", "--max-worker-restart=0"]
    results = [test_headless(["tests", *cores]), test_journeys(["tests/journeys"])]
    return max(results)


def test_headless(args: list[str]) -> int:
    """Run tests without a display."""
    need_system(window=False, programs=TEST_PROGRAMS)
    return pytest("tests", ["--ignore=tests/journeys", *args], OFFSCREEN)


def test_journeys(args: list[str]) -> int:
    """Run tests on a real window."""
    need_system(window=True, programs={} if os.environ.get("DISPLAY") else {"Xvfb": "xvfb"})
    with display() as env:
        return pytest("journeys", args, env)


def pytest(name: str, args: list[str], env: Mapping[str, str]) -> int:
    """Run pytest; a skipped test counts as a failure, because nobody would notice it."""
    result = BUILD / f"{name}.xml"
    result.unlink(missing_ok=True)
    env = {**env, "HYPOTHESIS_STORAGE_DIRECTORY": str(BUILD / "hypothesis")}
    failed = status(PYTHON, "-m", "pytest", "-rs", f"--junitxml={result}", *args, env=env)
    if failed:
        return failed
    tests = ET.parse(result).getroot()
    skipped = len(tests.findall(".//skipped[@type='pytest.skip']"))
    if skipped:
        print(f"{name}: {skipped} skipped; here a skipped test is a failed test", flush=True)
    return int(skipped > 0)


def task_check(args: list[str]) -> int:
    """Check style, types, layers and locks (arguments, such as --fix, go to ruff)."""
    make_environment("dev")
    code = [name for name in ("kdx_desktop", "tests", "dev.py") if (ROOT / name).exists()]
    checks: list[tuple[object, ...]] = [
        (BIN / "ruff", "check", *args),
        (BIN / "ruff", "format", "--check"),
        (BIN / "mypy", *code),
        (BIN / "lint-imports", "--no-logo", "--cache-dir", BUILD / "import-linter"),
    ]
    failed = [Path(str(check[0])).name for check in checks if status(*check) != 0]
    failed += [lock.name for lock in LOCKS.values() if "://" in lock.read_text()]
    print("check: failed: " + ", ".join(failed) if failed else "check: all passed", flush=True)
    return int(bool(failed))


def task_screens(args: list[str]) -> int:
    """Render every screen of the sample city into build/screens."""
    need_system(window=False)
    make_environment("dev")
    return status(PYTHON, "-m", "tests.screens", *args, env=OFFSCREEN)


def task_bench(args: list[str]) -> int:
    """Compare speeds with their references and print the table."""
    need_system(window=False)
    make_environment("dev")
    return status(PYTHON, "-m", "tests.benchmarks", *args, env=OFFSCREEN)


def task_torture(args: list[str]) -> int:
    """Keep every promise under torture and print the table (names; --short: seconds of each)."""
    need_system(window=False, programs=TEST_PROGRAMS)
    make_environment("dev")
    return status(PYTHON, "-m", "tests.torture", *args, env=OFFSCREEN)


def task_lock(args: list[str]) -> int:
    """Write requirements/*.txt anew from pyproject.toml (--upgrade: to newer versions)."""
    make_environment("dev")
    form = ("--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "-q")
    uv = (BIN / "uv", "--no-config", "pip", "compile", "pyproject.toml", *form, *args)
    cache = {"UV_CACHE_DIR": str(BUILD / "uv")}
    run(*uv, "-o", "requirements/run.txt", env=cache)
    run(*uv, "--extra=dev", "-c", "requirements/run.txt", "-o", "requirements/dev.txt", env=cache)
    return 0


TASKS: dict[str, Callable[[list[str]], int]] = {
    "run": task_run,
    "test": task_test,
    "check": task_check,
    "screens": task_screens,
    "bench": task_bench,
    "torture": task_torture,
    "lock": task_lock,
}


def main() -> int:
    """Run the task that the command line names."""
    if sys.version_info < (3, 11):  # noqa: UP036  # the one file that an older Python may be given
        raise CannotRunError(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    lines = [f"  {name:8} {task.__doc__}" for name, task in TASKS.items()]
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="tasks:\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("task", choices=TASKS, metavar="TASK")
    parser.add_argument("args", nargs=argparse.REMAINDER, help="passed on to the task")
    words = parser.parse_args()
    return TASKS[words.task](words.args)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotRunError as problem:
        print(problem, file=sys.stderr)
        sys.exit(ENVIRONMENT_PROBLEM)
