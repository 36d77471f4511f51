"""A suggestion: a labelled span that a machine proposes and nobody has accepted."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.spans import Span


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`score` is a probability in 0..1; `reason` says in a few words where it comes from.

    `told` is the source's own score where `score` is what that was worth in the project so far.
    """

    start: int
    end: int
    label: str
    source: str
    score: float
    reason: str = ""
    told: float | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)
