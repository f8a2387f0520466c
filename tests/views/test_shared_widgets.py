"""What all screens are made of: tables that copy, rows that go on below."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QStackedLayout
from pytestqt.qtbot import QtBot

from kdx_desktop.views.plain_text import Paragraph, PlainLabel
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.data_table import DataTable
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.views.widgets.segments import Segments
from kdx_desktop.views.widgets.text_box import TextBox
from kdx_desktop.views.widgets.text_table_model import TextTableModel

ROOT = Path(__file__).resolve().parents[2]


def test_a_table_is_copied_for_a_spreadsheet_a_letter_and_a_slide(qtbot: QtBot) -> None:
    table = DataTable("部署")
    qtbot.addWidget(table)
    model = TextTableModel(("部署", "枚数"), (1,), table)
    model.show_rows([("A<B>課", "1,234"), ("市民課", "5")])
    table.setModel(model)
    table.show()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "部署\t枚数\nA<B>課\t1,234\n市民課\t5"
    assert "A&lt;B&gt;課" in data.html()
    assert data.hasImage()
    assert not QGuiApplication.clipboard().image().isNull()


def test_the_program_ends_in_peace_with_a_table_on_the_clipboard() -> None:
    script = """
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from kdx_desktop.views.widgets.table_copy import in_three_forms
application = QApplication([])
QGuiApplication.clipboard().setMimeData(in_three_forms("1", "<b>1</b>", QImage(1, 1, QImage.Format.Format_RGB32)))
assert QGuiApplication.clipboard().text() == "1"
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60, cwd=ROOT)


def test_the_selected_rows_alone_are_copied(qtbot: QtBot) -> None:
    table = DataTable("部署")
    qtbot.addWidget(table)
    model = TextTableModel(("部署",), (), table)
    model.show_rows([("総務課",), ("市民課",)])
    table.setModel(model)
    table.selectRow(1)
    assert table.as_text() == "部署\n市民課"


def test_a_cell_that_does_not_fit_is_told_in_full(qtbot: QtBot) -> None:
    table = DataTable("部署")
    qtbot.addWidget(table)
    model = TextTableModel(("部署",), (), table)
    model.show_rows([("総務課" * 20,)])
    table.setModel(model)
    table.setColumnWidth(0, 80)
    assert table.shortened(model.index(0, 0)) == "総務課" * 20
    table.setColumnWidth(0, 4000)
    assert not table.shortened(model.index(0, 0))


def test_a_row_goes_on_below_rather_than_out_of_the_window(qtbot: QtBot) -> None:
    row = FlowRow()
    qtbot.addWidget(row)
    labels: list[QLabel] = [PlainLabel("対象月の選択") for _ in range(4)]
    for label in labels:
        row.add(label)
    row.resize(2000, 40)
    row.show()
    assert len({label.y() for label in labels}) == 1
    row.resize(labels[0].sizeHint().width() * 2 + 40, 200)
    assert len({label.y() for label in labels}) == 2
    assert all(label.width() >= label.sizeHint().width() for label in labels)


def test_tab_comes_to_the_choice_that_is_taken(qtbot: QtBot) -> None:
    segments = Segments("見方", [(1, "一"), (2, "二")])
    qtbot.addWidget(segments)
    segments.choose(2)
    assert segments.value == 2


def test_a_text_box_keeps_its_spacing_whatever_is_typed_taken_back_or_pasted(qtbot: QtBot) -> None:
    box = TextBox("例：ご確認ください。")
    qtbot.addWidget(box)
    box.setPlainText("一行目\n二行目")
    pasted = QMimeData()
    pasted.setHtml("<h1>大きな</h1>")
    pasted.setText("文字")
    box.insertFromMimeData(pasted)
    assert box.toPlainText() == "文字一行目\n二行目"
    box.undo()
    assert box.toPlainText() == "一行目\n二行目"
    box.clear()
    qtbot.keyClicks(box, "a")
    spacings = {box.document().findBlockByNumber(0).blockFormat().lineHeight()}
    box.setPlainText("x\ny")
    spacings |= {box.document().findBlockByNumber(n).blockFormat().lineHeight() for n in (0, 1)}
    assert spacings == {140.0}


def test_a_column_leaves_a_table_its_room_below_words_of_many_lines(qtbot: QtBot) -> None:
    column = ScrollColumn()
    qtbot.addWidget(column)
    table = DataTable("部署")
    table.setMinimumHeight(400)
    words = Paragraph("提出した部署だけの合計です。" * 20)
    faces, card = QStackedLayout(), Card()
    card.body.addLayout(faces, 1)
    faces.addWidget(table)
    card.body.addWidget(words)
    column.column.addWidget(card)
    column.resize(600, 300)
    column.show()

    def has_room() -> None:
        assert words.geometry().top() >= table.geometry().bottom()
        assert words.height() >= words.heightForWidth(words.width())

    qtbot.waitUntil(has_room)
