"""Format 2: accounts, assignments, the audit log, and the format that the store itself states."""

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
    UniqueConstraint,
)

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")


def _words(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def _number(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, _NUMBER, nullable=nullable)


def upgrade(operations: Operations) -> None:
    """Add the tables."""
    options = {"sqlite_strict": True, "sqlite_with_rowid": False}
    operations.create_table(
        "accounts",
        *_words("login", "name", "role"),
        _number("disabled"),
        _number("temporary"),
        PrimaryKeyConstraint("login", name="pk_accounts"),
        CheckConstraint(
            "role IN ('chief', 'clerk', 'manager', 'team', 'accounts')", name="ck_accounts_role"
        ),
        CheckConstraint("disabled IN (0, 1) AND temporary IN (0, 1)", name="ck_accounts_flags"),
        **options,
    )
    operations.create_table(
        "audit_events",
        _number("number"),
        *_words(
            "recorded_at",
            "actor",
            "computer",
            "kind",
            "subject",
            "details",
            "previous_hash",
            "hash",
        ),
        PrimaryKeyConstraint("number", name="pk_audit_events"),
        CheckConstraint("number > 0", name="ck_audit_events_number"),
        CheckConstraint("length(hash) = 64", name="ck_audit_events_hash"),
        UniqueConstraint("previous_hash", name="uq_audit_events_previous_hash"),
        **options,
    )
    operations.create_table(
        "store_format",
        _number("version"),
        *_words("oldest_program"),
        PrimaryKeyConstraint("version", name="pk_store_format"),
        **options,
    )
    operations.create_table(
        "assignments",
        *_words("login", "department", "kind"),
        _number("first_day"),
        _number("last_day", nullable=True),
        PrimaryKeyConstraint("login", "department", "kind", "first_day", name="pk_assignments"),
        CheckConstraint("kind IN ('chief', 'clerk')", name="ck_assignments_kind"),
        CheckConstraint("last_day IS NULL OR last_day >= first_day", name="ck_assignments_days"),
        ForeignKeyConstraint(["login"], ["accounts.login"], name="fk_assignments_login"),
        **options,
    )
