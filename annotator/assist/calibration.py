"""What a suggester's score is worth: isotonic regression on what was accepted and rejected lately."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

_RECENT = 400  # decisions; older ones are of a model that had learned less
_LEAST = 30  # decisions for one step: fewer say little
_DOUBT = 20  # decisions with the mean outcome that each step has beside its own


class Calibration:
    """A step function from score to the share that was accepted; never falls.

    Made from (score, accepted) in the order in which it was decided; the last 400 count. Measured on conflict
    reports, they err less than all together, and fewer good suggestions fall below the threshold.
    """

    def __init__(self, decisions: Iterable[tuple[float, bool]]) -> None:
        recent = list(decisions)[-_RECENT:]
        pools: list[tuple[float, int, int]] = []  # lowest score, accepted, decisions
        for score, good, total in _steps(sorted(recent)):
            low = score
            # Pool adjacent violators: compare shares as whole numbers, free of rounding.
            while pools and pools[-1][1] * total >= good * pools[-1][2]:
                low, more_good, more = pools.pop()
                good, total = good + more_good, total + more
            pools.append((low, good, total))
        mean = sum(accepted for _, accepted in recent) / max(len(recent), 1)
        self._lows = [low for low, _, _ in pools]
        self._shares = [(good + _DOUBT * mean) / (total + _DOUBT) for _, good, total in pools]

    def probability(self, score: float) -> float | None:
        """The share accepted at this score, from 0 to 1; None as long as there are no decisions."""
        if not self._lows:
            return None
        return self._shares[max(0, bisect_right(self._lows, score) - 1)]


def _steps(decisions: Sequence[tuple[float, bool]]) -> list[tuple[float, int, int]]:
    """Lowest score, accepted, and decisions of each stretch of enough of them; equal scores stay together."""
    found: list[tuple[float, int, int]] = []
    last = -1.0
    for score, accepted in decisions:
        if found and (score == last or found[-1][2] < _LEAST):
            low, good, total = found[-1]
            found[-1] = (low, good + accepted, total + 1)
        else:
            found.append((score, int(accepted), 1))
        last = score
    if len(found) > 1 and found[-1][2] < _LEAST:
        _, good, total = found.pop()
        low, more_good, more = found[-1]
        found[-1] = (low, good + more_good, total + more)
    return found
