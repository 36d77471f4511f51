"""Labels, notes and names with characters that a format has no place for, and what is written in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec

from annotator.domain.annotations import AttributeValue
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord

XML_FORBIDS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 cannot say, not even as a reference."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a format cannot hold in labels: each `odd` character becomes `instead`.

    `what` names to users the labels that have one. With `relations` the same holds for types of relations, with
    `notes` for notes, ids and the names of annotators, with `attributes` for names and values of attributes.
    """

    odd: re.Pattern[str]
    instead: str
    what: str
    relations: bool = False
    notes: bool = False
    attributes: bool = False

    def spelt(self, text: str) -> str:
        return self.odd.sub(self.instead, text)

    def record(self, record: ReportRecord) -> tuple[ReportRecord, int]:
        """The record as the format can spell it, and in how many annotations and relations that changes something.

        What is said of the report itself counts as one more.
        """
        if not any(map(self.odd.search, self._words(record))):
            return record, 0
        links = record.relations if self.relations else ()
        marks: list[SpanRecord | RelationRecord] = [*record.spans, *links]
        uids = self._apart({mark.uid for mark in marks if mark.uid} if self.notes else ())
        spans = tuple(self._span(span, uids) for span in record.spans)
        relations = tuple(self._relation(relation, uids) for relation in links)
        changed = sum(one != other for one, other in zip(marks, (*spans, *relations), strict=True))
        spelt = replace(record, spans=spans, relations=relations or record.relations)
        if self.notes and any(map(self.odd.search, _said_of(record))):
            changed += 1
            uid = None if record.uid is None else self.spelt(record.uid)
            spelt = replace(spelt, uid=uid, annotator=self.spelt(record.annotator), note=self.spelt(record.note))
        return spelt, changed

    def _words(self, record: ReportRecord) -> Iterator[str]:
        """Everything that may have an odd character."""
        if self.notes:
            yield from _said_of(record)
        for span in record.spans:
            yield span.label
            if self.notes:
                yield from (span.uid or "", span.note, span.annotator)
            if self.attributes:
                yield from span.attributes
                yield from (value for value in span.attributes.values() if isinstance(value, str))
        for relation in record.relations if self.relations else ():
            yield relation.type
            if self.notes:
                yield from (relation.uid or "", relation.child, relation.child_document, relation.annotator)

    def _apart(self, names: Iterable[str]) -> dict[str, str]:
        """What each name becomes; no two become the same."""
        found = {name: name for name in names if not self.odd.search(name)}
        taken = set(found)
        for name in sorted(name for name in names if name not in found):
            spelt = self.spelt(name)
            while spelt in taken:
                spelt += "'"
            taken.add(spelt)
            found[name] = spelt
        return found

    def _span(self, span: SpanRecord, uids: Mapping[str, str]) -> SpanRecord:
        span = msgspec.structs.replace(span, label=self.spelt(span.label))
        if self.notes:
            span = msgspec.structs.replace(
                span,
                uid=uids.get(span.uid or "", span.uid),
                note=self.spelt(span.note),
                annotator=self.spelt(span.annotator),
            )
        if self.attributes:
            names = self._apart(span.attributes)
            said = {names[name]: self._value(value) for name, value in span.attributes.items()}
            span = msgspec.structs.replace(span, attributes=said)
        return span

    def _value(self, value: AttributeValue) -> AttributeValue:
        return self.spelt(value) if isinstance(value, str) else value

    def _relation(self, relation: RelationRecord, uids: Mapping[str, str]) -> RelationRecord:
        relation = msgspec.structs.replace(relation, type=self.spelt(relation.type))
        if not self.notes:
            return relation
        # an annotation of another report is not among the uids
        child = self.spelt(relation.child) if relation.child_document else uids.get(relation.child, relation.child)
        return msgspec.structs.replace(
            relation,
            uid=uids.get(relation.uid or "", relation.uid),
            head=uids.get(relation.head, relation.head),
            child=child,
            child_document=self.spelt(relation.child_document),
            annotator=self.spelt(relation.annotator),
        )


def _said_of(record: ReportRecord) -> tuple[str, ...]:
    return (record.uid or "", record.annotator, record.note)
