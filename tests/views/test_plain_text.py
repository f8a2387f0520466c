"""Text that people typed is shown as it is, never read as markup."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import QLabel, QLineEdit, QMessageBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop.views.plain_text import (
    ElidedLabel,
    Paragraph,
    PlainLabel,
    question_box,
    tool_tip,
)

HOSTILE = "A<B>C <img src='file:///etc/passwd'> & <b>課</b>"


@pytest.mark.parametrize("kind", [PlainLabel, Paragraph, ElidedLabel])
def test_labels_show_markup_as_text(qtbot: QtBot, kind: type[PlainLabel]) -> None:
    label = kind(HOSTILE)
    qtbot.addWidget(label)
    assert label.text() == HOSTILE
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_tooltip_reads_as_the_text_it_was_given(qtbot: QtBot) -> None:
    document = QTextDocument()
    document.setHtml(tool_tip(f"{HOSTILE}\n二行目"))
    assert document.toPlainText() == f"{HOSTILE}\n二行目"


def test_a_long_name_is_shortened_and_told_in_full(qtbot: QtBot) -> None:
    label = ElidedLabel("デジタル行政戦略課" * 5)
    qtbot.addWidget(label)
    label.resize(100, 30)
    label.show()
    assert "デジタル行政戦略課" * 5 in label.toolTip()
    label.resize(3000, 30)
    assert not label.toolTip()


def test_a_paragraph_grows_with_narrower_lines(qtbot: QtBot) -> None:
    paragraph = Paragraph("年度初めからの各月を基準年度の同じ月と比べた削減率です。" * 3)
    qtbot.addWidget(paragraph)
    assert paragraph.heightForWidth(200) > paragraph.heightForWidth(800) > 0


def test_a_hint_below_a_narrow_field_is_seen_to_its_last_line(qtbot: QtBot) -> None:
    wide, narrow = QWidget(), QWidget()
    qtbot.addWidget(wide)
    hint = Paragraph("あとから変更できません。" * 4)
    for widget in (narrow, hint):
        widget.setMaximumWidth(200)
    for outer, inner in ((wide, narrow), (narrow, hint)):
        QVBoxLayout(outer).addWidget(inner)
    wide.resize(900, wide.sizeHint().height())
    wide.show()
    assert hint.height() >= hint.heightForWidth(hint.width())


def test_the_letter_that_leads_to_a_field_has_room_for_its_line(qtbot: QtBot) -> None:
    plain, lettered, field = PlainLabel("氏名(N)"), PlainLabel("氏名(&N)"), QLineEdit()
    for widget in (plain, lettered, field):
        qtbot.addWidget(widget)
    lettered.setBuddy(field)
    assert lettered.minimumHeight() > plain.sizeHint().height()


def test_a_short_word_between_wide_spaces_is_never_torn(qtbot: QtBot) -> None:
    paragraph = Paragraph("38.3%（年度の目標 50.0%）　△ C 目標より遅れている　暫定　未達の見込み")
    qtbot.addWidget(paragraph)
    for width in range(150, 600, 7):
        (layout,) = paragraph._lines(width)[0]
        text = layout.text()
        lines = [layout.lineAt(row) for row in range(layout.lineCount())]
        ends = {text[: line.textStart()].replace("\u2060", "") for line in lines}
        assert not any(end.endswith(("　暫", "未達の", "未達の見込")) for end in ends)


@pytest.mark.parametrize("length", [1, 3, 12])
def test_a_question_is_read_whole_however_long_it_is(qtbot: QtBot, length: int) -> None:
    text = (
        "入力した内容は保たれています。操作を続けられますが、気になるときは起動し直してください。"
        * length
    )
    box = _box(qtbot, f"予期しないエラーが起きました。\n{text}")
    label = box.findChild(QLabel, "qt_msgbox_label")
    assert label is not None
    document = QTextDocument()
    document.setHtml(label.text())
    document.setDefaultFont(label.font())
    document.setDocumentMargin(0)
    assert document.toPlainText().replace("\n", "").endswith(text)
    assert document.idealWidth() <= label.width()
    assert document.size().height() <= label.height()


def test_a_question_reads_and_is_copied_as_the_text_it_was_given(qtbot: QtBot) -> None:
    box = _box(qtbot, HOSTILE)
    box.setInformativeText("置き場所：C:\\<共有>")
    assert box.text() == HOSTILE
    label = box.findChild(QLabel, "qt_msgbox_label")
    assert label is not None
    document = QTextDocument()
    document.setHtml(label.text())
    assert document.toPlainText() == HOSTILE
    qtbot.keyClick(box, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied == f"確認\n\n{HOSTILE}\n\n置き場所：C:\\<共有>"


def _box(qtbot: QtBot, text: str) -> QMessageBox:
    box = question_box(None, "確認", text)
    qtbot.addWidget(box)
    box.show()
    return box
