"""Attacks: taking rights that one does not have."""

from __future__ import annotations

from tests.torture.attack import ALL, KEEPER, Attack
from tests.torture.attack_words import act, rev, seal

_VERIFIER = "SCRAM-SHA-256$4096:" + "A" * 24 + "$" + "B" * 44 + ":" + "C" * 44
_NOBODY_ADDS = (
    *("postgres", "kdx_owner", "kdx_keeper", "kdx_people", "public", "none", "pg_monitor"),
    *("x; DROP TABLE revisions", 'x" SUPERUSER; --', "X", "", " x", "x\ny", "ü", "a" * 64),
    *("outsider", "<superuser>"),
)

#: Rights that one does not have.
RISING = [
    *(
        Attack(f"SELECT account_add('x', '{login}', 'x', 'team', '{_VERIFIER}');")
        for login in _NOBODY_ADDS
    ),
    Attack("SELECT account_add('x', NULL, 'x', 'team', NULL);"),
    Attack(f"SELECT account_add('x', 'new_one', 'x', 'superuser', '{_VERIFIER}');"),
    Attack("SELECT account_add('x', 'new_two', 'x', 'team', 'x'' SUPERUSER PASSWORD ''x');"),
    Attack("SELECT account_add('x', 'new_two', 'x', 'team', 'md5' || repeat('0', 32));"),
    Attack("SELECT account_add('x', 'new_two', 'x', 'team', '');"),
    Attack(f"SELECT account_add('x', 'new_three', 'x', 'team', '{_VERIFIER}');", ALL - {KEEPER}),
    Attack("SELECT account_add('x', 'postgres', 'x', 'team', NULL);"),
    Attack("SELECT account_set_role('x', '<me>', 'team');"),
    Attack("SELECT account_set_role('x', '<me>', 'accounts');"),
    Attack("SELECT account_set_role('x', '<team>', 'manager');", ALL - {KEEPER}),
    Attack("SELECT account_set_role('x', '<team>', 'TEAM');"),
    Attack("SELECT account_set_role('x', '<team>', NULL);"),
    Attack("SELECT account_set_role('x', NULL, 'team');"),
    Attack("SELECT account_set_disabled('x', '<me>', false);"),
    Attack("SELECT account_set_disabled('x', '<team>', true);", ALL - {KEEPER}),
    Attack("SELECT account_set_disabled('x', '<team>', NULL);"),
    Attack("SELECT account_set_name('x', '<team>', 'x');", ALL - {KEEPER}),
    Attack(f"SELECT account_reset_password('x', '<team>', '{_VERIFIER}');", ALL - {KEEPER}),
    *(
        Attack(f"SELECT account_reset_password('x', '{login}', '{_VERIFIER}');")
        for login in ("postgres", "<superuser>", "kdx_keeper", "outsider", "nobody_at_all")
    ),
    Attack("SELECT account_reset_password('x', '<team>', 'x'' SUPERUSER --');"),
    Attack("SELECT account_reset_password('x', '<team>', NULL);"),
    Attack("SELECT account_change_password('x', 'x'' SUPERUSER --');"),
    Attack("SELECT account_change_password('x', NULL);"),
    Attack(f"SELECT account_set_verifier('<team>', '{_VERIFIER}');"),
    Attack(
        "SELECT assignment_set('x', '<me>', '<other>', 'chief', 20000101, NULL);", ALL - {KEEPER}
    ),
    Attack(
        "SELECT assignment_set('x', '<me>', '<other>', 'clerk', 20000101, NULL);", ALL - {KEEPER}
    ),
    Attack("SELECT assignment_set('x', '<me>', '<own>', 'chief', 20000102, NULL);", ALL - {KEEPER}),
    Attack("SELECT assignment_set('x', '<me>', NULL, 'clerk', 20000101, NULL);"),
    Attack("SELECT assignment_set('x', '<me>', '<own>', NULL, 20000101, NULL);"),
    Attack("SELECT assignment_set('x', '<me>', '<own>', 'owner', 20000101, NULL);"),
    Attack("SELECT assignment_set('x', 'nobody_at_all', '<own>', 'clerk', 20000101, NULL);"),
    Attack(
        "SELECT assignment_remove('x', 'victim', '<other>', 'chief', 20150401);", ALL - {KEEPER}
    ),
    Attack("SELECT assignment_remove('x', 'victim', NULL, NULL, 0);"),
    *(
        Attack(f"SELECT {call};")
        for call in (
            "end_sessions('<team>')",
            "end_sessions_holding(0)",
            "hold(1)",
            "require_accounts_role()",
            "account_of('<team>')",
            "login_is_ours('<team>')",
            "is_own_work(<next>, 'entry', 'x')",
            "standing_before(<next>, '<own>', <approved>)",
            "change_hash('x', 1)",
            "require_assigning('<own>', 'clerk')",
            "require_verifier('x')",
        )
    ),
    *(
        Attack(f"{words}; " + act(rev(), seal()))
        for words in (
            "SET ROLE kdx_owner",
            "SET ROLE kdx_keeper",
            "SET ROLE kdx_people",
            "SET ROLE postgres",
            "SET ROLE <team>",
            "SET SESSION AUTHORIZATION '<team>'",
            "SET SESSION AUTHORIZATION postgres",
            "SET SESSION AUTHORIZATION DEFAULT",
            "SET app.login = '<team>'",
            "SET session_authorization = '<team>'",
            "SELECT set_config('role', 'kdx_owner', false)",
            "SELECT set_config('session_authorization', '<team>', false)",
            "SELECT set_config('is_superuser', 'on', false)",
            "SET session_replication_role = replica",
            "SET row_security = off",
            "SET allow_system_table_mods = on",
            "SET standard_conforming_strings = off",
            "SET search_path = pg_temp, public",
            "SET plpgsql.variable_conflict = use_column",
            "SET TimeZone = 'Asia/Tokyo'",
            "SET transform_null_equals = on",
            "SET lock_timeout = 0",
            "SET default_transaction_isolation = 'serializable'",
        )
    ),
    *(
        Attack(f"{words};")
        for words in (
            *(
                f"GRANT {role} TO <me>"
                for role in (
                    *("kdx_owner", "kdx_keeper", "<team>", "pg_read_all_data", "pg_write_all_data"),
                    *("pg_execute_server_program", "pg_read_server_files", "pg_signal_backend"),
                    *("pg_read_all_stats", "pg_monitor"),
                )
            ),
            "GRANT kdx_people TO outsider",
            "GRANT ALL ON revisions TO <me>",
            "GRANT INSERT ON current_figures TO kdx_people",
            "GRANT EXECUTE ON FUNCTION append_event(text, text, text, text) TO PUBLIC",
            "REVOKE SELECT ON revisions FROM kdx_people",
            *(
                f"ALTER ROLE <me> {right}"
                for right in (
                    *("SUPERUSER", "BYPASSRLS", "CREATEROLE", "CREATEDB", "REPLICATION"),
                    *("RENAME TO <team>2", "CONNECTION LIMIT 1", "IN DATABASE postgres RESET role"),
                )
            ),
            "ALTER ROLE <team> PASSWORD 'x'",
            "ALTER ROLE <team> NOLOGIN",
            "ALTER ROLE <team> SET row_security = off",
            "ALTER ROLE postgres PASSWORD 'x'",
            "ALTER ROLE ALL SET app.login = '<team>'",
            "CREATE ROLE mine SUPERUSER",
            "DROP ROLE <team>",
            "REASSIGN OWNED BY kdx_owner TO <me>",
            "DROP OWNED BY kdx_owner",
            "DROP OWNED BY <team>",
            "COMMENT ON ROLE <team> IS 'kdx_desktop x'",
            "COMMENT ON ROLE outsider IS 'kdx_desktop kdx'",
            "ALTER TABLE revisions DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE revisions NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE changes DISABLE TRIGGER ALL",
            "ALTER TABLE changes OWNER TO <me>",
            "ALTER TABLE revisions ADD COLUMN x text",
            "ALTER TABLE revisions RENAME TO x",
            "ALTER TABLE revisions SET SCHEMA pg_temp",
            "ALTER SCHEMA public RENAME TO x",
            "DROP TABLE revisions CASCADE",
            "DROP TRIGGER seal ON changes",
            "DROP POLICY team ON revisions",
            "DROP FUNCTION person_role() CASCADE",
            "CREATE POLICY mine ON revisions USING (true)",
            "ALTER POLICY team ON revisions WITH CHECK (true)",
            (
                "CREATE OR REPLACE FUNCTION person_role() RETURNS text LANGUAGE sql"
                " AS $a$ SELECT 'team' $a$"
            ),
            "ALTER FUNCTION person_role() SET search_path = pg_temp",
            "ALTER FUNCTION seal_change() OWNER TO <me>",
            "CREATE RULE mine AS ON INSERT TO changes DO INSTEAD NOTHING",
            (
                "CREATE TRIGGER mine BEFORE INSERT ON changes FOR EACH ROW"
                " EXECUTE FUNCTION append_only()"
            ),
            "ALTER SYSTEM SET log_statement = 'all'",
            "ALTER DATABASE kdx SET app.login = '<team>'",
            "ALTER DATABASE kdx OWNER TO <me>",
            "ALTER DEFAULT PRIVILEGES FOR ROLE kdx_owner GRANT ALL ON TABLES TO <me>",
            "SECURITY LABEL ON ROLE <me> IS 'x'",
            "SET default_table_access_method = 'x'",
        )
    ),
]
