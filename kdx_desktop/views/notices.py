"""Notice: one sentence for the person at the screen, shown without stopping anybody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NoticeKind(StrEnum):
    """How a notice is coloured and which icon stands with it."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """A short Japanese sentence: what happened, what was kept, what to do."""

    kind: NoticeKind
    text: str
