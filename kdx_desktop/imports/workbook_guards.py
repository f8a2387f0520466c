"""What an Excel book must not be before anybody opens it (trust.md, hostile files).

A file of one kilobyte can ask for gigabytes; none of these checks unpacks more than it may.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from kdx_desktop.imports.files import UnreadableFileError

_MEBIBYTE: Final = 1 << 20
MAX_PACKED: Final = 20 * _MEBIBYTE
MAX_UNPACKED: Final = 150 * _MEBIBYTE
MAX_RATIO: Final = 400
MAX_PARTS: Final = 500

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENTRY: Final = b"PK\x01\x02"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")

_CHUNK: Final = 256 * 1024
_OVERLAP: Final = 16
_DTD: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{1,40})["']""")
_MACROS: Final = re.compile(r"vbaproject|/macrosheets/|/vbadata")

BROKEN: Final = (
    "Excelブック（.xlsx）として開けません。ファイルが壊れているか、途中で切れています。"
    "Excelで開き直して「Excelブック（*.xlsx）」で保存してください。"
)
_MACRO: Final = "マクロを含むExcelブックは読み込めません。「Excelブック（*.xlsx）」の形式で保存し直してください。"


def is_workbook(data: bytes, suffix: str) -> bool:
    """Tell whether the bytes are an .xlsx package; raises for the books that are not read.

    ``suffix`` is the file name's, in lower case. False: try the file as text.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise UnreadableFileError(
                "パスワードの付いたExcelブックは読み込めません。パスワードを外して保存してください。"
            )
        raise UnreadableFileError(
            "古い形式のExcelブック（.xls）は読み込めません。Excelで開いて"
            "「Excelブック（*.xlsx）」の形式で保存してください。"
        )
    if suffix in {".xlsm", ".xlsb", ".xltm"}:
        raise UnreadableFileError(_MACRO)
    if data.startswith(_ZIP):
        if len(data) > MAX_PACKED:
            raise UnreadableFileError(_too_large("大きさ", f"{MAX_PACKED // _MEBIBYTE}MB"))
        return True
    if suffix in {".xlsx", ".xltx"}:
        raise UnreadableFileError(BROKEN)
    return False


def check_package(data: bytes) -> int:
    """Return the size of the unpacked book in bytes; raises UnreadableFileError."""
    # Counted before zipfile makes an object for each of them.
    if data.count(_ENTRY) > MAX_PARTS:
        raise UnreadableFileError(_too_large("部品の数", f"{MAX_PARTS}個"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _check_archive(archive, len(data))
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        KeyError,
        IndexError,
        OverflowError,
    ) as error:
        raise UnreadableFileError(BROKEN) from error


def _check_archive(archive: zipfile.ZipFile, packed: int) -> int:
    parts = archive.infolist()
    names = [part.filename.casefold() for part in parts]
    if len(set(names)) < len(names):
        raise UnreadableFileError(BROKEN)
    if any(_MACROS.search(f"/{name}") for name in names):
        raise UnreadableFileError(_MACRO)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise UnreadableFileError(_too_large("展開後の大きさ", f"{MAX_UNPACKED // _MEBIBYTE}MB"))
    if unpacked > MAX_RATIO * packed or any(
        part.file_size > max(MAX_RATIO * part.compress_size, _MEBIBYTE) for part in parts
    ):
        raise UnreadableFileError(_too_large("圧縮率", f"{MAX_RATIO}倍"))
    for part in parts:
        _check_part(archive, part)
    return unpacked


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Look through one part, a piece at a time; reading to the end also checks its CRC."""
    with archive.open(part) as stream:
        piece = stream.read(_CHUNK)
        # XML is looked for by content: a book may call its sheets what it likes.
        is_xml = part.filename.casefold().endswith((".xml", ".rels")) or (
            piece.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
        )
        if is_xml:
            _refuse_other_encodings(piece)
        tail = b""
        while piece:
            if is_xml and _DTD.search(tail + piece):
                raise UnreadableFileError(
                    "ブックの中に、Excelが書かない定義（DTD）が入っています。安全のため読み込みません。"
                    "Excelで開き直して「Excelブック（*.xlsx）」で保存してください。"
                )
            if part.filename == "[Content_Types].xml" and b"macroEnabled" in tail + piece:
                raise UnreadableFileError(_MACRO)
            tail = piece[-_OVERLAP:]
            piece = stream.read(_CHUNK)


def _refuse_other_encodings(start: bytes) -> None:
    """Excel writes UTF-8; in another encoding the search for a DTD would look past it."""
    declared = _DECLARED.search(start[:400])
    if b"\x00" in start[:400] or (
        declared is not None and declared[1].lower() not in {b"utf-8", b"utf8", b"us-ascii"}
    ):
        raise UnreadableFileError(BROKEN)


def _too_large(what: str, limit: str) -> str:
    return (
        f"Excelブックの{what}が上限（{limit}）を超えています。"
        "必要なシートだけを新しいブックに写すか、CSVで保存してください。"
    )
