"""From the lines of a brat .ann file and its text to a record."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import msgspec

from annotator.domain.annotations import AttributeValue
from annotator.domain.errors import FileRefused
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord
from annotator.formats.brat_ann import AnnFiles, Event, Fragments, Link, Marked, Said, Standoff
from annotator.formats.brat_names import from_brat, to_brat
from annotator.formats.brat_units import stands
from annotator.formats.faults import quoted
from annotator.formats.foreign_json import placed
from annotator.formats.json_lines import BadJson
from annotator.formats.misplaced import misplaced

FRAGMENTS = "fragments"
REFERENCE = "reference"
REFERENCE_TEXT = "reference_text"
REPORT = "report"
PLAIN_NOTE, EXACT_NOTE, FLAG, EXACT_VALUE = "AnnotatorNotes", "ExactNotes", "Flagged", "ExactValue"
BREAKS = re.compile("[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
"""What ends a line or column for brat; in the text that a T line repeats, a space stands for each."""
_LINE_END = re.compile(r"\s*\n\s*")
IN_FRAGMENTS = (
    "An annotation in fragments was read from its first to its last character, with the attribute “fragments”."
)


def joined(fragments: Fragments, text: str) -> Fragments:
    """The fragments, those as one that only the end of a line parts: brat marks no line end."""
    found = [fragments[0]]
    for start, end in fragments[1:]:
        if _LINE_END.fullmatch(text, found[-1][1], start):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def fragments_text(fragments: Fragments) -> str:
    """As the attribute `fragments` has them: `0-6 22-31`."""
    return " ".join(f"{start}-{end}" for start, end in fragments)


def with_standoff(record: ReportRecord, found: Standoff, files: AnnFiles) -> ReportRecord:
    """The record of the text with what was found in the files that speak of it. Raises FileRefused."""
    return _Builder(record, files).build(found)


class _Builder:
    def __init__(self, record: ReportRecord, files: AnnFiles) -> None:
        self._record = record
        self._text = record.text
        self._files = files
        self._spans: dict[str, SpanRecord] = {}
        self._places: dict[tuple[int, int, str], str] = {}
        self._uids: dict[str, str] = {}
        """What each id stands for: the uid of a span, empty for a relation or an attribute."""
        self._exact: dict[str, Said] = {}

    def build(self, found: Standoff) -> ReportRecord:
        for marked in found.marked:
            self._add_span(marked)
        self._add_triggers(found.events)
        self._uids |= {link.name: "" for link in found.links} | {said.name: "" for said in found.attributes}
        relations = self._relations(found)
        self._exact = {note.target: note for note in found.notes if note.kind == EXACT_VALUE}
        for said in found.attributes:
            self._add_attribute(said)
        for said in found.references:
            self._add_reference(said)
        for note in found.notes:
            self._add_note(note)
        spans = sorted(self._spans.values(), key=SpanRecord.order)
        return replace(self._record, spans=tuple(spans), relations=tuple(relations))

    def _refuse(self, reason: str, line: int) -> FileRefused:
        return self._files.refused(reason, line)

    def _tell(self, sentence: str, line: int) -> None:
        self._files.tell(sentence, line)

    # Spans

    def _add_span(self, marked: Marked) -> None:
        marked = self._repaired(marked)
        start, end = marked.fragments[0][0], marked.fragments[-1][1]
        if end > len(self._text):
            size = len(self._text)
            raise self._refuse(f"{marked.name} ends at {end}, but the text has {size} characters.", marked.line)
        self._check_text(marked)
        place = (start, end, marked.label)
        if place in self._places:
            self._uids[marked.name] = self._places[place]
            self._tell("An annotation with the place and label of another one was left out.", marked.line)
            return
        self._uids[marked.name] = self._places[place] = marked.name
        fragments = joined(marked.fragments, self._text)
        attributes: dict[str, AttributeValue] = {}
        if len(fragments) > 1:
            attributes[FRAGMENTS] = fragments_text(fragments)
            self._tell(IN_FRAGMENTS, marked.line)
        self._spans[marked.name] = SpanRecord(
            uid=marked.name,
            start=start,
            end=end,
            label=marked.label,
            text=self._text[start:end],
            attributes=attributes,
        )

    def _repaired(self, marked: Marked) -> Marked:
        """The line with the place where its text stands, when that was looked for and found."""
        if len(marked.fragments) != 1 or not marked.text:
            return marked
        with suppress(BadJson):
            place = placed(self._text, *marked.fragments[0], marked.name, marked.text)
            return replace(marked, fragments=(place,))
        return marked

    def _check_text(self, marked: Marked) -> None:
        if not stands(marked, self._text):
            start, end = marked.fragments[0][0], marked.fragments[-1][1]
            said = misplaced(self._text, start, end, marked.text or "")
            raise self._refuse(f"{marked.name}: {said}", marked.line)

    def _uid(self, name: str, line: int) -> str:
        """The uid of the span that an id stands for, empty when it stands for none. Raises FileRefused."""
        if name not in self._uids:
            raise self._refuse(f"Nothing in the file has the id {quoted(name)}.", line)
        return self._uids[name]

    # Events and relations

    def _add_triggers(self, events: Sequence[Event]) -> None:
        triggers: dict[str, str] = {}
        for event in events:
            self._uids[event.name] = uid = self._uid(event.trigger, event.line)
            if not uid:
                raise self._refuse(
                    f"{event.name}: its trigger {quoted(event.trigger)} is no annotation.", event.line
                )
            if event.type != self._spans[uid].label:
                self._tell("An event has another type than its trigger, which was taken.", event.line)
            if triggers.setdefault(uid, event.name) != event.name:
                self._tell("Events with the same trigger were read as one.", event.line)

    def _relations(self, found: Standoff) -> list[RelationRecord]:
        links = list(found.links)
        for event in found.events:
            links += [Link("", role, event.name, target, event.line) for role, target in event.arguments]
        relations: list[RelationRecord] = []
        of_events: set[tuple[str, str, str]] = set()
        for link in sorted(links, key=lambda link: link.line):
            head, child = self._uid(link.head, link.line), self._uid(link.child, link.line)
            key = (link.type, head, child)
            if not head or not child:
                self._tell("A relation to another relation was left out.", link.line)
            elif head == child and link.head != link.child:
                self._tell("A relation between annotations that became one was left out.", link.line)
            elif not link.name and key in of_events:
                self._tell("An argument that two events share was read once.", link.line)
            else:
                relations.append(RelationRecord(type=link.type, head=head, child=child))
                of_events |= set() if link.name else {key}
        return relations

    # Attributes, references and notes

    def _add_attribute(self, said: Said) -> None:
        uid = self._uid(said.target, said.line)
        if not uid:
            self._tell("An attribute of a relation was left out.", said.line)
            return
        value: AttributeValue = True if said.value is None else from_brat(said.value)
        if said.name in self._exact:
            value = self._exact_value(said, self._exact[said.name])
        self._say(uid, from_brat(said.kind), value, said.line)

    def _exact_value(self, said: Said, note: Said) -> AttributeValue:
        """What the note says of an attribute's value, as long as the attribute has not been changed."""
        value = _from_json(note.tail)
        if isinstance(value, (str, float, int)) and value_word(value) == said.value:
            return value
        self._tell("The exact value of an attribute does not fit it and was left out.", note.line)
        return True if said.value is None else from_brat(said.value)

    def _add_reference(self, said: Said) -> None:
        uid = self._uid(said.target, said.line)
        if not uid or said.value is None:
            raise self._refuse(
                f"{said.name} takes a type, the id of an annotation, and what it refers to.", said.line
            )
        if said.kind != "Reference":
            self._tell("The type of a reference was left out.", said.line)
        number = 1
        while numbered(REFERENCE, number) in self._spans[uid].attributes:
            number += 1
        self._say(uid, numbered(REFERENCE, number), said.value, said.line)
        if said.tail:
            self._say(uid, numbered(REFERENCE_TEXT, number), said.tail, said.line)

    def _say(self, uid: str, name: str, value: AttributeValue, line: int) -> None:
        span = self._spans[uid]
        if name in span.attributes and span.attributes[name] != value:
            self._tell("An attribute was said twice; the last value was taken.", line)
        self._spans[uid] = msgspec.structs.replace(span, attributes={**span.attributes, name: value})

    def _add_note(self, note: Said) -> None:
        if note.kind == EXACT_VALUE:
            return
        about_report = note.target == REPORT
        if not about_report and not self._uids.get(note.target):
            what = "a relation" if note.target in self._uids else "something that is not there"
            self._tell(f"A note on {what} was left out.", note.line)
            return
        uid = self._uids.get(note.target, "")
        noted: SpanRecord | ReportRecord = self._record if about_report else self._spans[uid]
        flagged, text = noted.flagged or note.kind == FLAG, noted.note
        if note.kind == EXACT_NOTE and isinstance(exact := _from_json(note.tail), str):
            text = exact
        elif note.kind != FLAG:
            told = note.tail if note.kind == PLAIN_NOTE else f"{note.kind}: {note.tail}"
            text = f"{text}\n{told}" if text else told
        if about_report:
            self._record = replace(self._record, note=text, flagged=flagged)
        else:
            self._spans[uid] = msgspec.structs.replace(self._spans[uid], note=text, flagged=flagged)


def numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}_{number}"


def value_word(value: AttributeValue) -> str | None:
    """The value as an A line has it; None for an attribute that is just there."""
    if value is True or value == "":
        return None
    return to_brat(value) if isinstance(value, str) else json.dumps(value)


def _from_json(told: str) -> object:
    try:
        return json.loads(told)
    except (ValueError, RecursionError):
        return None
