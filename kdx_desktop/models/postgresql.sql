-- What PostgreSQL itself guards, derives and allows, also against someone with psql (trust.md).
-- Run by the server's superuser after the tables were made, and anew after every upgrade: every
-- statement can be repeated. Words in braces are filled in from the mapped classes.
--
-- kdx_owner owns tables and functions, kdx_keeper makes logins, kdx_people is what each person's
-- own login is a member of. Nobody logs in as one of the three. Who a person is: session_user.
-- SQLSTATEs: KD001 closed month, KD002 somebody was faster, KD003 ledger, KD004 not allowed,
-- KD005 a password that is not kept here.

-- === Roles ========================================================================================

DO $$
DECLARE
  role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['kdx_owner', 'kdx_keeper', 'kdx_people'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role);
    END IF;
  END LOOP;
END
$$;
ALTER ROLE kdx_keeper CREATEROLE;
GRANT kdx_people TO kdx_keeper WITH ADMIN OPTION;
GRANT pg_signal_backend, pg_read_all_stats TO kdx_keeper;

-- === Who somebody is ==============================================================================

CREATE OR REPLACE FUNCTION person_role() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT role FROM accounts WHERE login = session_user AND disabled = 0 AND temporary = 0
$$;

-- Everybody but the account administrator reads all.
CREATE OR REPLACE FUNCTION person_reads() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT coalesce(person_role() IN ('chief', 'clerk', 'manager', 'team'), false)
$$;

-- The departments that a person enters for today (submitting: as their chief), and what these
-- carried on: the open months of an abolished department belong to its successors.
CREATE OR REPLACE FUNCTION person_departments(submitting boolean) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH RECURSIVE today AS (
    SELECT to_char(now() AT TIME ZONE 'Asia/Tokyo', 'YYYYMMDD')::bigint AS day
  ), succession AS (
    SELECT DISTINCT ON (predecessor, successor, effective_month) predecessor, successor, withdrawn
    FROM successions ORDER BY predecessor, successor, effective_month, change DESC
  ), department AS (
    SELECT DISTINCT ON (code) code, valid_to, withdrawn FROM departments ORDER BY code, change DESC
  ), mine AS (
    SELECT a.department AS code FROM assignments AS a, today
    WHERE a.login = session_user
      AND (a.kind = 'chief' AND person_role() = 'chief'
           OR a.kind = 'clerk' AND NOT submitting AND person_role() IN ('chief', 'clerk'))
      AND a.first_day <= today.day AND (a.last_day IS NULL OR a.last_day >= today.day)
    UNION
    SELECT succession.predecessor
    FROM mine
    JOIN succession ON succession.successor = mine.code AND succession.withdrawn = 0
    JOIN department ON department.code = succession.predecessor AND department.withdrawn = 0
    CROSS JOIN today
    WHERE department.valid_to < today.day / 100
  )
  SELECT coalesce(array_agg(code), '{}') FROM mine
$$;

CREATE OR REPLACE FUNCTION is_superuser() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT rolsuper FROM pg_roles WHERE rolname = session_user
$$;

-- === The ledger ===================================================================================

-- The limits of a session are the session's own to lift: whoever keeps a lock and goes to sleep is
-- sent away, so that one person cannot keep a whole city from working.
CREATE OR REPLACE FUNCTION end_sessions_holding(lock bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT pg_stat_clear_snapshot();
  SELECT pg_terminate_backend(a.pid)
  FROM pg_locks AS held
  JOIN pg_stat_activity AS a ON a.pid = held.pid
  JOIN pg_roles AS r ON r.oid = a.usesysid
  WHERE held.locktype = 'advisory' AND held.granted AND a.datname = current_database()
    AND held.objsubid = 1 AND (held.classid::bigint << 32 | held.objid::bigint) = lock
    AND NOT r.rolsuper
    AND (a.state LIKE 'idle in transaction%' AND a.state_change < clock_timestamp() - interval '20s'
         OR a.xact_start < clock_timestamp() - interval '3min')
$$;

-- Hold a lock until the transaction ends. A turn is short, and the queue for it may be long.
CREATE OR REPLACE FUNCTION hold(lock bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '12s'
AS $$
BEGIN
  BEGIN
    PERFORM pg_advisory_xact_lock(lock);
    RETURN;
  EXCEPTION WHEN lock_not_available THEN
    NULL;
  END;
  PERFORM end_sessions_holding(lock);
  PERFORM pg_advisory_xact_lock(lock);
END
$$;

-- One turn at a time: whoever writes to the ledger holds this lock until the transaction ends.
-- Returns the number of the change to come. Under any other isolation a transaction could judge
-- by what was true before it had its turn. Nobody waits for whoever may not write at all.
CREATE OR REPLACE FUNCTION take_turn() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'ledger: write under READ COMMITTED' USING ERRCODE = 'KD003';
  END IF;
  IF NOT is_superuser() AND (person_role() IN ('chief', 'clerk', 'team')) IS NOT TRUE THEN
    RAISE EXCEPTION 'ledger: not allowed' USING ERRCODE = 'KD004';
  END IF;
  PERFORM hold(x'6B647864'::bigint);
  RETURN 1 + coalesce((SELECT max(number) FROM changes), 0);
END
$$;

-- A field as COPY writes it, and the hash over a change and its rows (docs/ledger.md). Without a
-- search_path of its own a function of SQL is taken into the query that calls it: a tenth of the time.
CREATE OR REPLACE FUNCTION ledger_field(field text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
  SELECT coalesce(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(
    field, '\', '\\'), E'\t', '\t'), E'\n', '\n'), E'\r', '\r'), '\N')
$$;

CREATE OR REPLACE FUNCTION change_hash(header text, change_number bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT encode(sha256(convert_to(
    concat_ws(E'\n', header, string_agg(line, E'\n' ORDER BY line COLLATE "C")), 'UTF8')), 'hex')
  FROM (
{lines}
  ) AS rows (line)
$$;

-- Rows of a change are written in one's own turn, and before the change is sealed.
CREATE OR REPLACE FUNCTION rows_before_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  next bigint := take_turn();
BEGIN
  IF EXISTS (SELECT FROM added WHERE change <> next) THEN
    RAISE EXCEPTION 'ledger: change is sealed' USING ERRCODE = 'KD003';
  END IF;
  RETURN NULL;
END
$$;

-- Where a department's month stood before a change: submitted, approved, returned, or NULL.
CREATE OR REPLACE FUNCTION standing_before(
  of_change bigint, of_department text, of_month bigint
) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT CASE WHEN withdrawn = 0 THEN state END FROM submissions
  WHERE department = of_department AND month = of_month AND change < of_change
  ORDER BY change DESC LIMIT 1
$$;

-- What somebody outside the team may seal: figures and automations of the own departments, and the
-- steps of the month's work that go with them. An automation alters no figure, whatever month it is
-- valid from: what was entered by it stands in the revisions. Rows are judged when they come in, too
-- (row-level security), but rights may have changed since.
CREATE OR REPLACE FUNCTION is_own_work(
  sealed bigint, kind_of_change text, said text
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  entered text[] := person_departments(false);
  submitted text[] := person_departments(true);
  name text;
  strange boolean;
BEGIN
  FOREACH name IN ARRAY
    array_remove(array_remove(ARRAY[{versioned}], 'submissions'), 'automations')
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE change = $1)', name)
    INTO strange USING sealed;
    IF strange THEN
      RETURN false;
    END IF;
  END LOOP;
  RETURN kind_of_change IN ('entry', 'import', 'submission') AND NOT EXISTS (
    SELECT FROM revisions WHERE change = sealed AND department <> ALL (entered)
  ) AND NOT EXISTS (
    SELECT FROM automations WHERE change = sealed AND department <> ALL (entered)
  ) AND NOT EXISTS (
    -- What was handed in changes with a reason, and is a draft again in the same change.
    SELECT FROM (SELECT DISTINCT department, month FROM revisions WHERE change = sealed) AS touched
    WHERE standing_before(sealed, department, month) IN ('submitted', 'approved')
      AND (btrim(said) = '' OR NOT EXISTS (
        SELECT FROM submissions AS s WHERE s.change = sealed AND s.withdrawn = 1
          AND s.department = touched.department AND s.month = touched.month))
  ) AND NOT EXISTS (
    SELECT FROM submissions AS s, standing_before(sealed, s.department, s.month) AS was (standing)
    WHERE s.change = sealed AND (CASE
      WHEN s.withdrawn = 0 THEN
        s.state = 'submitted' AND coalesce(was.standing, 'returned') = 'returned'
        AND s.department = ANY (submitted)
      WHEN s.state IN ('submitted', 'approved') AND s.state = was.standing THEN
        s.state = 'submitted' AND s.department = ANY (submitted)  -- nobody has looked at it yet
        OR s.department = ANY (entered) AND EXISTS (
          SELECT FROM revisions AS r
          WHERE r.change = sealed AND r.department = s.department AND r.month = s.month)
    END) IS NOT TRUE
  );
END
$$;

-- A change is judged and taken over as a whole when it is sealed: its rows come first, the change
-- last. What the writer says of number, time, person and hash counts for nothing.
CREATE OR REPLACE FUNCTION seal_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  next bigint := take_turn();
  last changes%ROWTYPE;
  by_team boolean := is_superuser() OR person_role() = 'team';
BEGIN
  SELECT * INTO last FROM changes ORDER BY number DESC LIMIT 1;
  IF NEW.number <> next THEN
    RAISE EXCEPTION 'ledger: change out of order' USING ERRCODE = 'KD003';
  END IF;
  IF EXISTS (
    SELECT FROM closings AS c JOIN submissions AS s USING (month)
    WHERE s.change = next AND c.change < next
  ) OR NOT (by_team AND NEW.kind = 'correction' AND btrim(NEW.reason) <> '') AND EXISTS (
    SELECT FROM closings AS c JOIN revisions AS r USING (month)
    WHERE r.change = next AND c.change < next
  ) THEN
    RAISE EXCEPTION 'ledger: month is closed' USING ERRCODE = 'KD001';
  END IF;
  IF NOT by_team AND is_own_work(next, NEW.kind, NEW.reason) IS NOT TRUE THEN
    RAISE EXCEPTION 'ledger: not allowed' USING ERRCODE = 'KD004';
  END IF;
  IF EXISTS (
    SELECT FROM revisions AS r LEFT JOIN current_figures AS c USING (department, month, metric)
    WHERE r.change = next AND r.number <> 1 + coalesce(c.number, 0)
  ) THEN
    RAISE EXCEPTION 'ledger: revision out of order' USING ERRCODE = 'KD002';
  END IF;
  INSERT INTO current_figures (department, month, metric, number, change, state, amount, note)
  SELECT department, month, metric, number, change, state, amount, note
  FROM revisions WHERE change = next
  ON CONFLICT (department, month, metric) DO UPDATE SET
    number = excluded.number, change = excluded.change, state = excluded.state,
    amount = excluded.amount, note = excluded.note;
  NEW.recorded_at := greatest(
    to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') COLLATE "C",
    last.recorded_at);
  NEW.actor := session_user;
  NEW.previous_hash := coalesce(last.hash, repeat('0', 64));
  NEW.hash := change_hash(concat_ws(E'\t',
    'kdx-change-1', NEW.number::text, NEW.recorded_at, ledger_field(NEW.actor),
    ledger_field(NEW.computer), ledger_field(NEW.kind), ledger_field(NEW.reason),
    ledger_field(NEW.source), ledger_field(NEW.key), NEW.previous_hash), next);
  RETURN NEW;
END
$$;

-- Whether something that this change may have been judged by came in since change ``seen``: the
-- writer has to look again (KD002). For a department's month that is what touches the same month or
-- what the department's automations take, and whatever is not everyday work; for all other changes
-- it is anything.
CREATE OR REPLACE FUNCTION require_unmoved(kind_of_change text, seen bigint, next bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM take_turn();  -- whoever may not write learns nothing by asking
  IF seen >= next - 1 THEN
    RETURN;
  END IF;
  IF kind_of_change NOT IN ('entry', 'submission') OR EXISTS (
    SELECT FROM changes WHERE number > seen AND kind NOT IN ('entry', 'import', 'submission')
  ) OR EXISTS (
    SELECT FROM (
      SELECT department, month FROM revisions WHERE change = next
      UNION SELECT department, month FROM submissions WHERE change = next
    ) AS mine JOIN (
      SELECT department, month FROM revisions WHERE change > seen AND change < next
      UNION SELECT department, month FROM submissions WHERE change > seen AND change < next
    ) AS theirs USING (department, month)
  ) OR EXISTS (
    SELECT FROM (
      SELECT department FROM revisions WHERE change = next
      UNION SELECT department FROM automations WHERE change = next
    ) AS mine JOIN automations AS theirs USING (department)
    WHERE theirs.change > seen AND theirs.change < next
  ) THEN
    RAISE EXCEPTION 'ledger: somebody was faster' USING ERRCODE = 'KD002';
  END IF;
END
$$;

-- One change with its rows, in one call: a desk at the end of a slow line keeps nobody waiting.
-- Works with the caller's own rights. ``given`` holds rows by table; ``seen`` is the last change
-- that the caller knew when it judged them.
CREATE OR REPLACE FUNCTION write_change(
  computer text, kind text, reason text, source text, key text, seen bigint, given json
) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  own bigint := take_turn();
  name text;
  rows json;
BEGIN
  FOR name, rows IN SELECT * FROM json_each(given) LOOP
    EXECUTE format('INSERT INTO %1$I SELECT * FROM json_populate_recordset('
      'json_populate_record(NULL::%1$I, $1), $2)', name)
    USING json_build_object('change', own, 'withdrawn', 0), rows;
  END LOOP;
  PERFORM require_unmoved(kind, seen, own);
  INSERT INTO changes (number, computer, kind, reason, source, key)
  VALUES (own, computer, kind, reason, source, key);
  RETURN own;
END
$$;

CREATE OR REPLACE FUNCTION append_only() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION 'ledger: append only' USING ERRCODE = 'KD003';
END
$$;

CREATE OR REPLACE TRIGGER seal BEFORE INSERT ON changes
  FOR EACH ROW EXECUTE FUNCTION seal_change();

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['revisions', {versioned}] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER before_seal AFTER INSERT ON %I'
      ' REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION rows_before_seal()',
      name);
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %I (change)', 'ix_' || name || '_change', name);
  END LOOP;
  CREATE INDEX IF NOT EXISTS ix_submissions_place ON submissions (department, month, change);
  FOREACH name IN ARRAY ARRAY['changes', 'audit_events', 'revisions', {versioned}] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only'
      ' BEFORE UPDATE OR DELETE OR TRUNCATE ON %I'
      ' FOR EACH STATEMENT EXECUTE FUNCTION append_only()', name);
  END LOOP;
END
$$;

-- === The audit log ================================================================================

-- Append an event to the audit log, which is chained as the ledger is. For the functions below.
CREATE OR REPLACE FUNCTION append_event(
  computer text, kind text, subject text, details text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  last audit_events%ROWTYPE;
  event audit_events%ROWTYPE;
BEGIN
  PERFORM hold(x'6B647865'::bigint);
  SELECT * INTO last FROM audit_events ORDER BY number DESC LIMIT 1;
  event.number := 1 + coalesce(last.number, 0);
  event.recorded_at := greatest(
    to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') COLLATE "C",
    last.recorded_at);
  event.actor := session_user;
  event.computer := left(computer, 100);
  event.kind := kind;
  event.subject := left(subject, 1000);
  event.details := left(details, 4000);
  event.previous_hash := coalesce(last.hash, repeat('0', 64));
  event.hash := encode(sha256(convert_to(concat_ws(E'\t',
    'kdx-event-1', event.number::text, event.recorded_at, ledger_field(event.actor),
    ledger_field(event.computer), ledger_field(event.kind), ledger_field(event.subject),
    ledger_field(event.details), event.previous_hash), 'UTF8')), 'hex');
  INSERT INTO audit_events SELECT event.*;
  RETURN event.number;
END
$$;

-- What the program itself tells the audit log. Account changes are told by the functions below.
CREATE OR REPLACE FUNCTION record_event(
  computer text, kind text, subject text, details text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT is_superuser() AND (CASE kind
    WHEN 'sign_in' THEN EXISTS (SELECT FROM accounts WHERE login = session_user AND disabled = 0)
    WHEN 'export' THEN person_role() IS NOT NULL
    WHEN 'closing' THEN person_role() = 'team'
  END) IS NOT TRUE THEN
    RAISE EXCEPTION 'audit: not allowed' USING ERRCODE = 'KD004';
  END IF;
  RETURN append_event(computer, kind, subject, details);
END
$$;

-- === Accounts =====================================================================================

-- Locks the account of whoever acts: of two who disable one another only one succeeds.
CREATE OR REPLACE FUNCTION require_accounts_role() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM FROM accounts
  WHERE login = session_user AND role = 'accounts' AND disabled = 0 AND temporary = 0
  FOR SHARE;
  IF NOT FOUND AND NOT is_superuser() THEN
    RAISE EXCEPTION 'accounts: not allowed' USING ERRCODE = 'KD004';
  END IF;
END
$$;

-- What is known of a person here; refuses whoever has no account.
CREATE OR REPLACE FUNCTION account_of(person text) RETURNS accounts
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  account accounts%ROWTYPE;
BEGIN
  SELECT * INTO account FROM accounts WHERE login = person;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'accounts: no such account' USING ERRCODE = 'KD004';
  END IF;
  RETURN account;
END
$$;

-- Whoever's rights have changed starts over: an old snapshot would still know the old ones.
CREATE OR REPLACE FUNCTION end_sessions(person text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT pg_stat_clear_snapshot();  -- otherwise as it was when this transaction first looked
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE usename = person AND pid <> pg_backend_pid()
$$;

-- Once more when the change of rights is there for everybody: whoever came back in between has read
-- the old ones.
CREATE OR REPLACE FUNCTION end_sessions_at_commit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM end_sessions(NEW.login);
  RETURN NULL;
END
$$;
DROP TRIGGER IF EXISTS end_sessions ON accounts;
CREATE CONSTRAINT TRIGGER end_sessions AFTER UPDATE OF role, disabled, temporary ON accounts
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (current_user = 'kdx_keeper')
  EXECUTE FUNCTION end_sessions_at_commit();

-- Only a SCRAM verifier comes in: the password itself never leaves the person's program.
CREATE OR REPLACE FUNCTION require_verifier(verifier text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF verifier IS NULL OR verifier !~ '^SCRAM-SHA-256\$[0-9]{4,7}:[A-Za-z0-9+/=]{8,}\$[A-Za-z0-9+/=]{40,}:[A-Za-z0-9+/=]{40,}$'
  THEN
    RAISE EXCEPTION 'accounts: not a verifier' USING ERRCODE = 'KD004';
  END IF;
END
$$;

-- Logins are the whole server's. A remark on each says which database made it: only that one may
-- change its password or close it, not the account administrator of another database.
CREATE OR REPLACE FUNCTION login_is_ours(person text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT shobj_description(to_regrole(format('%I', person)), 'pg_authid')
    IS NOT DISTINCT FROM format('kdx_desktop %s', current_database())
$$;

-- An error here would otherwise tell the statement, and with it the verifier, to the server's log.
CREATE OR REPLACE FUNCTION account_set_verifier(person text, verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM require_verifier(verifier);
  BEGIN
    IF NOT login_is_ours(person) THEN
      RAISE insufficient_privilege;
    END IF;
    EXECUTE format('ALTER ROLE %I PASSWORD %L', person, verifier);
    RETURN;
  EXCEPTION WHEN OTHERS THEN
    NULL;  -- for instance a login that somebody else has made: said below
  END;
  RAISE EXCEPTION 'accounts: the password is not kept here' USING ERRCODE = 'KD005';
END
$$;

-- The city's rule, which also those have to know who see nothing else yet.
CREATE OR REPLACE FUNCTION password_min_length() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT value FROM (
    SELECT value, withdrawn FROM city_settings WHERE name = 'password_min_length'
    ORDER BY change DESC LIMIT 1
  ) AS latest WHERE withdrawn = 0
$$;

-- A new person: a login of their own with a temporary password. Without a verifier the server
-- knows them otherwise (LDAP, Kerberos); such a login may exist already.
CREATE OR REPLACE FUNCTION account_add(
  computer text, person text, full_name text, new_role text, verifier text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  found pg_roles%ROWTYPE;
BEGIN
  PERFORM require_accounts_role();
  IF person !~ '^[a-z0-9_][a-z0-9_.@-]{0,62}$' OR person ~ '^(pg_|kdx_)'
     OR person IN ('public', 'none', 'postgres') THEN
    RAISE EXCEPTION 'accounts: not a login' USING ERRCODE = 'KD004';
  END IF;
  SELECT * INTO found FROM pg_roles WHERE rolname = person;
  IF found.rolname IS NULL THEN
    EXECUTE format('CREATE ROLE %I LOGIN', person);
    EXECUTE format('COMMENT ON ROLE %I IS %L', person,
      format('kdx_desktop %s', current_database()));
  ELSIF verifier IS NOT NULL AND NOT pg_has_role(found.oid, 'kdx_people', 'MEMBER')
     OR found.rolsuper OR found.rolcreaterole OR found.rolcreatedb OR found.rolreplication
     OR found.rolbypassrls OR pg_has_role(found.oid, 'kdx_owner', 'MEMBER')
     OR pg_has_role(found.oid, 'kdx_keeper', 'MEMBER') THEN
    RAISE EXCEPTION 'accounts: the login is taken' USING ERRCODE = 'KD004';
  END IF;
  EXECUTE format('GRANT kdx_people TO %I', person);
  IF verifier IS NOT NULL AND found.rolname IS NULL THEN
    PERFORM account_set_verifier(person, verifier);
  END IF;
  INSERT INTO accounts (login, name, role, disabled, temporary)
  VALUES (person, full_name, new_role, 0,
    CASE WHEN verifier IS NULL OR found.rolname IS NOT NULL THEN 0 ELSE 1 END);
  PERFORM append_event(computer, 'account', person, 'add ' || new_role);
END
$$;

CREATE OR REPLACE FUNCTION account_set_role(computer text, person text, new_role text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM require_accounts_role();
  PERFORM account_of(person);
  IF person = session_user THEN  -- nobody gives rights to themselves
    RAISE EXCEPTION 'accounts: not for oneself' USING ERRCODE = 'KD004';
  END IF;
  UPDATE accounts SET role = new_role WHERE login = person;
  PERFORM append_event(computer, 'account', person, 'role ' || new_role);
  PERFORM end_sessions(person);
END
$$;

CREATE OR REPLACE FUNCTION account_set_name(computer text, person text, full_name text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM require_accounts_role();
  PERFORM account_of(person);
  UPDATE accounts SET name = full_name WHERE login = person;
  PERFORM append_event(computer, 'account', person, 'name ' || full_name);
END
$$;

CREATE OR REPLACE FUNCTION account_set_disabled(
  computer text, person text, is_disabled boolean
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM require_accounts_role();
  PERFORM account_of(person);
  IF person = session_user THEN
    RAISE EXCEPTION 'accounts: not for oneself' USING ERRCODE = 'KD004';
  END IF;
  UPDATE accounts SET disabled = is_disabled::int WHERE login = person;
  IF login_is_ours(person) THEN
    EXECUTE format('ALTER ROLE %I %s', person, CASE WHEN is_disabled THEN 'NOLOGIN' ELSE 'LOGIN' END);
  END IF;
  PERFORM append_event(
    computer, 'account', person, CASE WHEN is_disabled THEN 'disable' ELSE 'enable' END);
  PERFORM end_sessions(person);
END
$$;

-- A temporary password for somebody who has forgotten theirs.
CREATE OR REPLACE FUNCTION account_reset_password(
  computer text, person text, verifier text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM require_accounts_role();
  PERFORM account_of(person);
  PERFORM account_set_verifier(person, verifier);
  UPDATE accounts SET temporary = 1 WHERE login = person;
  PERFORM append_event(computer, 'password', person, 'reset');
  PERFORM end_sessions(person);
END
$$;

CREATE OR REPLACE FUNCTION account_change_password(computer text, verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF (account_of(session_user)).disabled = 1 THEN
    RAISE EXCEPTION 'accounts: not allowed' USING ERRCODE = 'KD004';
  END IF;
  PERFORM account_set_verifier(session_user, verifier);
  UPDATE accounts SET temporary = 0 WHERE login = session_user;
  PERFORM append_event(computer, 'password', session_user, 'change');
  PERFORM end_sessions(session_user);  -- whoever else knew the old one
END
$$;

-- The account administrator assigns anybody; a chief names the clerks of the own departments.
CREATE OR REPLACE FUNCTION require_assigning(department text, kind text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF (kind = 'clerk' AND department = ANY (person_departments(true))) IS NOT TRUE THEN
    PERFORM require_accounts_role();
  END IF;
END
$$;

-- No session ends with this: a change is judged by the assignments there are when it is sealed, and a
-- chief, who may name anybody a clerk, could send anybody away.
CREATE OR REPLACE FUNCTION assignment_set(
  computer text, person text, for_department text, as_kind text, first bigint, last bigint
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM require_assigning(for_department, as_kind);
  PERFORM account_of(person);
  INSERT INTO assignments AS held (login, department, kind, first_day, last_day)
  VALUES (person, for_department, as_kind, first, last)
  ON CONFLICT (login, department, kind, first_day) DO UPDATE SET last_day = excluded.last_day;
  PERFORM append_event(computer, 'assignment', person,
    format('%s %s %s-%s', as_kind, for_department, first, coalesce(last::text, '')));
END
$$;

CREATE OR REPLACE FUNCTION assignment_remove(
  computer text, person text, for_department text, as_kind text, first bigint
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM require_assigning(for_department, as_kind);
  DELETE FROM assignments AS a
  WHERE a.login = person AND a.department = for_department AND a.kind = as_kind
    AND a.first_day = first;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'accounts: no such assignment' USING ERRCODE = 'KD004';
  END IF;
  PERFORM append_event(computer, 'assignment', person,
    format('remove %s %s %s', as_kind, for_department, first));
END
$$;

-- === Rights: nothing for PUBLIC, reading by role, writing by row ==================================

DO $$
DECLARE
  name text;
  held record;
BEGIN
  FOR held IN
    SELECT schemaname, tablename, policyname FROM pg_policies WHERE schemaname = 'public'
  LOOP
    EXECUTE format('DROP POLICY %I ON %I.%I', held.policyname, held.schemaname, held.tablename);
  END LOOP;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER TABLE %I OWNER TO kdx_owner', name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, kdx_people, kdx_keeper', name);
    EXECUTE format('GRANT SELECT ON %I TO kdx_people', name);
    CONTINUE WHEN name IN ('accounts', 'assignments', 'audit_events', 'store_format',
                           'alembic_version');
    EXECUTE format('CREATE POLICY reading ON %I FOR SELECT TO kdx_people'
      ' USING ((SELECT person_reads()))', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY[{versioned}] LOOP
    EXECUTE format('GRANT INSERT ON %I TO kdx_people', name);
    EXECUTE format('CREATE POLICY team ON %I FOR INSERT TO kdx_people'
      ' WITH CHECK ((SELECT person_role()) = ''team'')', name);
  END LOOP;
END
$$;

-- EXPLAIN estimates by statistics, also for those who may not read the rows: there are none of what
-- is never searched for, such as amounts and notes.
DO $$
DECLARE
  name text;
  of_table text;
BEGIN
  FOR of_table, name IN
    SELECT a.attrelid::regclass, a.attname FROM pg_attribute AS a
    JOIN pg_class AS c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND a.attnum > 0 AND NOT a.attisdropped
      AND NOT EXISTS (
        SELECT FROM pg_index AS i WHERE i.indrelid = a.attrelid AND a.attnum = ANY (i.indkey))
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', of_table, name);
  END LOOP;
END
$$;

-- Which format a store has is no secret: a program that is too old has to find out.
CREATE POLICY reading ON store_format FOR SELECT TO kdx_people USING (true);

GRANT INSERT ON revisions TO kdx_people;
CREATE POLICY team ON revisions FOR INSERT TO kdx_people
  WITH CHECK ((SELECT person_role()) = 'team');
CREATE POLICY department ON revisions FOR INSERT TO kdx_people
  WITH CHECK (department = ANY ((SELECT person_departments(false))::text[]));
-- The seal judges the rest: an automation hangs on a change of its department's own work.
CREATE POLICY department ON automations FOR INSERT TO kdx_people
  WITH CHECK (department = ANY ((SELECT person_departments(false))::text[]));

CREATE POLICY submitting ON submissions FOR INSERT TO kdx_people
  WITH CHECK (state = 'submitted' AND withdrawn = 0
              AND department = ANY ((SELECT person_departments(true))::text[]));
-- Whoever enters a figure into a submitted month makes it a draft again.
CREATE POLICY drafting ON submissions FOR INSERT TO kdx_people
  WITH CHECK (withdrawn = 1 AND department = ANY ((SELECT person_departments(false))::text[]));

GRANT INSERT (number, computer, kind, reason, source, key) ON changes TO kdx_people;
CREATE POLICY writing ON changes FOR INSERT TO kdx_people
  WITH CHECK ((SELECT person_role()) IN ('chief', 'clerk', 'team'));

-- Everybody knows their own account, a password still to be changed included; whoever reads all
-- knows who is in charge of a department.
CREATE POLICY own ON accounts FOR SELECT TO kdx_people USING (login = session_user);
CREATE POLICY reading ON accounts FOR SELECT TO kdx_people
  USING ((SELECT person_role()) IS NOT NULL);
CREATE POLICY reading ON assignments FOR SELECT TO kdx_people
  USING ((SELECT person_role()) IS NOT NULL);
CREATE POLICY reading ON audit_events FOR SELECT TO kdx_people
  USING ((SELECT person_role()) IN ('team', 'accounts'));

-- Who assigns people to departments has to know which there are.
CREATE POLICY keeping ON departments FOR SELECT TO kdx_people
  USING ((SELECT person_role()) = 'accounts');

GRANT SELECT, INSERT, UPDATE, DELETE ON accounts, assignments TO kdx_keeper;
REVOKE DELETE ON accounts FROM kdx_keeper;
CREATE POLICY keeping ON accounts TO kdx_keeper USING (true) WITH CHECK (true);
CREATE POLICY keeping ON assignments TO kdx_keeper USING (true) WITH CHECK (true);

DO $$
DECLARE
  made record;
BEGIN
  FOR made IN
    SELECT p.oid::regprocedure AS signature, p.proname FROM pg_proc AS p
    WHERE p.pronamespace = 'public'::regnamespace
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, kdx_people', made.signature);
    EXECUTE format('ALTER FUNCTION %s OWNER TO %I', made.signature,
      CASE WHEN made.proname ~ '^(account_(add|set|reset|change)|assignment_|end_sessions)'
        THEN 'kdx_keeper' ELSE 'kdx_owner' END);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO kdx_owner, kdx_keeper', made.signature);
  END LOOP;
  FOR made IN
    SELECT p.oid::regprocedure AS signature, p.proname FROM pg_proc AS p
    WHERE p.pronamespace = 'pg_catalog'::regnamespace
      AND (p.proname ~ '^pg_(try_)?advisory_|^lo_' OR p.proname IN ('loread', 'lowrite',
           -- a snapshot handed on would show what somebody may see no longer
           'pg_export_snapshot', 'pg_logical_emit_message'))
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made.signature);
  END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION pg_advisory_xact_lock(bigint) TO kdx_owner;
GRANT EXECUTE ON FUNCTION
  person_role(), person_reads(), person_departments(boolean), is_superuser(), take_turn(),
  require_unmoved(text, bigint, bigint),
  write_change(text, text, text, text, text, bigint, json),
  rows_before_seal(), seal_change(), append_only(),
  record_event(text, text, text, text),
  password_min_length(),
  account_add(text, text, text, text, text), account_set_role(text, text, text),
  account_set_name(text, text, text),
  account_set_disabled(text, text, boolean), account_reset_password(text, text, text),
  account_change_password(text, text),
  assignment_set(text, text, text, text, bigint, bigint),
  assignment_remove(text, text, text, text, bigint)
TO kdx_people;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO kdx_people, kdx_owner, kdx_keeper;

-- After a move from PostgreSQL 15, or without its roles' memberships, nobody could be given another
-- password: from 16 on the keeper needs this for each login.
DO $$
DECLARE
  person text;
BEGIN
  IF current_setting('server_version_num')::int >= 160000 THEN
    FOR person IN
      SELECT rolname FROM pg_roles JOIN accounts ON login = rolname
      WHERE login_is_ours(rolname) AND NOT rolsuper
    LOOP
      EXECUTE format('GRANT %I TO kdx_keeper WITH ADMIN TRUE, INHERIT FALSE, SET FALSE', person);
    END LOOP;
  END IF;
END
$$;

-- === The database itself: what a copy made from a template would not bring along ==================

DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO kdx_people', current_database());
  EXECUTE format('ALTER DATABASE %I SET idle_in_transaction_session_timeout = ''14s''',
    current_database());
  EXECUTE format('ALTER DATABASE %I SET lock_timeout = ''5s''', current_database());
  EXECUTE format('ALTER DATABASE %I SET statement_timeout = ''60s''', current_database());
END
$$;
