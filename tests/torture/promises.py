"""All promises of trust.md, "Figures to reach", in its order: one module and one line for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tests.torture import (
    attacks,
    backups,
    closings,
    crashes,
    drafts,
    hostile,
    network_loss,
    overwrites,
    power_cuts,
    saving,
    tampering,
)
from tests.torture.finding import Amount, Finding

Experiment: TypeAlias = Callable[[Amount], Finding]

PROMISES: dict[str, Experiment] = {
    # A saved figure survives.
    "saving": saving.run,
    "power-cuts": power_cuts.run,
    "crashes": crashes.run,
    "drafts": drafts.run,
    "overwrites": overwrites.run,
    "attacks": attacks.run,
    "closings": closings.run,
    "tampering": tampering.run,
    "hostile": hostile.run,
    "network-loss": network_loss.run,
    "backups": backups.run,
}
