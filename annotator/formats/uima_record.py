"""A report from a CAS: our own types exactly, those of other programs by rule."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.domain.annotations import MANUAL, AttributeValue, Origin
from annotator.domain.documents import FACT_NAMES, Facts
from annotator.domain.utf16 import Utf16Map
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord, Where
from annotator.formats.faults import quoted
from annotator.formats.names import date_of, title_of
from annotator.formats.report import Notices
from annotator.formats.uima_cas import DOCUMENT, ELEMENTS, BadCas, RawCas, Sofa, Structure
from annotator.formats.uima_types import METADATA, RELATION, REPORT, SPAN, ends_of, is_label, label_of

_FIRST = "_InitialView"
_ANSWERS = ("accept", "ignore", "reject", "")


def records_of(cas: RawCas, path: Path, notices: Notices) -> Iterator[ReportRecord]:
    """One report for each view that has a text. Raises BadCas."""
    if not cas.sofas:
        notices.add("A CAS without text was left out.", path)
    for sofa in sorted(cas.sofas.values(), key=lambda sofa: (sofa.name != _FIRST, sofa.id)):
        if not sofa.text:
            notices.add("A view without text was left out.", path)
            continue
        yield _ViewReader(cas, sofa, sofa.text, path, notices).record()


class _ViewReader:
    """Takes the report of one view together."""

    def __init__(self, cas: RawCas, sofa: Sofa, text: str, path: Path, notices: Notices) -> None:
        self._cas = cas
        self._sofa = sofa
        self._text = text
        self._path = path
        self._notices = notices
        self._units = Utf16Map(text)
        members = cas.members.get(sofa.id)
        self._structures = [
            structure
            for structure in cas.structures.values()
            if structure.sofa == sofa.id and (members is None or structure.id in members)
        ]
        self._uids: dict[int, str | None] = {}
        self._taken: dict[str, int] = {}
        self._linked: set[tuple[str, str, str]] = set()
        self._places: dict[tuple[int, int, str, str], str | None] = {}

    def record(self) -> ReportRecord:
        reports = [structure for structure in self._structures if structure.type == REPORT]
        referred = {
            end for structure in self._structures if (ends := ends_of(structure)) is not None for end in ends
        }
        spans = [span for structure in self._structures if (span := self._span(structure, referred)) is not None]
        relations = [relation for structure in self._structures for relation in self._relations(structure)]
        report = reports[0] if reports else None
        answer = _text(report, "answer")
        if answer not in _ANSWERS:
            line = report.line if report is not None else None
            raise BadCas(f"The report has the answer {quoted(answer)}, which there is not.", line)
        return ReportRecord(
            text=self._text,
            facts=self._facts(report),
            uid=_text(report, "uid") or None,
            spans=tuple(sorted(spans, key=SpanRecord.order)),
            relations=tuple(relations),
            answer=answer,
            annotator=_text(report, "annotator"),
            note=_text(report, "note"),
            flagged=report is not None and report.values.get("flagged") is True,
            origin=MANUAL if report is not None else None,
            where=Where(self._path),
        )

    # What is known of the report

    def _facts(self, report: Structure | None) -> Facts:
        if report is not None:
            return _stored_facts(report)
        found: dict[str, str] = {}
        for structure in self._structures:
            if METADATA in self._cas.types.line_of(structure.type):
                found["title"] = _text(structure, "documentTitle") or _text(structure, "documentId")
                found["url"] = _text(structure, "documentUri")
            language = _text(structure, "language")
            if DOCUMENT in self._cas.types.line_of(structure.type) and language not in ("", "x-unspecified"):
                found["language"] = language
        title = found.get("title") or title_of(self._path)
        if self._sofa.name != _FIRST:
            title += f" ({self._sofa.name})"
        language, url = found.get("language", ""), found.get("url", "")
        return Facts(title=title, date=date_of(self._path), language=language, url=url)

    # Spans

    def _span(self, structure: Structure, referred: set[int]) -> SpanRecord | None:
        if structure.type in (REPORT, RELATION, METADATA) or ends_of(structure) is not None:
            return None
        ours = structure.type == SPAN
        if not ours and not is_label(structure, self._cas.types):
            if structure.begin is not None and DOCUMENT not in self._cas.types.line_of(structure.type):
                reason = f"Annotations of the type {quoted(structure.name)} were left out: they are no labels."
                self._tell(reason, structure)
            return None
        if structure.begin is None or structure.end is None:
            if structure.begin != structure.end or ours:
                raise BadCas(f"The annotation {structure.id} lacks its begin or its end.", structure.line)
            self._tell(f"Structures {quoted(structure.name)} have no place in the text, and were left out.")
            return None
        start, end = self._place(structure, structure.begin, structure.end)
        if start == end:
            self._tell("An annotation of no characters was left out.", structure)
            return None
        label, named_by = label_of(structure.type, structure.values)
        if ours and not named_by:
            raise BadCas(f"The annotation {structure.id} has no label.", structure.line)
        annotator = _text(structure, "annotator") if ours else ""
        uid = self._uid(structure, ours=ours and structure.id not in referred)
        place = (start, end, label, annotator)
        if place in self._places:
            self._tell("The same annotation a second time was left out.", structure)
            self._uids[structure.id] = self._places[place]
            return None
        self._places[place] = self._uids[structure.id] = uid
        more = self._stored(structure) if ours else {"attributes": self._attributes(structure, named_by)}
        text = self._text[start:end]
        return SpanRecord(uid=uid, start=start, end=end, label=label, text=text, annotator=annotator, **more)

    def _place(self, structure: Structure, begin: int, end: int) -> tuple[int, int]:
        name = f"{structure.id} ({structure.name[:60]})"
        if not 0 <= begin <= end <= self._units.length:
            reason = (
                f"The annotation {name} stands at {begin}-{end}, outside the text of {self._units.length} "
                "UTF-16 units."
            )
            raise BadCas(reason, structure.line)
        start, stop = self._units.from_utf16(begin), self._units.from_utf16(end)
        if (self._units.to_utf16(start), self._units.to_utf16(stop)) != (begin, end):
            reason = f"The annotation {name} at {begin}-{end} begins or ends inside a character."
            raise BadCas(reason, structure.line)
        return start, stop

    def _uid(self, structure: Structure, *, ours: bool) -> str | None:
        """The id that our span had; for one of another program, or without, the structure's own."""
        stored = _text(structure, "uid") if structure.type == SPAN else ""
        if not stored and ours:
            return None
        uid = stored or str(structure.id)
        if stored and uid in self._taken:
            first = self._taken[uid]
            raise BadCas(f"The annotations {first} and {structure.id} have the same uid.", structure.line)
        while uid in self._taken:
            uid += "'"
        self._taken[uid] = structure.id
        return uid

    def _attributes(self, structure: Structure, named_by: str) -> dict[str, AttributeValue]:
        for name in structure.odd:
            self._leave(name, structure, "it is no single value")
        return {name: value for name, value in structure.values.items() if name != named_by}

    def _stored(self, structure: Structure) -> dict[str, Any]:
        attributes = _stored_object(structure, "attributes")
        if not all(isinstance(value, (str, int, float)) for value in attributes.values()):
            raise BadCas(f"An attribute of the annotation {structure.id} is no single value.", structure.line)
        origin = _stored_object(structure, "origin")
        return {
            "attributes": attributes,
            "note": _text(structure, "note"),
            "flagged": structure.values.get("flagged") is True,
            "origin": _origin(origin, structure) if origin else None,
        }

    # Relations

    def _relations(self, structure: Structure) -> Iterator[RelationRecord]:
        """The structure as a relation, or what its features refer to: relations by the names of these."""
        if structure.type == RELATION:
            yield self._stored_relation(structure)
            return
        if structure.type in (SPAN, REPORT) or not is_label(structure, self._cas.types):
            return
        if (ends := ends_of(structure)) is not None:
            yield from self._between(structure, *ends)
        elif (head := self._uids.get(structure.id)) is not None:
            for name, target in structure.references.items():
                yield from self._referred(structure, head, name, [target])
            for name, targets in structure.lists.items():
                yield from self._referred(structure, head, name, targets)

    def _between(self, structure: Structure, head_id: int, child_id: int) -> Iterator[RelationRecord]:
        head, child = self._uids.get(head_id), self._uids.get(child_id)
        if head is None or child is None:
            reason = f"A relation of the type {quoted(structure.name)} was left out: its ends are no labels."
            self._tell(reason, structure)
            return
        label, named_by = label_of(structure.type, structure.values)
        if set(structure.values) - {named_by}:
            self._tell(
                f"Relations keep no attributes: those of {quoted(structure.name)} were left out.", structure
            )
        yield from self._link(structure, str(structure.id), label, head, child)

    def _referred(
        self, structure: Structure, head: str, name: str, targets: list[int]
    ) -> Iterator[RelationRecord]:
        """Links to labels, to arrays of them, and to what holds one in a role, as the slots of INCEpTION do."""
        waiting = [(target, name) for target in reversed(targets)]
        seen: set[int] = set()
        while waiting:
            target, role = waiting.pop()
            child = self._uids.get(target)
            held = self._cas.structures.get(target)
            if child is not None:
                yield from self._link(structure, f"{structure.id}.{len(self._linked)}", role, head, child)
            elif held is None or target in seen or not (held.lists or held.references):
                self._leave(name, structure, "it leads to no label")
            else:
                seen.add(target)
                role = _text(held, "role") or role
                inner = [*held.references.values(), *held.lists.get(ELEMENTS, ())]
                waiting += [(one, role) for one in reversed(inner)]

    def _link(self, structure: Structure, uid: str, label: str, head: str, child: str) -> Iterator[RelationRecord]:
        if head == child:
            self._tell("A relation of an annotation to itself was left out.", structure)
        elif (label, head, child) in self._linked:
            self._tell("The same relation a second time was left out.", structure)
        else:
            self._linked.add((label, head, child))
            yield RelationRecord(uid=uid, type=label, head=head, child=child)

    def _stored_relation(self, structure: Structure) -> RelationRecord:
        head = self._uids.get(structure.references.get("head", -1))
        child = _text(structure, "childUid") or self._uids.get(structure.references.get("child", -1))
        if head is None or child is None:
            raise BadCas(f"The relation {structure.id} leads to no annotation.", structure.line)
        return RelationRecord(
            uid=_text(structure, "uid") or None,
            type=_text(structure, "label"),
            head=head,
            child=child,
            child_document=_text(structure, "childDocument"),
            annotator=_text(structure, "annotator"),
        )

    def _leave(self, name: str, structure: Structure, why: str) -> None:
        reason = f"The feature {quoted(name)} of {quoted(structure.name)} was left out: {why}."
        self._tell(reason, structure)

    def _tell(self, reason: str, structure: Structure | None = None) -> None:
        self._notices.add(reason, self._path, structure.line if structure is not None else None)


def _text(structure: Structure | None, name: str) -> str:
    value = structure.values.get(name, "") if structure is not None else ""
    return value if isinstance(value, str) else str(value)


def _stored_object(structure: Structure, name: str) -> dict[str, Any]:
    """The JSON object that one of our features holds; empty without the feature."""
    text = _text(structure, name)
    try:
        found = json.loads(text, parse_constant=_refuse_constant) if text else {}
    except (ValueError, RecursionError) as error:
        raise BadCas(f"The feature {name} of {structure.id} is no JSON.", structure.line) from error
    if not isinstance(found, dict):
        raise BadCas(f"The feature {name} of {structure.id} is no JSON object.", structure.line)
    return found


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number in JSON")


def _stored_facts(report: Structure) -> Facts:
    found = _stored_object(report, "facts")
    more = found.pop("more", {})
    if not isinstance(more, dict) or not all(
        name in FACT_NAMES and isinstance(value, str) for name, value in found.items()
    ):
        raise BadCas("The facts of the report are not as this program writes them.", report.line)
    return Facts(**found, more=more) if more else Facts(**found)


def _origin(found: dict[str, Any], structure: Structure) -> Origin:
    kind, source, score = found.get("kind"), found.get("source", ""), found.get("score")
    if not isinstance(kind, str) or not isinstance(source, str) or not isinstance(score, (int, float, type(None))):
        raise BadCas(f"The origin of the annotation {structure.id} is none.", structure.line)
    return Origin(kind, source, score)
