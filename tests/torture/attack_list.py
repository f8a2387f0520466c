"""What somebody with psql could try, as data: writing, reading, rising, meddling.

In the words between angle brackets stand the next change number, departments (``<own>`` belongs to
chief and clerk), logins, months by how they stand, and the amount that some may not see. An oracle
that found out something says LEAKED, spelt so that the attack's own text does not say it.
"""

from __future__ import annotations

from tests.torture.attack import ALL, BLIND, CHIEF, ENTER, KEEPER, READERS, Attack

TABLES = (
    *("accounts", "annual_baselines", "assignments", "audit_events", "changes", "city_settings"),
    *("closings", "current_figures", "departments", "grade_bands", "headcounts", "initiatives"),
    *("kpis", "metrics", "paper_factors", "plans", "revisions", "store_format", "submissions"),
    *("successions", "targets"),
)
_METRIC = "copy_paper_sheets"


def _rev(place: str = "<other>", month: str = "<open>", number: int = 2, at: str = "<next>") -> str:
    return (
        f"INSERT INTO revisions VALUES ({at}, '{place}', {month}, '{_METRIC}', {number},"
        " 'actual', 10000, '', '');"
    )


def _step(place: str, month: str, state: str, withdrawn: int = 0) -> str:
    return (
        "INSERT INTO submissions (change, withdrawn, department, month, state, reason)"
        f" VALUES (<next>, {withdrawn}, '{place}', {month}, '{state}', 'x');"
    )


def _seal(kind: str = "entry", reason: str = "x", at: str = "<next>") -> str:
    return (
        "INSERT INTO changes (number, computer, kind, reason, source, key)"
        f" VALUES ({at}, 'x', '{kind}', '{reason}', '', gen_random_uuid()::text);"
    )


def _act(*statements: str) -> str:
    return "BEGIN; " + " ".join(statements) + " COMMIT;"


def _call(rows: str, kind: str = "entry") -> str:
    return (
        f"SELECT write_change('x', '{kind}', 'x', '', gen_random_uuid()::text, <next> - 1,"
        f" '{rows}');"
    )


_JSON = (
    '[{{"department": "{}", "month": <open>, "metric": "copy_paper_sheets", "number": 2,'
    ' "state": "actual", "amount": 10000, "note": "", "typed": ""}}]'
)
_TEAMS_ROWS = (
    '{"closings": [{"month": <open>}]}',
    '{"departments": [{"code": "<own>", "name": "x", "bureau": "x", "valid_from": 200001}]}',
    '{"successions": [{"predecessor": "<other>", "successor": "<own>", "effective_month": 1}]}',
    '{"headcounts": [{"department": "<own>", "fiscal_year": 2022, "headcount": 1}]}',
    (
        '{"annual_baselines": [{"department": "<own>", "fiscal_year": 2019, "metric": "x",'
        ' "amount": 1}]}'
    ),
    '{"targets": [{"plan": "x", "kpi": "x", "fiscal_year": 2022, "target": "1", "note": ""}]}',
    (
        '{"metrics": [{"code": "x", "position": 1, "name": "x", "unit": "x", "whole": 0,'
        ' "expected_monthly": 0}]}'
    ),
    (
        '{"kpis": [{"plan": "x", "code": "x", "position": 1, "name": "x", "rule": "x",'
        ' "metrics": "x", "unit": "x"}]}'
    ),
    '{"plans": [{"code": "x", "name": "x", "first_fiscal_year": 1, "last_fiscal_year": 2}]}',
    '{"grade_bands": [{"plan": "x", "grade": "x", "name": "x", "at_least": "0"}]}',
    '{"paper_factors": [{"size": "x", "factor": 1}]}',
    (
        '{"initiatives": [{"plan": "x", "position": 1, "pillar": "", "measure": "", "goal_image": "",'
        ' "initiative": "", "item": "", "version": "", "state": "", "note": ""}]}'
    ),
    '{"city_settings": [{"name": "password_min_length", "value": "1"}]}',
    (
        '{"submissions": [{"department": "<own>", "month": <submitted>, "state": "approved",'
        ' "reason": ""}]}'
    ),
    (
        '{"submissions": [{"department": "<own>", "month": <submitted>, "state": "returned",'
        ' "reason": "x"}]}'
    ),
    (
        '{"current_figures": [{"department": "<own>", "month": 1, "metric": "x", "number": 1,'
        ' "state": "actual", "amount": 1, "note": ""}]}'
    ),
    '{"accounts": [{"login": "x", "name": "x", "role": "team", "disabled": 0, "temporary": 0}]}',
    (
        '{"assignments": [{"login": "<me>", "department": "<other>", "kind": "chief",'
        ' "first_day": 1}]}'
    ),
    '{"audit_events": [{"number": 1}]}',
    '{"changes": [{"number": <next>, "actor": "<team>"}]}',
    '{"pg_authid": [{"rolname": "x"}]}',
    '{"revisions; DROP TABLE accounts": [{}]}',
    '{"revisions\\" SELECT 1; --": [{}]}',
    '{"public.closings": [{"month": <open>}]}',
)

#: Figures and steps of the month's work that are not one's own, or too late.
WRITING = [
    *(Attack(_act(_rev(), _seal(kind))) for kind in ("entry", "import", "submission")),
    *(
        Attack(_act(_rev(place, month, number), _seal(kind)))
        for kind in ("correction", "closing", "organization", "plan", "setting")
        for place, month, number in (("<other>", "<open>", 2), ("<own>", "<open>", 2))
    ),
    Attack(_act(_rev("<own>"), _seal()), ALL - ENTER),
    Attack(_call('{"revisions": ' + _JSON.format("<own>") + "}"), ALL - ENTER),
    Attack(_act(_rev("<own>"), _rev(), _seal())),
    Attack(_act(_rev("<other> "), _seal())),
    Attack(_act(_rev("<other>", number=3), _seal())),
    Attack(_act(_rev("<other>", number=1), _seal())),
    Attack(_rev()),
    Attack(_rev("<own>")),
    Attack(_act(_rev("<own>"), "SET CONSTRAINTS ALL IMMEDIATE;")),
    Attack(_act(_rev("<own>", at="<next> + 1"), _seal())),
    Attack(_act(_rev("<own>", number=9, at="1"))),
    Attack(_act(_rev("<own>", number=9, at="<next> - 1"), _seal())),
    Attack(_act(_rev("<own>", at="0"))),
    Attack(_act(_rev("<own>", at="-1"), _seal(at="-1"))),
    Attack(_act(_rev("<own>"), _seal(at="<next> + 1"))),
    Attack(_act(_rev("<own>", number=7), _seal())),
    Attack(_act("SAVEPOINT a;", _rev(), "ROLLBACK TO a;", _rev("<own>", number=5), _seal())),
    Attack("BEGIN ISOLATION LEVEL SERIALIZABLE; " + _rev("<own>") + _seal() + " COMMIT;"),
    Attack("BEGIN ISOLATION LEVEL REPEATABLE READ; " + _rev("<own>") + _seal() + " COMMIT;"),
    Attack("BEGIN READ ONLY; SET TRANSACTION READ WRITE; " + _rev() + _seal() + " COMMIT;"),
    Attack(_act(f"WITH new AS ({_rev()[:-1]} RETURNING *) SELECT * FROM new;", _seal())),
    Attack(_act(f"PREPARE p AS {_rev()} EXECUTE p;", _seal())),
    Attack(_act("DO $a$BEGIN " + _rev() + _seal() + " END$a$;")),
    Attack(_act("DO $a$BEGIN EXECUTE $b$" + _rev() + "$b$; END$a$;", _seal())),
    Attack(
        _act(
            "INSERT INTO revisions SELECT <next>, department, month, metric, number + 1, state, 1,"
            " note, typed FROM revisions WHERE department = '<other>' AND month = <open>;",
            _seal(),
        ),
        READERS,
    ),
    Attack(
        _act(
            "MERGE INTO revisions AS r USING (SELECT 1) AS x ON false WHEN NOT MATCHED THEN INSERT"
            f" VALUES (<next>, '<other>', <open>, '{_METRIC}', 2, 'actual', 1, '', '');",
            _seal(),
        )
    ),
    Attack("MERGE INTO revisions AS r USING (SELECT 1) AS x ON true WHEN MATCHED THEN DELETE;"),
    Attack(
        "MERGE INTO current_figures AS r USING (SELECT 1) AS x ON true"
        " WHEN MATCHED THEN UPDATE SET amount = 1;"
    ),
    Attack(
        _rev("<own>", number=1)[:-1]
        + " ON CONFLICT (department, month, metric, number) DO UPDATE SET amount = 1;"
    ),
    Attack(
        f"BEGIN; COPY revisions FROM STDIN;\n1\t<own>\t202204\t{_METRIC}\t9\tactual\t1\t\t\n\\.\n"
        + _seal()
        + " COMMIT;"
    ),
    Attack("\\copy current_figures from /etc/passwd"),
    *(
        Attack(
            _act(_rev("<own>", "<closed>"), _step("<own>", "<closed>", "submitted", 1), _seal(kind))
        )
        for kind in ("entry", "import", "submission", "correction")
    ),
    *(
        Attack(_act(_rev("<own>", "<closed>"), _seal(kind)))
        for kind in ("entry", "import", "submission", "correction", "closing")
    ),
    Attack(_act(_step("<own>", "<closed>", "submitted"), _seal("submission"))),
    *(
        Attack(_act(_rev("<own>", month), *rest, _seal(kind, reason)))
        for month in ("<submitted>", "<approved>")
        for state in (month.strip("<>"),)
        for rest, kind, reason in (
            ((), "entry", "x"),
            ((), "import", "x"),
            ((_step("<own>", month, state, 1),), "entry", ""),
            ((_step("<own>", month, state, 1),), "entry", " "),
            ((_step("<own>", month, "returned", 1),), "entry", "x"),
            ((_step("<own>", "<open>", state, 1),), "entry", "x"),
            ((_step("<own>", month, "submitted"),), "entry", "x"),
        )
    ),
    Attack(_act(_step("<own>", "<approved>", "approved", 1), _seal("submission"))),
    Attack(_act(_step("<own>", "<approved>", "submitted", 1), _seal("submission"))),
    Attack(_act(_step("<own>", "<submitted>", "submitted", 1), _seal("submission")), ALL - {CHIEF}),
    Attack(_act(_step("<own>", "<returned>", "returned", 1), _seal("submission"))),
    Attack(_act(_step("<own>", "<open>", "submitted", 1), _seal("submission"))),
    Attack(_act(_step("<own>", "<approved>", "submitted"), _seal("submission"))),
    Attack(_act(_step("<own>", "<submitted>", "submitted"), _seal("submission"))),
    Attack(_act(_step("<own>", "<open>", "submitted"), _seal("submission")), ALL - {CHIEF}),
    *(
        Attack(_act(_step("<other>", "<open>", state, withdrawn), _seal("submission")))
        for state in ("submitted", "approved", "returned")
        for withdrawn in (0, 1)
    ),
    *(
        Attack(_act(_step("<own>", "<submitted>", state), _seal("submission")))
        for state in ("approved", "returned")
    ),
    *(Attack(_call(rows)) for rows in _TEAMS_ROWS),
    Attack(_call('{"revisions": ' + _JSON.format("<other>") + "}")),
    Attack(_call("[]", "closing")),
    Attack(_act(_rev("<own>"), _seal("entry'', ''x")), ALL - ENTER),
]

#: Who it was, when, and what stands in the books: said by the server alone.
FORGING = [
    *(
        Attack(
            _act(
                _rev("<own>"),
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
    Attack(_seal()[:-1] + " ON CONFLICT (key) DO UPDATE SET actor = '<team>';"),
    Attack(_seal()[:-1] + " ON CONFLICT DO NOTHING RETURNING actor;", ALL - ENTER),
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
        Attack(f"{words}; " + _act(_rev(), _seal()))
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

_MADE = (
    "TABLE mine (x int)",
    "TABLE public.mine (x int)",
    "TEMP TABLE accounts (login text, role text)",
    "TEMP VIEW mine AS SELECT 1",
    "VIEW mine WITH (security_invoker = false) AS SELECT * FROM revisions",
    "MATERIALIZED VIEW mine AS SELECT * FROM revisions",
    "SCHEMA mine",
    "SCHEMA AUTHORIZATION <team>",
    "SEQUENCE mine",
    "TYPE mine AS (x int)",
    "DOMAIN mine AS int CHECK (VALUE > 0)",
    "FUNCTION pg_temp.upper(text) RETURNS text LANGUAGE sql AS $a$ SELECT 'team' $a$",
    "FUNCTION public.lower(text) RETURNS text LANGUAGE sql AS $a$ SELECT 'team' $a$",
    "FUNCTION pg_catalog.mine() RETURNS text LANGUAGE sql AS $a$ SELECT 'team' $a$",
    "PROCEDURE mine() LANGUAGE plpgsql AS $a$ BEGIN END $a$",
    "OPERATOR public.= (LEFTARG = text, RIGHTARG = int, FUNCTION = texteq)",
    "OPERATOR CLASS mine FOR TYPE int USING btree AS OPERATOR 1 <",
    "AGGREGATE mine(int) (SFUNC = int4pl, STYPE = int)",
    "CAST (text AS int) WITH INOUT AS IMPLICIT",
    'COLLATION mine FROM "C"',
    "TEXT SEARCH DICTIONARY mine (TEMPLATE = simple)",
    "LANGUAGE plpython3u",
    "EXTENSION dblink",
    "EXTENSION postgres_fdw",
    "EXTENSION file_fdw",
    "EXTENSION pg_stat_statements",
    "EXTENSION pageinspect",
    "EXTENSION pgcrypto",
    "FOREIGN DATA WRAPPER mine",
    "SERVER mine FOREIGN DATA WRAPPER mine",
    "USER MAPPING FOR <me> SERVER mine",
    "PUBLICATION mine FOR ALL TABLES",
    "SUBSCRIPTION mine CONNECTION 'x' PUBLICATION x WITH (connect = false)",
    "EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION append_only()",
    "DATABASE mine",
    "TABLESPACE mine LOCATION '/tmp'",
    "INDEX mine ON revisions (amount)",
    "STATISTICS mine ON department, amount FROM revisions",
    "ACCESS METHOD mine TYPE TABLE HANDLER heap_tableam_handler",
    "TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION x(internal))",
)

#: The server itself: files, programs, other people's sessions, locks, leftovers.
MEDDLING = [
    *(Attack(f"CREATE {thing};") for thing in _MADE),
    Attack("SET search_path = pg_temp; CREATE TABLE accounts AS SELECT '<me>' AS login;"),
    Attack("SELECT * INTO mine FROM revisions;"),
    Attack("SELECT * INTO TEMP mine FROM revisions;"),
    *(
        Attack(f"SELECT {call};")
        for call in (
            "pg_read_file('/etc/passwd')",
            "pg_read_file('pg_hba.conf')",
            "pg_read_binary_file('PG_VERSION')",
            "pg_ls_dir('.')",
            "pg_ls_logdir()",
            "pg_ls_waldir()",
            "pg_stat_file('PG_VERSION')",
            "pg_current_logfile()",
            "pg_rotate_logfile()",
            "pg_reload_conf()",
            "lo_import('/etc/passwd')",
            "lo_export(1, '/tmp/kdx_attack')",
            "lo_create(4711)",
            "lo_creat(-1)",
            "lo_from_bytea(4711, 'x')",
            "lo_put(4711, 0, 'x')",
            "lo_get(4711)",
            "lo_unlink(4711)",
            "pg_advisory_lock(1802660964)",
            "pg_advisory_xact_lock(1802660964)",
            "pg_advisory_lock_shared(1802660964)",
            "pg_try_advisory_lock(1802660964)",
            "pg_advisory_unlock_all()",
            "pg_export_snapshot()",
            "pg_logical_emit_message(true, 'x', 'x')",
            "pg_create_physical_replication_slot('x')",
            "pg_create_logical_replication_slot('x', 'pgoutput')",
            "pg_create_restore_point('x')",
            "pg_replication_origin_create('x')",
            "pg_switch_wal()",
            "pg_promote()",
            "pg_stat_reset()",
            "pg_stat_clear_snapshot(), pg_stat_reset_shared('bgwriter')",
            "pg_log_backend_memory_contexts(pg_backend_pid())",
            "dblink('dbname=kdx', 'SELECT 1')",
            "pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '<superuser>'",
            "pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = '<superuser>'",
            "pg_hba_file_rules()",
            "pg_show_all_file_settings()",
            "setting FROM pg_settings WHERE name IN ('data_directory', 'hba_file')",
            "pg_nextoid('pg_class', 'oid', 'pg_class_oid_index')",
            "pg_import_system_collations('public')",
        )
    ),
    Attack("COPY revisions TO '/tmp/kdx_attack';"),
    Attack("COPY (SELECT 1) TO PROGRAM 'cat > /tmp/kdx_attack';"),
    Attack("COPY current_figures FROM '/etc/passwd';"),
    Attack("COPY current_figures FROM PROGRAM 'id';"),
    Attack("\\lo_import /etc/hostname"),
    Attack("DO LANGUAGE plperlu $a$ system('id') $a$;"),
    Attack("LOAD '/tmp/x.so';"),
    Attack("BEGIN; SELECT take_turn(); PREPARE TRANSACTION 'x';", ALL - ENTER),
    Attack(_act(_rev("<own>"), _seal())[:-8] + " PREPARE TRANSACTION 'late';"),
    Attack("COMMIT PREPARED 'late';"),
    Attack("SELECT take_turn();", ALL - ENTER),
    Attack("LOCK TABLE changes IN ACCESS EXCLUSIVE MODE;"),
    Attack("LOCK TABLE accounts IN SHARE MODE;"),
    Attack("VACUUM FULL revisions;"),
    Attack("CLUSTER revisions USING pk_revisions;"),
    Attack("REINDEX DATABASE kdx;"),
    Attack("CHECKPOINT;"),
    Attack("SELECT * FROM revisions FOR UPDATE;"),
    Attack("SELECT * FROM accounts FOR KEY SHARE;"),
    Attack(
        "BEGIN; DECLARE c CURSOR FOR SELECT * FROM current_figures; FETCH c;"
        " UPDATE current_figures SET amount = 1 WHERE CURRENT OF c; COMMIT;"
    ),
    Attack("LISTEN x; NOTIFY x, 'x'; SELECT pg_notify('x', 'x');"),
    Attack("\\c postgres\nCREATE TABLE public.mine (x int);"),
    Attack("\\c template1\nCREATE TABLE public.mine (x int);"),
    Attack("\\c postgres\nSELECT lo_import('/etc/passwd'); CREATE EXTENSION dblink;"),
    Attack("\\c postgres\nGRANT kdx_keeper TO <me>; SET SESSION AUTHORIZATION '<team>';"),
]

_BISECT = (
    "DO $a$DECLARE low bigint := 0; high bigint := 1000000000000; plan json; first float; half float;"
    " BEGIN EXECUTE 'EXPLAIN (FORMAT JSON) SELECT FROM {0}' INTO plan;"
    " FOR i IN 1..45 LOOP EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM {0} WHERE amount <= %s',"
    " (low + high) / 2) INTO plan; half := (plan #>> '{{0,Plan,Plans,1,Plan Rows}}')::float;"
    " half := coalesce((SELECT max((m)[1]::float) FROM regexp_matches(plan::text,"
    " 'Plan Rows\": ([0-9]+)', 'g') AS m), 0); first := coalesce(first, half);"
    " IF half < {1} THEN low := (low + high) / 2; ELSE high := (low + high) / 2; END IF;"
    " END LOOP; RAISE NOTICE 'between % and %', low, high; END$a$;"
)
_FOUND = "RAISE NOTICE '%', 'LEA' || 'KED';"

#: Rows that one may not see.
READING = [
    *(Attack(f"SELECT * FROM {table};") for table in TABLES),
    *(Attack(f"COPY {table} TO STDOUT;") for table in TABLES),
    Attack("SET row_security = off; SELECT * FROM revisions;"),
    Attack("SET row_security = off; COPY audit_events TO STDOUT;"),
    Attack("SELECT r FROM revisions AS r; SELECT to_json(r) FROM revisions AS r;"),
    Attack("SELECT min(amount), max(amount), max(note), string_agg(note, ',') FROM revisions;"),
    Attack("SELECT * FROM revisions WHERE note::int = 1;"),
    Attack("SELECT * FROM revisions WHERE 1 / (amount - <amount>) = 1;", BLIND),
    Attack("SELECT * FROM revisions WHERE CASE WHEN note <> '' THEN note::date IS NULL END;"),
    Attack("SELECT * FROM audit_events WHERE details::int = 1;"),
    Attack("SELECT * FROM accounts WHERE name::int = 1;"),
    Attack("SELECT * FROM changes WHERE reason::xml IS NOT NULL OR reason::json IS NOT NULL;"),
    Attack("SELECT * FROM changes WHERE pg_notify('x', reason) IS NULL;"),
    Attack("SELECT query_to_xml('SELECT * FROM revisions', true, true, '');"),
    Attack("SELECT table_to_xml('audit_events', true, true, '');"),
    Attack("SELECT schema_to_xml('public', true, true, '');"),
    Attack("SELECT * FROM ts_stat('SELECT to_tsvector(note) FROM revisions');"),
    Attack("SELECT * FROM pg_stats WHERE schemaname = 'public';"),
    Attack("SELECT * FROM pg_statistic;"),
    Attack("SELECT * FROM pg_stats_ext; SELECT * FROM pg_stats_ext_exprs;"),
    Attack("SELECT * FROM pg_statistic_ext_data;"),
    Attack("SELECT * FROM pg_authid;"),
    Attack("SELECT * FROM pg_shadow;"),
    Attack("SELECT * FROM pg_user; SELECT * FROM pg_roles;"),
    Attack("SELECT * FROM pg_user_mapping;"),
    Attack("SELECT * FROM pg_stat_activity; SELECT * FROM pg_stat_get_activity(NULL);"),
    Attack("SELECT * FROM pg_stat_statements;"),
    Attack("SELECT * FROM pg_prepared_statements; SELECT * FROM pg_prepared_xacts;"),
    Attack("SELECT * FROM pg_cursors; SELECT * FROM pg_locks; SELECT * FROM pg_stat_all_tables;"),
    Attack("SELECT pg_stat_get_backend_activity(i) FROM generate_series(1, 20) AS i;"),
    Attack("SELECT * FROM pg_largeobject; SELECT * FROM pg_largeobject_metadata;"),
    Attack("SELECT * FROM pg_db_role_setting; SELECT * FROM pg_shdescription;"),
    Attack("SELECT * FROM pg_seclabels; SELECT * FROM pg_description WHERE objsubid > 0;"),
    Attack(
        "DO $a$DECLARE t text; r record; BEGIN FOR t IN SELECT reltoastrelid::regclass FROM"
        " pg_class WHERE relname IN ('revisions', 'changes') LOOP FOR r IN EXECUTE"
        " 'SELECT encode(chunk_data, ''escape'') AS x FROM ' || t LOOP RAISE NOTICE '%', r.x;"
        " END LOOP; END LOOP; END$a$;"
    ),
    Attack("SELECT * FROM heap_page_items(get_raw_page('revisions', 0));"),
    Attack("SELECT * FROM revisions WHERE ctid = '(0,1)';"),
    Attack("SELECT * FROM information_schema.columns WHERE table_schema = 'public';"),
    Attack("SELECT * FROM information_schema.user_mapping_options;"),
    Attack("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = 'account_add';"),
    Attack("SELECT currval('changes_number_seq'), lastval();"),
    Attack("EXPLAIN (ANALYZE, VERBOSE, BUFFERS) SELECT * FROM revisions WHERE amount > 0;"),
    Attack(_BISECT.format("revisions", "20"), BLIND),
    Attack(_BISECT.format("current_figures", "10"), BLIND),
    Attack(
        "SET debug_print_plan = on; SET client_min_messages = log;"
        " SELECT note FROM revisions WHERE note LIKE 'M%';"
    ),
    Attack(
        "DO $a$BEGIN IF EXISTS (SELECT FROM revisions WHERE amount = <amount>) THEN "
        + _FOUND
        + " END IF; END$a$;",
        BLIND,
    ),
    Attack(
        "DO $a$BEGIN PERFORM FROM current_figures; IF FOUND THEN " + _FOUND + " END IF; END$a$;",
        BLIND,
    ),
    Attack(
        "DO $a$BEGIN "
        + _seal().replace("gen_random_uuid()::text", "'known key'")
        + " EXCEPTION WHEN unique_violation THEN "
        + _FOUND
        + " END$a$;",
        BLIND,
    ),
    Attack(
        "DO $a$BEGIN "
        + _rev("<own>", number=1)
        + " EXCEPTION WHEN unique_violation THEN "
        + _FOUND
        + " END$a$;",
        BLIND,
    ),
    Attack(
        "DO $a$BEGIN INSERT INTO assignments VALUES ('victim', 'D001', 'chief', 20150401, 1);"
        " EXCEPTION WHEN unique_violation THEN " + _FOUND + " END$a$;",
        BLIND,
    ),
    Attack(
        "DO $a$BEGIN PERFORM require_unmoved('plan', 0, 99);"
        " EXCEPTION WHEN SQLSTATE 'KD002' THEN " + _FOUND + " END$a$;",
        BLIND,
    ),
    Attack(
        "DO $a$BEGIN PERFORM require_unmoved('entry', <next> - 2, <next> - 1);"
        " EXCEPTION WHEN SQLSTATE 'KD002' THEN " + _FOUND + " END$a$;",
        BLIND,
    ),
    Attack("INSERT INTO submissions SELECT * FROM submissions RETURNING *;"),
    Attack(
        "INSERT INTO revisions VALUES (NULL, '<own>', 1, 'x', 0, 'x', 1, 'x', 'x') RETURNING *;"
    ),
    Attack("SELECT (account_of('<team>')).name;"),
    Attack("SELECT person_departments(true), person_role(), person_reads(), is_superuser();"),
    Attack("PREPARE p AS SELECT * FROM revisions; EXECUTE p; SET ROLE kdx_people; EXECUTE p;"),
    Attack(
        "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE; SELECT * FROM changes; COMMIT;"
    ),
    Attack(
        "BEGIN ISOLATION LEVEL REPEATABLE READ; SET TRANSACTION SNAPSHOT '00000003-0000001B-1';"
        " SELECT * FROM revisions; COMMIT;"
    ),
    Attack("BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT * FROM revisions; COMMIT; FETCH ALL c;"),
    Attack("SELECT * FROM revisions TABLESAMPLE SYSTEM (100);"),
    Attack("SELECT * FROM ONLY current_figures; TABLE current_figures;"),
    Attack("SELECT x.* FROM departments AS d, LATERAL (SELECT * FROM revisions) AS x;"),
    Attack("SELECT * FROM alembic_version;"),
    Attack("\\d+ revisions\n\\dp\n\\du+\n\\l+\n\\df+ person_role\n\\drds"),
    Attack("\\c postgres\nSELECT * FROM pg_stat_activity; SELECT * FROM pg_stat_database;"),
]

ATTACKS = [*WRITING, *FORGING, *RISING, *MEDDLING, *READING]
