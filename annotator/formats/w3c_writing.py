"""A report as Web Annotations: one with its text, then one for each annotation and each relation."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from annotator.domain.annotations import AttributeValue
from annotator.domain.errors import Refusal
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord
from annotator.formats.w3c_names import CONTEXT, TEXT_OF, iri_of, part_of

AROUND = 32
"""Characters before and behind a quote that are written with it."""
JSON = "application/json"
FLAGGED = "flagged"
FACT_KEYS = {"title": "dc:title", "source": "dc:source", "date": "dc:date", "url": "schema:url"}
PROGRAM = {"type": "Software", "name": "Annotator"}


def annotations_of(record: ReportRecord, number: int) -> Iterator[dict[str, Any]]:
    """The annotations in the order in which they are written; `number` is the report's in the file.

    Raises Refusal for a number that JSON does not know.
    """
    report = iri_of(record.uid, number)
    within = part_of(record.uid, number)
    yield _text(record, report)
    iris: dict[str | None, str] = {}
    for count, span in enumerate(sorted(record.spans, key=SpanRecord.order), start=1):
        iris[span.uid] = iri_of(span.uid, count, within)
        yield _span(record, span, iris[span.uid], report)
    for count, relation in enumerate(record.relations, start=len(record.spans) + 1):
        yield _relation(record, relation, iri_of(relation.uid, count, within), iris)


def _text(record: ReportRecord, report: str) -> dict[str, Any]:
    facts = record.facts
    language = {"language": facts.language} if facts.language else {}
    text = _body("describing", record.text, label="text", format="text/plain", **language)
    bodies = [text, *_remarks(record.note, flagged=record.flagged)]
    if record.answer:
        bodies.append(_body("assessing", record.answer, label="answer"))
    if facts.more:
        bodies.append(_body("describing", _json(dict(facts.more)), label="facts", format=JSON))
    known = {key: value for name, key in FACT_KEYS.items() if (value := getattr(facts, name))}
    return {
        "@context": CONTEXT,
        "id": report + TEXT_OF,
        "type": "Annotation",
        "motivation": "describing",
        "body": bodies,
        "target": {"id": report, "type": "Text", **known},
        **_creator(record.annotator),
        "generator": PROGRAM,
    }


def _span(record: ReportRecord, span: SpanRecord, iri: str, report: str) -> dict[str, Any]:
    text, start, end = record.text, span.start, span.end
    bodies = [_body("tagging", span.label)]
    bodies += [_attribute(name, value) for name, value in span.attributes.items()]
    bodies += _remarks(span.note, flagged=span.flagged)
    generator: dict[str, Any] = {}
    if (origin := span.origin) is not None:
        generator = {"generator": {"type": "Software", "name": origin.source, "label": origin.kind}}
        if origin.score is not None:
            bodies.append(_body("assessing", _json(origin.score), label="score", format=JSON))
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }
    return {
        "@context": CONTEXT,
        "id": iri,
        "type": "Annotation",
        "motivation": "tagging",
        "body": bodies if len(bodies) > 1 else bodies[0],
        "target": {
            "source": report,
            "selector": [{"type": "TextPositionSelector", "start": start, "end": end}, quote],
        },
        **_creator(span.annotator or record.annotator),
        **generator,
    }


def _relation(
    record: ReportRecord, relation: RelationRecord, iri: str, iris: Mapping[str | None, str]
) -> dict[str, Any]:
    """A link as Recogito writes it: the head first of two targets."""
    if relation.head not in iris or (relation.child not in iris and not relation.child_document):
        raise Refusal("A relation leads to an annotation that is not there.")
    child: dict[str, str] = {"id": iris.get(relation.child, "")}
    if relation.child_document:
        scope = iri_of(relation.child_document, 0)
        source = iri_of(relation.child, 0, part_of(relation.child_document, 0))
        child = {"type": "SpecificResource", "source": source, "scope": scope}
    return {
        "@context": CONTEXT,
        "id": iri,
        "type": "Annotation",
        "motivation": "linking",
        "body": _body("tagging", relation.type),
        "target": [{"id": iris[relation.head]}, child],
        **_creator(relation.annotator or record.annotator),
    }


def _remarks(note: str, *, flagged: bool) -> list[dict[str, str]]:
    notes = [_body("commenting", note)] if note else []
    return notes + ([_body("bookmarking", FLAGGED)] if flagged else [])


def _attribute(name: str, value: AttributeValue) -> dict[str, str]:
    if isinstance(value, str):
        return _body("classifying", value, label=name)
    return _body("classifying", _json(value), label=name, format=JSON)


def _body(purpose: str, value: str, **more: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": value, "purpose": purpose, **more}


def _creator(name: str) -> dict[str, Any]:
    return {"creator": {"type": "Person", "name": name}} if name else {}


def _json(value: object) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        raise Refusal(f"It holds the number {value}, which JSON does not know.")
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise Refusal("It holds a number that JSON does not know.") from error
