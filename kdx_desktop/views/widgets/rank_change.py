"""How a place has changed since the month before, in words: the same on every screen."""

from __future__ import annotations


def change_said(gained: int | None) -> str:
    """Say how many places were gained, below 0 lost; None: there was no place before."""
    if gained is None:
        return "前月の順位なし"
    if gained == 0:
        return "前月と同じ"
    return f"前月より{abs(gained)}つ{'上' if gained > 0 else '下'}"


def change_shown(rank: int, before: int | None) -> str:
    """Say it behind its arrow."""
    if before is None:
        return change_said(None)
    gained = before - rank
    arrow = "→" if gained == 0 else "↑" if gained > 0 else "↓"
    return f"{arrow} {change_said(gained)}"
