"""One task of Prodigy, taken apart: annotations, relations, or what a model proposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from annotator.domain.annotations import AttributeValue, Origin
from annotator.domain.documents import text_digest
from annotator.formats.base import PredictionRecord, RelationRecord, ReportRecord, SpanRecord, Where
from annotator.formats.faults import quoted
from annotator.formats.foreign_json import (
    Teller,
    object_of,
    placed,
    refuse_misplaced,
    take_facts,
    take_list,
    take_text,
    uid_of,
    whole,
    without_doubles,
    word,
)
from annotator.formats.json_lines import BadJson

_DERIVED = ("_input_hash", "_task_hash", "_view_id", "_is_binary")
_ANSWERS = ("accept", "reject", "ignore")
_BINARY_VIEWS = ("ner", "spans")
_PLACE_KEYS = {"start", "end", "token_start", "token_end", "label", "text", "type"}
_OUR_KEYS = {"id", "attributes", "note", "flagged", "annotator", "origin"}
_MODEL_KEYS = {"source", "score", "rank", "model", "pattern", "input_hash", "color"}
TIMES = "The times of the answers were left out."
PROPOSED = "Spans that a model proposed and nobody has answered became suggestions."
REJECTED = "Spans that were rejected were left out."
AMBIGUOUS = "Where several annotations end with the word that a relation means, the shortest was taken."
UNLABELLED = "Relations of words that have no label were left out."


@dataclass(frozen=True, slots=True)
class _Task:
    """What all spans of one line share."""

    text: str
    tokens: Sequence[tuple[int, int]]
    answer: str
    tell: Teller


def read_task(left: dict[str, Any], text_column: str, tell: Teller) -> ReportRecord:
    """The report in one line. Raises BadJson with the sentence that says what is wrong."""
    text = take_text(left, text_column)
    answer = str(left.pop("answer")) if left.get("answer") in _ANSWERS else ""
    binary = left.get("_is_binary") is True or left.get("_view_id") in _BINARY_VIEWS
    task = _Task(text, _tokens(take_list(left, "tokens"), text), answer, tell)
    spans: list[SpanRecord] = []
    predictions: list[PredictionRecord] = []
    for number, raw in enumerate(_all_spans(left, tell), start=1):
        span = _span(object_of(raw, f"Span {number}"), f"Span {number}", task)
        if isinstance(span, PredictionRecord):
            predictions.append(span)
        else:
            spans.append(span)
    if binary and answer != "accept" and spans:
        tell(REJECTED)
        spans = []
    relations = _relations(take_list(left, "relations"), spans, task)
    for key in _DERIVED:
        left.pop(key, None)
    if left.pop("_timestamp", None) is not None:
        tell(TIMES)
    kept, moved = without_doubles(spans, relations, tell)
    return ReportRecord(
        text=text,
        uid=_take_uid(left),
        spans=kept,
        relations=moved,
        answer="" if binary else answer,
        annotator=_take_annotator(left),
        note=str(left.pop("note")) if isinstance(left.get("note"), str) else "",
        flagged=bool(left.pop("flagged")) if isinstance(left.get("flagged"), bool) else False,
        predictions=tuple(predictions),
        facts=take_facts(left, tell),
        sha256=text_digest(text),
        where=Where(tell.path, tell.line),
    )


def _take_uid(left: dict[str, Any]) -> str | None:
    uid = left.get("id")
    return str(left.pop("id")) if isinstance(uid, str) and uid and not uid.isdecimal() else None


def _take_annotator(left: dict[str, Any]) -> str:
    """Who answered: newer files name the annotator, older ones the session."""
    named = [left.pop(key, None) for key in ("_annotator_id", "_session_id")]
    return next((name for name in named if isinstance(name, str) and name), "")


def _all_spans(left: dict[str, Any], tell: Teller) -> list[Any]:
    """The spans under `spans`, and those of other keys, such as `spans.sc`."""
    found = take_list(left, "spans")
    for key in [key for key in left if key.startswith("spans.") and isinstance(left[key], list)]:
        tell(f"The spans under {quoted(key)} were read with the others.")
        found = found + take_list(left, key)
    return found


def _tokens(found: list[Any], text: str) -> list[tuple[int, int]]:
    tokens = []
    for number, raw in enumerate(found):
        token = object_of(raw, f"Token {number}")
        start, end = token.get("start"), token.get("end")
        # only what is not right at once is looked at for its fault: there are ten times as many tokens as spans
        if type(start) is not int or type(end) is not int or not _stands(text, start, end, token.get("text")):
            start, end = _checked_token(token, f"Token {number}", text)
        tokens.append((start, end))
    return tokens


def _stands(text: str, start: int, end: int, said: object) -> bool:
    return 0 <= start < end <= len(text) and text[start:end] == said


def _checked_token(token: dict[str, Any], what: str, text: str) -> tuple[int, int]:
    start, end = (whole(token.get(key), what, key) for key in ("start", "end"))
    if start != end:
        refuse_misplaced(text, start, end, what, token.get("text"))
    return start, end


def _span(raw: dict[str, Any], what: str, task: _Task) -> SpanRecord | PredictionRecord:
    start, end = _offsets(raw, what, task.tokens)
    start, end = placed(task.text, start, end, what, raw.get("text"))
    label = word(raw.get("label"), what, "label")
    source = next((str(raw[key]) for key in ("source", "model") if isinstance(raw.get(key), str)), "")
    score = _score(raw.get("score"))
    proposed = bool(source) or score is not None
    if proposed and not task.answer and "origin" not in raw:
        task.tell(PROPOSED)
        return PredictionRecord(start=start, end=end, label=label, source=source, score=score)
    return SpanRecord(
        uid=uid_of(raw.get("id")),
        start=start,
        end=end,
        label=label,
        text=task.text[start:end],
        attributes=_attributes(raw, what, task.tell),
        note=raw["note"] if isinstance(raw.get("note"), str) else "",
        flagged=raw.get("flagged") is True,
        annotator=raw["annotator"] if isinstance(raw.get("annotator"), str) else "",
        origin=_origin(raw.get("origin")) or (Origin("suggested", source, score) if proposed else None),
    )


def _offsets(raw: dict[str, Any], what: str, tokens: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Start and end in code points; where the tokens say so too, they must say the same."""
    first, last = raw.get("token_start"), raw.get("token_end")
    by_token: tuple[int, int] | None = None
    if tokens and type(first) is int and type(last) is int:
        if not 0 <= first <= last < len(tokens):
            raise BadJson(f"{what}: tokens {first} to {last} are not among the {len(tokens)} of the text.")
        by_token = tokens[first][0], tokens[last][1]
    if by_token is not None and raw.get("start") is None and raw.get("end") is None:
        return by_token
    start, end = (whole(raw.get(key), what, key) for key in ("start", "end"))
    if by_token is not None and by_token != (start, end):
        there = f"tokens {first} to {last} are characters {by_token[0]} to {by_token[1]}"
        raise BadJson(f"{what}: {there}, but it says {start} to {end}.")
    return start, end


def _attributes(raw: dict[str, Any], what: str, tell: Teller) -> dict[str, AttributeValue]:
    """Ours, and every key of the span that nobody knows."""
    said = raw.get("attributes") or {}
    if not isinstance(said, dict):
        raise BadJson(f"{what}: “attributes” is not an object.")
    unknown = {key: raw[key] for key in raw if key not in _PLACE_KEYS | _OUR_KEYS | _MODEL_KEYS}
    kept: dict[str, AttributeValue] = {}
    for key, value in {**unknown, **said}.items():
        if isinstance(value, (str, int, float)):
            kept[key] = value
        elif value is not None:
            tell(f"What spans say under {quoted(key)} is not a word or number and was left out.")
    return kept


def _score(raw: object) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        return None
    return float(raw) if 0 <= raw <= 1 else None


def _origin(raw: object) -> Origin | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("kind"), str):
        return None
    source = raw.get("source")
    return Origin(raw["kind"], source if isinstance(source, str) else "", _score(raw.get("score")))


def _relations(found: list[Any], spans: list[SpanRecord], task: _Task) -> list[RelationRecord]:
    """The relations between spans, which get ids in place where they have none."""
    if not found:
        return []
    _name(spans)
    ends = _Ends(spans, task)
    relations = []
    for number, raw in enumerate(found, start=1):
        what = f"Relation {number}"
        said = object_of(raw, what)
        head, child = (ends.of(said, key, what) for key in ("head", "child"))
        if head is None or child is None:
            task.tell(UNLABELLED)
            continue
        annotator = said["annotator"] if isinstance(said.get("annotator"), str) else ""
        kind = word(said.get("label"), what, "label")
        uid = uid_of(said.get("id"))
        relations.append(RelationRecord(uid=uid, type=kind, head=head, child=child, annotator=annotator))
    return relations


def _name(spans: list[SpanRecord]) -> None:
    taken = {span.uid for span in spans}
    for index, span in enumerate(spans):
        if span.uid is None:
            number = index + 1
            while str(number) in taken:
                number += len(spans)
            taken.add(str(number))
            spans[index] = msgspec.structs.replace(span, uid=str(number))


class _Ends:
    """Finds the span that a relation means by its `head_span`, or by the number of a token alone."""

    def __init__(self, spans: Sequence[SpanRecord], task: _Task) -> None:
        self._task = task
        self._uids = {span.uid for span in spans}
        self._places: dict[object, str | None] = {}
        self._lasts: dict[int, list[SpanRecord]] = {}
        for span in spans:
            self._places.setdefault((span.start, span.end, span.label), span.uid)
            self._lasts.setdefault(span.end, []).append(span)

    def of(self, said: dict[str, Any], key: str, what: str) -> str | None:
        """The id of the span at that end; None where no span is. Raises BadJson."""
        span = said.get(f"{key}_span")
        if not isinstance(span, dict):
            return self._by_token(said, key, what)
        if isinstance(span.get("id"), str) and span["id"] in self._uids:
            return str(span["id"])
        start, end, label = span.get("start"), span.get("end"), span.get("label")
        if not isinstance(label, str) or not label:
            return None
        place = (start, end, label)
        if any(type(at) is not int for at in (start, end)) or place not in self._places:
            raise BadJson(f"{what}: its {key} is {quoted(label)} at {start} to {end}, but no such span is there.")
        return self._places[place]

    def _by_token(self, said: dict[str, Any], key: str, what: str) -> str | None:
        number, tokens = whole(said.get(key), what, key), self._task.tokens
        if not 0 <= number < len(tokens):
            raise BadJson(f"{what}: its {key} is token {number}, but the task has {len(tokens)} tokens.")
        found = self._lasts.get(tokens[number][1], [])
        if len(found) > 1:
            self._task.tell(AMBIGUOUS)
        return min(found, key=lambda span: span.end - span.start).uid if found else None
