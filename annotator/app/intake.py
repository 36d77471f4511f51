"""From records of reports to documents of a project: states, origins, ids, labels, and what is there already."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NoReturn, Protocol, cast

import msgspec

from annotator.app.label_names import LEAVE_OUT, LabelNames
from annotator.domain.annotations import MANUAL, Origin, Relation
from annotator.domain.documents import (
    Facts,
    NewAnnotation,
    NewDocument,
    NewPrediction,
    OutwardRelation,
    State,
    text_digest,
)
from annotator.domain.errors import FileRefused, Refusal
from annotator.formats.base import PredictionRecord, RelationRecord, ReportRecord, SpanRecord
from annotator.formats.first_places import FirstPlaces, key_of
from annotator.formats.report import Notices

_TITLE = 80
_UUIDS = 4096


def fresh_uids() -> Iterator[str]:
    """Random UUIDs (version 4) without end, at a tenth of the cost of `uuid.uuid4`."""
    while True:
        digits = os.urandom(16 * _UUIDS).hex()
        for at in range(0, len(digits), 32):
            d = digits[at : at + 32]
            yield f"{d[:8]}-{d[8:12]}-4{d[13:16]}-{'89ab'[int(d[16], 16) & 3]}{d[17:20]}-{d[20:]}"


_fresh = fresh_uids()
# past the class's own function, which is in Python and takes as long as the rest
_made = cast("Callable[[Sequence[object]], NewAnnotation]", partial(tuple.__new__, NewAnnotation))


class Known(Protocol):
    """The documents that a project has already; a DocumentStore is one."""

    def known_digests(self, digests: Sequence[str]) -> set[str]: ...

    def known_uids(self, uids: Sequence[str]) -> set[str]: ...


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A report that is left out, and why."""

    title: str
    reason: str


def new_document(record: ReportRecord, annotator: str = "imported", origin: Origin = MANUAL) -> NewDocument:
    """The record as a document. `annotator` and `origin` stand where it names none.

    Raises FileRefused when a span is not within the text.
    """
    spans, now, who = record.spans, time.time(), record.annotator or annotator
    _refuse_outside(record)
    annotations = tuple(
        [
            _made(
                (
                    span.uid or next(_fresh),
                    span.label,
                    span.start,
                    span.end,
                    span.annotator or who,
                    span.attributes,
                    span.note,
                    span.flagged,
                    span.origin or origin,
                    now,
                )
            )
            for span in spans
        ]
    )
    facts = record.facts if record.facts.title else _titled(record)
    return NewDocument(
        record.uid or next(_fresh),
        record.text,
        record.sha256 or text_digest(record.text),
        facts,
        _state(record),
        record.flagged,
        _note(record),
        annotations,
        tuple([_relation(relation, who) for relation in record.relations if not relation.child_document]),
        tuple(
            OutwardRelation(_relation(relation, who), relation.child_document)
            for relation in record.relations
            if relation.child_document
        ),
        tuple(NewPrediction(p.start, p.end, p.label, p.source, p.score) for p in record.predictions),
    )


class Intake:
    """Takes records one after the other and says which become documents."""

    def __init__(self, names: LabelNames, known: Known | None, annotator: str, notices: Notices) -> None:
        self.names = names
        self.annotator = annotator
        self.notices = notices
        self._known = known
        self._digests = FirstPlaces()
        self._uids = FirstPlaces()

    def take(self, record: ReportRecord, origin: Origin) -> NewDocument | Duplicate:
        """The document that the record becomes; a Duplicate when the project or this import has it already."""
        if not record.sha256:
            record = replace(record, sha256=text_digest(record.text))
        duplicate = self._duplicate(record, record.sha256)
        if duplicate is not None:
            return duplicate
        labels = {span.label for span in record.spans}
        if record.predictions:
            record = replace(record, predictions=self._renamed_predictions(record))
        if record.relations or not self.names.are_plain(labels):
            record = self._renamed(record)
        return new_document(record, self.annotator, record.origin or origin)

    def _duplicate(self, record: ReportRecord, digest: str) -> Duplicate | None:
        title = record.facts.title or first_line(record.text)
        text, uid = key_of(digest), None if record.uid is None else key_of(record.uid)
        if self._digests.get(text) is not None:
            return Duplicate(title, "the same text comes twice in this import")
        if uid is not None and self._uids.get(uid) is not None:
            return Duplicate(title, "another report of this import has its id")
        if self._known is not None:
            if self._known.known_digests([digest]):
                return Duplicate(title, "the project has this text already")
            if record.uid is not None and self._known.known_uids([record.uid]):
                return Duplicate(title, "the project has a report with its id already")
        self._digests.put(text, 0)
        if uid is not None:
            self._uids.put(uid, 0)
        return None

    def _renamed(self, record: ReportRecord) -> ReportRecord:
        """The record with the project's names; spans that become the same are one, and relations follow."""
        kept: dict[tuple[int, int, str, str], SpanRecord] = {}
        became: dict[str | None, SpanRecord] = {}
        for span in record.spans:
            label = self.names.label(span.label)
            if label == LEAVE_OUT:
                self._tell(record, f"Annotations labelled “{span.label}” were left out.")
                continue
            place = (span.start, span.end, label, span.annotator)
            if place in kept:
                self._tell(record, "Two annotations became the same and were joined.")
            elif label != span.label:
                kept[place] = msgspec.structs.replace(span, label=label)
            else:
                kept[place] = span
            became[span.uid] = kept[place]
        relations = [moved for relation in record.relations if (moved := self._moved(record, relation, became))]
        return replace(record, spans=tuple(kept.values()), relations=tuple(relations))

    def _renamed_predictions(self, record: ReportRecord) -> tuple[PredictionRecord, ...]:
        """The predictions with the project's names. Raises FileRefused for one that is not within the text."""
        kept = []
        for prediction in record.predictions:
            if not 0 <= prediction.start < prediction.end <= len(record.text):
                _refuse_place(record, "A prediction is empty or not within the text.")
            label = self.names.label(prediction.label)
            if label == LEAVE_OUT:
                self._tell(record, f"Predictions labelled “{prediction.label}” were left out.")
            else:
                kept.append(msgspec.structs.replace(prediction, label=label))
        return tuple(kept)

    def _moved(
        self, record: ReportRecord, relation: RelationRecord, became: dict[str | None, SpanRecord]
    ) -> RelationRecord | None:
        head, child = became.get(relation.head), became.get(relation.child)
        if relation.child_document:
            child = head  # what it is over there is not known here; both ends are alike in most such relations
        if head is None or child is None:
            self._tell(record, "Relations of annotations that were left out were left out, too.")
            return None
        if relation.head == relation.child and relation.child_document in ("", record.uid):
            self._tell(record, "A relation of an annotation to itself was left out.")
            return None
        if head is child and not relation.child_document:
            self._tell(record, "A relation between annotations that became one was left out.")
            return None
        kind = self.names.relation(relation.type, head.label, child.label)
        if kind == LEAVE_OUT:
            self._tell(record, f"Relations of type “{relation.type}” were left out.")
            return None
        return RelationRecord(
            uid=relation.uid,
            type=kind,
            head=head.uid or relation.head,
            child=relation.child if relation.child_document else child.uid or relation.child,
            child_document=relation.child_document,
            annotator=relation.annotator,
        )

    def _tell(self, record: ReportRecord, sentence: str) -> None:
        where = record.where
        self.notices.add(sentence, where.path if where else None, where.line if where else None)


def first_line(text: str) -> str:
    """The first line that says something, cut to a title's length."""
    line = next((line.strip() for line in text[:4000].splitlines() if line.strip()), "")
    return line if len(line) <= _TITLE else line[: _TITLE - 1].rstrip() + "…"


def _refuse_outside(record: ReportRecord) -> None:
    size = len(record.text)
    for span in record.spans:
        if not 0 <= span.start < span.end <= size:
            break
    else:
        return
    _refuse_place(record, "An annotation is empty or not within the text.")


def _refuse_place(record: ReportRecord, reason: str) -> NoReturn:
    where = record.where
    if where is None:
        raise Refusal(reason)
    raise FileRefused(where.path, reason, where.line)


def _titled(record: ReportRecord) -> Facts:
    facts = record.facts
    return Facts(first_line(record.text), facts.source, facts.date, facts.language, facts.url, facts.more)


def _state(record: ReportRecord) -> State:
    if record.answer == "accept":
        return State.DONE
    if record.answer == "ignore":
        return State.SET_ASIDE
    return State.IN_PROGRESS if record.spans and not record.answer else State.OPEN


def _note(record: ReportRecord) -> str:
    if record.answer != "reject":
        return record.note
    return "\n".join(part for part in (record.note, "Rejected in the file it was imported from.") if part)


def _relation(relation: RelationRecord, annotator: str) -> Relation:
    return Relation(
        relation.uid or next(_fresh),
        0,
        relation.type,
        relation.head,
        relation.child,
        relation.annotator or annotator,
    )
