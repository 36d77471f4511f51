"""What became of suggestions: accepted, corrected, rejected, or seen and left."""

from __future__ import annotations

import enum
import uuid
from dataclasses import dataclass

from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion


class Outcome(enum.Enum):
    """CORRECTED is a suggestion whose place was labelled, but with another label or other edges.

    IGNORED is one that was on the screen and had no annotation when its report was done.
    """

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Decision:
    """One suggestion in a report, by the report's key and code points, and what became of it.

    `score` is what its source said, not what that is worth: the latter is worked out from decisions.
    """

    uid: str
    document: int
    start: int
    end: int
    label: str
    source: str
    score: float
    outcome: Outcome

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def decided(document: int, suggestion: Suggestion, outcome: Outcome) -> Decision:
    """A new decision on the suggestion."""
    return Decision(
        str(uuid.uuid4()),
        document,
        suggestion.start,
        suggestion.end,
        suggestion.label,
        suggestion.source,
        suggestion.score if suggestion.told is None else suggestion.told,
        outcome,
    )
