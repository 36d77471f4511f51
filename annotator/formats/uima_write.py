"""A report as a CAS, by dkpro-cassis."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from annotator.domain.documents import FACT_NAMES
from annotator.domain.errors import Refusal
from annotator.domain.utf16 import Utf16Map
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord
from annotator.formats.spelling import XML_FORBIDS
from annotator.formats.uima_types import METADATA, OURS, RELATION, REPORT, SPAN

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem  # type: ignore[import-untyped]


def our_type_system() -> TypeSystem:
    """The types of OURS, declared."""
    import cassis  # takes a tenth of a second

    types = cassis.TypeSystem()
    made = {name: types.create_type(name, declared.above) for name, declared in OURS.items()}
    for name, declared in OURS.items():
        for feature, range_name in declared.features.items():
            types.create_feature(made[name], feature, range_name)
    return types


def cas_of(record: ReportRecord, types: TypeSystem) -> Cas:
    """The report with all that a record holds. Raises Refusal for what no file can carry."""
    import cassis

    cas = cassis.Cas(types)
    cas.get_sofa()._offset_converter = _Units()
    cas.sofa_string, cas.sofa_mime = record.text, "text/plain"
    facts = record.facts
    metadata = {
        "documentTitle": _plain(facts.title) or None,
        "documentId": record.uid,
        "documentUri": _plain(facts.url) or None,
        "language": _plain(facts.language) or "x-unspecified",
        "isLastSegment": True,
    }
    cas.add(types.get_type(METADATA)(begin=0, end=len(record.text), **metadata))
    cas.add(types.get_type(REPORT)(begin=0, end=len(record.text), **_report_features(record)))
    make = types.get_type(SPAN)
    spans: dict[str | None, Any] = {}
    for span in sorted(record.spans, key=SpanRecord.order):
        spans[span.uid] = made = make(begin=span.start, end=span.end, **_span_features(span))
        cas.add(made)
    make = types.get_type(RELATION)
    for relation in record.relations:
        cas.add(make(**_relation_features(relation, spans)))
    return cas


class _Units:
    """Stands in for the library's own converter, which takes 200 bytes for each character of the text."""

    def create_offset_mapping(self, text: str) -> None:
        self._map = Utf16Map(text)

    def python_to_external(self, position: int | None) -> int | None:
        return None if position is None else self._map.to_utf16(position)


def _report_features(record: ReportRecord) -> dict[str, Any]:
    facts: dict[str, Any] = {name: value for name in FACT_NAMES if (value := getattr(record.facts, name))}
    if record.facts.more:
        facts["more"] = dict(record.facts.more)
    return {
        "uid": record.uid,
        "facts": _json(facts),
        "answer": record.answer or None,
        "annotator": record.annotator or None,
        "note": record.note or None,
        "flagged": record.flagged or None,
    }


def _span_features(span: SpanRecord) -> dict[str, Any]:
    origin = span.origin
    stored = {} if origin is None else {"kind": origin.kind, "source": origin.source, "score": origin.score}
    return {
        "label": span.label,
        "uid": span.uid,
        "attributes": _json(span.attributes),
        "note": span.note or None,
        "flagged": span.flagged or None,
        "annotator": span.annotator or None,
        "origin": _json(stored),
    }


def _relation_features(relation: RelationRecord, spans: Mapping[str | None, Any]) -> dict[str, Any]:
    """A relation stands where its child does; where that is another report, where its head does."""
    head, child = spans.get(relation.head), spans.get(relation.child)
    if relation.child_document:
        child = None
    if head is None or (child is None and not relation.child_document):
        raise Refusal("A relation leads to no annotation of the report.")
    place = child or head
    return {
        "begin": place.begin,
        "end": place.end,
        "label": relation.type,
        "uid": relation.uid,
        "head": head,
        "child": child,
        "childUid": relation.child if relation.child_document else None,
        "childDocument": relation.child_document or None,
        "annotator": relation.annotator or None,
    }


def _plain(fact: str) -> str:
    """A fact for other programs, as XML can hold it; ours is in JSON, which spells out every character."""
    return XML_FORBIDS.sub("\ufffd", fact)


def _json(found: Mapping[str, Any]) -> str | None:
    """One line of JSON without what XML forbids; None when there is nothing."""
    if not found:
        return None
    try:
        text = json.dumps(dict(found), ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise Refusal("It holds a number that JSON does not know.") from error
    return text.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
