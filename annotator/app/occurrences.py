"""All occurrences of a text in the whole corpus that are not labelled so yet: found in a worker, then one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from annotator.app.operations.labelling import occurrences
from annotator.app.session import Session, on_desk
from annotator.app.sources import Progress, no_progress, raise_when
from annotator.domain.annotations import MANUAL, new_annotation
from annotator.domain.changes import ChangeSet
from annotator.domain.edits import AnnotationAdded, Operation, Place
from annotator.domain.errors import Refusal
from annotator.domain.span_lines import SpanLine
from annotator.domain.spans import Span
from annotator.storage.store import Store, open_beside

MOST = 100_000  # occurrences that one step labels
_AROUND = 60  # code points before and behind
_STEP = 50


def find_occurrences(
    store: Store,
    text: str,
    label: str,
    layers: dict[str, str],
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[SpanLine]:
    """Where the text stands, in the order of the queue, without what an annotation of the label's layer touches.

    The same characters between the same kind of borders: a word is not found within a word. At most MOST. Raises
    Refusal when the text has no word that could be looked up, Cancelled when `cancelled` says so.
    """
    keys = store.search.with_phrase(text)
    if keys is None:
        raise Refusal("There is no word in this text that could be looked for in other reports.")
    found: list[SpanLine] = []
    for number, key in enumerate(store.documents.in_queue_order(keys), start=1):
        raise_when(cancelled)
        if number % _STEP == 0:
            progress(number, len(keys), f"{len(found):,} found")
        document = store.documents.read(key)
        spans = occurrences(document.text, text)
        if not spans:
            continue
        taken = [
            Span(a.start, a.end)
            for a in store.annotations.of_document(key)
            if layers.get(a.label) == layers.get(label)
        ]
        found += [
            _line(key, document.text, span, label, document.facts.title)
            for span in spans
            if not any(span.overlaps(other) for other in taken)
        ]
        if len(found) >= MOST:
            return found[:MOST]
    return found


def occurrences_beside(
    session: Session, text: str, label: str, progress: Progress, cancelled: Callable[[], bool]
) -> list[SpanLine]:
    """Find occurrences in a worker thread. Raises Refusal or Cancelled."""
    with open_beside(session.store) as store:
        return find_occurrences(store, text, label, session.assistance.layers, progress, cancelled)


def label_lines(session: Session, lines: Sequence[SpanLine], caret: int) -> ChangeSet | None:
    """Label all these occurrences, as one step; None when there is none."""
    if not lines:
        return None
    edits = tuple(
        AnnotationAdded(
            new_annotation(line.document, line.label, Span(line.start, line.end), session.annotator, MANUAL)
        )
        for line in lines
    )
    reports = len({line.document for line in lines})
    number = f"{len(lines):,} more “{' '.join(lines[0].text.split())[:40]}” {lines[0].label}"
    title = f"Label {number} in {reports:,} report{'' if reports == 1 else 's'}"
    place = Place(on_desk(session).key, caret)
    return session.perform(Operation(title, edits, place, place))


def _line(document: int, text: str, span: Span, label: str, title: str) -> SpanLine:
    before = text[max(0, span.start - _AROUND) : span.start]
    return SpanLine(
        document,
        "",
        span.start,
        span.end,
        label,
        before,
        text[span.start : span.end],
        text[span.end : span.end + _AROUND],
        title,
    )
