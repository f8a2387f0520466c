"""The words attacks are made of: rows, steps, seals.

In the words between angle brackets stand the next change number, departments (``<own>`` belongs to
chief and clerk), logins, months by how they stand, and the amount that some may not see.
"""

from __future__ import annotations

TABLES = (
    *("accounts", "annual_baselines", "assignments", "audit_events", "automations", "changes"),
    *("city_settings", "closings", "current_figures", "departments", "grade_bands", "headcounts"),
    *("initiative_states", "initiatives", "kpis", "metrics", "paper_factors", "plans"),
    *("revisions", "store_format", "submissions", "successions", "targets"),
)
METRIC = "copy_paper_sheets"


def rev(place: str = "<other>", month: str = "<open>", number: int = 2, at: str = "<next>") -> str:
    """Insert a revision."""
    return (
        f"INSERT INTO revisions VALUES ({at}, '{place}', {month}, '{METRIC}', {number},"
        " 'actual', 10000, '', '');"
    )


def step(place: str, month: str, state: str, withdrawn: int = 0) -> str:
    """Insert a step of a department's month."""
    return (
        "INSERT INTO submissions (change, withdrawn, department, month, state, reason)"
        f" VALUES (<next>, {withdrawn}, '{place}', {month}, '{state}', 'x');"
    )


def seal(kind: str = "entry", reason: str = "x", at: str = "<next>") -> str:
    """Insert the change that seals the rows."""
    return (
        "INSERT INTO changes (number, computer, kind, reason, source, key)"
        f" VALUES ({at}, 'x', '{kind}', '{reason}', '', gen_random_uuid()::text);"
    )


def act(*statements: str) -> str:
    """Do all in one transaction."""
    return "BEGIN; " + " ".join(statements) + " COMMIT;"


def call(rows: str, kind: str = "entry") -> str:
    """Hand rows to the server's own function."""
    return (
        f"SELECT write_change('x', '{kind}', 'x', '', gen_random_uuid()::text, <next> - 1,"
        f" '{rows}');"
    )
