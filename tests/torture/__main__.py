"""Runs the experiments, all or those named, and prints the table: python -m tests.torture."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import textwrap
import time
from collections.abc import Sequence
from itertools import zip_longest

from tests.torture.finding import Amount, Finding
from tests.torture.promises import PROMISES

_HEADERS = ("promise", "done", "reached", "control", "verdict", "time")
_WIDTHS = (24, 42, 34, 44, 14, 6)


def main(words: Sequence[str]) -> int:
    """Run, print, and fail when a promise was not kept or a control did not fail."""
    parser = argparse.ArgumentParser(prog="dev.py torture", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PROMISES))
    parser.add_argument("--short", action="store_true", help="a few seconds of each")
    chosen = parser.parse_args(words)
    if unknown := set(chosen.names) - PROMISES.keys():
        parser.error(f"no such experiment: {', '.join(sorted(unknown))}")
    amount = Amount.SHORT if chosen.short else Amount.FULL
    logging.disable()  # what the controls break is counted
    findings = []
    _print_row(_HEADERS)
    for name, run in PROMISES.items():
        if not chosen.names or name in chosen.names:
            start = time.monotonic()
            with tempfile.TemporaryDirectory() as folder:
                os.environ["KDX_HOME"] = folder
                finding = run(amount)
            findings.append(finding)
            _print_finding(finding, time.monotonic() - start)
    return 0 if all(finding.ok for finding in findings) else 1


def _print_finding(finding: Finding, seconds: float) -> None:
    spent = f"{seconds:.0f} s"
    _print_row(
        (
            finding.promise,
            finding.done,
            finding.reached,
            finding.control,
            finding.verdict,
            spent,
        )
    )


def _print_row(texts: Sequence[str]) -> None:
    cells = [textwrap.wrap(text, width) for text, width in zip(texts, _WIDTHS, strict=True)]
    for line in zip_longest(*cells, fillvalue=""):
        padded = (text.ljust(width) for text, width in zip(line, _WIDTHS, strict=True))
        print("  ".join(padded).rstrip())
    print("-" * (sum(_WIDTHS) + 2 * len(_WIDTHS)), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
