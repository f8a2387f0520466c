"""What Ctrl+K finds: departments, screens and commands, by any part of their names."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_HIRAGANA = range(0x3041, 0x3097)
_TO_KATAKANA = 0x60


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to go to or to do.

    ``key`` names it from one day to the next; ``detail`` says what it is; ``keys`` are those that do
    the same. ``act`` does it; ``second`` does what Alt+Enter asks for, ``second_text`` says what.
    """

    key: str
    title: str
    detail: str
    act: Callable[[], object]
    keys: str = ""
    icon: str = "search"
    second: Callable[[], object] | None = None
    second_text: str = ""
    folded: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Fold what is searched, once for all keystrokes."""
        object.__setattr__(self, "folded", folded(f"{self.title} {self.detail}"))


def folded(text: str) -> str:
    """Return a text without differences of width, of case and between the two kana."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        chr(ord(letter) + _TO_KATAKANA) if ord(letter) in _HIRAGANA else letter for letter in plain
    )


def found(findings: Sequence[Finding], text: str, recent: Sequence[str]) -> list[Finding]:
    """Return what fits all words, the best first; what was used lately goes before its equals."""
    words = folded(text).split()
    ranked = []
    for place, one in enumerate(findings):
        score = _score(one.folded, words)
        if score is not None:
            used = recent.index(one.key) if one.key in recent else len(recent)
            ranked.append(((score if words else 0, used, place), one))
    ranked.sort(key=lambda pair: pair[0])
    return [one for _, one in ranked]


def _score(text: str, words: Sequence[str]) -> int | None:
    """Return how far a text is from the words, 0 the nearest; None where one does not occur."""
    total = 0
    for word in words:
        place = text.find(word)
        if place == 0:
            continue
        if place > 0:
            total += 1 if text[place - 1] in " 　（(／/" else 2
        elif len(word) > 1 and _in_order(text.partition(" ")[0], word):
            total += 5
        else:
            return None
    return total


def _in_order(text: str, word: str) -> bool:
    """Tell whether all letters occur in this order, with others between them."""
    letters = iter(text)
    return all(letter in letters for letter in word)
