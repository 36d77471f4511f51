"""Lanes: which line below the text each claim gets, so that those which overlap never share one."""

from __future__ import annotations

from collections.abc import Sequence

LANES_SHOWN = 3
Stretch = tuple[int, int]


def assign_lanes(stretches: Sequence[Stretch]) -> list[int]:
    """A lane for each `(start, end)`, 0 nearest the text.

    Of two that overlap the shorter is nearer, when it lies inside the other; every stretch takes the nearest lane
    that is free. The answer depends only on the stretches themselves, not on their order.
    """
    lanes = [0] * len(stretches)
    order = sorted(range(len(stretches)), key=lambda i: (stretches[i][1] - stretches[i][0], stretches[i], i))
    placed: list[int] = []
    for index in order:
        start, end = stretches[index]
        taken = set()
        lowest = 0
        for other in placed:
            other_start, other_end = stretches[other]
            if other_start < end and start < other_end:
                taken.add(lanes[other])
                if start <= other_start and other_end <= end:
                    lowest = max(lowest, lanes[other] + 1)
        while lowest in taken:
            lowest += 1
        lanes[index] = lowest
        placed.append(index)
    return lanes


def depths(stretches: Sequence[Stretch]) -> list[int]:
    """For each `(start, end)` how many of the others enclose it; of equal ones the later is inside."""
    found = [0] * len(stretches)
    order = sorted(range(len(stretches)), key=lambda index: (stretches[index], index))
    for place, index in enumerate(order):
        start, end = stretches[index]
        for other in order[place + 1 :]:
            other_start, other_end = stretches[other]
            if other_start >= end:
                break
            found[other if other_end - other_start <= end - start else index] += 1
    return found
