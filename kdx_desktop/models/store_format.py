"""Which format a store has, and the oldest program that may use it (trust.md, Migrations)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from kdx_desktop.models.base import TABLE, Base, KeyCount, Words


class StoreFormat(Base):
    """The store's format: one row. ``oldest_program`` is a version such as ``0.2.0``."""

    __tablename__ = "store_format"
    __table_args__ = (TABLE,)

    version: Mapped[KeyCount]
    oldest_program: Mapped[Words]
