"""A department's month in words: for tooltips, screen readers and the panel beside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kdx_desktop.services.board import DepartmentMonth


def moment_text(moment: datetime) -> str:
    """Write the day of an act: ``12月8日``."""
    local = moment.astimezone()
    return f"{local.month}月{local.day}日"


def acted_text(row: DepartmentMonth, names: Mapping[str, str]) -> str:
    """Write when and by whom a month came to its state; empty where nothing was done."""
    if row.when is None:
        return ""
    return f"{moment_text(row.when)} {names.get(row.who) or row.who}"


def spoken(row: DepartmentMonth, names: Mapping[str, str], *, closed: bool) -> str:
    """Say all about a cell: ``総務課 2022年12月 提出済み 12月8日 田中``."""
    parts = [row.department.name, row.month.japanese, row.standing.japanese]
    parts += [text for text in (acted_text(row, names),) if text]
    if row.late:
        parts.append("期限超過")
    if closed:
        parts.append("締切済み")
    if row.reason:
        parts.append(f"理由：{row.reason}")
    return " ".join(parts)
