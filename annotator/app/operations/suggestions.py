"""Accepting, correcting and rejecting suggestions; each decision is logged in the same undoable step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.app.operations.labelling import label_span, perform_on_desk, short_text_of
from annotator.app.session import Session, on_desk
from annotator.domain.annotations import MANUAL, Origin, new_annotation
from annotator.domain.changes import ChangeSet
from annotator.domain.decisions import Decision, Outcome, decided
from annotator.domain.edits import AnnotationAdded, DecisionMade, Edit
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion


def origin_of(suggestion: Suggestion) -> Origin:
    """What an annotation says of itself that was made by accepting this."""
    return Origin("suggested", suggestion.source, suggestion.score)


def accept(session: Session, suggestions: Sequence[Suggestion], caret: int, after: int) -> ChangeSet | None:
    """Make annotations of suggestions, as one step; those that are labelled so already are passed over."""
    desk = on_desk(session)
    edits: list[Edit] = []
    for suggestion in suggestions:
        there = desk.annotations.exactly(suggestion.span)
        if any(annotation.label == suggestion.label for annotation in there):
            continue
        added = new_annotation(
            desk.key, suggestion.label, suggestion.span, session.annotator, origin_of(suggestion)
        )
        edits += [AnnotationAdded(added), DecisionMade(decided(desk.key, suggestion, Outcome.ACCEPTED))]
    number = len(edits) // 2
    if not number:
        return None
    title = f"Accept {number} suggestions"
    if number == 1:
        chosen = next(edit.annotation for edit in edits if isinstance(edit, AnnotationAdded))
        title = f"Accept “{short_text_of(desk, chosen.span)}” {chosen.label}"
    return perform_on_desk(session, desk, title, edits, caret, after)


def accept_with_edges(session: Session, suggestion: Suggestion, span: Span, caret: int) -> ChangeSet:
    """Accept a suggestion with other edges. Raises SpanRefused as `label_span` does."""
    decision = decided(on_desk(session).key, suggestion, Outcome.CORRECTED)
    return label_span(session, span, suggestion.label, caret, decisions=[decision])


def label_over_suggestions(
    session: Session, shown: Iterable[Suggestion], span: Span, label: str, caret: int, *, second: bool = False
) -> ChangeSet:
    """Label a span by hand, and log what that says of the suggestions of its layer that are shown there.

    One that is exactly this is accepted; any other that the span touches is corrected. Raises SpanRefused as
    `label_span` does.
    """
    desk, layers = on_desk(session), session.assistance.layers
    found = [s for s in shown if s.span.overlaps(span) and layers.get(s.label) == layers.get(label)]
    decisions = []
    origin = MANUAL
    for suggestion in found:
        same = suggestion.span == span and suggestion.label == label
        origin = origin_of(suggestion) if same else origin
        decisions.append(decided(desk.key, suggestion, Outcome.ACCEPTED if same else Outcome.CORRECTED))
    return label_span(session, span, label, caret, second=second, origin=origin, decisions=decisions)


def reject(session: Session, suggestion: Suggestion, caret: int) -> ChangeSet:
    """Suggest nothing for this span again in this report."""
    desk = on_desk(session)
    title = f"Reject “{short_text_of(desk, suggestion.span)}” {suggestion.label}"
    decision = decided(desk.key, suggestion, Outcome.REJECTED)
    return perform_on_desk(session, desk, title, [DecisionMade(decision)], caret, caret)


def ignored(session: Session, shown: Iterable[Suggestion]) -> list[Decision]:
    """Decisions for the suggestions that were shown in the report and have no annotation of their layer."""
    desk, layers = on_desk(session), {label.name: label.layer for label in session.schema.labels}

    def is_settled(suggestion: Suggestion) -> bool:
        over = desk.annotations.overlapping(suggestion.start, suggestion.end)
        layer = layers.get(suggestion.label)
        return desk.rejected[suggestion.span] > 0 or any(layers.get(a.label) == layer for a in over)

    left = dict.fromkeys(suggestion for suggestion in shown if not is_settled(suggestion))
    return [decided(desk.key, suggestion, Outcome.IGNORED) for suggestion in left]
