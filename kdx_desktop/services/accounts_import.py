"""A whole 人事異動 in one go: planned against what is stored, then done as a whole or not at all.

What a file says of a person holds from the first day that it names for them: all that they are
assigned to then. What they were assigned to before ends the day before, and so does the 課長 of a
department whose 課長 somebody else becomes. Somebody retired (退職) loses all assignments, and the
account is disabled after the last day. A role cannot wait for its day, an assignment can: another
role of somebody who has an account already is taken over only when the day has come, by importing
the same file again; a 確認 says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.imports.account_tables import RETIRED
from kdx_desktop.imports.files import AccountLine, FileKind
from kdx_desktop.services import account_rules, account_store, rights
from kdx_desktop.services.account_deeds import AccountsResult, Deed, DeedKind, do
from kdx_desktop.services.account_store import Held, Known, Task
from kdx_desktop.services.importing import Contents, FileResult, Question, judged_anew
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.person import Role

KINDS = frozenset({FileKind.ACCOUNTS})
_ASSIGNED = frozenset({Role.CHIEF, Role.CLERK})
_DAY = timedelta(days=1)


def import_accounts(
    session: Session,
    contents: Contents,
    *,
    external: bool = False,
    dry_run: bool = False,
    today: date | None = None,
) -> AccountsResult:
    """Take over all files together, or nothing when something is wrong with a line.

    ``external``: new people sign in by LDAP or Kerberos. NotAllowed for all but the account
    administrator.
    """
    job = _Job(session, today or account_rules.today())
    contents = judged_anew(contents)
    for content, result in contents:
        if content.kind is FileKind.ACCOUNTS:
            lines: dict[str, list[AccountLine]] = {}
            for line in content.records:
                assert isinstance(line, AccountLine)  # noqa: S101 - the kind says so
                lines.setdefault(line.login, []).append(line)
            for own in lines.values():
                job.take(own, result)
    job.finish()
    answer = AccountsResult(tuple(r for _, r in contents), tuple(job.deeds), {}, stored=False)
    if answer.rejected or dry_run or not job.deeds:
        return answer
    passwords = {}
    for deed in job.deeds:
        if (password := do(session, deed, external=external)) is not None:
            passwords[deed.login] = password
    return replace(answer, passwords=passwords, stored=True)


@dataclass(slots=True)
class _Named:
    """A person whom a file names, with all lines; ``wanted``: what these assign them to."""

    login: str
    lines: list[AccountLine]
    result: FileResult
    wanted: list[Held] = field(default_factory=list)

    @property
    def line(self) -> int:
        """The first line."""
        return self.lines[0].line

    def start(self, today: date) -> date:
        """Return the day from which on the file speaks for the person."""
        return min(line.first or today for line in self.lines)

    def reject(self, column: str, reason: str, line: int | None = None) -> None:
        """Say what is wrong with a column of a line, the first one when None."""
        self.result.reject(line or self.line, column, reason)

    def question(self, reason: str) -> None:
        """List what is not done yet."""
        self.result.questions.append(Question(self.line, f"{self.login}：{reason}"))


class _Job:
    """Accounts and assignments as they would stand after the import, and what leads there."""

    def __init__(self, session: Session, today: date) -> None:
        self._session = session
        self._me = rights.require_accounts(session).login
        self._today = today
        self._before = account_store.accounts(session)
        self._after = dict(self._before)
        self._held = list(account_store.assignments(session))
        self._departments = load_organization(session).departments
        self._named: dict[str, _Named] = {}
        self._keeper: tuple[FileResult, int] | None = None
        self.deeds: list[Deed] = []

    def take(self, lines: list[AccountLine], result: FileResult) -> None:
        """Take all lines of a file that name one person."""
        named = _Named(lines[0].login, lines, result)
        if (earlier := self._named.setdefault(named.login, named)) is not named:
            place = f"{earlier.result.source.name}の{earlier.line}行目"
            named.reject("login", f"{place}にもある利用者です。1つのファイルにまとめてください。")
            return
        before, problems = len(self.deeds), len(result.rejected)
        role = self._one(named, "role", "役割")
        name = self._one(named, "name", "氏名")
        if role == RETIRED:
            self._retire(named)
        elif (account := self._account(named, name, role)) is not None:
            self._assign(named, account)
        if len(result.rejected) > problems:
            del self.deeds[before:]
            return
        new = {deed.line for deed in self.deeds[before:]}
        result.accepted += sum(line.line in new for line in lines)
        result.unchanged += sum(line.line not in new for line in lines)

    def finish(self) -> None:
        """End what others hold in the place of a new 課長, and keep somebody for the account_rules."""
        for deed in [deed for deed in self.deeds if deed.kind is DeedKind.ASSIGN]:
            new = deed.held
            if new is None or new.task is not Task.CHIEF:
                continue
            for held in [held for held in self._held if held.task is Task.CHIEF]:
                if (
                    held.department == new.department
                    and held.login != new.login
                    and not self._is_named(held)
                    and held.overlaps(new.first, new.last)
                ):
                    self._end(held, new.first - _DAY, deed.line)
        try:
            account_rules.require_keeper(self._before, self._after)
        except NotAllowed as refused:
            if self._keeper is not None:
                result, line = self._keeper
                result.reject(line, "role", refused.message)

    def _one(self, named: _Named, field_name: str, what: str) -> str:
        """Return what the lines of a person agree on; blank where they say nothing."""
        said = ""
        for line in named.lines:
            text = getattr(line, field_name)
            if said and text and text != said:
                named.reject(field_name, f"同じ利用者の{what}が行によって違います。", line.line)
            said = said or text
        return said

    def _account(self, named: _Named, name: str, role: str) -> Known | None:
        """Plan the account itself; None after a refusal."""
        old = self._before.get(named.login)
        if old is None:
            return self._new_account(named, name, role)
        if old.disabled:
            named.reject(
                "login", "無効にした利用者です。先に「users enable」で有効にしてください。"
            )
            return None
        account = replace(old, name=name or old.name, role=Role(role) if role else old.role)
        self._after[named.login] = account
        if account.name != old.name:
            self._do(Deed(DeedKind.NAME, named.login, named.line, name=account.name))
        if account.role is not old.role:
            self._change_role(named, old, account)
        return account

    def _new_account(self, named: _Named, name: str, role: str) -> Known | None:
        try:
            account_rules.checked_login(self._session, named.login)
        except DataError as error:
            named.reject("login", error.message)
        if (other := account_rules.same_login(self._before, named.login)) is not None:
            named.reject("login", f"「{other}」と大文字・小文字だけが違います。")
        for column, text, what in (("name", name, "氏名"), ("role", role, "役割")):
            if not text:
                named.reject(column, f"新しい利用者には{what}が必要です。")
        if not (name and role):
            return None
        account = Known(named.login, name, Role(role), disabled=False, temporary=False)
        self._after[named.login] = account
        self._do(Deed(DeedKind.ADD, named.login, named.line, name=name, role=account.role))
        return account

    def _change_role(self, named: _Named, old: Known, account: Known) -> None:
        if named.login == self._me:
            named.reject("role", "ご自身の役割は変更できません。")
            return
        start = named.start(self._today)
        early = (
            old.role is Role.CLERK and account.role is Role.CHIEF
        )  # no right without a department
        if start > self._today and not early:
            self._after[named.login] = replace(account, role=old.role)
            named.question(
                f"役割を「{account.role.japanese}」に変えるのは{start}です。"
                "その日以後に、同じファイルをもう一度取り込んでください。"
            )
            return
        if old.role is Role.ACCOUNTS:
            self._keeper = (named.result, named.line)
        self._do(Deed(DeedKind.ROLE, named.login, named.line, role=account.role))

    def _retire(self, named: _Named) -> None:
        """End what somebody holds; shut them out once their last day is over."""
        old = self._before.get(named.login)
        if old is None:
            return
        if named.login == self._me:
            named.reject("role", "ご自身のアカウントは無効にできません。")
            return
        days = [line.last or (line.first and line.first - _DAY) for line in named.lines]
        last = max((day for day in days if day is not None), default=self._today - _DAY)
        for held in [held for held in self._held if held.login == named.login]:
            if held.last is None or held.last > last:
                self._end(held, last, named.line)
        if old.disabled:
            return
        if last >= self._today:
            named.question(
                f"{last}までは利用できます。翌日以後に同じファイルをもう一度取り込むか、"
                "「users disable」で無効にしてください。"
            )
            return
        if old.role is Role.ACCOUNTS:
            self._keeper = (named.result, named.line)
        self._after[named.login] = replace(old, disabled=True)
        self._do(Deed(DeedKind.DISABLE, named.login, named.line))

    def _assign(self, named: _Named, account: Known) -> None:
        """Plan the assignments of one person: these from their first day on, and no others."""
        new = [pair for line in named.lines if (pair := self._wanted(named, account, line))]
        start = named.start(self._today)
        existing = [held for held in self._held if held.login == named.login]
        kept: set[Held] = set()
        for line, wanted in new:
            held = next((one for one in existing if _carries_on(one, wanted)), None)
            if held is None:
                continue
            kept.add(held)
            if held.last != wanted.last:
                self._held.remove(held)
                self._set(DeedKind.PERIOD, replace(held, last=wanted.last), line)
        for held in existing:
            if held not in kept and (held.last is None or held.last >= start):
                self._end(held, start - _DAY, named.line)
        for line, wanted in new:
            if not any(_carries_on(one, wanted) for one in kept):
                self._set(DeedKind.ASSIGN, wanted, line)

    def _wanted(self, named: _Named, account: Known, line: AccountLine) -> tuple[int, Held] | None:
        """Return the assignment of a line; None where it names none, or after a refusal."""
        if account.role not in _ASSIGNED:
            if line.department:
                reason = f"役割が「{account.role.japanese}」の人には部署を割り当てません。"
                named.reject("department", reason, line.line)
            return None
        if not line.department:
            reason = f"役割が「{account.role.japanese}」の人には部署コードが必要です。"
            named.reject("department", reason, line.line)
            return None
        task = Task(line.task or account.role.value)
        wanted = Held(named.login, line.department, task, line.first or self._today, line.last)
        if fault := account_rules.unfit(account.role, task):
            named.reject("kind", fault, line.line)
        elif fault := account_rules.unfit_department(self._departments, wanted):
            named.reject("department", fault, line.line)
        elif fault := account_rules.overlap(wanted, named.wanted):
            named.reject("department", "同じ部署の同じ担当が2行あります。", line.line)
        else:
            named.wanted.append(wanted)
            return line.line, wanted
        return None

    def _is_named(self, held: Held) -> bool:
        """Tell whether the files themselves say that somebody holds this."""
        named = self._named.get(held.login)
        return named is not None and any(
            (wanted.department, wanted.task) == (held.department, held.task)
            for wanted in named.wanted
        )

    def _set(self, kind: DeedKind, held: Held, line: int) -> None:
        self._held.append(held)
        self._do(Deed(kind, held.login, line, held=held))

    def _end(self, held: Held, last: date, line: int) -> None:
        self._held.remove(held)
        if held.first > last:
            self._do(Deed(DeedKind.REMOVE, held.login, line, held=held))
            return
        ended = replace(held, last=last)
        self._held.append(ended)
        self._do(Deed(DeedKind.END, held.login, line, held=ended))

    def _do(self, deed: Deed) -> None:
        self.deeds.append(deed)


def _carries_on(held: Held, wanted: Held) -> bool:
    """Tell whether somebody holds on the first day already what is wanted from then on."""
    same = (held.department, held.task) == (wanted.department, wanted.task)
    return same and held.first <= wanted.first and (held.last is None or held.last >= wanted.first)
