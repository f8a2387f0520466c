"""Attacks: forging who it was, when, and what stands in the books."""

from __future__ import annotations

from tests.torture.attack import ALL, ENTER, Attack
from tests.torture.attack_words import TABLES, act, rev, seal

#: Who it was, when, and what stands in the books: said by the server alone.
FORGING = [
    *(
        Attack(
            act(
                rev("<own>"),
                f"INSERT INTO changes (number, {column}, computer, kind, reason, source, key)"
                f" VALUES (<next>, {value}, 'x', 'entry', 'x', '', 'forged');",
            )
        )
        for column, value in (
            ("actor", "'<team>'"),
            ("recorded_at", "'2020-01-01T00:00:00.000000Z'"),
            ("hash", "repeat('0', 64)"),
            ("previous_hash", "repeat('1', 64)"),
        )
    ),
    Attack(
        "INSERT INTO changes SELECT <next>, '2020', '<team>', 'x', 'entry', '', '', 'k', '', '';"
    ),
    Attack("INSERT INTO changes DEFAULT VALUES;"),
    Attack(seal()[:-1] + " ON CONFLICT (key) DO UPDATE SET actor = '<team>';"),
    Attack(seal()[:-1] + " ON CONFLICT DO NOTHING RETURNING actor;", ALL - ENTER),
    *(
        Attack(f"UPDATE {table} SET {column} = {column};")
        for table, column in (
            ("changes", "actor"),
            ("revisions", "amount"),
            ("current_figures", "amount"),
            ("accounts", "role"),
            ("assignments", "department"),
            ("audit_events", "actor"),
            ("closings", "month"),
            ("submissions", "state"),
            ("store_format", "version"),
        )
    ),
    *(Attack(f"DELETE FROM {table};") for table in TABLES),
    *(Attack(f"TRUNCATE {table} CASCADE;") for table in TABLES),
    Attack("UPDATE accounts SET role = 'team' WHERE login = '<me>';"),
    Attack("INSERT INTO accounts VALUES ('x', 'x', 'team', 0, 0);"),
    Attack("INSERT INTO assignments VALUES ('<me>', '<other>', 'chief', 20000101, NULL);"),
    Attack("INSERT INTO audit_events VALUES (1, '', '<team>', '', 'sign_in', '', '', '', '');"),
    Attack("INSERT INTO current_figures VALUES ('<own>', <open>, 'x', 1, 1, 'actual', 1, '');"),
    Attack("SELECT record_event('x', 'account', '<me>', 'role team');"),
    Attack("SELECT record_event('x', 'restore', 'x', 'x');"),
    Attack("SELECT record_event('x', NULL, 'x', 'x');"),
    Attack("SELECT record_event('x', 'closing', '2022-04', 'x');"),
    Attack("SELECT record_event('x''); DROP TABLE audit_events; --', 'copy', 'x', 'x');"),
    Attack("SELECT append_event('x', 'sign_in', 'x', 'x');"),
    Attack("SELECT setval('changes_number_seq', 1000);"),
    Attack("SELECT nextval('changes_number_seq');"),
    Attack("SELECT seal_change();"),
    Attack("SELECT rows_before_seal();"),
]
