"""How states of initiatives look: each stage with a sign, so that nothing is said by colour alone."""

from __future__ import annotations

from datetime import date

from kdx_desktop.services.initiative_states import InitiativeState, Stage
from kdx_desktop.services.initiatives import (
    MeasureProgress,
)
from kdx_desktop.views.widgets.part_bar import Part

#: Sign and token of each stage, the furthest first.
_LOOK = {
    Stage.DONE: ("✓", "success"),
    Stage.RUNNING: ("●", "accent"),
    Stage.PREPARED: ("○", "target"),
    Stage.CONSIDERED: ("…", "quiet_text"),
    Stage.UNCONFIRMED: ("？", "grade_c"),
}


def parts_of(progress: MeasureProgress) -> list[Part]:
    """Return the parts of a measure's strip."""
    return [
        Part(
            stage.value,
            _LOOK[stage][0],
            count,
            _LOOK[stage][1],
            hollow=stage is Stage.CONSIDERED,
        )
        for stage, count in progress.stages().items()
    ]


def state_text(state: InitiativeState) -> str:
    """Write a state with the sign of its stage."""
    return f"{_LOOK[state.stage][0]} {state.japanese}"


def day_text(day: date) -> str:
    """Write a day as people say it."""
    return f"{day.year}年{day.month}月{day.day}日"
