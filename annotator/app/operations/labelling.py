"""Labelling: making, relabelling and removing annotations in the report on the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from annotator.app.open_document import OpenDocument
from annotator.app.session import Session, on_desk
from annotator.domain.annotations import (
    MANUAL,
    NO_ATTRIBUTES,
    Annotation,
    AttributeValue,
    Origin,
    Relation,
    new_annotation,
)
from annotator.domain.changes import ChangeSet
from annotator.domain.decisions import Decision
from annotator.domain.documents import State
from annotator.domain.edits import (
    AnnotationAdded,
    AnnotationChanged,
    AnnotationRemoved,
    DecisionMade,
    DocumentChanged,
    Edit,
    Operation,
    Place,
    RelationRemoved,
)
from annotator.domain.errors import SpanRefused
from annotator.domain.labels import LabelSchema
from annotator.domain.rules import shown_name
from annotator.domain.spans import Span


def label_span(
    session: Session,
    span: Span,
    label: str,
    caret: int,
    *,
    second: bool = False,
    origin: Origin = MANUAL,
    decisions: Sequence[Decision] = (),
) -> ChangeSet:
    """Give the span the label; when it is exactly an annotation, change that one's label instead.

    `second` adds a label to a span that has one; `decisions` on suggestions are logged in the same step. The caret
    ends behind the span. Raises SpanRefused when the span is empty, lies outside the text, or has this label
    already.
    """
    desk = on_desk(session)
    _refuse_bad_span(desk, span, label)
    there = desk.annotations.exactly(span)
    if there and not second:
        before = _same_layer_first(session, there, label)
        after = replace(before, label=label, attributes=attributes_kept(session.schema, before, label))
        lost = [r for r in desk.relations.of(before) if not may_keep(session.schema, r, before, label)]
        edits: list[Edit] = [*map(RelationRemoved, lost), AnnotationChanged(before, after)]
        title = f"Relabel “{short_text_of(desk, span)}” {before.label} → {label}{_without(before, after, lost)}"
    else:
        edits = [AnnotationAdded(new_annotation(desk.key, label, span, session.annotator, origin))]
        title = f"Label “{short_text_of(desk, span)}” {label}"
    edits += map(DecisionMade, decisions)
    return perform_on_desk(session, desk, title, edits, caret, span.end)


def add_annotations(
    session: Session, found: Sequence[tuple[Span, str, Origin]], title: str, caret: int, after: int
) -> ChangeSet | None:
    """Add many annotations as one step; spans that have their label already are passed over."""
    desk = on_desk(session)
    edits: list[Edit] = []
    taken: set[tuple[Span, str]] = set()
    for span, label, origin in found:
        if (span, label) in taken or _has(desk, span, label):
            continue
        taken.add((span, label))
        edits.append(AnnotationAdded(new_annotation(desk.key, label, span, session.annotator, origin)))
    return perform_on_desk(session, desk, title, edits, caret, after) if edits else None


def label_occurrences(session: Session, annotation: Annotation, caret: int) -> ChangeSet | None:
    """Label every other occurrence of the annotation's text in the report alike; None when there is no other.

    An occurrence is the same characters between the same kind of borders: a word is not found within a word.
    Stretches that already carry the label, or lie within a span that does, are left as they are.
    """
    desk = on_desk(session)
    spans = [
        span
        for span in occurrences(desk.text, desk.text_of(annotation))
        if span.start != annotation.start and not _labelled_alike(desk, span, annotation)
    ]
    text = short_text_of(desk, annotation.span)
    title = f"Label {len(spans)} more “{text}” {annotation.label}"
    return add_annotations(session, [(s, annotation.label, MANUAL) for s in spans], title, caret, caret)


def occurrences(text: str, wanted: str) -> list[Span]:
    """Where `wanted` stands in `text`, not within a longer word, without overlaps, in code points."""
    if not wanted:
        return []
    before = r"(?<!\w)" if wanted[0].isalnum() else ""
    behind = r"(?!\w)" if wanted[-1].isalnum() else ""
    pattern = re.compile(before + re.escape(wanted) + behind)
    return [Span(match.start(), match.end()) for match in pattern.finditer(text)]


def remove_annotations(session: Session, annotations: Iterable[Annotation], caret: int) -> ChangeSet | None:
    """Remove annotations, and with them the relations that lead from or to them, in one step."""
    desk = on_desk(session)
    doomed = list(annotations)
    if not doomed:
        return None
    relations = list(
        dict.fromkeys(relation for annotation in doomed for relation in desk.relations.of(annotation))
    )
    edits: list[Edit] = [RelationRemoved(relation) for relation in relations]
    edits += [AnnotationRemoved(annotation) for annotation in doomed]
    if len(doomed) == 1:
        title = f"Remove {doomed[0].label} “{short_text_of(desk, doomed[0].span)}”"
    else:
        title = f"Remove {len(doomed)} annotations"
    title += _and_relations(relations)
    return perform_on_desk(session, desk, title, edits, caret, caret)


def resize_annotation(session: Session, annotation: Annotation, span: Span, caret: int) -> ChangeSet:
    """Give the annotation another span. Raises SpanRefused as `label_span` does."""
    desk = on_desk(session)
    _refuse_bad_span(desk, span, annotation.label)
    after = replace(annotation, start=span.start, end=span.end)
    at_end = caret >= annotation.end
    title = f"Change the edges of {annotation.label} “{short_text_of(desk, span)}”"
    new_caret = span.end if at_end else min(max(caret, span.start), span.end)
    return perform_on_desk(session, desk, title, [AnnotationChanged(annotation, after)], caret, new_caret)


def annotate_annotation(
    session: Session, annotation: Annotation, caret: int, *, note: str | None = None, flagged: bool | None = None
) -> ChangeSet | None:
    """Write a note on an annotation or flag it; None when nothing is different."""
    after = replace(
        annotation,
        note=annotation.note if note is None else note,
        flagged=annotation.flagged if flagged is None else flagged,
    )
    if after == annotation:
        return None
    what = "Note on" if note is not None else ("Flag" if after.flagged else "Unflag")
    desk = on_desk(session)
    title = f"{what} {annotation.label} “{short_text_of(desk, annotation.span)}”"
    return perform_on_desk(session, desk, title, [AnnotationChanged(annotation, after)], caret, caret)


def perform_on_desk(
    session: Session, desk: OpenDocument, title: str, edits: Sequence[Edit], caret: int, after: int
) -> ChangeSet:
    """Do the edits as one operation on the report on the desk, which is in progress from then on."""
    if desk.document.state is State.OPEN:
        status = desk.status
        edits = [*edits, DocumentChanged(desk.key, status, replace(status, state=State.IN_PROGRESS))]
    operation = Operation(title, tuple(edits), Place(desk.key, caret), Place(desk.key, after))
    return session.perform(operation)


def _refuse_bad_span(desk: OpenDocument, span: Span, label: str) -> None:
    if not span:
        raise SpanRefused("There is nothing to label here.")
    if span.end > len(desk.text):
        raise SpanRefused("This stretch reaches beyond the end of the report.")
    if _has(desk, span, label):
        raise SpanRefused(f"“{short_text_of(desk, span)}” is labelled {label} already.")


def _has(desk: OpenDocument, span: Span, label: str) -> bool:
    return any(annotation.label == label for annotation in desk.annotations.exactly(span))


def _same_layer_first(session: Session, there: list[Annotation], label: str) -> Annotation:
    layer = session.schema.label(label).layer
    alike = [a for a in there if session.schema.label(a.label).layer == layer]
    return (alike or there)[0]


def attributes_kept(schema: LabelSchema, before: Annotation, label: str) -> Mapping[str, AttributeValue]:
    """What may still be said of the annotation under another label; names that no label has stay as they came."""
    known = {attribute.name for each in schema.labels for attribute in each.attributes}
    allowed = {attribute.name for attribute in schema.label(label).attributes}
    kept = {name: value for name, value in before.attributes.items() if name in allowed or name not in known}
    return kept or NO_ATTRIBUTES


def may_keep(schema: LabelSchema, relation: Relation, annotation: Annotation, label: str) -> bool:
    """Whether the relation is still allowed when the annotation has this label; unknown types are let be."""
    kind = next((kind for kind in schema.relations if kind.name == relation.type), None)
    return kind is None or label in (kind.heads if relation.is_headed_by(annotation) else kind.children)


def _and_relations(relations: Sequence[Relation]) -> str:
    return f" and {len(relations)} relation{'s' if len(relations) > 1 else ''}" if relations else ""


def _without(before: Annotation, after: Annotation, relations: Sequence[Relation]) -> str:
    """What a new label does not allow, for the title."""
    gone = [shown_name(name) for name in before.attributes if name not in after.attributes]
    gone += [shown_name(relation.type) for relation in relations]
    return f", without {', '.join(gone)}" if gone else ""


def _labelled_alike(desk: OpenDocument, span: Span, like: Annotation) -> bool:
    return any(
        a.label == like.label and a.span.contains(span) for a in desk.annotations.overlapping(span.start, span.end)
    )


def short_text_of(desk: OpenDocument, span: Span) -> str:
    """The beginning of the span's text on one line, for the title of an operation."""
    text = " ".join(desk.text[span.start : min(span.end, span.start + 120)].split())
    return text if len(text) <= 40 and len(span) <= 120 else text[:39].rstrip() + "…"
