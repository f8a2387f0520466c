"""The month's work as stored: submissions and closings; and settings of the city (domain.md §6)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from kdx_desktop.models.base import KeyCount, KeyWords, Versioned, Words, versioned_table


class SubmissionVersion(Versioned):
    """Where a department's month stands: submitted, approved or returned (with a reason)."""

    __tablename__ = "submissions"
    __table_args__ = versioned_table(
        CheckConstraint("state IN ('submitted', 'approved', 'returned')", name="state")
    )

    department: Mapped[KeyWords]
    month: Mapped[KeyCount]
    state: Mapped[Words]
    reason: Mapped[Words]


class ClosingVersion(Versioned):
    """A month that is closed: from this change on only corrections. Never withdrawn."""

    __tablename__ = "closings"
    __table_args__ = versioned_table(CheckConstraint("withdrawn = 0", name="final"))

    month: Mapped[KeyCount]


class SettingVersion(Versioned):
    """A setting of the whole city, such as its name; text."""

    __tablename__ = "city_settings"
    __table_args__ = versioned_table()

    name: Mapped[KeyWords]
    value: Mapped[Words]
