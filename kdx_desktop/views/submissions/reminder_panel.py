"""ReminderPanel: 督促文 to copy into a mail, one to all or one to each department."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.services.reminders import Reminder, to_all, to_each
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, explain, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.choice_box import ChoiceBox
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.segments import Segments
from kdx_desktop.views.widgets.text_box import TextBox


class Whom(StrEnum):
    """To whom a reminder goes."""

    CHOSEN = "chosen"
    LATE = "late"
    OWING = "owing"


class ReminderPanel(QWidget):
    """The text can be changed here before it is copied; nothing is sent."""

    #: Somebody else is to be reminded: a Whom.
    whom_changed = Signal(object)
    #: A sentence on what was copied.
    copied = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reminder: Reminder | None = None
        self._heading = Paragraph("", TextRole.HEADING)
        self.whom = ChoiceBox("督促の宛先")
        self.form = Segments("督促文の作り方", [(False, "まとめて1通"), (True, "部署ごと")])
        self.department = ChoiceBox("督促する部署")
        self.text = TextBox()
        self._none = Paragraph("提出を待っている部署はありません。", TextRole.QUIET)
        self.button = action_button("コピー(&O)", primary=True)
        self._close = action_button("閉じる(&Q)")
        self._build()
        self.whom.activated.connect(self._on_whom_chosen)
        self.form.selected.connect(self._show_text)
        self.department.currentIndexChanged.connect(self._show_text)
        self.button.clicked.connect(self.copy)
        self._close.clicked.connect(self.closed)
        explain(
            self,
            "未提出の部署に送るメールの文案です。コピーして、メールに貼り付けてお使いください。"
            "ここから送信はされません。",
        )

    @property
    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self.whom

    def offer(self, counts: dict[Whom, int], whom: Whom) -> None:
        """Offer whom to remind; those of whom there are none cannot be taken."""
        words = {Whom.CHOSEN: "選択中", Whom.LATE: "期限超過", Whom.OWING: "未提出すべて"}
        self.whom.clear()
        for one in Whom:
            if counts[one] or one is Whom.OWING:
                self.whom.addItem(f"{words[one]}（{counts[one]:,}部署）", one)
        self.whom.setCurrentIndex(max(self.whom.findData(whom), 0))

    def show_reminder(self, reminder: Reminder) -> None:
        """Show the text about what is owed."""
        self._reminder = reminder
        self._heading.setText(f"{reminder.month.japanese}分の督促文")
        self.department.blockSignals(True)
        self.department.clear()
        for one in reminder.owed:
            self.department.addItem(one.name, one.code)
        self.department.blockSignals(False)
        self._show_text()

    def copy(self) -> None:
        """Copy the text shown; of one mail for each, the next is shown then."""
        if not self.button.isEnabled():
            return
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        if not self.form.value:
            self.copied.emit("督促文をコピーしました。")
            return
        number, count = self.department.currentIndex(), self.department.count()
        name = self.department.currentText()
        self.copied.emit(f"{name}宛ての督促文をコピーしました（{number + 1}／{count}）。")
        if number + 1 < count:
            self.department.setCurrentIndex(number + 1)

    def _build(self) -> None:
        self.text.setMinimumHeight(space(44))
        name_for_readers(self.text, "督促文の文面")
        for box in (self.whom, self.department):
            box.setMinimumContentsLength(8)
            box.setSizeAdjustPolicy(box.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        buttons = FlowRow(2)
        buttons.add(self.button)
        buttons.add(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        label = PlainLabel("宛先(&T)")
        label.setBuddy(self.whom)
        for widget in (self._heading, label, self.whom, self.form, self.department, self._none):
            column.addWidget(widget)
        column.setAlignment(self.form, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)
        self._none.hide()

    def _show_text(self) -> None:
        reminder = self._reminder
        if reminder is None:
            return
        owed, each = bool(reminder.owed), bool(self.form.value)
        self.department.setVisible(each and owed)
        self._none.setVisible(not owed)
        self.text.setVisible(owed)
        self.button.setEnabled(owed)
        if owed:
            number = max(self.department.currentIndex(), 0)
            self.text.setPlainText(to_each(reminder)[number] if each else to_all(reminder))
        last = self.department.currentIndex() + 1 >= self.department.count()
        self.button.setText("コピーして次へ(&O)" if each and not last else "コピー(&O)")

    def _on_whom_chosen(self) -> None:
        self.whom_changed.emit(Whom(self.whom.currentData()))
