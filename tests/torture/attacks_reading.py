"""Attacks: reading what one may not see.

An oracle that found out something says LEAKED, spelt so that its own text does not say it.
"""

from __future__ import annotations

from tests.torture.attack import BLIND, Attack
from tests.torture.attack_words import TABLES, rev, seal

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
    Attack(_BISECT.format("revisions", "6"), BLIND),
    Attack(_BISECT.format("current_figures", "6"), BLIND),
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
        + seal().replace("gen_random_uuid()::text", "'known key'")
        + " EXCEPTION WHEN unique_violation THEN "
        + _FOUND
        + " END$a$;",
        BLIND,
    ),
    Attack(
        "DO $a$BEGIN "
        + rev("<own>", number=1)
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
