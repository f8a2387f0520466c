"""All promises of trust.md, "Figures to reach", in its order: one module and one line for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tests.torture import backups, drafts, hostile, network_loss, power_cuts, saving, tampering
from tests.torture.finding import Amount, Finding

Experiment: TypeAlias = Callable[[Amount], Finding]

PROMISES: dict[str, Experiment] = {
    # A saved figure survives.
    "saving": saving.run,
    "power-cuts": power_cuts.run,
    # On the server too: 12 crashes under 30 clients.
    "drafts": drafts.run,
    # No silent overwrite: 300 clients on PostgreSQL.
    # Nobody writes for another department: attacks through psql.
    # A closed month stays closed: races of an edit against the closing.
    "tampering": tampering.run,
    "hostile": hostile.run,
    "network-loss": network_loss.run,
    "backups": backups.run,
}
