"""What a suggester's score is worth: isotonic regression on what was accepted and rejected."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable


class Calibration:
    """A step function from score to the share that was accepted; never falls. Made from (score, accepted)."""

    def __init__(self, decisions: Iterable[tuple[float, bool]]) -> None:
        counts: dict[float, list[int]] = {}
        for score, accepted in decisions:
            count = counts.setdefault(score, [0, 0])
            count[0] += accepted
            count[1] += 1
        pools: list[tuple[float, int, int]] = []  # lowest score, accepted, decisions
        for score, (good, total) in sorted(counts.items()):
            low = score
            # Pool adjacent violators: compare shares as whole numbers, free of rounding.
            while pools and pools[-1][1] * total >= good * pools[-1][2]:
                low, more_good, more = pools.pop()
                good, total = good + more_good, total + more
            pools.append((low, good, total))
        self._lows = [low for low, _, _ in pools]
        self._shares = [good / total for _, good, total in pools]

    def probability(self, score: float) -> float | None:
        """The share accepted at this score, from 0 to 1; None as long as there are no decisions."""
        if not self._lows:
            return None
        return self._shares[max(0, bisect_right(self._lows, score) - 1)]
