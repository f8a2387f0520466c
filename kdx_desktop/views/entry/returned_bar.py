"""差戻し: at the top of the month, why it came back, from whom and when."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from kdx_desktop.services.board import DepartmentMonth, Standing
from kdx_desktop.views.notices import NoticeKind
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.icon_label import IconLabel


class ReturnedBar(QFrame):
    """Stays as long as the month is returned; otherwise takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("notice", str(NoticeKind.WARNING))
        self._icon = IconLabel(5)
        self._icon.show_icon("alert-triangle", "warning")
        self._text = Paragraph()
        row = QHBoxLayout(self)
        row.setContentsMargins(space(3), space(2), space(3), space(2))
        row.setSpacing(space(2))
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        explain(self, "推進担当がこの月を差し戻しました。直して保存し、もう一度提出してください。")
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_progress(self, progress: DepartmentMonth | None) -> None:
        """Say why the month was returned, if it was."""
        if progress is None or progress.standing is not Standing.RETURNED:
            self.hide()
            return
        reason = progress.reason or "理由は書かれていません。"
        who = "　".join(filter(None, (progress.who, _moment_text(progress))))
        self._text.setText(f"差戻しの理由：{reason}\n{who}" if who else f"差戻しの理由：{reason}")
        self.setAccessibleName(self._text.text())
        self.show()


def _moment_text(progress: DepartmentMonth) -> str:
    if progress.when is None:
        return ""
    local = progress.when.astimezone()
    return f"{local.month}月{local.day}日 {local.hour}:{local.minute:02d}"
