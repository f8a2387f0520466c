"""Format 3: 業務 with their minutes per case, and the dated states of 取組."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
)

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
_OPTIONS = {"sqlite_strict": True, "sqlite_with_rowid": False}


def _words(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def _numbers(*names: str) -> list[Column[int]]:
    return [Column(name, _NUMBER, nullable=False) for name in names]


def _of_a_change(table: str) -> tuple[CheckConstraint, ForeignKeyConstraint]:
    """Return what every versioned table has beside its own conditions."""
    return (
        CheckConstraint("withdrawn IN (0, 1)", name=f"ck_{table}_withdrawn"),
        ForeignKeyConstraint(
            ["change"],
            ["changes.number"],
            name=f"fk_{table}_change",
            deferrable=True,
            initially="DEFERRED",
        ),
    )


def upgrade(operations: Operations) -> None:
    """Add the tables."""
    operations.create_table(
        "automations",
        *_words("department", "name"),
        *_numbers("valid_from", "minutes_before", "minutes_after", "measured", "one_off"),
        *_words("note"),
        *_numbers("change", "withdrawn"),
        PrimaryKeyConstraint("department", "name", "valid_from", "change", name="pk_automations"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="ck_automations_name"),
        CheckConstraint(
            "valid_from BETWEEN 190001 AND 219912 AND valid_from % 100 BETWEEN 1 AND 12",
            name="ck_automations_valid_from",
        ),
        CheckConstraint(
            "minutes_before >= 0 AND minutes_after >= 0", name="ck_automations_minutes"
        ),
        CheckConstraint("measured IN (0, 1) AND one_off IN (0, 1)", name="ck_automations_flags"),
        *_of_a_change("automations"),
        **_OPTIONS,
    )
    operations.create_table(
        "initiative_states",
        *_words("plan"),
        *_numbers("position", "day"),
        *_words("state", "note"),
        *_numbers("change", "withdrawn"),
        PrimaryKeyConstraint("plan", "position", "day", "change", name="pk_initiative_states"),
        CheckConstraint("day BETWEEN 19000101 AND 21991231", name="ck_initiative_states_day"),
        *_of_a_change("initiative_states"),
        **_OPTIONS,
    )
