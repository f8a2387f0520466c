-- What SQLite itself guards and derives. A change is judged and taken over as a whole when it is
-- sealed: its rows come first, the change last. Statements end with a line ";;".
-- Created anew after every upgrade. The last three are made for each versioned table in turn.

CREATE TRIGGER changes_in_order BEFORE INSERT ON changes
BEGIN
  SELECT RAISE(ABORT, 'ledger: change out of order')
  WHERE NEW.number <> 1 + coalesce((SELECT max(number) FROM changes), 0);
  SELECT RAISE(ABORT, 'ledger: chain broken')
  WHERE NEW.number > 1
    AND NEW.previous_hash <> (SELECT hash FROM changes WHERE number = NEW.number - 1);
  SELECT RAISE(ABORT, 'ledger: revision out of order')
  WHERE EXISTS (
    SELECT 1 FROM revisions AS r LEFT JOIN current_figures AS c USING (department, month, metric)
    WHERE r.change = NEW.number AND r.number <> 1 + coalesce(c.number, 0));
END
;;
CREATE TRIGGER changes_become_current AFTER INSERT ON changes
BEGIN
  INSERT INTO current_figures (department, month, metric, number, change, state, amount, note)
  SELECT department, month, metric, number, change, state, amount, note
  FROM revisions WHERE change = NEW.number
  ON CONFLICT (department, month, metric) DO UPDATE SET
    number = excluded.number, change = excluded.change, state = excluded.state,
    amount = excluded.amount, note = excluded.note;
END
;;
CREATE TRIGGER changes_never_updated BEFORE UPDATE ON changes
BEGIN
  SELECT RAISE(ABORT, 'ledger: append only');
END
;;
CREATE TRIGGER changes_never_deleted BEFORE DELETE ON changes
BEGIN
  SELECT RAISE(ABORT, 'ledger: append only');
END
;;
CREATE TRIGGER revisions_sealed BEFORE INSERT ON revisions
WHEN EXISTS (SELECT 1 FROM changes WHERE number = NEW.change)
BEGIN
  SELECT RAISE(ABORT, 'ledger: change is sealed');
END
;;
CREATE TRIGGER revisions_never_updated BEFORE UPDATE ON revisions
BEGIN
  SELECT RAISE(ABORT, 'ledger: append only');
END
;;
CREATE TRIGGER revisions_never_deleted BEFORE DELETE ON revisions
BEGIN
  SELECT RAISE(ABORT, 'ledger: append only');
END
;;
CREATE TRIGGER audit_events_in_order BEFORE INSERT ON audit_events
BEGIN
  SELECT RAISE(ABORT, 'audit: event out of order')
  WHERE NEW.number <> 1 + coalesce((SELECT max(number) FROM audit_events), 0);
  SELECT RAISE(ABORT, 'audit: chain broken')
  WHERE NEW.number > 1
    AND NEW.previous_hash <> (SELECT hash FROM audit_events WHERE number = NEW.number - 1);
END
;;
CREATE TRIGGER audit_events_never_updated BEFORE UPDATE ON audit_events
BEGIN
  SELECT RAISE(ABORT, 'audit: append only');
END
;;
CREATE TRIGGER audit_events_never_deleted BEFORE DELETE ON audit_events
BEGIN
  SELECT RAISE(ABORT, 'audit: append only');
END
;;
CREATE TRIGGER {table}_sealed BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM changes WHERE number = NEW.change)
BEGIN
  SELECT RAISE(ABORT, 'ledger: change is sealed');
END
;;
CREATE TRIGGER {table}_never_updated BEFORE UPDATE ON {table}
BEGIN
  SELECT RAISE(ABORT, 'ledger: append only');
END
;;
CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table}
BEGIN
  SELECT RAISE(ABORT, 'ledger: append only');
END
;;
