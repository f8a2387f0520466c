"""What the program remembers of a user between two starts, in an INI file."""

from __future__ import annotations

import configparser
import os
from dataclasses import dataclass, fields
from pathlib import Path

_SECTION = "window"


@dataclass
class Settings:
    """Remembered choices; every one has a value that fits a first start.

    ``geometry`` is Qt's saved window geometry in Base64; ``month`` is yyyymm, 0 for none.
    ``database`` is the server that was used last (never with a password) and ``login`` the name;
    ``theme`` and ``board`` are what the ranking showed last; ``role`` is what was offered last;
    ``section`` that of 設定; ``view`` is the organisation that the past is seen by;
    ``lock_minutes`` without a key or a click lock the desk, 0 never. ``recent`` are the keys of
    what Ctrl+K found last; ``own_role`` is the role that was chosen on a PC without accounts, empty
    for none. ``file`` is where `save` writes to; None remembers nothing.
    """

    file: Path | None = None
    geometry: str = ""
    page: str = ""
    month: int = 0
    department: str = ""
    theme: str = ""
    board: str = ""
    report_folder: str = ""
    import_folder: str = ""
    scheme: str = "system"
    text_percent: int = 100
    database: str = ""
    login: str = ""
    role: str = "team"
    view: str = "now"
    lock_minutes: int = 15
    recent: str = ""
    own_role: str = ""
    section: str = ""

    @classmethod
    def load(cls, file: Path) -> Settings:
        """Read the file; what is missing or unreadable is as on a first start."""
        settings = cls(file)
        parser = configparser.ConfigParser(interpolation=None)
        try:
            parser.read(file, encoding="utf-8")
        except (configparser.Error, OSError, UnicodeDecodeError):
            return settings
        if not parser.has_section(_SECTION):
            return settings
        for name, kind in _kinds().items():
            text = parser.get(_SECTION, name, fallback=None)
            if text is None:
                continue
            if kind is not int:
                setattr(settings, name, text)
            elif text.isascii() and text.isdigit():
                setattr(settings, name, int(text))
        return settings

    def save(self) -> None:
        """Write the file as a whole or not at all; a full disk costs no more than the memory."""
        if self.file is None:
            return
        parser = configparser.ConfigParser(interpolation=None)
        parser[_SECTION] = {name: str(getattr(self, name)) for name in _kinds()}
        written = self.file.with_suffix(".new")
        try:
            with written.open("w", encoding="utf-8") as stream:
                parser.write(stream)
            os.replace(written, self.file)  # noqa: PTH105 - the function that says what it does
        except OSError:
            written.unlink(missing_ok=True)


def _kinds() -> dict[str, type]:
    return {field.name: type(field.default) for field in fields(Settings) if field.name != "file"}
