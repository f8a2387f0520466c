"""What can go wrong in a way that a person can mend: each error carries a Japanese sentence.

Everything else is a defect and is left to the crash handler. ``exit_status`` is the contract of
interfaces.md: 1 the data, 2 the usage, 3 the environment.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType

#: Errors whose message is made by the interpreter of names in the source, not of people's data.
_HARMLESS = (AttributeError, ImportError, NameError, NotImplementedError, RecursionError)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with input: where it is, what it is and what is allowed.

    ``line`` counts from 1 as a text editor does (the header is line 1), or is the row of a sheet;
    ``column`` is the header as written in the file. None where the problem has no such place.
    """

    reason: str
    file: str | None = None
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [self.file or ""]
        if self.line is not None:
            place.append(f"{self.line}行目")
        if self.column:
            place.append(f"「{self.column}」")
        where = " ".join(part for part in place if part)
        return f"{where}：{self.reason}" if where else self.reason


class KdxError(Exception):
    """A failure with a sentence for the person at the screen; never shown with a traceback."""

    exit_status = 1
    problems: tuple[Problem, ...] = ()

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class DataError(KdxError):
    """The data have problems, each of them named. Nothing was stored."""

    exit_status = 1

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class UsageError(KdxError):
    """The command or the choice on screen makes no sense as it stands."""

    exit_status = 2


class EnvironmentFailure(KdxError):
    """No database, no rights, a full disk, no display: the surroundings have to change."""

    exit_status = 3


class NotAllowed(EnvironmentFailure):
    """The person's role does not include this; nothing was done."""


class SignInFailed(EnvironmentFailure):
    """Unknown login, wrong or missing password, no right to come in: they all look the same."""


class ConnectionLost(EnvironmentFailure):
    """The server cannot be reached, or went away; what was being typed is kept."""


def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """Return where a defect happened, for a log or a dialog.

    Messages may quote what people typed, a password among it, and are left out.
    """
    # Imported here: nothing needs it before something has gone wrong.
    import traceback

    places = [
        f'  "{_inside(frame.filename)}", line {frame.lineno}, in {frame.name}'
        for frame in traceback.extract_tb(trace)
    ]
    said = f": {error}" if isinstance(error, _HARMLESS) else ""
    return "\n".join((f"{kind.__module__}.{kind.__qualname__}{said}", *places))


def _inside(file: str) -> str:
    """Return the part of a path that is the program's, without the name of the user's folder."""
    for mark in ("kdx_desktop", "site-packages", "lib"):
        _, found, after = file.replace("\\", "/").partition(f"/{mark}/")
        if found:
            return f"{mark}/{after}"
    return file.rpartition("/")[2]
