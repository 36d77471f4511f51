"""Documents of a project as the records that formats write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from annotator.domain.annotations import MANUAL, Relation
from annotator.domain.documents import Document, NewAnnotation, State
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord

_ANSWERS = {State.DONE: "accept", State.SET_ASIDE: "ignore"}


def record_of(
    document: Document,
    annotations: Sequence[NewAnnotation],
    relations: Sequence[Relation],
    annotator: str = "",
    reports: Mapping[int, str] = MappingProxyType({}),
) -> ReportRecord:
    """The document with its annotations as one record; `reports` has the uids of those that relations lead to.

    Its annotator is who made most of the annotations, `annotator` without any; spans of others name theirs.
    """
    makers = {a.annotator for a in annotations}
    chief = makers.pop() if len(makers) == 1 else _busiest(annotations, annotator)
    text = document.text
    spans = [
        SpanRecord(
            uid=a.uid,
            start=a.start,
            end=a.end,
            label=a.label,
            text=text[a.start : a.end],
            attributes=dict(a.attributes) if a.attributes else {},
            note=a.note,
            flagged=a.flagged,
            annotator="" if a.annotator == chief else a.annotator,
            origin=None if a.origin is MANUAL or a.origin == MANUAL else a.origin,
        )
        for a in annotations
    ]
    return ReportRecord(
        text=text,
        facts=document.facts,
        uid=document.uid,
        spans=tuple(spans),
        relations=tuple([_relation(relation, chief, reports) for relation in relations]),
        answer=_ANSWERS.get(document.state, ""),
        annotator=chief,
        note=document.note,
        flagged=document.flagged,
        sha256=document.sha256,
    )


def _busiest(annotations: Sequence[NewAnnotation], annotator: str) -> str:
    """Whoever made most; of several, the first by name, so that every export says the same."""
    counts = Counter([a.annotator for a in annotations])
    return min(counts, key=lambda name: (-counts[name], name)) if counts else annotator


def _relation(relation: Relation, chief: str, reports: Mapping[int, str]) -> RelationRecord:
    return RelationRecord(
        uid=relation.uid,
        type=relation.type,
        head=relation.head,
        child=relation.child,
        child_document="" if relation.child_document is None else reports[relation.child_document],
        annotator="" if relation.annotator == chief else relation.annotator,
    )
