"""The declarative base: portable column types and the two kinds of ledger rows.

STRICT tables in SQLite know only INTEGER, TEXT, REAL and BLOB, and PostgreSQL wants BIGINT for
ten-thousandths: so every column is one of :data:`Text`, :data:`Number` (trust.md, Migrations).
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Number = BigInteger().with_variant(Integer(), "sqlite")

#: Text that is never NULL; a natural key of text; a number; flags are 0 or 1.
Words = Annotated[str, mapped_column(Text)]
KeyWords = Annotated[str, mapped_column(Text, primary_key=True)]
Count = Annotated[int, mapped_column(Number)]
KeyCount = Annotated[int, mapped_column(Number, primary_key=True)]


class Base(DeclarativeBase):
    """All tables of a store."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text, int: Number}


#: Options of every table: STRICT, and the key is the table (no second b-tree).
TABLE = {"sqlite_strict": True, "sqlite_with_rowid": False}


class Versioned(Base):
    """One row of what numbers depend on, as a change stated it; the latest change counts.

    A subclass adds its natural key (primary key columns) and its values. ``withdrawn`` 1 says
    that from this change on the row exists no longer.
    """

    __abstract__ = True

    change: Mapped[int] = mapped_column(
        Number,
        ForeignKey("changes.number", deferrable=True, initially="DEFERRED"),
        primary_key=True,
    )
    withdrawn: Mapped[Count]

    @classmethod
    def natural_key(cls) -> tuple[str, ...]:
        """Return the names of the key columns without the change."""
        return tuple(column.name for column in cls.__table__.primary_key if column.name != "change")


def versioned_table(*constraints: CheckConstraint) -> tuple[Any, ...]:
    """Return the table arguments of a versioned class."""
    return (
        CheckConstraint("withdrawn IN (0, 1)", name="withdrawn"),
        *constraints,
        TABLE,
    )
