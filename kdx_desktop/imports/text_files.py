"""CSV and TSV as Japanese offices write them: which encoding, which separator, which records.

The rules are those of trust.md, "Hostile and broken input": BOM, else strict UTF-8, else strict
CP932 (what Windows means by Shift_JIS), else refused.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kdx_desktop.imports.files import Findings, Progress, UnreadableFileError

_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), *((bom, "utf-16") for bom in _UTF_16))
# Tab and line breaks are the only control characters of a text file.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# What Python's cp932 makes of the bytes 80, A0, FD, FE and FF, which Windows does not assign.
_UNASSIGNED: Final = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")
_QUOTED: Final = re.compile(r'"[^"]*"')
_CHUNK: Final = 1 << 20
_DOS_END: Final = b"\x1a"  # some old programs end a text with Ctrl+Z
#: A record over more lines than this is a quote that somebody forgot to close.
_MAX_RECORD_LINES: Final = 100
#: After so many wrong quotes the file as a whole is wrong, and starting over is not for free.
_MAX_RESTARTS: Final = 20

_QUOTE_REASON: Final = (
    '引用符（"）が閉じられていないか、位置が正しくありません。項目全体を"で囲み、'
    '項目の中の"は""と書いてください。'
)
_LONG_REASON: Final = "項目が長すぎます。1つの項目は131,072文字までにしてください。"
_CONTROL_REASONS: Final = {
    "\x00": "文字ではないデータ（NUL）が入っています。",
    "\x1b": "エスケープ文字（ESC、JISコードのファイルなど）が入っています。",
}
_PROGRESS_MASK: Final = 0xFFF  # every 4,096 lines
_GIVEN_UP: Final = '引用符（"）の誤りが多いため、これより後の行は読んでいません。'


@dataclass(frozen=True, slots=True)
class TextFile:
    """The bytes of a text file, its encoding and the separator of its fields."""

    data: bytes
    encoding: str
    delimiter: str

    def open(self, skip: int = 0) -> tuple[io.BytesIO, io.TextIOWrapper]:
        """Return the bytes as a stream and the decoded lines over it, some of them skipped.

        Line ends stay as they are: CR alone ends a line too, as on old Macs.
        """
        raw = io.BytesIO(self.data)
        lines = io.TextIOWrapper(raw, self.encoding, "strict", newline="")
        for _ in range(skip):
            lines.readline()
        return raw, lines


def open_text(data: bytes) -> TextFile:
    """Find the encoding and the separator; raises UnreadableFileError."""
    if not data.startswith(_UTF_16):
        data = data.removesuffix(_DOS_END)
    encoding = _encoding(data)
    _, lines = TextFile(data, encoding, ",").open()
    header = next((_QUOTED.sub("", line) for line in lines if line.strip()), "")
    delimiter = "\t" if header.count("\t") > header.count(",") else ","
    return TextFile(data, encoding, delimiter)


def records(
    text: TextFile, findings: Findings, progress: Progress | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield the line where a record starts and its fields; blank records have no fields.

    A wrong quote becomes a problem of the line where it was opened, and reading goes on behind it,
    so that it does not swallow the rest unnoticed. Progress is told in bytes.
    """
    start = 0
    for _ in range(_MAX_RESTARTS):
        raw, lines = text.open(skip=start)
        reader = csv.reader(lines, delimiter=text.delimiter, strict=True)
        last = start
        try:
            for row in reader:
                line = last + 1
                last = start + reader.line_num
                if last != line and _swallowed(row, text.delimiter):
                    last = line - 1
                    reason = _QUOTE_REASON
                    break
                yield line, row
                if progress is not None and not line & _PROGRESS_MASK:
                    progress(raw.tell(), len(text.data))
            else:
                return
        except csv.Error as error:
            reason = _LONG_REASON if "field limit" in str(error) else _QUOTE_REASON
        start = _opened_line(text, last)
        findings.add(start, None, reason)
    findings.add(start, None, _GIVEN_UP)


def _swallowed(row: list[str], delimiter: str) -> bool:
    """Tell whether a field over several lines looks like records behind a forgotten quote."""
    enough = max(len(row) - 1, 2)
    for field in row:
        later = _LINE_BREAK.split(field)[1:]
        if len(later) > _MAX_RECORD_LINES or any(part.count(delimiter) >= enough for part in later):
            return True
    return False


def _opened_line(text: TextFile, before: int) -> int:
    """Return the line of the quote that is wrong in the record which starts behind a line.

    Doubled quotes count twice, so that an odd number of them opens or closes a field.
    """
    _, lines = text.open(skip=before)
    opened: int | None = None
    for number, line in enumerate(lines, before + 1):
        if line.count('"') % 2:
            opened = number if opened is None else None
        if opened is None:
            break
    return before + 1 if opened is None else opened


def _encoding(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            offset = _first_wrong_byte(data, encoding)
            break
    else:
        encoding = "utf-8"
        offset = _first_wrong_byte(data, encoding)
        if offset is not None:
            encoding = "cp932"
            cp932_offset = _first_wrong_byte(data, encoding)
            # The encoding that went further is the one that was meant.
            offset = None if cp932_offset is None else max(offset, cp932_offset)
    if offset is not None:
        raise _undecodable(data, offset)
    return encoding


def _first_wrong_byte(data: bytes, encoding: str) -> int | None:
    """Return the offset of the first byte that is not in the encoding, None when all are.

    Raises UnreadableFileError when all are, and there are characters that no table has.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    forbidden = False
    for begin in range(0, len(data), _CHUNK):
        origin = begin - len(decoder.getstate()[0])  # half a character may wait from before
        try:
            text = decoder.decode(data[begin : begin + _CHUNK], final=begin + _CHUNK >= len(data))
        except UnicodeDecodeError as error:
            return origin + error.start
        if encoding == "cp932" and (unassigned := _UNASSIGNED.search(text)):
            return origin + len(text[: unassigned.start()].encode(encoding))
        forbidden = forbidden or _FORBIDDEN.search(text) is not None
    if forbidden:
        raise _control_character(TextFile(data, encoding, ","))
    return None


def _undecodable(data: bytes, offset: int) -> UnreadableFileError:
    # Line breaks are the same bytes in UTF-8 and in CP932.
    encoding = "utf-16" if data.startswith(_UTF_16) else "latin-1"
    before = data[:offset].decode(encoding, "ignore")
    line = len(_LINE_BREAK.findall(before)) + 1
    return UnreadableFileError(
        f"文字コードが分かりません（先頭から{offset + 1:,}バイト目）。文字コードをUTF-8か"
        "シフトJIS（CP932）にして保存し直すか、Excelブック（.xlsx）で保存してください。",
        line,
    )


def _control_character(text: TextFile) -> UnreadableFileError:
    _, lines = text.open()
    for number, line in enumerate(lines, 1):
        found = _FORBIDDEN.search(line)
        if found is not None:
            known = _CONTROL_REASONS.get(
                found[0], f"使えない制御文字（U+{ord(found[0]):04X}）があります。"
            )
            return UnreadableFileError(
                known + "CSVのテキストファイル（UTF-8かシフトJIS）で保存し直してください。", number
            )
    message = "a forbidden character that is on no line"
    raise AssertionError(message)
