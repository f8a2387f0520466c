"""The home of the HR/DX team: how far the month has come, and the next step."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kdx_desktop.services.board import DepartmentMonth, Standing
from kdx_desktop.services.checklist import OpenQuestion
from kdx_desktop.services.home import Progress
from kdx_desktop.services.reminders import day_text
from kdx_desktop.views.home.desk import Desk
from kdx_desktop.views.home.row_list import Row, RowList
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.card_grid import CardGrid
from kdx_desktop.views.widgets.figure_line import FigureLine
from kdx_desktop.views.widgets.part_bar import PartBar
from kdx_desktop.views.widgets.standing_look import parts_of

_LATE = "期限を過ぎた部署"


class TeamDesk(Desk):
    """The bar says where all departments stand; the button leads to what comes next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress: Progress | None = None
        self._questions: tuple[OpenQuestion, ...] = ()
        self._page = "submissions"
        self._month = Card("今月の集まり具合")
        self._approved = FigureLine()
        self._bar = PartBar("提出の状況")
        self._next = Paragraph()
        self.button = action_button("提出状況を開く(&N)", primary=True)
        self._waiting = RowList("承認を待っている部署", "承認を待っている提出はありません。")
        self._late = RowList(_LATE, "期限を過ぎた部署はありません。")
        self._doubts = RowList("確かめたい数値", "確認しています。")
        self._arrange()
        self.button.clicked.connect(self._on_next)
        self._waiting.pressed.connect(self._on_waiting_pressed)
        self._late.pressed.connect(self._on_late_pressed)
        self._doubts.pressed.connect(self._on_doubt_pressed)
        for rows in (self._waiting, self._late, self._doubts):
            rows.more_pressed.connect(self._on_more)
        self.setFocusProxy(self.button)
        explain(self, "対象月の提出の進み具合と、次にすることを表示します。")

    def show_progress(self, found: Progress) -> None:
        """Show where the month stands."""
        self._progress = found
        self._month.set_title(f"{found.board.month.japanese}分の集まり具合")
        counts = found.board.counts
        due = f"提出期限 {day_text(found.board.due)}"
        if found.board.closed:
            due = "締切済みで、数値は確定しています。"
        self._approved.show_texts(
            f"{counts[Standing.APPROVED]:,}", f"／{len(found.board.rows):,}部署を承認　{due}"
        )
        self._bar.show_parts(parts_of(counts))
        said, button, self._page = next_step(found)
        self._next.setText(said)
        self.button.setText(f"{button}(&N)")
        self._waiting.show_rows([_row(row) for row in found.of(Standing.SUBMITTED)])
        self._late.set_heading("提出のないまま締めた部署" if found.board.closed else _LATE)
        self._late.show_rows([_row(row) for row in found.late])

    def show_questions(self, questions: Sequence[OpenQuestion]) -> None:
        """Show the figures that nobody has explained."""
        self._questions = tuple(questions)
        if not questions:
            self._doubts.say_nothing("説明のない目立つ数値はありません。")
            return
        self._doubts.show_rows(
            [
                Row(
                    f"{one.department.name}　{one.metric.name}：{one.reason}",
                    mark=("help", "warning"),
                )
                for one in questions
            ]
        )

    def _arrange(self) -> None:
        step = QHBoxLayout()
        step.setSpacing(space(4))
        step.addWidget(self._next, 1, Qt.AlignmentFlag.AlignVCenter)
        step.addWidget(self.button)
        self._month.body.addLayout(self._approved)
        self._month.body.addWidget(self._bar)
        self._month.body.addLayout(step)
        self.column.addWidget(self._month)
        lists = CardGrid(most=2, least=110)
        lists.add(self._waiting)
        lists.add(self._late)
        self.column.addWidget(lists)
        self.column.addWidget(self._doubts)
        self.column.addStretch(1)

    def _on_next(self) -> None:
        self.lead_to(self._page)

    def _on_more(self) -> None:
        self.lead_to("submissions")

    def _on_waiting_pressed(self, position: int) -> None:
        self._enter(lambda found: found.of(Standing.SUBMITTED), position)

    def _on_late_pressed(self, position: int) -> None:
        self._enter(lambda found: found.late, position)

    def _enter(self, rows: Callable[[Progress], Sequence[DepartmentMonth]], position: int) -> None:
        if self._progress is not None:
            row = rows(self._progress)[position]
            self.lead_to("entry", row.department.code)

    def _on_doubt_pressed(self, position: int) -> None:
        self.lead_to("entry", self._questions[position].department.code)


def next_step(found: Progress) -> tuple[str, str, str]:
    """Return what comes next for a month: a sentence, the button's text, the screen to open."""
    counts = found.board.counts
    waiting, missing = (
        counts[Standing.SUBMITTED],
        len(found.board.rows)
        - sum(counts[state] for state in (Standing.SUBMITTED, Standing.APPROVED)),
    )
    if found.board.closed:
        return "月次報告を作成できます。", "月次報告を作成する", "report"
    if waiting:
        text = f"{waiting:,}部署の提出が承認を待っています。"
        return text, "提出を承認する", "submissions"
    if missing:
        late = len(found.late)
        said = f"うち{late:,}部署は期限を過ぎています。" if late else "期限はまだ来ていません。"
        return f"{missing:,}部署がまだ提出していません。{said}", "提出状況を開く", "submissions"
    return (
        "すべての部署を承認しました。締めると数値が確定します。",
        "月を締める",
        "submissions:closing",
    )


def _row(row: DepartmentMonth) -> Row:
    if row.standing is Standing.SUBMITTED:
        local = None if row.when is None else row.when.astimezone()
        when = "" if local is None else f"{local.month}月{local.day}日 {local:%H:%M}"
        return Row(row.department.name, f"{row.who}　{when}".strip(), ("send", "accent"))
    return Row(row.department.name, row.standing.japanese, ("clock", "error"))
