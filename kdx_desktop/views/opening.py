"""Opening: how the window comes to its data, and who has to sign in for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loaded on the worker, after the window has appeared
    from kdx_desktop.services.office import Office


class Secret:
    """A password on its way: whatever prints it, a log or a debugger, shows nothing of it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the password, for the one who needs it."""
        return self._text


@dataclass(frozen=True, slots=True)
class Server:
    """A server that knows each person by a name and a password.

    ``place`` and ``database`` say where it is; ``login`` is the name to begin with. ``sign_in``
    opens it with a name and a password, on the worker, and puts that on record; SignInFailed when
    they are wrong. ``reopen`` does the same for the person who is here already. ``signed_in`` is
    told the name once that worked; ``leave`` opens this PC's own data instead, where the server
    was only remembered.
    """

    place: str
    database: str
    login: str
    sign_in: Callable[[str, Secret], Office]
    reopen: Callable[[str, Secret], Office]
    signed_in: Callable[[str], object]
    leave: Callable[[], Opening] | None = None


@dataclass(frozen=True, slots=True)
class FirstChoice:
    """What a person chose on a first start.

    ``server`` is a URL, empty for this PC; ``role`` one of services.person.Role; ``sample`` opens a
    made-up city that is thrown away instead of creating anything.
    """

    server: str = ""
    role: str = "team"
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """``open`` runs on the worker; ``waiting`` is said meanwhile if it takes its time.

    ``choose`` is given on a first start: the person is asked before anything is made, and their
    choice gives another opening. ``login`` is their name at the system, as far as it is known.
    ``server`` is given where one signs in; ``open`` tries it without asking for a password.
    ``file`` is that of one PC: a first screen may be remembered for it.
    ``throw_away`` marks a sample city that lives only as long as the window; ``forget`` removes it.
    """

    open: Callable[[], Office]
    waiting: str = "データベースを開いています。"
    choose: Callable[[FirstChoice], Opening] | None = None
    login: str = ""
    place: str = ""
    server: Server | None = None
    file: Path | None = None
    throw_away: bool = False
    forget: Callable[[], object] | None = None
