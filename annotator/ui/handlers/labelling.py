"""Labelling, and what is done to an annotation."""

from __future__ import annotations

from collections.abc import Callable

from annotator.app.occurrences import label_lines, occurrences_beside
from annotator.app.operations import labelling
from annotator.app.operations import suggestions as suggesting
from annotator.app.sources import Progress
from annotator.domain.annotations import Annotation
from annotator.domain.errors import Cancelled
from annotator.domain.graphemes import next_boundary, previous_boundary
from annotator.domain.span_lines import SpanLine
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.ui.handlers.base import Context, Handler
from annotator.ui.handlers.reports import write_note as write_report_note


def apply_label(context: Context, label: str, *, second: bool = False) -> None:
    """Give the target the label; the caret stands behind it afterwards."""
    span = context.cursor.target(context.typed)
    if span is None:
        context.say("There is nothing to label here.")
        return
    if second and (annotation := context.bench.annotation()) is not None and context.cursor.selection() is None:
        span = annotation.span
    change = suggesting.label_over_suggestions(
        context.session, context.bench.shown_suggestions, span, label, context.caret, second=second
    )
    accepted = any(annotation.origin.kind == "suggested" for annotation in change.added)
    context.say(change.title + (" (as suggested)" if accepted else ""))


def delete(context: Context, _: int) -> None:
    """Remove the annotation at the caret, the innermost first."""
    annotation = context.bench.annotation()
    done = labelling.remove_annotations(context.session, [annotation] if annotation else [], context.caret)
    context.say(done.title if done is not None else "No annotation at the caret.")


def label_report(context: Context, _: int) -> None:
    """Label all other occurrences of the annotation's text in the report."""
    annotation = _annotation(context)
    if annotation is None:
        return
    done = labelling.label_occurrences(context.session, annotation, context.caret)
    context.say(done.title if done is not None else "This text stands nowhere else in the report unlabelled.")


def label_corpus(context: Context, _: int) -> None:
    """List all other occurrences of the annotation's text in the corpus, and label those that are not vetoed."""
    annotation, desk = _annotation(context), context.bench.desk
    if annotation is None or desk is None:
        return
    from annotator.ui.dialogs.occurrences import OccurrencesDialog
    from annotator.ui.dialogs.progress import ProgressDialog

    text, label, session = desk.text_of(annotation), annotation.label, context.session

    def look(progress: Progress, cancelled: Callable[[], bool]) -> list[SpanLine]:
        return occurrences_beside(session, text, label, progress, cancelled)

    try:
        lines = ProgressDialog.run(
            context.window, "Looking through the corpus", f"Looking for “{text[:40]}” …", look
        )
    except Cancelled as cancelled:
        context.say(str(cancelled))
        return
    if not lines:
        context.say("This text stands nowhere else in the corpus unlabelled.")
        return
    colors = {each.name: each.color for each in session.schema.labels}
    chosen = OccurrencesDialog.ask(context.window, lines, context.window.theme, colors)
    done = label_lines(session, chosen, context.caret)
    context.say(done.title if done is not None else "Nothing was labelled.")


def write_note(context: Context, _: int) -> None:
    """Write a note on the annotation at the caret, or on the report where there is none."""
    annotation = context.bench.annotation()
    if annotation is None:
        write_report_note(context, 1)
        return
    from annotator.ui.dialogs.note import NoteDialog

    note = NoteDialog.ask(context.window, f"Note on {annotation.label}", annotation.note)
    if note is not None:
        labelling.annotate_annotation(context.session, annotation, context.caret, note=note)


def flag(context: Context, _: int) -> None:
    """Flag the annotation at the caret, or take the flag away."""
    annotation = _annotation(context)
    if annotation is not None:
        done = labelling.annotate_annotation(
            context.session, annotation, context.caret, flagged=not annotation.flagged
        )
        context.say(done.title if done is not None else "")


def edge(*, right: bool, outward: bool, by_grapheme: bool = False) -> Handler:
    """A handler that moves one edge of the annotation at the caret."""

    def move(context: Context, count: int) -> None:
        suggestion = context.bench.suggestion()
        if suggestion is not None and context.bench.annotation() is None:
            _correct_edge(context, suggestion, count, right=right, outward=outward, by_grapheme=by_grapheme)
            return
        annotation, desk = _annotation(context), context.bench.desk
        if annotation is None or desk is None:
            return
        span = annotation.span
        for _ in range(count):
            step = _grapheme_step if by_grapheme else _token_step
            span = step(context, span, right, outward) or span
        if span != annotation.span:
            landed = context.cursor.landed
            change = labelling.resize_annotation(context.session, annotation, span, context.caret)
            context.say(change.title)
            if landed == annotation.span:
                context.cursor.move_to(span.start, landed=span)

    return move


def _correct_edge(
    context: Context, suggestion: Suggestion, count: int, *, right: bool, outward: bool, by_grapheme: bool
) -> None:
    """Accept the suggestion with one edge moved; the caret stays on it, so that the next key moves on."""
    span = suggestion.span
    for _ in range(count):
        step = _grapheme_step if by_grapheme else _token_step
        span = step(context, span, right, outward) or span
    change = suggesting.accept_with_edges(context.session, suggestion, span, context.caret)
    context.cursor.move_to(span.start, landed=span)
    context.say(change.title)


def _token_step(context: Context, span: Span, right: bool, outward: bool) -> Span | None:
    desk = context.bench.desk
    if desk is None:
        return None
    tokens = desk.tokens
    if right and outward:
        following = tokens.token_at(span.end)
        return Span(span.start, following.end) if following is not None else None
    if right:
        last = tokens.previous_token(span.end)
        before = tokens.previous_token(last.start) if last is not None else None
        return Span(span.start, before.end) if before is not None and before.end > span.start else None
    if outward:
        previous = tokens.previous_token(span.start)
        return Span(previous.start, span.end) if previous is not None else None
    following = tokens.next_token(span.start)
    return Span(following.start, span.end) if following is not None and following.start < span.end else None


def _grapheme_step(context: Context, span: Span, right: bool, outward: bool) -> Span | None:
    desk = context.bench.desk
    if desk is None:
        return None
    text = desk.text
    place = span.end if right else span.start
    forward = right == outward
    if (forward and place >= len(text)) or (not forward and place == 0):
        return None
    place = next_boundary(text, place) if forward else previous_boundary(text, place)
    start, end = (span.start, place) if right else (place, span.end)
    return Span(start, end) if start < end else None


def _annotation(context: Context) -> Annotation | None:
    annotation = context.bench.annotation()
    if annotation is None:
        context.say("No annotation at the caret.")
    return annotation


_EDGES = {
    "right-out": (True, True),
    "right-in": (True, False),
    "left-out": (False, True),
    "left-in": (False, False),
}
HANDLERS: dict[str, Handler] = {
    "annotation.delete": delete,
    "annotation.note": write_note,
    "annotation.flag": flag,
    "occurrences.label-report": label_report,
    "occurrences.label-corpus": label_corpus,
    **{f"edge.{name}": edge(right=right, outward=out) for name, (right, out) in _EDGES.items()},
    **{
        f"edge.{name}-grapheme": edge(right=right, outward=out, by_grapheme=True)
        for name, (right, out) in _EDGES.items()
    },
}
