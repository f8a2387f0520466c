"""What the documents tell people to type, to press and to open is there."""

from __future__ import annotations

import contextlib
import io
import itertools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from kdx_desktop.commands.main import parser
from kdx_desktop.views.page_table import PAGES

ROOT = Path(__file__).resolve().parents[1]
GUIDE = sorted((ROOT / "docs" / "guide").glob("*.md"))
DOCUMENTS = [
    *sorted((ROOT / "docs" / "admin").glob("*.md")),
    *GUIDE,
    *sorted(ROOT.glob("README*.md")),
]
_FENCE = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
#: An installed program, or one run from its source.
_COMMAND = re.compile(r"(?<![\w/.=])(?:kdx-desktop|dev\.py run)(?P<words>[ \t][^\n]*)")
#: A mention that leaves off the program's name: ``users list``.
_SHORT = re.compile(r"(?:database|figures|ledger|month|organization|report|users) [a-z]")
#: Where the shell goes on with something else: a pipe, the next command, the end of ``$( … )``.
_SHELL = re.compile(r"[();<>|&]+")
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
#: What the guide calls by its name: a screen, a part of it, a button, a command.
_NAMED = re.compile(r"\*\*([^*]+)\*\*|「([^」]+)」")
_MNEMONIC = re.compile(r"\(&.\)")
#: Opens the window; app.py reads this before the parser does.
_WINDOW = ["--demo"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_an_administrator_can_type_what_the_document_says(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    refused = [shlex.join(words) for words, whole in _commands(text) if not _accepts(words, whole)]
    assert refused == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    links = _LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", GUIDE, ids=lambda file: file.name)
def test_what_the_guide_names_is_called_so_on_screen(document: Path) -> None:
    screens = _MNEMONIC.sub("", "".join(_sources()))
    named = ["".join(found) for found in _NAMED.findall(document.read_text(encoding="utf-8"))]
    assert [name for name in named if name not in screens] == []


def test_the_guide_tells_of_every_screen() -> None:
    told = "".join(file.read_text(encoding="utf-8") for file in GUIDE)
    assert [entry.title for entry in PAGES if f"**{entry.title}**" not in told] == []


def test_no_document_is_overlooked() -> None:
    found = [words for file in DOCUMENTS for words, _ in _commands(file.read_text("utf-8"))]
    groups = {words[0] for words in found if words}
    assert {"database", "ledger", "users", "organization"} <= groups


@pytest.mark.parametrize(
    "line",
    [
        "kdx-desktop database chek",
        "kdx-desktop users add sato --role chief",
        "sudo -u postgres kdx-desktop ledger verify --haed 1:ab",
        "KDX_DATABASE=x kdx-desktop users assign sato | more",
    ],
)
def test_a_command_that_does_not_exist_would_be_found(line: str) -> None:
    (words, whole), *_ = _commands(f"```\n{line}\n```\n")
    assert not _accepts(words, whole)


@pytest.mark.parametrize("mention", ["users lst", "kdx-desktop ledgers", "ledger verify --haed"])
def test_a_mention_of_what_does_not_exist_would_be_found(mention: str) -> None:
    (words, whole), *_ = _commands(f"See `{mention}`.")
    assert not _accepts(words, whole)


def _sources() -> Iterator[str]:
    for folder in ("views", "services", "metrics"):
        for file in sorted((ROOT / "kdx_desktop" / folder).rglob("*.py")):
            yield file.read_text(encoding="utf-8")


def _commands(text: str) -> Iterator[tuple[list[str], bool]]:
    """Yield the words after the program's name, and whether they are meant to be typed as such."""
    for block in _FENCE.findall(text):
        for match in _COMMAND.finditer(block):
            yield _words(match["words"]), True
    for mention in _INLINE.findall(_FENCE.sub("", text)):
        command = _COMMAND.match(mention)
        if command is not None:
            yield _words(command["words"]), False
        elif _SHORT.match(mention):
            yield _words(mention), False


def _words(text: str) -> list[str]:
    reader = shlex.shlex(text, posix=True, punctuation_chars=True)
    reader.whitespace_split = True
    reader.commenters = ""
    words: list[str] = []
    for word in reader:
        if _SHELL.fullmatch(word) or word.startswith("#"):
            break
        words.append(word)
    # ``run        opens the window`` in a table of tasks: what follows is a remark for people.
    return words if all(ord(char) < 128 for char in "".join(words[:1])) else []


def _accepts(words: list[str], whole: bool) -> bool:
    """Tell whether the parser takes the words; a mention may leave off what has to follow."""
    if words in ([], _WINDOW):
        return True
    if whole or _parses(words):
        return _parses(words)
    options = {word for word in words if word.startswith("-")}
    return options <= _options(words) and _parses([*_names(words), "--help"])


def _names(words: list[str]) -> list[str]:
    return list(itertools.takewhile(lambda word: not word.startswith("-"), words))


def _options(words: list[str]) -> set[str]:
    """Return the options that the help of a command names."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        _parses([*_names(words), "--help"])
    return set(re.findall(r"--[a-z-]+", said.getvalue()))


def _parses(words: list[str]) -> bool:
    try:
        parser().parse_args(words)
    except SystemExit as stop:  # --help and --version end with 0
        return stop.code == 0
    return True
