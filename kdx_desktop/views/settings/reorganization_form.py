"""The form of one reorganisation: the month, who becomes whom, and what the shares come to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from kdx_desktop.imports import cells
from kdx_desktop.metrics.months import Month, fiscal_year_start
from kdx_desktop.metrics.organization import Organization, Succession
from kdx_desktop.services.organization_changes import OrganizationBook
from kdx_desktop.services.organization_checks import (
    Reorganization,
    link_doubts,
    link_faults,
    share_sums,
)
from kdx_desktop.views.plain_text import Paragraph, name_for_readers
from kdx_desktop.views.settings.edit_form import EditForm
from kdx_desktop.views.settings.fields import TextField
from kdx_desktop.views.settings.link_rows import LinkRows
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.tick_box import TickBox

_ABOUT = (
    "統合は前の部署ごとに1行（按分率1）、分割は後の部署ごとに1行を入力します。"
    "部署が存続して一部だけを渡すときは、自分自身への行も加えます。"
    "按分率は前の部署ごとに合計がちょうど1になるように、または、すべて空欄（按分できない）にします。"
)


class ReorganizationForm(EditForm):
    """``ready``: the reorganisation, the reason, whether predecessors end the month before."""

    ready = Signal(object, str, bool)

    def __init__(self, book: OrganizationBook, before: Reorganization | None) -> None:
        super().__init__("機構改革を登録" if before is None else "機構改革を編集", _ABOUT)
        self._known = {one.code: one for one in book.departments}
        start = fiscal_year_start(book.fiscal_year) if before is None else before.month
        self.month = TextField("施行月", str(start), "新しい組織になる最初の月（例：2023-04）")
        self.links = LinkRows(book.departments, () if before is None else before.links)
        self.sums = Paragraph("", TextRole.STRONG)
        name_for_readers(self.sums, "按分率の合計")
        self.doubts = Paragraph("", TextRole.WARNING)
        self.ends = TickBox("存続しない前の部署を、施行月の前月で終了する(&T)")
        self.ends.setChecked(before is None)
        for widget in (self.month, self.links, self.sums, self.doubts, self.ends):
            self.add(widget)
        self.focus_first(self.month)
        self.month.changed.connect(self._check)
        self.links.changed.connect(self._on_links_changed)
        self.ends.toggled.connect(self.touch)
        self.save_requested.connect(self._on_save_requested)
        self._check()

    def _on_links_changed(self) -> None:
        self.touch()
        self._check()

    def _check(self) -> None:
        """Say at once what the shares come to, and who is not there at the time."""
        month = self._month()
        links = self._readable(month or Month(200004))
        sums = share_sums(links)
        self.sums.setText(
            "\n".join(
                f"{'✓' if one.adds_up else '⚠'} {one.predecessor} {self._name(one.predecessor)}："
                f"{one.japanese}"
                for one in sums
            )
        )
        sound = all(one.adds_up for one in sums)
        self.sums.set_role(TextRole.SUCCESS if sound else TextRole.ERROR)
        self.sums.setVisible(bool(sums))
        odd = link_doubts(self._known, month, links) if month else []
        self.doubts.setText(
            "\n".join(f"確認：{code} {self._name(code)}は{reason}。" for code, reason in odd)
        )
        self.doubts.setVisible(bool(odd))
        self.show_missing("" if sound else "按分率をそろえると保存できます。")

    def _on_save_requested(self) -> None:
        month = self.month.read(cells.month)
        links = self.links.read(month or Month(200004))
        if month is None or links is None:
            return
        faults = link_faults(Organization(self._known.values(), ()), month, links)
        if faults:
            self.show_missing("⚠ " + "\n".join(faults))
            return
        self.wait()
        after = Reorganization(month, tuple(links))
        self.ready.emit(after, self.reason.text, self.ends.isChecked())

    def _readable(self, month: Month) -> Sequence[Succession]:
        """Return the lines that are complete so far."""
        rows = [row for row in self.links.rows if all(row.codes)]
        return [link for row in rows if (link := row.read(month)) is not None]

    def _month(self) -> Month | None:
        try:
            return cells.month(self.month.text)
        except ValueError:
            return None

    def _name(self, code: str) -> str:
        known = self._known.get(code)
        return "" if known is None else known.name
