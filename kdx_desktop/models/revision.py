"""A revision: what a cell became by a change; never altered, numbered per cell from 1."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kdx_desktop.models.base import TABLE, Base, Count, KeyCount, KeyWords, Number, Words

# Chains of OR: SQLite builds a small table for each IN, which made an import three times slower.
_NO_AMOUNT = "state = 'not_applicable' OR state = 'not_reported'"
_STATES = f"state = 'actual' OR state = 'estimate' OR {_NO_AMOUNT}"
_AMOUNT = f"(amount IS NULL) = ({_NO_AMOUNT})"
_MONTH = "month BETWEEN 190001 AND 219912 AND month % 100 BETWEEN 1 AND 12"


class Revision(Base):
    """One entry in the life of a cell.

    ``amount`` is in ten-thousandths, None unless reported; the state ``not_reported`` is a
    withdrawal (取消). ``typed`` is what was typed to get there, as JSON text, or empty.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(_STATES, name="state"),
        CheckConstraint(_AMOUNT, name="amount"),
        CheckConstraint(_MONTH, name="month"),
        UniqueConstraint("department", "month", "metric", "number"),
        TABLE,
    )

    change: Mapped[int] = mapped_column(
        Number,
        ForeignKey("changes.number", deferrable=True, initially="DEFERRED"),
        primary_key=True,
    )
    department: Mapped[KeyWords]
    month: Mapped[KeyCount]
    metric: Mapped[KeyWords]
    number: Mapped[Count]
    state: Mapped[Words]
    amount: Mapped[int | None] = mapped_column(Number)
    note: Mapped[Words]
    typed: Mapped[Words]


class CurrentFigure(Base):
    """The latest revision of each cell, kept by the store itself and checked by the replay."""

    __tablename__ = "current_figures"
    __table_args__ = (TABLE,)

    department: Mapped[KeyWords]
    month: Mapped[KeyCount]
    metric: Mapped[KeyWords]
    number: Mapped[Count]
    change: Mapped[Count]
    state: Mapped[Words]
    amount: Mapped[int | None] = mapped_column(Number)
    note: Mapped[Words]
