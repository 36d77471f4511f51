"""What became of the suggestions of each source, over all and day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from annotator.domain.decisions import Outcome

_FEW_DAYS = 92  # up to which days without a decision are filled in
_MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Tally:
    """How many suggestions came to which end."""

    accepted: int = 0
    corrected: int = 0
    rejected: int = 0
    ignored: int = 0

    @property
    def shown(self) -> int:
        """All that were on the screen and came to an end."""
        return self.accepted + self.corrected + self.rejected + self.ignored

    @property
    def precision(self) -> float | None:
        """The accepted ones of all, 0..1; None when there is none."""
        return self.accepted / self.shown if self.shown else None

    def counts(self) -> tuple[int, int, int, int]:
        """Accepted, corrected, rejected, ignored."""
        return self.accepted, self.corrected, self.rejected, self.ignored


NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class SourceTallies:
    """Tallies by source, and by source and day (YYYY-MM-DD, UTC)."""

    totals: Mapping[str, Tally] = field(default_factory=dict)
    days: Mapping[str, Mapping[str, Tally]] = field(default_factory=dict)

    def of(self, source: str) -> Tally:
        return self.totals.get(source, NOTHING)

    def by_day(self, source: str) -> list[tuple[str, Tally]]:
        """The last 400 days at most, in their order; within three months also the days on which nothing was."""
        days = self.days.get(source, {})
        names = _without_gaps(sorted(days))[-_MOST_DAYS:]
        return [(name, days.get(name, NOTHING)) for name in names]


def tallies_of(rows: Iterable[tuple[str, str, str, int]]) -> SourceTallies:
    """From source, day, outcome and number. Outcomes that a newer program wrote are passed over."""
    counts: dict[str, dict[str, Counter[str]]] = {}
    for source, day, outcome, number in rows:
        counts.setdefault(source, {}).setdefault(day, Counter())[outcome] += number
    days = {source: {day: _tally(found) for day, found in of.items()} for source, of in counts.items()}
    totals = {source: _tally(sum(of.values(), Counter())) for source, of in counts.items()}
    return SourceTallies(totals, days)


def _tally(counts: Counter[str]) -> Tally:
    return Tally(*(counts[outcome.value] for outcome in Outcome))


def _without_gaps(names: list[str]) -> list[str]:
    try:
        first, last = date.fromisoformat(names[0]), date.fromisoformat(names[-1])
    except (ValueError, IndexError):
        return names
    length = (last - first).days + 1
    return [str(first + timedelta(n)) for n in range(length)] if length <= _FEW_DAYS else names
