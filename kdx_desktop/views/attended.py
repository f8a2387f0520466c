"""AttendedOffice: an office that also tells the window when a server deals otherwise with somebody.

A server ends the session of a person whose rights or password have changed. The next call comes
over a new connection, with other rights or with none, whichever screen has asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from kdx_desktop.errors import NotAllowed, SignInFailed

if TYPE_CHECKING:  # loaded on the worker, after the window has appeared
    from kdx_desktop.services.office import Office

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told, on the worker: of a refusal, and of a connection in the place of another."""

    refused: Callable[[Any], object]
    reconnected: Callable[[], object]


class AttendedOffice:
    """Passes everything on to the office."""

    def __init__(self, office: Office, told: Told) -> None:
        self._office = office
        self._told = told
        self._line: object = None

    def read(self, work: Callable[[Any], T]) -> T:
        """Read as the office does."""
        return self._attended(self._office.read, work)

    def write(self, work: Callable[[Any], T]) -> T:
        """Write as the office does."""
        return self._attended(self._office.write, work)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._office, name)

    def _attended(self, speak: Callable[[Callable[[Any], T]], T], work: Callable[[Any], T]) -> T:
        try:
            return speak(partial(self._noticing, work))
        except (SignInFailed, NotAllowed) as failure:
            self._told.refused(failure)
            raise

    def _noticing(self, work: Callable[[Any], T], session: Any) -> T:
        line = session.connection().connection.driver_connection
        before, self._line = self._line, line
        if before is not None and before is not line:
            self._told.reconnected()
        return work(session)
