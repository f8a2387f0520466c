"""Opening: how the window comes to its data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loaded on the worker, after the window has appeared
    from kdx_desktop.services.office import Office


@dataclass(frozen=True, slots=True)
class Opening:
    """``open`` runs on the worker; ``waiting`` is said meanwhile if it takes its time.

    ``create`` is given on a first start: the person is asked before anything is made.
    ``throw_away`` marks a sample city that lives only as long as the window; ``forget`` removes it.
    """

    open: Callable[[], Office]
    waiting: str = "データベースを開いています。"
    create: Callable[[], Office] | None = None
    place: str = ""
    throw_away: bool = False
    forget: Callable[[], object] | None = None
