"""Nobody writes for another department: what somebody with psql tries, and what comes of it.

Every attack is given to the real psql, signed in as six kinds of people. Before and after, a
fingerprint of all tables, logins, rights and functions is taken; what an attack printed is searched
for marks that were put into the rows which this person may not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.postgres.fixtures import postgres_versions
from tests.torture import attack_scenes
from tests.torture.attack import CHIEF, KEEPER, KINDS, Attack
from tests.torture.attack_city import AttackCity, attack_city
from tests.torture.attack_list import ATTACKS
from tests.torture.finding import Amount, Finding
from tests.torture.office_city import DATABASE

_MARK = "=== attack"
#: Between two attacks in one psql: nothing of the first is left.
_NEW_PAGE = "\n;\nROLLBACK;\nRESET SESSION AUTHORIZATION;\nDISCARD ALL;\n"
_WEAKENED = """
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', name);
    EXECUTE format('GRANT ALL ON %I TO kdx_people', name);
  END LOOP;
END
$$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO kdx_people;
"""
#: One login for all, and the program says who it is.
_SHARED = "coalesce(nullif(current_setting('app.login', true), ''), session_user)"


@dataclass(slots=True)
class Tally:
    """How many attacks were tried, by how many people each, and which of them succeeded."""

    attacks: int = 0
    tried: int = 0
    changes: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    scenes: int = 0

    def add(self, other: Tally) -> None:
        """Take another one's counts in; the attacks are the same ones."""
        self.attacks = max(self.attacks, other.attacks)
        self.tried += other.tried
        self.changes += other.changes
        self.leaks += other.leaks
        self.scenes += other.scenes


def run(amount: Amount) -> Finding:
    """Attack on every version of the server; then with the guards taken away one by one."""
    versions = postgres_versions()[amount.of(0, -1) :]
    attacks = ATTACKS[:: amount.of(1, 8)]
    kept, control, forged = Tally(), Tally(), 0
    for version in versions:
        with attack_city(version) as city:
            kept.add(storm(city, attacks, KINDS, together=amount.of(8, len(attacks))))
            kept.scenes, broken = attack_scenes.play(city, amount)
            kept.changes += broken
            if version == versions[-1]:
                forged = _forged(city)
                control = _unguarded(city, ATTACKS[:: amount.of(2, 40)])
    first = "".join(f"; first: {text[:300]}" for text in (kept.changes + kept.leaks)[:1])
    return Finding(
        "nobody writes for another department",
        f"{kept.attacks} attacks through psql by {len(KINDS)} kinds of people "
        f"({kept.tried:,} in all) and {kept.scenes} scenes of two sessions on PostgreSQL "
        f"{' and '.join(map(str, versions))}",
        f"{len(kept.changes)} changes, {len(kept.leaks)} leaks{first}",
        not kept.changes and not kept.leaks,
        f"one login for all, and a setting says who it is: {forged} changes forged; then without "
        f"row-level security and with grants: {len(control.changes)} of {control.tried} changed "
        f"something, {len(control.leaks)} leaked",
        bool(forged and control.changes and control.leaks),
    )


def storm(
    city: AttackCity, attacks: Sequence[Attack], kinds: Sequence[str], *, together: int
) -> Tally:
    """Try all attacks as all kinds of people, so many in one psql."""
    tally = Tally(len(attacks))
    city.forget()
    for kind in kinds:
        mine = [attack for attack in attacks if kind in attack.by]
        for start in range(0, len(mine), together):
            _try(city, kind, mine[start : start + together], tally)
    return tally


def _try(city: AttackCity, kind: str, attacks: Sequence[Attack], tally: Tally) -> None:
    words = city.words(kind)
    scripts = [_worded(attack.sql, words) for attack in attacks]
    said = city.psql(kind, "".join(f"\\echo {_MARK}\n{one}{_end_of(one)}" for one in scripts))
    printed = said.split(f"{_MARK}\n")[1:]
    tally.tried += len(scripts)
    if len(printed) != len(scripts):  # a session that ended early has not tried the rest
        tally.changes.append(f"{kind}: psql ended after {scripts[len(printed) - 1]}: {said[-300:]}")
    if city.changed():
        tally.changes.append(f"{kind}: {' || '.join(scripts)}")
    tally.leaks += [
        f"{kind}: {script} -> {mark}"
        for script, text in zip(scripts, printed, strict=False)
        for mark in city.hidden(kind)
        if mark in text
    ]


def _worded(sql: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        sql = sql.replace(f"<{name}>", word)
    return sql


def _end_of(script: str) -> str:
    back = f"\\c {DATABASE}\n" if "\\c " in script else ""
    return f"{_NEW_PAGE}{back}"


def _unguarded(city: AttackCity, attacks: Sequence[Attack]) -> Tally:
    city.superuser.execute(_WEAKENED.encode())
    return storm(city, attacks, (CHIEF, KEEPER), together=1)


def _forged(city: AttackCity) -> int:
    """Take the person's name from a setting instead of the login; count what that lets through."""
    functions = city.superuser.execute(
        "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND prosrc ~ 'session_user'"
    ).fetchall()
    for (definition,) in functions:
        city.superuser.execute(str(definition).replace("session_user", _SHARED).encode())
    forging = [attack for attack in ATTACKS if attack.sql.startswith("SET app.login")]
    return len(storm(city, forging, (CHIEF,), together=1).changes)
