"""Where Tab stops in the report on the desk: stretches that look like a span, some with a label proposed."""

from __future__ import annotations

from annotator.app.open_document import OpenDocument
from annotator.assist.memory import LabelMemory
from annotator.domain.candidates import CandidateFinder
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion


class DeskLandmarks:
    """Candidates of the report; those whose text was labelled before are suggestions as well.

    `entities` are the labels of the entity layer: what they cover is settled; a claim leaves its inside open.
    `suggesting` switches the suggestions off; candidates stay.
    """

    def __init__(
        self, desk: OpenDocument, memory: LabelMemory, entities: frozenset[str], *, suggesting: bool = True
    ) -> None:
        self._desk = desk
        self._memory = memory
        self._entities = entities
        self.suggesting = suggesting
        self._rejected: set[Span] = set()
        self._finder = CandidateFinder(desk.text, desk.tokens, memory.repeats, self._is_taken)

    def behind(self, position: int) -> Span | None:
        found = self._finder.next_candidate(position)
        return None if found is None else found.span

    def before(self, position: int) -> Span | None:
        found = self._finder.previous_candidate(position)
        return None if found is None else found.span

    def around(self, position: int) -> Span | None:
        found = self._finder.candidate_at(position)
        return None if found is None else found.span

    def suggestion_at(self, span: Span | None) -> Suggestion | None:
        """What is proposed for exactly this span."""
        if span is None or not self.suggesting or self._is_taken(span):
            return None
        return self._memory.suggestion(self._desk.text, span)

    def suggestions_in(self, start: int, end: int) -> list[Suggestion]:
        """The suggestions that start between two positions; the work is bounded by their distance."""
        if not self.suggesting:
            return []
        spans = (candidate.span for candidate in self._finder.candidates_in(start, end))
        return self._memory.suggestions(self._desk.text, spans)

    def reject(self, span: Span) -> None:
        """Do not stop at this span again as long as the report is on the desk."""
        self._rejected.add(span)

    def _is_taken(self, span: Span) -> bool:
        if span in self._rejected:
            return True
        overlapping = self._desk.annotations.overlapping(span.start, span.end)
        return any(annotation.label in self._entities for annotation in overlapping)
