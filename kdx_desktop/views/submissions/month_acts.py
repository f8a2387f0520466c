"""MonthActs: approves, returns, closes and takes back, and says what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import month_steps, months
from kdx_desktop.services.board import DepartmentMonth, Standing
from kdx_desktop.services.kept_backups import Occasion
from kdx_desktop.services.month_steps import Refused, Steps
from kdx_desktop.services.months import ACTS, Closed
from kdx_desktop.services.office import Office
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.submissions.year_lines import Place
from kdx_desktop.workspace import Workspace


class MonthActs(QObject):
    """One act at a time is remembered for Ctrl+Z: the last."""

    #: A Notice on what was done, or why not.
    told = Signal(object)
    #: Something was approved or returned: the Steps.
    moved = Signal(object)
    #: A Month is closed.
    closed = Signal(object)
    #: The last act can be taken back, or not any more.
    undo_changed = Signal(bool)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._last: Steps | None = None
        self._busy = False

    @property
    def can_undo(self) -> bool:
        """Tell whether the last act can be taken back."""
        return self._last is not None

    def approve(self, rows: Sequence[DepartmentMonth]) -> None:
        """Approve departments' months."""
        self._move({(row.department.code, row.month): "" for row in rows}, Standing.APPROVED)

    def send_back(self, reasons: Mapping[Place, str]) -> None:
        """Return departments' months, each with its reason."""
        self._move(reasons, Standing.RETURNED)

    def undo(self) -> None:
        """Take the last act back."""
        if self._last is not None and not self._busy:
            self._busy = True
            work = partial(month_steps.take_back, steps=self._last)
            self._workspace.change(work, self._on_taken_back, self._on_failed)

    def close(self, month: Month) -> None:
        """Keep a backup, where the store is a file, and close a month."""
        if not self._busy:
            self._busy = True
            work = partial(_keep_backup)
            self._workspace.attend(work, partial(self._on_kept, month), self._on_failed)

    def _move(self, wanted: Mapping[Place, str], target: Standing) -> None:
        if wanted and not self._busy:
            self._busy = True
            work = partial(month_steps.move, wanted=dict(wanted), target=target)
            self._workspace.change(work, self._on_moved, self._on_failed)

    def _on_moved(self, steps: Steps) -> None:
        self._busy = False
        self._remember(steps if steps.change is not None else self._last)
        undo = "Ctrl+Zで元に戻せます。" if steps.change is not None else ""
        self._tell(f"{_names(steps.moved)}{_DONE[steps.target]}。{undo}", steps, ACTS[steps.target])
        self.moved.emit(steps)

    def _on_taken_back(self, steps: Steps) -> None:
        self._busy = False
        self._remember(None)
        what = f"{ACTS[steps.target]}の取消し"
        self._tell(f"{_names(steps.moved)}の{ACTS[steps.target]}を取り消しました。", steps, what)

    def _on_kept(self, month: Month, warning: str) -> None:
        if warning:
            self.told.emit(Notice(NoticeKind.WARNING, warning))
        work = partial(months.close, month=month)
        self._workspace.change(work, partial(self._on_closed, month), self._on_failed)

    def _on_closed(self, month: Month, _closed: Closed) -> None:
        self._busy = False
        self._remember(None)
        text = f"{month.japanese}分を締めました。数値は確定しました。"
        self.told.emit(Notice(NoticeKind.SUCCESS, text))
        self.closed.emit(month)

    def _on_failed(self, failure: KdxError) -> None:
        self._busy = False
        reasons = "".join(f"\n{problem}" for problem in failure.problems)
        self.told.emit(Notice(NoticeKind.ERROR, failure.message + reasons))

    def _remember(self, steps: Steps | None) -> None:
        self._last = steps
        self.undo_changed.emit(self.can_undo)

    def _tell(self, done: str, steps: Steps, what: str) -> None:
        if not steps.refused:
            self.told.emit(Notice(NoticeKind.SUCCESS, done))
            return
        said = [done] if steps.moved else []
        said.append(f"次の{len(steps.refused)}件は{what}ができませんでした。")
        said += [_refused(one) for one in steps.refused]
        self.told.emit(Notice(NoticeKind.WARNING, "\n".join(said)))


_DONE = {Standing.APPROVED: "を承認しました", Standing.RETURNED: "を差し戻しました"}


def _keep_backup(office: Office) -> str:
    return office.keep_backup(Occasion.CLOSING)


def _names(rows: Sequence[DepartmentMonth]) -> str:
    if len(rows) == 1:
        return f"{rows[0].department.name}の{rows[0].month.month}月分"
    if len(months := {row.month for row in rows}) == 1:
        return f"{next(iter(months)).month}月分の{len(rows):,}部署"
    return f"{len(rows):,}件"


def _refused(one: Refused) -> str:
    return f"・{one.row.department.name}（{one.row.month.month}月分）：{one.why}"
