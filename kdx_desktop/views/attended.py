"""AttendedOffice: an office that also tells the window when the store refuses the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from kdx_desktop.errors import NotAllowed, SignInFailed

if TYPE_CHECKING:  # loaded on the worker, after the window has appeared
    from kdx_desktop.services.office import Office

T = TypeVar("T")


class AttendedOffice:
    """Passes everything on; ``refused`` is called on the worker, whichever screen had asked.

    A server that ends a session, or gives somebody other rights, says so to whatever comes next.
    """

    def __init__(self, office: Office, refused: Callable[[Any], object]) -> None:
        self._office = office
        self._refused = refused

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
            return speak(work)
        except (SignInFailed, NotAllowed) as failure:
            self._refused(failure)
            raise
