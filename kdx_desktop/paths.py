"""Every folder the program uses, in one place; ``KDX_HOME`` moves them all (tests, training)."""

from __future__ import annotations

import os
from pathlib import Path

_NAME = "kdx_desktop"


def data_dir() -> Path:
    """Return the user's data folder: the database of one PC, drafts, backups."""
    return _made("data")


def config_dir() -> Path:
    """Return the folder of the settings file."""
    return _made("config")


def log_dir() -> Path:
    """Return the folder of the log files."""
    return _made("log")


def default_database() -> Path:
    """Return the SQLite file that is used when no database is named."""
    return data_dir() / "kdx.sqlite3"


def resources_dir() -> Path:
    """Return the folder of bundled files, in an installed package or in the source tree."""
    package = Path(__file__).resolve().parent
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"


def _made(kind: str) -> Path:
    base = os.environ.get("KDX_HOME")
    folder = Path(base) / kind if base else _user_folder(kind)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # drafts are seen by nobody else
    return folder


def _user_folder(kind: str) -> Path:
    # Imported here: with KDX_HOME set it is never needed, and it is on the way to the first screen.
    from platformdirs import PlatformDirs

    folders = PlatformDirs(_NAME, appauthor=False)
    return {
        "data": folders.user_data_path,
        "config": folders.user_config_path,
        "log": folders.user_log_path,
    }[kind]
