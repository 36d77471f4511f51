"""One task of Label Studio, taken apart: the results of each annotator, and what models predict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.domain.annotations import AttributeValue, Origin
from annotator.domain.documents import text_digest
from annotator.formats.base import PredictionRecord, RelationRecord, ReportRecord, SpanRecord, Where
from annotator.formats.faults import quoted
from annotator.formats.foreign_json import TWICE, Teller, object_of, take_list, uid_of, without_doubles
from annotator.formats.json_lines import BadJson
from annotator.formats.jsonl_line import facts_of_meta
from annotator.formats.label_studio_units import UNIT_NOTES, Place, Unit, place_of, unit_of

CANCELLED = "Annotations that were skipped (was_cancelled) were left out."
OTHER_RESULTS = "Results that are no labels of a plain text were left out."
RELATIONS_OF_OTHERS = "Relations of regions that were left out were left out, too."
WHOLE_TEXT = "What was said of whole texts was kept as a fact; it makes no annotations."
TIMES = "Times, drafts, reviews and what else Label Studio keeps of its tasks were left out."
UNNAMED = "related"
UNNAMED_RELATIONS = f"Relations without a label were called “{UNNAMED}”."
BOTH_WAYS = "Relations in both directions were read as leading from the first annotation to the second."
SEVERAL = "A region with several labels was read as several annotations."
_FACTS_OF_TASKS = ("id", "meta", "data", "annotations", "completions", "predictions")
_OF_ANNOTATIONS = {"id", "result", "completed_by", "was_cancelled", "annotator", "ground_truth"}
_ANSWERS = ("accept", "ignore", "reject", "")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|/data/)\S*")
_TEXT_KEYS = ("text", "content", "body", "document", "ner")


@dataclass(slots=True)
class _Region:
    """What all results with one id say of one stretch."""

    place: Place
    labels: list[str] = field(default_factory=list)
    attributes: dict[str, AttributeValue] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Result:
    """The results of one annotator, or the prediction of one model."""

    who: str
    score: float | None = None
    regions: dict[str, _Region] = field(default_factory=dict)
    relations: list[dict[str, Any]] = field(default_factory=list)
    uids: set[str | None] = field(default_factory=set)
    """The ids of everything in it, also of what is no annotation of the text."""


class TaskReader:
    """Reads tasks of one file; it remembers the unit that earlier ones told."""

    def __init__(self, text_column: str | None, unit: str) -> None:
        self._column = text_column
        self._unit = unit

    def read(self, task: dict[str, Any], count: int, tell: Teller) -> ReportRecord:
        """The report of the task, the `count`-th of its file. Raises BadJson."""
        data = dict(object_of(task.get("data"), "“data”"))
        text = str(data.pop(self._text_key(data)))
        facts: dict[str, Any] = {}
        results, cancelled = [], 0
        for key in ("annotations", "completions"):
            for raw in take_list(task, key):
                found = object_of(raw, "An annotation")
                if found.get("was_cancelled") is True:
                    cancelled += 1
                    if found.get("result"):
                        tell(CANCELLED)
                    continue
                if set(found) - _OF_ANNOTATIONS:
                    tell(TIMES)
                results.append(_result(found, name_of(found), facts, tell))
        predicted = [
            _result(raw, str(raw.get("model_version") or ""), {}, tell, _score(raw.get("score")))
            for raw in map(_prediction, take_list(task, "predictions"))
        ]
        unit = self._unit_of(text, [*results, *predicted])
        ours = task.get("meta") if isinstance(task.get("meta"), dict) else {}
        said = ours.get("annotator") if ours else None
        chief = said if isinstance(said, str) else results[0].who if results else ""
        record = _Merging(text, unit, tell).record(results, chief)
        answer = "accept" if results else "ignore" if cancelled else ""
        if type(task.get("id")) is int and task["id"] != count:
            data.setdefault("id", task["id"])
        if set(task) - set(_FACTS_OF_TASKS):
            tell(TIMES)
        return _with_ours(record, dict(ours or {}), data | facts, answer, _predictions(predicted, text, unit))

    def _text_key(self, data: dict[str, Any]) -> str:
        """Under which key of `data` the text stands: the one that the user named, else the one that looks so."""
        if self._column is not None:
            if not isinstance(data.get(self._column), str):
                raise BadJson(f"The task has no text under {quoted(self._column)}.")
            return self._column
        words = {key: value for key, value in data.items() if isinstance(value, str)}
        texts = [key for key, value in words.items() if key == "text" or not _ADDRESS.fullmatch(value)]
        known = [key for key in _TEXT_KEYS if key in texts] or (texts if len(texts) == 1 else [])
        if not known:
            there = ", ".join(quoted(key) for key in list(data)[:12]) or "none"
            raise BadJson(f"The task has no text; the keys of its data are: {there}.")
        return known[0]

    def _unit_of(self, text: str, results: Sequence[_Result]) -> Unit:
        places = [region.place for result in results for region in result.regions.values()]
        unit = unit_of(text, places, self._unit)
        self._unit = unit.name
        return unit


def _prediction(raw: object) -> dict[str, Any]:
    return object_of(raw, "A prediction")


def name_of(found: dict[str, Any]) -> str:
    """The annotator: the name that we wrote, or who completed it."""
    if isinstance(found.get("annotator"), str):
        return str(found["annotator"])
    by = found.get("completed_by")
    if isinstance(by, dict):
        name = " ".join(str(by[key]) for key in ("first_name", "last_name") if by.get(key))
        return str(by.get("email") or name or by.get("id") or "")
    return uid_of(by) or ""


def _score(raw: object) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        return None
    return float(raw) if 0 <= raw <= 1 else None


def _result(
    found: dict[str, Any], who: str, facts: dict[str, Any], tell: Teller, score: float | None = None
) -> _Result:
    result = _Result(who, score)
    items = found.get("result")
    for number, raw in enumerate(items if isinstance(items, list) else [], start=1):
        item = object_of(raw, f"Result {number}")
        if item.get("type") == "relation":
            result.relations.append(item)
            continue
        result.uids.add(uid_of(item.get("id")))
        value = item.get("value")
        kind = str(item.get("type"))
        if not isinstance(value, dict):
            tell(OTHER_RESULTS)
        elif "start" in value and "end" in value and kind not in ("hypertextlabels", "paragraphlabels"):
            _add_region(result, item, value, kind, f"Result {number}", tell)
        elif (said := _said(kind, value)) is not None and "start" not in value:
            tell(WHOLE_TEXT)
            facts.setdefault(str(item.get("from_name") or kind), said)
        else:
            tell(OTHER_RESULTS)
    return result


def _add_region(
    result: _Result, item: dict[str, Any], value: dict[str, Any], kind: str, what: str, tell: Teller
) -> None:
    uid = uid_of(item.get("id")) or f"{what.lower()} without an id"
    named = f"{what} ({quoted(uid)})"
    place = place_of(named, value if kind == "labels" else {**value, "text": None})
    region = result.regions.setdefault(uid, _Region(place))
    if kind == "labels":
        labels = value.get("labels")
        if not isinstance(labels, list) or not all(isinstance(label, str) and label for label in labels):
            raise BadJson(f"{named} has labels that are not a list of names.")
        region.place, region.raw = place, item
        if set(labels) & set(region.labels):
            tell(TWICE)
        region.labels = list(dict.fromkeys(region.labels + labels))
        return
    said = _said(kind, value)
    if said is None:
        tell(OTHER_RESULTS)
        return
    name = str(item.get("from_name") or kind)
    # a choice of the attribute's own name, or of its negation, is how a flag is asked for
    region.attributes[name] = True if said == name and kind == "choices" else said


def _said(kind: str, value: dict[str, Any]) -> AttributeValue | None:
    """What a choice, number, rating or free text says; None for any other result."""
    said = value.get(kind if kind != "textarea" else "text")
    if isinstance(said, (str, int, float)):
        return said
    if not isinstance(said, list) or kind not in ("choices", "textarea", "taxonomy"):
        return None
    parts = ["/".join(map(str, part)) if isinstance(part, list) else str(part) for part in said]
    return ("\n" if kind == "textarea" else "; ").join(parts)


class _Merging:
    """The regions of all annotators of one task as the spans of one record."""

    def __init__(self, text: str, unit: Unit, tell: Teller) -> None:
        self._text = text
        self._unit = unit
        self._tell = tell
        self._taken: set[str] = set()
        self._known: set[str | None] = set()

    def record(self, results: Sequence[_Result], chief: str) -> ReportRecord:
        """All of it; spans and relations name their annotator where it is not `chief`. Raises BadJson."""
        spans: list[SpanRecord] = []
        names: list[dict[str, str]] = []
        for result in results:
            self._known |= result.uids
            who = result.who if result.who != chief else ""
            names.append({})
            for uid, region in result.regions.items():
                found = list(self._spans(uid, region, who))
                if found:
                    names[-1][uid] = str(found[0].uid)
                spans += found
        anywhere = {uid: name for own in reversed(names) for uid, name in own.items()}
        relations = [
            relation
            for result, own in zip(results, names, strict=True)
            for number, raw in enumerate(result.relations, start=1)
            for relation in self._relations(raw, f"Relation {number}", anywhere | own, result.who, chief)
        ]
        kept, moved = without_doubles(spans, relations, self._tell)
        return ReportRecord(
            text=self._text,
            spans=tuple(sorted(kept, key=SpanRecord.order)),
            relations=moved,
            annotator=chief,
            sha256=text_digest(self._text),
            notes=(UNIT_NOTES[self._unit.name],) if self._unit.is_told else (),
            where=Where(self._tell.path, self._tell.line),
        )

    def _spans(self, uid: str, region: _Region, who: str) -> Iterator[SpanRecord]:
        if not region.labels:
            self._tell(OTHER_RESULTS)
            return
        start, end = self._unit.checked(self._text, region.place)
        if len(region.labels) > 1:
            self._tell(SEVERAL)
        meta = region.raw.get("meta")
        meta = meta if isinstance(meta, dict) else {}
        notes = meta.get("text")
        attributes = meta.get("attributes")
        for label in region.labels:
            yield SpanRecord(
                uid=self._free(uid),
                start=start,
                end=end,
                label=label,
                text=self._text[start:end],
                attributes=region.attributes | self._plain(attributes),
                note="\n".join(map(str, notes)) if isinstance(notes, list) else str(notes or ""),
                flagged=meta.get("flagged") is True,
                annotator=who,
                origin=_origin(region.raw, meta),
            )

    def _plain(self, attributes: object) -> dict[str, AttributeValue]:
        found = attributes if isinstance(attributes, dict) else {}
        kept = {key: value for key, value in found.items() if isinstance(value, (str, int, float))}
        if len(kept) < len(found):
            self._tell(OTHER_RESULTS)
        return kept

    def _free(self, uid: str) -> str:
        """The id itself; where an annotator before has it, as for copied predictions, one made of it."""
        name, number = uid, 2
        while name in self._taken:
            name, number = f"{uid}-{number}", number + 1
        self._taken.add(name)
        return name

    def _relations(
        self, raw: dict[str, Any], what: str, names: dict[str, str], who: str, chief: str
    ) -> Iterator[RelationRecord]:
        ends = []
        for key in ("from_id", "to_id"):
            uid = uid_of(raw.get(key))
            if uid is not None and uid in self._known and uid not in names:
                self._tell(RELATIONS_OF_OTHERS)
                return
            if uid is None or uid not in names:
                said = quoted(str(raw.get(key)))
                raise BadJson(f"{what}: its {key} is {said}, but no region has this id.")
            ends.append(names[uid])
        if raw.get("direction") == "left":
            ends.reverse()
        elif raw.get("direction") == "bi":
            self._tell(BOTH_WAYS)
        labels = raw.get("labels")
        kinds = [label for label in labels if isinstance(label, str) and label] if isinstance(labels, list) else []
        if not kinds:
            self._tell(UNNAMED_RELATIONS)
        who = raw["annotator"] if isinstance(raw.get("annotator"), str) else who
        whose = who if who != chief else ""
        for kind in kinds or [UNNAMED]:
            yield RelationRecord(
                uid=uid_of(raw.get("id")), type=kind, head=ends[0], child=ends[1], annotator=whose
            )


def _origin(raw: dict[str, Any], meta: dict[str, Any]) -> Origin | None:
    said = meta.get("origin")
    if isinstance(said, dict) and isinstance(said.get("kind"), str):
        return Origin(said["kind"], str(said.get("source") or ""), _score(said.get("score")))
    if str(raw.get("origin")).startswith("prediction"):
        return Origin("suggested", "Label Studio", _score(raw.get("score")))
    return None


def _predictions(results: Sequence[_Result], text: str, unit: Unit) -> tuple[PredictionRecord, ...]:
    def predicted() -> Iterator[PredictionRecord]:
        for result in results:
            for region in result.regions.values():
                start, end = unit.checked(text, region.place)
                score = _score(region.raw.get("score"))
                score = result.score if score is None else score
                for label in region.labels:
                    yield PredictionRecord(start=start, end=end, label=label, source=result.who, score=score)

    return tuple(dict.fromkeys(predicted()))


def _with_ours(
    record: ReportRecord,
    meta: dict[str, Any],
    data: dict[str, Any],
    answer: str,
    predictions: tuple[PredictionRecord, ...],
) -> ReportRecord:
    """The record with what stands in `meta` under the names that we write there, and facts of all the rest."""
    uid = meta.pop("id") if isinstance(meta.get("id"), str) and meta["id"] else None
    said = meta.pop("answer") if meta.get("answer") in _ANSWERS else answer
    note = meta.pop("note") if isinstance(meta.get("note"), str) else ""
    if isinstance(meta.get("annotator"), str):
        del meta["annotator"]
    flagged = meta.pop("flagged") if isinstance(meta.get("flagged"), bool) else False
    more = meta.pop("facts") if isinstance(meta.get("facts"), dict) else {}
    for key, value in (meta | more).items():
        name, number = key, 2
        while name in data:
            name, number = f"{key} ({number})", number + 1
        data[name] = value
    return ReportRecord(
        text=record.text,
        facts=facts_of_meta(data),
        uid=uid,
        spans=record.spans,
        relations=record.relations,
        answer=str(said),
        annotator=record.annotator,
        note=note,
        flagged=flagged,
        predictions=predictions,
        sha256=record.sha256,
        notes=record.notes,
        where=record.where,
    )
