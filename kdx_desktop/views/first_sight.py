"""FirstSight: the first screen as it was left, shown while the store is still being loaded.

Loading the store takes longer than all else of a start. A file in which nothing was stored since
shows what it showed, so a window remembers that, for the next start alone; what is read a moment
later takes its place. A server shows nothing before somebody has signed in (docs/adr/0018).
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kdx_desktop import __version__
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.file_stamp import stamp_of
from kdx_desktop.services.person import system_login
from kdx_desktop.settings import Settings
from kdx_desktop.views.frame import Reading
from kdx_desktop.worker import nobody

if TYPE_CHECKING:  # the store is loaded on the worker
    from kdx_desktop.services.office import Office
    from kdx_desktop.views.widgets.page import Page
    from kdx_desktop.workspace import Work, Workspace

#: The file beside the settings.
NAME = "first_sight.json"


@dataclass(frozen=True, slots=True)
class PageSight:
    """What a screen showed, as it writes it itself, and the last day on which it shows the same."""

    content: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FirstSight:
    """Who acted and what the window looked at, and what its screen showed (`PageSight`)."""

    reading: Reading
    content: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """A first sight, and all that must be the same for it to be true."""

    program: str
    file: str
    stamp: str
    choices: tuple[str, ...]
    day: date
    until: date | None
    sight: FirstSight

    def holds(self, file: Path, settings: Settings) -> bool:
        """Tell whether a window would show the same: nothing stored, chosen or due since."""
        today = date.today()  # noqa: DTZ011 - the desk's own day
        return (
            (self.program, self.file) == (__version__, str(file))
            and self.choices == _choices(settings)
            and self.day <= today <= (self.until or today)
            and (self.day.year, self.day.month) == (today.year, today.month)
            and self.stamp == stamp_of(file) != ""
        )


def written(values: Any) -> str:
    """Return frozen values as JSON."""
    # Imported here: a window appears without it.
    import msgspec

    return msgspec.json.encode(values, enc_hook=_plain).decode()


def read(content: str | bytes, kind: type[Any]) -> Any:
    """Return values of a kind from their JSON; ValueError for anything else."""
    # Imported here: a window appears without it.
    import msgspec

    try:
        return msgspec.json.decode(content, type=kind, dec_hook=_made)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error


def recall(file: Path, settings: Settings) -> FirstSight | None:
    """Return what a window would show of a file now, on the worker; None: that has to be read."""
    place = _place(settings)
    if place is None or not place.is_file():
        return None
    try:
        kept: _Kept = read(place.read_bytes(), _Kept)
    except (OSError, ValueError):
        return None
    return kept.sight if kept.holds(file, settings) else None


def keep(file: Path | None, settings: Settings, workspace: Workspace, page: Page | None) -> None:
    """Remember, on the worker, what a screen shows of a file, if it can show that at once.

    What cannot be kept is read at the next start.
    """
    place, reading = _place(settings), None if page is None else page.first_sight()
    if file is not None and place is not None and reading is not None:
        values = partial(_kept, file=file, settings=settings, page=reading)
        workspace.attend(partial(_store, place=place, work=values), nobody, nobody)


def _store(office: Office, place: Path, work: Work[_Kept]) -> None:
    kept, new = office.read(work), place.with_suffix(".new")
    with suppress(OSError):
        new.write_text(written(kept), encoding="utf-8")
        os.replace(new, place)  # noqa: PTH105 - the function that says what it does


def _kept(session: Any, file: Path, settings: Settings, page: Work[PageSight]) -> _Kept:
    # Imported here, on the worker: it brings the services.
    from kdx_desktop.views.first_reading import read_first

    reading, seen = read_first(session, Month(settings.month)), page(session)
    return _Kept(
        program=__version__,
        file=str(file),
        stamp=stamp_of(file),  # nobody can store anything while this is read
        choices=_choices(settings),
        day=date.today(),  # noqa: DTZ011 - the desk's own day
        until=seen.until,
        sight=FirstSight(reading, seen.content),
    )


def _place(settings: Settings) -> Path | None:
    """Return the file beside the settings; who remembers no settings remembers no sight."""
    return None if settings.file is None else settings.file.with_name(NAME)


def _choices(settings: Settings) -> tuple[str, ...]:
    """Return who looks, and at what."""
    chosen = (settings.page, settings.role, settings.own_role, settings.department, settings.view)
    return (system_login(), str(settings.month), *chosen)


def _plain(value: Any) -> int:
    if isinstance(value, Month):
        return int(value)
    raise NotImplementedError


def _made(kind: type[Any], value: Any) -> Any:
    if kind is Month:
        return Month.of(*divmod(value, 100))
    raise NotImplementedError
