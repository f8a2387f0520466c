from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kdx_desktop.views.entry.clipboard_grid import MAX_ROWS, read_grid, write_grid


def test_a_column_copied_in_excel_arrives_row_by_row() -> None:
    assert read_grid("12,345\r\n10\r\n6\r\n") == [["12,345"], ["10"], ["6"]]


def test_blank_cells_of_a_range_keep_their_places() -> None:
    assert read_grid("1\t\t理由\n\t2\t\n") == [["1", "", "理由"], ["", "2", ""]]


def test_a_quoted_cell_keeps_its_line_breaks_and_quotes() -> None:
    assert read_grid('1\t"一行目\n""二行目"""\r\n2\t理由') == [
        ["1", '一行目\n"二行目"'],
        ["2", "理由"],
    ]


def test_a_lone_quote_does_not_swallow_the_rows_after_it() -> None:
    assert read_grid('"3\t4\n5\t6') == [['"3', "4"], ["5", "6"]]


def test_an_empty_clipboard_pastes_nothing() -> None:
    assert read_grid("") == [[""]] or read_grid("") == []


def test_a_whole_column_of_a_million_rows_does_not_hold_the_window() -> None:
    assert len(read_grid("1\n" * 1_000_000)) == MAX_ROWS


_cells = st.text(
    alphabet=st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=8
)


@given(st.lists(st.lists(_cells, min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_is_copied_is_pasted_the_same(rows: list[list[str]]) -> None:
    assert read_grid(write_grid(rows)) == rows
