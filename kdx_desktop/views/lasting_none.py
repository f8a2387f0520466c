"""Keeps None alive on Python 3.11, where PySide6 6.12 takes a reference too many off it.

PySide6 6.12.0 is built for Pythons in which None is immortal (3.12 and later, PEP 683): every call
of a Qt function that returns nothing takes one reference to None away. On 3.11 a few thousand such
calls end the program with "deallocating None". PySide6 6.11.3 does not do that.
"""

from __future__ import annotations

import sys

_PLENTY = 1 << 40


def make_none_last() -> None:
    """Give None so many references that they do not run out."""
    if sys.version_info >= (3, 12):
        return
    import ctypes

    ctypes.c_ssize_t.from_address(id(None)).value += _PLENTY
