"""Attacks: figures and steps of the month's work that are not one's own, or too late."""

from __future__ import annotations

from tests.torture.attack import ALL, CHIEF, ENTER, READERS, Attack
from tests.torture.attack_words import METRIC, act, call, rev, seal, step

_JSON = (
    '[{{"department": "{}", "month": <open>, "metric": "copy_paper_sheets", "number": 2,'
    ' "state": "actual", "amount": 10000, "note": "", "typed": ""}}]'
)
_AUTOMATION = (
    '{{"automations": [{{"department": "{}", "name": "x", "valid_from": 202204,'
    ' "minutes_before": 1, "minutes_after": 0, "measured": 0, "one_off": 0, "note": ""}}]}}'
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
    '{"initiative_states": [{"plan": "x", "position": 1, "day": 20220401, "state": "", "note": ""}]}',
    _AUTOMATION.format("<other>"),
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
    *(Attack(act(rev(), seal(kind))) for kind in ("entry", "import", "submission")),
    *(
        Attack(act(rev(place, month, number), seal(kind)))
        for kind in ("correction", "closing", "organization", "plan", "setting")
        for place, month, number in (("<other>", "<open>", 2), ("<own>", "<open>", 2))
    ),
    Attack(act(rev("<own>"), seal()), ALL - ENTER),
    Attack(call('{"revisions": ' + _JSON.format("<own>") + "}"), ALL - ENTER),
    Attack(call(_AUTOMATION.format("<own>")), ALL - ENTER),
    *(
        Attack(call(_AUTOMATION.format("<own>"), kind))
        for kind in ("correction", "closing", "organization", "plan", "setting")
    ),
    Attack(act(rev("<own>"), rev(), seal())),
    Attack(act(rev("<other> "), seal())),
    Attack(act(rev("<other>", number=3), seal())),
    Attack(act(rev("<other>", number=1), seal())),
    Attack(rev()),
    Attack(rev("<own>")),
    Attack(act(rev("<own>"), "SET CONSTRAINTS ALL IMMEDIATE;")),
    Attack(act(rev("<own>", at="<next> + 1"), seal())),
    Attack(act(rev("<own>", number=9, at="1"))),
    Attack(act(rev("<own>", number=9, at="<next> - 1"), seal())),
    Attack(act(rev("<own>", at="0"))),
    Attack(act(rev("<own>", at="-1"), seal(at="-1"))),
    Attack(act(rev("<own>"), seal(at="<next> + 1"))),
    Attack(act(rev("<own>", number=7), seal())),
    Attack(act("SAVEPOINT a;", rev(), "ROLLBACK TO a;", rev("<own>", number=5), seal())),
    Attack("BEGIN ISOLATION LEVEL SERIALIZABLE; " + rev("<own>") + seal() + " COMMIT;"),
    Attack("BEGIN ISOLATION LEVEL REPEATABLE READ; " + rev("<own>") + seal() + " COMMIT;"),
    Attack("BEGIN READ ONLY; SET TRANSACTION READ WRITE; " + rev() + seal() + " COMMIT;"),
    Attack(act(f"WITH new AS ({rev()[:-1]} RETURNING *) SELECT * FROM new;", seal())),
    Attack(act(f"PREPARE p AS {rev()} EXECUTE p;", seal())),
    Attack(act("DO $a$BEGIN " + rev() + seal() + " END$a$;")),
    Attack(act("DO $a$BEGIN EXECUTE $b$" + rev() + "$b$; END$a$;", seal())),
    Attack(
        act(
            "INSERT INTO revisions SELECT <next>, department, month, metric, number + 1, state, 1,"
            " note, typed FROM revisions WHERE department = '<other>' AND month = <open>;",
            seal(),
        ),
        READERS,
    ),
    Attack(
        act(
            "MERGE INTO revisions AS r USING (SELECT 1) AS x ON false WHEN NOT MATCHED THEN INSERT"
            f" VALUES (<next>, '<other>', <open>, '{METRIC}', 2, 'actual', 1, '', '');",
            seal(),
        )
    ),
    Attack("MERGE INTO revisions AS r USING (SELECT 1) AS x ON true WHEN MATCHED THEN DELETE;"),
    Attack(
        "MERGE INTO current_figures AS r USING (SELECT 1) AS x ON true"
        " WHEN MATCHED THEN UPDATE SET amount = 1;"
    ),
    Attack(
        rev("<own>", number=1)[:-1]
        + " ON CONFLICT (department, month, metric, number) DO UPDATE SET amount = 1;"
    ),
    Attack(
        f"BEGIN; COPY revisions FROM STDIN;\n1\t<own>\t202204\t{METRIC}\t9\tactual\t1\t\t\n\\.\n"
        + seal()
        + " COMMIT;"
    ),
    Attack("\\copy current_figures from /etc/passwd"),
    *(
        Attack(act(rev("<own>", "<closed>"), step("<own>", "<closed>", "submitted", 1), seal(kind)))
        for kind in ("entry", "import", "submission", "correction")
    ),
    *(
        Attack(act(rev("<own>", "<closed>"), seal(kind)))
        for kind in ("entry", "import", "submission", "correction", "closing")
    ),
    Attack(act(step("<own>", "<closed>", "submitted"), seal("submission"))),
    *(
        Attack(act(rev("<own>", month), *rest, seal(kind, reason)))
        for month in ("<submitted>", "<approved>")
        for state in (month.strip("<>"),)
        for rest, kind, reason in (
            ((), "entry", "x"),
            ((), "import", "x"),
            ((step("<own>", month, state, 1),), "entry", ""),
            ((step("<own>", month, state, 1),), "entry", " "),
            ((step("<own>", month, "returned", 1),), "entry", "x"),
            ((step("<own>", "<open>", state, 1),), "entry", "x"),
            ((step("<own>", month, "submitted"),), "entry", "x"),
        )
    ),
    Attack(act(step("<own>", "<approved>", "approved", 1), seal("submission"))),
    Attack(act(step("<own>", "<approved>", "submitted", 1), seal("submission"))),
    Attack(act(step("<own>", "<submitted>", "submitted", 1), seal("submission")), ALL - {CHIEF}),
    Attack(act(step("<own>", "<returned>", "returned", 1), seal("submission"))),
    Attack(act(step("<own>", "<open>", "submitted", 1), seal("submission"))),
    Attack(act(step("<own>", "<approved>", "submitted"), seal("submission"))),
    Attack(act(step("<own>", "<submitted>", "submitted"), seal("submission"))),
    Attack(act(step("<own>", "<open>", "submitted"), seal("submission")), ALL - {CHIEF}),
    *(
        Attack(act(step("<other>", "<open>", state, withdrawn), seal("submission")))
        for state in ("submitted", "approved", "returned")
        for withdrawn in (0, 1)
    ),
    *(
        Attack(act(step("<own>", "<submitted>", state), seal("submission")))
        for state in ("approved", "returned")
    ),
    *(Attack(call(rows)) for rows in _TEAMS_ROWS),
    Attack(call('{"revisions": ' + _JSON.format("<other>") + "}")),
    Attack(call("[]", "closing")),
    Attack(act(rev("<own>"), seal("entry'', ''x")), ALL - ENTER),
]
