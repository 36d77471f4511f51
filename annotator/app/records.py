"""Documents of a project as the records that formats write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType

from annotator.domain.annotations import MANUAL, NO_ATTRIBUTES, Relation
from annotator.domain.documents import Document, NewAnnotation, State
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord

_MAKER = attrgetter("annotator")
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
    makers = set(map(_MAKER, annotations))
    chief = makers.pop() if len(makers) == 1 else _busiest(annotations, annotator)
    text = document.text
    spans = [
        SpanRecord(uid=uid, start=start, end=end, label=label, text=text[start:end])
        if origin is MANUAL and attributes is NO_ATTRIBUTES and not note and not flagged and maker == chief
        else SpanRecord(
            uid=uid,
            start=start,
            end=end,
            label=label,
            text=text[start:end],
            attributes=dict(attributes),
            note=note,
            flagged=flagged,
            annotator="" if maker == chief else maker,
            origin=None if origin == MANUAL else origin,
        )
        for uid, label, start, end, maker, attributes, note, flagged, origin, _ in annotations
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
