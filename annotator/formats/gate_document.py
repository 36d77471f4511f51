"""What a GATE document says, in XML or JSON alike, and the record that it makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from annotator.domain.annotations import AttributeValue
from annotator.domain.documents import Facts
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord, Where
from annotator.formats.faults import quoted

SET = "annotation_set"
_SOURCE = "gate.SourceURL"

Tell = Callable[[str, int | None], None]
"""Takes a sentence and a line."""


class BadGate(Exception):
    """A document that cannot be meant; `str(error)` is the sentence, `line` the place where it is known."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(slots=True)
class GateAnnotation:
    """`start` and `end` are code points of the text; `set` is empty for the default set."""

    uid: str
    type: str
    start: int
    end: int
    set: str
    features: dict[str, Any] = field(default_factory=dict)
    line: int | None = None


@dataclass(slots=True)
class GateRelation:
    """A relation of the annotations `members`, by their ids."""

    type: str
    members: list[str]
    line: int | None = None


@dataclass(slots=True)
class GateDocument:
    text: str = ""
    name: str = ""
    features: dict[str, Any] = field(default_factory=dict)
    annotations: list[GateAnnotation] = field(default_factory=list)
    relations: list[GateRelation] = field(default_factory=list)


def record_of(document: GateDocument, title: str, date: str, where: Where, tell: Tell) -> ReportRecord:
    """The record of the document. Raises BadGate for what is not in the text or names no annotation."""
    spans: dict[tuple[int, int, str], SpanRecord] = {}
    became: dict[str, str] = {}
    for found in document.annotations:
        if not 0 <= found.start <= found.end <= len(document.text):
            place = f"{found.start} to {found.end} is not in the text of {len(document.text)} characters"
            raise BadGate(f"The annotation {quoted(found.uid)}: {place}.", found.line)
        if found.start == found.end:
            tell("An annotation of no characters was left out.", found.line)
            continue
        key = (found.start, found.end, found.type)
        if key in spans:
            tell("An annotation with the place and type of another one was left out.", found.line)
        else:
            spans[key] = _span(found, document.text, found.uid not in became, tell)
        became.setdefault(found.uid, spans[key].uid or "")
    relations = _relations(document, became, tell)
    source = document.features.get(_SOURCE)
    url = source if isinstance(source, str) and source.startswith(("http://", "https://")) else ""
    facts = Facts(title=document.name or title, date=date, url=url, more=document.features)
    ordered = tuple(sorted(spans.values(), key=SpanRecord.order))
    return ReportRecord(document.text, facts, spans=ordered, relations=relations, where=where)


def _span(found: GateAnnotation, text: str, is_first: bool, tell: Tell) -> SpanRecord:
    """The span; ids are unique within a set only, so that of a later set may be taken."""
    attributes: dict[str, AttributeValue] = {SET: found.set} if found.set else {}
    for name, value in found.features.items():
        if isinstance(value, (str, int, float)):
            attributes[name] = value
        elif value is not None:
            tell(
                f"The feature {quoted(name)} of annotations is not a word or number and was left out.", found.line
            )
    return SpanRecord(
        uid=found.uid if is_first else None,
        start=found.start,
        end=found.end,
        label=found.type,
        text=text[found.start : found.end],
        attributes=attributes,
    )


def _relations(document: GateDocument, became: dict[str, str], tell: Tell) -> tuple[RelationRecord, ...]:
    """A relation from the first member to each other one."""
    found: dict[tuple[str, str, str], RelationRecord] = {}
    for relation in document.relations:
        head, *children = relation.members or [""]
        for child in children:
            ends = [became.get(member, "") for member in (head, child)]
            if not all(ends):
                tell("A relation was left out that does not lead from one annotation to another.", relation.line)
                continue
            key = (relation.type, ends[0], ends[1])
            found[key] = RelationRecord(type=relation.type, head=ends[0], child=ends[1])
    return tuple(found.values())
