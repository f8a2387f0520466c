"""A made-up but believable city: the same arguments give the identical city everywhere.

Pure values; nothing is stored here. ``generate`` is the only door.
"""

from __future__ import annotations

from kdx_desktop.services.sample_city.generator import generate
from kdx_desktop.services.sample_city.values import (
    AnnualBaseline,
    SampleCity,
    SampleCorrection,
    SampleFigure,
    SampleSubmission,
    Step,
)

__all__ = [
    "AnnualBaseline",
    "SampleCity",
    "SampleCorrection",
    "SampleFigure",
    "SampleSubmission",
    "Step",
    "generate",
]
