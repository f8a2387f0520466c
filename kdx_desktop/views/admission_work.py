"""What admission has done on the worker: asks of the store, and what stands in for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, cast

from kdx_desktop.errors import KdxError
from kdx_desktop.views.opening import Secret

if TYPE_CHECKING:  # loaded on the worker
    from kdx_desktop.services.office import Office
    from kdx_desktop.services.person import Person


class SignedOut:
    """Stands where an office stood: nobody is signed in, and nothing is known of who was."""

    def read(self, *_work: object) -> NoReturn:
        """Refuse whatever is asked."""
        raise KdxError("サインインしていません。")

    write = ping = read

    def on_lost(self, _told: object) -> None:
        """Nothing can be lost."""

    def close(self) -> None:
        """Nothing is open."""


def nobody_in() -> Office:
    """Return what is open while nobody is signed in."""
    return cast("Office", SignedOut())


def who_acts(session: Any) -> Person:
    """Return who acts, with the rights of this moment."""
    # Imported here, on the worker: the services are loaded by then.
    from kdx_desktop.services.rights import person

    return person(session)


def least_length(session: Any) -> int:
    """Return the least number of characters that the city asks of a password."""
    # Imported here, on the worker: only who changes a password needs it.
    from kdx_desktop.services.passwords import min_length

    return min_length(session)


def change_password(session: Any, current: Secret, new: Secret) -> None:
    """Change the password of whoever acts."""
    # Imported here, on the worker: only who changes a password needs it.
    from kdx_desktop.services import accounts

    accounts.change_password(session, new.reveal(), current.reveal())
