"""The form of one department: its name, its bureau, its first and last month."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCompleter

from kdx_desktop.imports import cells
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services.organization_changes import OrganizationBook
from kdx_desktop.views.settings.edit_form import Difference, EditForm
from kdx_desktop.views.settings.fields import TextField
from kdx_desktop.views.widgets.match_list import MatchList

_CODE_HINT = "あとから変更できません。廃止した部署のコードも再利用できません。"
_LAST_HINT = "最後に存在する月です。存続中は空欄にします。"


class DepartmentForm(EditForm):
    """``ready``: the department as it shall be, and the reason."""

    ready = Signal(object, str)

    def __init__(self, book: OrganizationBook, before: Department | None) -> None:
        super().__init__("部署を追加" if before is None else "部署を編集")
        self._before = before
        self._used = {one.code: one.name for one in book.departments}
        start = before or Department("", "", "", book.month)
        self.code = TextField("部署コード", start.code, _CODE_HINT if before is None else "")
        self.name = TextField("部署の名称", start.name)
        self.bureau = TextField("局", start.bureau, "局に属さないときは空欄にします。")
        self.first = TextField("開始月", str(start.valid_from), "例：2023-04、令和5年4月")
        self.last = TextField("終了月", _shown(start.valid_to), _LAST_HINT)
        completer = QCompleter(list(book.bureaus), self.bureau.line)
        self.bureau.line.setCompleter(completer)
        self._bureaus = MatchList(completer, self.bureau.line, "局の候補")
        for field in (self.code, self.name, self.bureau, self.first, self.last):
            self.add(field)
            field.changed.connect(self._check)
        if before is not None:
            self.code.fix()
            self.focus_first(self.name)
        self.save_requested.connect(self._on_save_requested)

    def _check(self) -> None:
        """Show what would change; faults are shown when it is saved, not while one types."""
        if self._before is not None:
            pairs = (
                ("名称", self._before.name, self.name.text.strip()),
                ("局", self._before.bureau, self.bureau.text.strip()),
                ("開始月", str(self._before.valid_from), self.first.text.strip()),
                ("終了月", _shown(self._before.valid_to), self.last.text.strip()),
            )
            changes: list[Difference] = [pair for pair in pairs if pair[1] != pair[2]]
            self.show_differences(changes)

    def _on_save_requested(self) -> None:
        code = self.code.read(self._unused_code)
        name = self.name.read(cells.name)
        bureau = self.bureau.read(cells.optional_name)
        first = self.first.read(cells.month)
        last = self.last.read(_last_month)
        if code is None or name is None or bureau is None or first is None or last is None:
            return
        if last and Month(last) < first:
            self.last.show_fault("開始月以後の年月にするか、空欄（存続中）にしてください。")
            return
        self.wait()
        self.ready.emit(
            Department(code, name, bureau, first, Month(last) if last else None), self.reason.text
        )

    def _unused_code(self, text: str) -> str:
        code = cells.code(text)
        if self._before is None and code in self._used:
            message = f"「{self._used[code]}」で使われています。コードは再利用できません。"
            raise ValueError(message)
        return code


def _last_month(text: str) -> int:
    """Read a last month; 0 stands for none."""
    return int(cells.optional_month(text) or 0)


def _shown(month: Month | None) -> str:
    return "" if month is None else str(month)
