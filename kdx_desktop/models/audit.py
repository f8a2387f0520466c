"""The audit log: sign-ins, exports, closings, account changes, chained like the ledger's changes."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from kdx_desktop.models.base import TABLE, Base, KeyCount, Words


class AuditEvent(Base):
    """One event; ``subject`` is what it was about (a login, a file, a month), without figures.

    ``recorded_at`` as in :class:`~kdx_desktop.models.change.Change`.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("length(hash) = 64", name="hash"),
        UniqueConstraint("previous_hash"),
        TABLE,
    )

    number: Mapped[KeyCount]
    recorded_at: Mapped[Words]
    actor: Mapped[Words]
    computer: Mapped[Words]
    kind: Mapped[Words]
    subject: Mapped[Words]
    details: Mapped[Words]
    previous_hash: Mapped[Words]
    hash: Mapped[Words]
