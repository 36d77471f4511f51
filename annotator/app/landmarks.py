"""Where Tab stops in the report on the desk: stretches that look like a span, and whatever is suggested."""

from __future__ import annotations

from annotator.app.assistance import Assistance, DeskSuggestions
from annotator.app.open_document import OpenDocument
from annotator.domain.candidates import CandidateFinder
from annotator.domain.labels import ENTITY_LAYER
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion

_WINDOWS = (200, 1_000, 4_000, 16_000)  # code points; the next stop is mostly near
_LONGEST = 1_000  # a suggestion further away does not cover the caret


class DeskLandmarks:
    """Candidates and suggestions of the report; a candidate that an entity's suggestion overlaps gives way to it.

    What an annotation of its layer covers, or was rejected, is settled; a claim leaves its inside open.
    `suggesting` switches the suggestions off; candidates stay. Stops are in the order of their starts, of those
    that start together the longest first.
    """

    def __init__(self, desk: OpenDocument, assistance: Assistance, *, suggesting: bool = True) -> None:
        self._desk = desk
        self.assistance = assistance
        self.suggesting = suggesting
        self._turns: dict[Span, int] = {}
        repeats = assistance.memory.repeats
        self._finder = CandidateFinder(desk.text, desk.tokens, repeats, self._is_no_candidate)
        self._suggestions = DeskSuggestions(desk, assistance)

    def behind(self, position: int, landed: Span | None = None) -> Span | None:
        """The first stop at or behind the position; the first behind `landed`, when the caret is on that stop."""
        start = low = position if landed is None else landed.start
        claims = self._claims(landed)
        for width in _WINDOWS:
            for span in self._stops(low, start + width):
                if landed is None or (
                    _order(span) > _order(landed) and (landed in claims or span.start >= landed.end)
                ):
                    return span
            low = start + width
        return None

    def before(self, position: int) -> Span | None:
        """The last stop that starts before the position."""
        for width in _WINDOWS:
            found = [span for span in self._stops(max(0, position - width), position) if span.start < position]
            if found:
                return found[-1]
        return None

    def around(self, position: int) -> Span | None:
        """The stop that covers the position, the shortest of several."""
        low = max(0, position - _LONGEST)
        covering = [s.span for s in self.suggestions_in(low, position + 1) if s.span.holds(position)]
        if covering:
            return min(covering, key=len)
        found = self._finder.candidate_at(position)
        return None if found is None else found.span

    def suggestion_at(self, span: Span | None) -> Suggestion | None:
        """What is proposed for exactly this span; after `turn` one of its alternatives."""
        if span is None or not self.suggesting:
            return None
        ranked = self._suggestions.ranked_at(span)
        if ranked is None:
            return None
        told = (ranked.best, *ranked.others)
        return told[self._turns.get(span, 0) % len(told)]

    def turn(self, span: Span) -> bool:
        """Propose the next alternative for this span; False when there is none that was not seen yet."""
        ranked = self._suggestions.ranked_at(span)
        turned = self._turns.get(span, 0) + 1
        if ranked is None or turned > len(ranked.others):
            return False
        self._turns[span] = turned
        return True

    def alternatives(self, span: Span) -> list[Suggestion]:
        """What else was said of this span, the likelier first."""
        ranked = self._suggestions.ranked_at(span)
        return list(ranked.others) if ranked is not None else []

    def suggestions_in(self, start: int, end: int) -> list[Suggestion]:
        """The suggestions that start between two positions; the work is bounded by their distance."""
        if not self.suggesting:
            return []
        found = []
        for ranked in self._suggestions.ranked_in(start, end):
            told = (ranked.best, *ranked.others)
            found.append(told[self._turns.get(ranked.best.span, 0) % len(told)])
        return found

    def _stops(self, start: int, end: int) -> list[Span]:
        suggested = self.suggestions_in(start, end)
        layers = self.assistance.layers
        entities = [s.span for s in suggested if layers.get(s.label) == ENTITY_LAYER]
        free = [
            candidate
            for candidate in self._spans_in(start, end)
            if candidate.start >= start and not any(candidate.overlaps(span) for span in entities)
        ]
        return sorted({*free, *(s.span for s in suggested)}, key=_order)

    def _claims(self, landed: Span | None) -> tuple[Span, ...]:
        """The span itself where it is suggested as a claim, whose inside is still to be gone through."""
        ranked = self._suggestions.ranked_at(landed) if landed is not None and self.suggesting else None
        is_claim = ranked is not None and self.assistance.layers.get(ranked.best.label) != ENTITY_LAYER
        return (landed,) if is_claim and landed is not None else ()

    def _spans_in(self, start: int, end: int) -> list[Span]:
        return [candidate.span for candidate in self._finder.candidates_in(start, end)]

    def _is_no_candidate(self, span: Span) -> bool:
        if self._suggestions.is_rejected(span):
            return True
        layers = self.assistance.layers
        overlapping = self._desk.annotations.overlapping(span.start, span.end)
        return any(layers.get(annotation.label) == ENTITY_LAYER for annotation in overlapping)


def _order(span: Span) -> tuple[int, int]:
    return span.start, -span.end
