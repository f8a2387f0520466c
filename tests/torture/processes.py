"""Processes to be killed: started by fork where there is one, in a few milliseconds each."""

from __future__ import annotations

import multiprocessing

CONTEXT = (
    multiprocessing.get_context("fork")
    if "fork" in multiprocessing.get_all_start_methods()
    else multiprocessing.get_context("spawn")
)
