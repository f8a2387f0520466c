"""Text that people typed is shown as it is, never read as markup."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from kdx_desktop.views.plain_text import ElidedLabel, Paragraph, PlainLabel, tool_tip

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
