"""Who may do what: accounts and dated assignments to departments (trust.md, Roles).

These rows change in place, so that rights change at once; their history is in the audit log.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kdx_desktop.models.base import TABLE, Base, Count, KeyCount, KeyWords, Number, Words


class Account(Base):
    """A person's login (OS login or PostgreSQL role) and role; disabled, never deleted.

    ``temporary`` 1: the password was given by somebody else and has to be changed first.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("role IN ('chief', 'clerk', 'manager', 'team', 'accounts')", name="role"),
        CheckConstraint("disabled IN (0, 1) AND temporary IN (0, 1)", name="flags"),
        TABLE,
    )

    login: Mapped[KeyWords]
    name: Mapped[Words]
    role: Mapped[Words]
    disabled: Mapped[Count]
    temporary: Mapped[Count]


class Assignment(Base):
    """A person enters for a department, as its chief or as the clerk whom the chief named.

    Days are yyyymmdd, both included, in Japan's time; ``last_day`` None: until further notice.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("kind IN ('chief', 'clerk')", name="kind"),
        CheckConstraint("last_day IS NULL OR last_day >= first_day", name="days"),
        TABLE,
    )

    login: Mapped[KeyWords] = mapped_column(ForeignKey("accounts.login"), primary_key=True)
    department: Mapped[KeyWords]
    kind: Mapped[KeyWords]
    first_day: Mapped[KeyCount]
    last_day: Mapped[int | None] = mapped_column(Number)
