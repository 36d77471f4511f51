"""Letters above the text: where each label's letter stands, so that they stay readable side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_TOGETHER = 4


@dataclass(frozen=True)
class Letter:
    """A sign wanted at `x`, the edge where a span begins; `role` is its colour."""

    x: float
    text: str
    role: str
    right_to_left: bool = False


def shorten(letters: Sequence[Letter]) -> list[Letter]:
    """The letters of one place; of more than MOST_TOGETHER the first ones and a count of the others."""
    if len(letters) <= MOST_TOGETHER:
        return list(letters)
    shown = list(letters[: MOST_TOGETHER - 1])
    first = letters[0]
    more = Letter(first.x, f"+{len(letters) - len(shown)}", letters[len(shown)].role, first.right_to_left)
    return [*shown, more]


def place_letters(letters: Sequence[Letter], widths: Sequence[float], gap: float) -> list[float]:
    """The left edges, for letters in the order of their `x`: a group starts at its edge and pushes the next on."""
    lefts: list[float] = []
    free = float("-inf")
    index = 0
    while index < len(letters):
        stop = index
        while stop < len(letters) and abs(letters[stop].x - letters[index].x) < 1.0:
            stop += 1
        group = list(range(index, stop))
        width = sum(widths[i] for i in group) + gap * (len(group) - 1)
        left = letters[index].x - (width if letters[index].right_to_left else 0.0)
        left = max(left, free)
        for i in group:
            lefts.append(left)
            left += widths[i] + gap
        free = left
        index = stop
    return lefts
