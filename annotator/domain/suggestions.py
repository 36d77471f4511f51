"""A suggestion: a labelled span that a machine proposes and nobody has accepted."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.spans import Span


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`score` is a probability in 0..1; `reason` says in a few words where it comes from."""

    start: int
    end: int
    label: str
    source: str
    score: float
    reason: str = ""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)
