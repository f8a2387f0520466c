"""What somebody with psql could try, as data."""

from __future__ import annotations

from tests.torture.attacks_forging import FORGING
from tests.torture.attacks_meddling import MEDDLING
from tests.torture.attacks_reading import READING
from tests.torture.attacks_rising import RISING
from tests.torture.attacks_writing import WRITING

ATTACKS = [*WRITING, *FORGING, *RISING, *MEDDLING, *READING]
