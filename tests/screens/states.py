"""What is opened on or over a screen of the sample city, by the name of its picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from kdx_desktop import paths
from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State as Given
from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.services.breakdowns import HOURS, PAPER
from kdx_desktop.services.entries import Conflict, ConflictCell
from kdx_desktop.services.month_form import CellValue
from kdx_desktop.services.person import Role
from kdx_desktop.views.crash import CrashHandler
from kdx_desktop.views.entry.entry_columns import Column
from kdx_desktop.views.entry.entry_page import Span
from kdx_desktop.views.header import Header
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.month_selector import MonthSelector
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.palette_overlay import PaletteOverlay
from tests.screens.camera import rest, settle, wait
from tests.screens.shots import CLOSED, OPEN


@dataclass(frozen=True)
class State:
    """A screen, how to open what is opened on it, who looks, and at which month."""

    page: str
    open: Callable[[MainWindow], object]
    role: Role = Role.TEAM
    month: int = CLOSED
    #: A dialog finds its size when it opens: it is opened anew in each look.
    dialog: bool = False


def _page(window: MainWindow) -> Any:
    assert window.page is not None
    return window.page


def _settled(window: MainWindow) -> None:
    rest(window, _page(window).objectName().removesuffix("_page"), "what is opened")


def _trigger(window: MainWindow, text: str) -> None:
    actions = window.menuBar().findChildren(QAction)
    next(action for action in actions if action.text() == text).trigger()


# --- over every screen ----------------------------------------------------------------------------


def _find(window: MainWindow, text: str) -> None:
    _trigger(window, "検索と操作(&F)…")
    settle(0.1)
    (overlay,) = window.findChildren(PaletteOverlay)
    overlay.line.setText(text)


def _crash(_: MainWindow) -> None:
    application = QApplication.instance()
    assert application is not None
    handler = CrashHandler(application)
    handler._crashed.emit("Traceback (most recent call last):\nValueError")


def _month_choice(window: MainWindow) -> None:
    (selector,) = window.findChildren(MonthSelector)
    selector._button.click()


# --- 月次入力 -------------------------------------------------------------------------------------


def _type(window: MainWindow, texts: dict[int, str]) -> None:
    model = _page(window).sheet.model
    for row, text in texts.items():
        model.setData(model.index(row, Column.VALUE), text)


def _questions(window: MainWindow) -> None:
    """A figure ten times too large, one that is no number, an estimate and one that is not used."""
    _type(window, {0: "999999", 1: "12x", 2: "120*", 3: "－"})
    _page(window).sheet.view.go_to(0)


def _making(window: MainWindow, metric: str) -> None:
    sheet = _page(window).sheet
    sheet.open_making(metric)
    if metric == HOURS:
        sheet.panels.works.add_button.click()


def _conflict(window: MainWindow) -> None:
    page = _page(window)
    form = page.sheet.model.form
    cells = [cell for cell in form.cells if cell.current is not None and cell.current.amount][:2]
    when = datetime(2023, 4, 6, 1, 5, tzinfo=UTC)
    found = [
        ConflictCell(
            cell.metric.code,
            CellValue(Given.ACTUAL, 120 * SCALE, ""),
            CellValue(Given.ESTIMATE, 1_135 * SCALE, "プリンターの記録から"),
            2,
            "佐藤 一郎",
            when,
        )
        for cell in cells or form.cells[:2]
    ]
    page.conflict_panel.show_conflict(Conflict(tuple(found)), form)


# --- 提出状況 -------------------------------------------------------------------------------------


def _chosen(window: MainWindow) -> None:
    """One department that has handed in."""
    view = _page(window).desk.view
    rows = view.column_of(_page(window).scope.month)
    row = next((one for one in rows if one.standing.handed_in), rows[0])
    view.go_to((row.department.code, row.month))


def _asked(window: MainWindow, what: str) -> None:
    page = _page(window)
    page.desk.view.choose_month_column()
    {
        "closing": page.preparing.ask_about_closing,
        "reminder": page.preparing.remind_late,
        "return": page.preparing.ask_reason,
        "many": page.desk.take_keyboard,
    }[what]()


def _nobody(window: MainWindow) -> None:
    _page(window).desk.filters.search.setText("ありません")


# --- KPIダッシュボード and ランキング -------------------------------------------------------------


def _opened_kpi(window: MainWindow, part: str, code: str = "copy_paper") -> None:
    page = _page(window)
    page.open_card(code)
    wait(lambda: page._opened is not None and page._opened.isVisible(), part)
    _settled(window)
    if part in {"course", "definition", "evidence", "breakdown"}:
        page._opened._choose(type(page._opened.part)(part))
        return
    page._opened._choose(type(page._opened.part)("breakdown"))
    for row in {"bureau": (0,), "department": (0, 0), "cell": (0, 0)}[part]:
        _settled(window)
        page._opened.breakdown._on_row_opened(row)
    _settled(window)
    if part == "cell":
        cells = page._opened.breakdown.cells
        page._opened.breakdown._on_cell_opened(cells.model().index(0, 1))


def _board(window: MainWindow, kind: str, theme: int = 0) -> None:
    page = _page(window)
    page._tabs.setCurrentIndex(theme)
    _settled(window)
    segments = page._card._segments
    segments.choose(next(value for value in segments._values if str(value) == kind))
    segments.selected.emit(segments.value)


def _then(window: MainWindow) -> None:
    (header,) = window.findChildren(Header)
    header._views.choose(OrganizationView.THEN)
    header.view_selected.emit(OrganizationView.THEN)


def _searched_board(window: MainWindow) -> None:
    _page(window)._card._search.setText("市民")


# --- 取組, 取込 and 台帳 --------------------------------------------------------------------------


def _initiative(window: MainWindow, act: str) -> None:
    page = _page(window)
    page.desk.table.choose(2)
    _settled(window)
    if act == "edit":
        page._begin_editing()
    elif act == "add":
        page._begin_adding()


def _files(window: MainWindow) -> list[Path]:
    """A file with new figures, one questioned figure and wrong lines; and one of an unknown kind."""
    codes = [one.code for one in _page(window).scope.departments][:40]
    lines = [f"{code},2023-03,byod_sessions,{10 + place},," for place, code in enumerate(codes)]
    lines += [f"{codes[0]},2023-03,copy_paper_sheets,9999999,,", "X999,2023-03,byod_sessions,1,,"]
    lines += [f"{codes[1]},2023-03,byod_sessions,多数,,", f"{codes[2]},2023-13,byod_sessions,4,,"]
    figures = paths.data_dir() / "令和5年3月_テレワーク利用実績.csv"
    header = "department,month,metric,value,state,note"
    figures.write_text("\n".join((header, *lines)), encoding="utf-8")
    unknown = paths.data_dir() / "備品一覧.csv"
    unknown.write_text("品名,数量\n机,4\n", encoding="utf-8")
    return [figures, unknown]


def _preview(window: MainWindow) -> None:
    _page(window).take_files(_files(window))
    settle(0.3)


def _imported(window: MainWindow) -> None:
    page = _page(window)
    page.take_files(_files(window)[:1])
    settle(0.3)
    _settled(window)
    page.preview.skip.setChecked(True)
    page.preview.reason.setText("確認済み")
    page.preview.import_button.click()
    settle(0.5)


def _tab(window: MainWindow, number: int) -> None:
    page = _page(window)
    page.tabs.setCurrentIndex(number)
    _settled(window)
    if number == 1:
        page.corrections.table.selectRow(0)
    elif number == 2:
        page.changes.table.selectRow(0)
    elif number == 3:
        page.verification.verify()
        settle(0.5)


def _correcting(window: MainWindow) -> None:
    page = _page(window)
    page.history.choose("copy_paper_sheets")
    page.history.life.correct_button.click()
    page.history.correction.fields.value.setText("12345")


# --- 設定 -----------------------------------------------------------------------------------------


def _section(window: MainWindow, code: str, act: str = "") -> None:
    page = _page(window)
    if code == "accounts":  # one PC alone has none to keep
        page.look_at(replace(page.scope, keeps_accounts=True))
        _settled(window)
    page.choose(code)
    wait(lambda: page.section is not None, code)
    _settled(window)
    settle(0.1)
    if act.startswith("part:"):
        section, value = page.section, act.removeprefix("part:")
        section.switch.choose(value)
        section._on_part_selected(value)
    elif act:
        getattr(page.section, act)()


def _passwords(window: MainWindow) -> None:
    _section(window, "accounts")
    _page(window).section._show_passwords({"sato": "abcd-efgh-ijkl", "tanaka": "mnop-qrst-uvwx"})


def _refused_form(window: MainWindow) -> None:
    _section(window, "organization", "_add_department")
    _page(window).section.form._on_save()


def _notice(window: MainWindow) -> None:
    _page(window).noticed.emit(
        Notice(NoticeKind.ERROR, "保存できませんでした。接続を確認してください。")
    )


_MENU = {
    "help": ("entry", "画面の説明(&E)"),
    "keys": ("dashboard", "ショートカット一覧(&K)"),
    "tour": ("home", "操作の案内(&T)"),
    "about": ("home", "バージョン情報(&A)"),
    "palette": ("ranking", "検索と操作(&F)…"),
}
_ENTRY: dict[str, Callable[[MainWindow], object]] = {
    "year": lambda window: _page(window).show_span(Span.YEAR),
    "questions": _questions,
    "paper": partial(_making, metric=PAPER),
    "works": partial(_making, metric=HOURS),
    "conflict": _conflict,
}
_SUBMISSIONS: dict[str, Callable[[MainWindow], object]] = {
    "department": _chosen,
    "nobody": _nobody,
    **{what: partial(_asked, what=what) for what in ("many", "closing", "reminder", "return")},
}
_SETTINGS: dict[str, tuple[str, str]] = {
    "organization": ("organization", ""),
    "reforms": ("organization", "part:reforms"),
    "doubts": ("organization", "part:doubts"),
    "department-form": ("organization", "_add_department"),
    "headcounts-form": ("organization", "_edit_headcounts"),
    "reform-form": ("organization", "_add_reform"),
    "plans": ("plans", ""),
    "plan-form": ("plans", "_on_edit_plan"),
    "kpi-form": ("plans", "_on_edit_kpi"),
    "targets-form": ("plans", "_on_edit_targets"),
    "bands-form": ("plans", "_on_edit_bands"),
    "factors-form": ("plans", "_on_edit_factors"),
    "metrics": ("metrics", ""),
    "metric-form": ("metrics", "_on_add_clicked"),
    "calendar": ("calendar", ""),
    "calendar-form": ("calendar", "_on_edit_clicked"),
    "accounts": ("accounts", ""),
    "transfers": ("accounts", "part:transfers"),
    "audit": ("accounts", "part:audit"),
    "account-form": ("accounts", "_add"),
    "backup": ("backup", ""),
}
#: Every state that has a picture.
STATES: dict[str, State] = {
    **{
        name: State(page, partial(_trigger, text=text), dialog=name == "about")
        for name, (page, text) in _MENU.items()
    },
    "palette-query": State("ranking", partial(_find, text="市民")),
    "palette-nothing": State("ranking", partial(_find, text="ありません")),
    "crash": State("entry", _crash, month=OPEN, dialog=True),
    "month-choice": State("dashboard", _month_choice),
    "notice": State("dashboard", _notice),
    **{f"entry-{name}": State("entry", act, month=OPEN) for name, act in _ENTRY.items()},
    "entry-chief": State("entry", _questions, Role.CHIEF, OPEN),
    **{
        f"submissions-{name}": State("submissions", act, month=OPEN)
        for name, act in _SUBMISSIONS.items()
    },
    **{
        f"kpi-{part}": State("dashboard", partial(_opened_kpi, part=part))
        for part in (
            "course",
            "breakdown",
            "bureau",
            "department",
            "cell",
            "evidence",
            "definition",
        )
    },
    "kpi-leaders": State("dashboard", partial(_opened_kpi, part="course", code="digital_leaders")),
    "kpi-training": State(
        "dashboard", partial(_opened_kpi, part="breakdown", code="manager_training")
    ),
    "ranking-improvement": State("ranking", partial(_board, kind="improvement")),
    "ranking-spread": State("ranking", partial(_board, kind="spread", theme=1)),
    "ranking-no-spread": State("ranking", partial(_board, kind="spread")),
    "ranking-overall": State("ranking", partial(_board, kind="level", theme=4)),
    "ranking-then": State("ranking", _then),
    "ranking-searched": State("ranking", _searched_board),
    **{
        f"initiatives-{act}": State("initiatives", partial(_initiative, act=act))
        for act in ("chosen", "edit", "add")
    },
    "imports-preview": State("imports", _preview, month=OPEN),
    "imports-result": State("imports", _imported, month=OPEN),
    **{
        f"ledger-{name}": State("ledger", partial(_tab, number=number))
        for number, name in enumerate(("history", "corrections", "changes", "verification"))
    },
    "ledger-correcting": State("ledger", _correcting),
    **{
        f"settings-{name}": State("settings", partial(_section, code=code, act=act), month=OPEN)
        for name, (code, act) in _SETTINGS.items()
    },
    "settings-passwords": State("settings", _passwords, month=OPEN),
    "settings-refused": State("settings", _refused_form, month=OPEN),
}
