"""Where the labels beside a chart stand: near what they name, and none upon another."""

from __future__ import annotations

from collections.abc import Sequence


def spread(wanted: Sequence[float], height: float, low: float, high: float) -> list[float]:
    """Return heights as near to the wanted ones as lines of ``height`` allow, in the same order.

    Those that would meet move apart evenly, up and down; all stay between ``low`` and ``high``
    while there is room for them.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    groups: list[tuple[float, int]] = []  # the height of a group's first line, and its lines
    for index in order:
        first, count = wanted[index], 1
        while groups and groups[-1][0] + groups[-1][1] * height > first:
            above, more = groups.pop()
            first = (above * more + (first - more * height) * count) / (more + count)
            count += more
        groups.append((first, count))
    placed = [first + height * line for first, count in groups for line in range(count)]
    for row in range(len(placed) - 1, -1, -1):
        placed[row] = min(placed[row], high - height * (len(placed) - 1 - row))
    for row in range(len(placed)):
        placed[row] = max(placed[row], low + height * row)
    places = [0.0] * len(wanted)
    for row, index in enumerate(order):
        places[index] = placed[row]
    return places
