"""Starts the program: `python -m kdx_desktop`."""

from __future__ import annotations

import sys

from kdx_desktop.app import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
