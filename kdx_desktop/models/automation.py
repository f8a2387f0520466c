"""業務 whose hours new technology saves, as stored: minutes per case (domain.md §3)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from kdx_desktop.models.base import Count, KeyCount, KeyWords, Versioned, Words, versioned_table


class AutomationVersion(Versioned):
    """A department's 業務 and what one case of it takes from the month ``valid_from`` on.

    Minutes are in ten-thousandths; ``minutes_after`` is the human time that is left. ``measured``
    1: 実測, 0: 見積; ``one_off`` 1: 一時的. Withdrawn: it ends with that month, whatever was before.
    """

    __tablename__ = "automations"
    __table_args__ = versioned_table(
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name"),
        CheckConstraint(
            "valid_from BETWEEN 190001 AND 219912 AND valid_from % 100 BETWEEN 1 AND 12",
            name="valid_from",
        ),
        CheckConstraint("minutes_before >= 0 AND minutes_after >= 0", name="minutes"),
        CheckConstraint("measured IN (0, 1) AND one_off IN (0, 1)", name="flags"),
    )

    department: Mapped[KeyWords]
    name: Mapped[KeyWords]
    valid_from: Mapped[KeyCount]
    minutes_before: Mapped[Count]
    minutes_after: Mapped[Count]
    measured: Mapped[Count]
    one_off: Mapped[Count]
    note: Mapped[Words]
