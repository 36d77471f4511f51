"""The arcs to draw for an annotation's relations."""

from __future__ import annotations

from annotator.app.annotation_words import short_line
from annotator.app.open_document import OpenDocument
from annotator.domain.annotations import Annotation, Relation
from annotator.domain.labels import LabelSchema
from annotator.domain.rules import shown_name
from annotator.ui.text_view.arcs import Arc

_MOST = 12
_ELSEWHERE = 28  # characters of an annotation in another report that are shown


def arcs_of(desk: OpenDocument, schema: LabelSchema, annotation: Annotation | None) -> list[Arc]:
    """One for each relation from or to the annotation, of very many the first ones."""
    if annotation is None or not len(desk.relations):
        return []
    colors = {label.name: label.color for label in schema.labels}
    role = colors.get(annotation.label, "")
    return [_arc(desk, annotation, relation, role) for relation in desk.relations.of(annotation)[:_MOST]]


def _arc(desk: OpenDocument, annotation: Annotation, relation: Relation, role: str) -> Arc:
    outward = relation.is_headed_by(annotation)
    document, uid = relation.ends[1] if outward else relation.ends[0]
    word = shown_name(relation.type)
    if document == desk.key and uid in desk.annotations:
        other = desk.annotations.get(uid)
        return Arc(annotation.span, other.span, word, role, outward)
    there = desk.elsewhere.get((document, uid))
    text = f" “{short_line(there.text, _ELSEWHERE)}”" if there is not None else ""
    return Arc(annotation.span, None, word + text, role, outward)
