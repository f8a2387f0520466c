"""A change: one numbered, hashed act of one person (domain.md §7, trust.md Ledger)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from kdx_desktop.models.base import TABLE, Base, KeyCount, Words


class Change(Base):
    """Who, when, from which computer, why and from what source; inserted after its rows.

    ``recorded_at`` is UTC as ``YYYY-MM-DDTHH:MM:SS.ffffffZ`` and never goes back. ``key`` is the
    idempotency key of the save. ``hash`` is explained in :mod:`kdx_desktop.models.chain`.
    """

    __tablename__ = "changes"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("length(hash) = 64", name="hash"),
        UniqueConstraint("key"),
        UniqueConstraint("previous_hash"),
        TABLE,
    )

    number: Mapped[KeyCount]
    recorded_at: Mapped[Words]
    actor: Mapped[Words]
    computer: Mapped[Words]
    kind: Mapped[Words]
    reason: Mapped[Words]
    source: Mapped[Words]
    key: Mapped[Words]
    previous_hash: Mapped[Words]
    hash: Mapped[Words]
