"""Keeps Python's constants alive on Python 3.11, where PySide6 6.12 takes references off them.

PySide6 6.12 is built for Pythons in which these are immortal (3.12 and later, PEP 683): a Qt
function that returns nothing takes a reference off None, a signal that carries True one off True.
On 3.11 a thousand such calls end the program with "deallocating None". docs/adr/0005 has more.
"""

from __future__ import annotations

import sys

_PLENTY = 1 << 40
_IMMORTAL_SINCE_3_12 = (None, True, False, NotImplemented, Ellipsis)


def make_constants_last() -> None:
    """Give each constant so many references that they do not run out."""
    if sys.version_info >= (3, 12):
        return
    import ctypes

    for constant in _IMMORTAL_SINCE_3_12:
        ctypes.c_ssize_t.from_address(id(constant)).value += _PLENTY
