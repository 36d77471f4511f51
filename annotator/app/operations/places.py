"""Linking annotations to places, and taking the link away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotator.app.operations.labelling import perform_on_desk, short_text_of
from annotator.app.session import Session, on_desk
from annotator.domain.annotations import Annotation
from annotator.domain.changes import ChangeSet
from annotator.domain.edits import AnnotationChanged
from annotator.domain.errors import Refusal
from annotator.domain.labels import CLAIM_LAYER, LabelSchema
from annotator.domain.places import PlaceLink, with_link


def link_place(
    session: Session, annotations: Sequence[Annotation], link: PlaceLink | None, caret: int
) -> ChangeSet | None:
    """Link annotations with one text to a place in one step, or with None take their links away.

    None when it is so already. Raises Refusal for a label whose annotations have no place.
    """
    desk = on_desk(session)
    for annotation in annotations:
        refuse_without_place(session.schema, annotation.label)
    edits = []
    for annotation in annotations:
        attributes = with_link(annotation.attributes, link)
        if attributes != dict(annotation.attributes):
            edits.append(AnnotationChanged(annotation, replace(annotation, attributes=attributes)))
    if not edits:
        return None
    first = annotations[0]
    times = f" ({len(edits)} times)" if len(edits) > 1 else ""
    what = link.words() if link is not None else "no place"
    title = f"{first.label} “{short_text_of(desk, first.span)}”{times}: {what}"
    return perform_on_desk(session, desk, title, edits, caret, caret)


def refuse_without_place(schema: LabelSchema, label: str) -> None:
    """Raises Refusal for claims: what they are about is said by relations."""
    if schema.label(label).layer == CLAIM_LAYER:
        raise Refusal(f"{label} is said of places by relations; link the place that it is about.")
