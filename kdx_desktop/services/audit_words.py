"""What an event of the audit log says, in people's words; names and codes stay as they are."""

from __future__ import annotations

from kdx_desktop.services.audit import Event, EventKind
from kdx_desktop.services.person import Role

#: What the events of accounts say, in the order in which it is said.
_WORDS = {
    "add": "追加",
    "role": "役割",
    "name": "氏名",
    "disable": "無効",
    "enable": "有効",
    "reset": "仮のパスワードを発行",
    "change": "変更",
    "remove": "取消",
    **{role.value: role.japanese for role in Role},
}
_TRANSLATED = frozenset({EventKind.ACCOUNT, EventKind.ASSIGNMENT, EventKind.PASSWORD})


def kind_text(event: Event) -> str:
    """Return what sort of event it was."""
    return EventKind(event.kind).japanese if event.kind in set(EventKind) else event.kind


def details_text(event: Event) -> str:
    """Return what an event says; only our own words are translated, no names."""
    words = event.details.split()
    if words and event.kind in _TRANSLATED:
        known = 2 if words[0] in {"add", "role", "remove"} else 1
        words[:known] = [_WORDS.get(word, word) for word in words[:known]]
    return " ".join(words)
