"""Organisation as stored: departments, headcounts and successions (domain.md §2)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kdx_desktop.models.base import (
    Count,
    KeyCount,
    KeyWords,
    Number,
    Versioned,
    Words,
    versioned_table,
)


class DepartmentVersion(Versioned):
    """A 課・所; ``valid_to`` None: it still exists. Months are yyyymm."""

    __tablename__ = "departments"
    __table_args__ = versioned_table(
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="life")
    )

    code: Mapped[KeyWords]
    name: Mapped[Words]
    bureau: Mapped[Words]
    valid_from: Mapped[Count]
    valid_to: Mapped[int | None] = mapped_column(Number)


class HeadcountVersion(Versioned):
    """職員数 and telework-eligible 職員数 of a department in a fiscal year; None: left blank."""

    __tablename__ = "headcounts"
    __table_args__ = versioned_table(CheckConstraint("headcount >= 0", name="headcount"))

    department: Mapped[KeyWords]
    fiscal_year: Mapped[KeyCount]
    headcount: Mapped[int | None] = mapped_column(Number)
    telework_eligible: Mapped[int | None] = mapped_column(Number)


class SuccessionVersion(Versioned):
    """Who carries on whose figures; ``share`` is an exact fraction such as ``3/5``, None: 按分不能."""

    __tablename__ = "successions"
    __table_args__ = versioned_table()

    predecessor: Mapped[KeyWords]
    successor: Mapped[KeyWords]
    effective_month: Mapped[KeyCount]
    share: Mapped[str | None]


class BaselineVersion(Versioned):
    """An annual figure of a department that has no months in that year; in ten-thousandths."""

    __tablename__ = "annual_baselines"
    __table_args__ = versioned_table(CheckConstraint("amount >= 0", name="amount"))

    department: Mapped[KeyWords]
    fiscal_year: Mapped[KeyCount]
    metric: Mapped[KeyWords]
    amount: Mapped[Count]
