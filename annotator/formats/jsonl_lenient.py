"""Lines that are not exactly our JSONL: texts and spans of other programs, and lines with faults, each named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotator.domain.annotations import AttributeValue, Origin
from annotator.domain.documents import FACT_NAMES, text_digest
from annotator.domain.errors import FileRefused
from annotator.formats.base import ReadOptions, RelationRecord, ReportRecord, SpanRecord, Where
from annotator.formats.faults import quoted
from annotator.formats.foreign_json import at_line, placed
from annotator.formats.json_lines import BadJson, parse_object
from annotator.formats.jsonl_line import facts_of_meta
from annotator.formats.offset_units import CODEPOINT, UNITS, code_points
from annotator.formats.report import Notices

_ANSWERS = ("accept", "ignore", "reject", "")
_SPAN_KEYS = ("id", "start", "end", "label", "text", "attributes", "note", "flagged", "annotator", "origin")
_TOKEN_KEYS = ("token_start", "token_end")
_RELATION_KEYS = ("id", "type", "head", "child", "child_document", "annotator")


def lenient_record(line: bytes, where: Where, options: ReadOptions, notices: Notices) -> ReportRecord:
    """The record in a line that need not be ours; keys that we do not know are kept among its facts.

    Raises FileRefused with the line for anything that cannot be taken over as it is meant.
    """
    at_line(where.line)
    try:
        return _PlainLine(parse_object(line), where, options, notices).record()
    except BadJson as error:
        raise FileRefused(where.path, str(error), where.line) from error


class _PlainLine:
    """Takes one object apart; what is taken leaves `left`, and the rest is kept as facts."""

    def __init__(self, found: dict[str, Any], where: Where, options: ReadOptions, notices: Notices) -> None:
        self._left = found
        self._where = where
        self._notices = notices
        self._ours = found.get("offset_unit") in UNITS
        self._text = self._take_text(options.text_column or "text")

    def record(self) -> ReportRecord:
        digest = text_digest(self._text)
        self._check_digest(digest)
        unit = self._take_unit()
        spans = self._spans(self._take_list("spans"), unit)
        relations = self._relations(self._take_list("relations"), {span.uid for span in spans})
        if "tokens" in self._left and isinstance(self._left["tokens"], list):
            del self._left["tokens"]
            self._tell("The list of tokens was left out; this program finds tokens by itself.")
        answer = self._take_word("answer", _ANSWERS)
        return ReportRecord(
            text=self._text,
            uid=self._take_uid(),
            spans=spans,
            relations=relations,
            answer=answer,
            annotator=self._take_text_or_nothing("annotator"),
            note=self._take_text_or_nothing("note"),
            flagged=self._take_flag("flagged"),
            facts=facts_of_meta(self._take_meta()),
            sha256=digest,
            where=self._where,
        )

    def _tell(self, sentence: str) -> None:
        self._notices.add(sentence, self._where.path, self._where.line)

    # The document's own keys

    def _take_text(self, key: str) -> str:
        if key not in self._left:
            there = ", ".join(quoted(name) for name in list(self._left)[:12]) or "none"
            raise BadJson(f"The record has no {quoted(key)}; its keys are: {there}.")
        text = self._left.pop(key)
        if not isinstance(text, str):
            raise BadJson(f"{quoted(key)} is not a text.")
        return text

    def _check_digest(self, digest: str) -> None:
        if self._ours and self._left.get("sha256", digest) != digest:
            raise BadJson("The text is not the one that was exported: its sha256 differs.")
        if self._left.get("sha256") == digest:
            del self._left["sha256"]

    def _take_unit(self) -> str:
        unit = self._left.pop("offset_unit", CODEPOINT)
        if unit not in UNITS:
            raise BadJson(f"The offset_unit {quoted(str(unit))} is not known; it may be {', '.join(UNITS)}.")
        return str(unit)

    def _take_list(self, key: str) -> list[Any]:
        found = self._left.pop(key, None) or []
        if not isinstance(found, list):
            raise BadJson(f"{quoted(key)} is not a list.")
        return found

    def _take_uid(self) -> str | None:
        """A number is a row's, not an identity that holds in other files; it stays among the facts."""
        uid = self._left.get("id")
        if not isinstance(uid, str) or not uid or (uid.isdecimal() and not self._ours):
            return None
        del self._left["id"]
        return uid

    def _take_word(self, key: str, known: tuple[str, ...]) -> str:
        word = self._left.get(key)
        return str(self._left.pop(key)) if word in known else ""

    def _take_text_or_nothing(self, key: str) -> str:
        return str(self._left.pop(key)) if isinstance(self._left.get(key), str) else ""

    def _take_flag(self, key: str) -> bool:
        return bool(self._left.pop(key)) if isinstance(self._left.get(key), bool) else False

    def _take_meta(self) -> dict[str, Any]:
        """What `meta` says, and every key nobody took; where both have a name, the key's gets a number."""
        meta = dict(self._left.pop("meta")) if isinstance(self._left.get("meta"), dict) else {}
        for key, value in self._left.items():
            name, number = key, 2
            while name in meta:
                name, number = f"{key} ({number})", number + 1
            if value is not None or name not in FACT_NAMES:
                meta[name] = value
            if isinstance(value, (list, dict)):
                self._tell(f"What stands under {quoted(key)} was kept as a fact; it makes no annotations.")
        return meta

    # Spans and relations

    def _spans(self, found: list[Any], unit: str) -> tuple[SpanRecord, ...]:
        for number, raw in enumerate(found, start=1):
            if not isinstance(raw, dict):
                raise BadJson(f"Span {number} is not an object.")
            for key in ("start", "end"):
                if type(raw.get(key)) is not int:
                    raise BadJson(f"Span {number}: {quoted(key)} is not a whole number.")
        offsets = self._offsets(found, unit)
        spans = [self._span(raw, number, offsets) for number, raw in enumerate(found, start=1)]
        _refuse_twice("Span", [(s.start, s.end, s.label, s.annotator) for s in spans], "has the place and label")
        _refuse_twice("Span", [s.uid for s in spans], "has the id")
        return tuple(spans)

    def _offsets(self, found: list[Any], unit: str) -> Mapping[int, int]:
        try:
            return code_points(self._text, unit, [raw[key] for raw in found for key in ("start", "end")])
        except ValueError as error:
            raise BadJson(f"A span's {error}.") from error

    def _span(self, raw: dict[str, Any], number: int, offsets: Mapping[int, int]) -> SpanRecord:
        said = raw.get("text")
        start, end = placed(self._text, offsets[raw["start"]], offsets[raw["end"]], f"Span {number}", said)
        label = raw.get("label")
        if not isinstance(label, str) or not label:
            raise BadJson(f"Span {number} has no label.")
        return SpanRecord(
            uid=_uid(raw.get("id")),
            start=start,
            end=end,
            label=label,
            text=said,
            attributes=self._attributes(raw, number),
            note=raw["note"] if isinstance(raw.get("note"), str) else "",
            flagged=raw.get("flagged") is True,
            annotator=raw["annotator"] if isinstance(raw.get("annotator"), str) else "",
            origin=_origin(raw.get("origin")),
        )

    def _attributes(self, raw: dict[str, Any], number: int) -> dict[str, AttributeValue]:
        """The attributes, and every key of the span that we do not know."""
        said = raw.get("attributes") or {}
        if not isinstance(said, dict):
            raise BadJson(f"Span {number}: “attributes” is not an object.")
        unknown = {key: raw[key] for key in raw if key not in _SPAN_KEYS and key not in _TOKEN_KEYS}
        kept: dict[str, AttributeValue] = {}
        for key, value in {**unknown, **said}.items():
            if isinstance(value, (str, int, float)):
                kept[key] = value
            elif value is not None:
                self._tell(f"What spans say under {quoted(key)} is not a word or number and was left out.")
        return kept

    def _relations(self, found: list[Any], uids: set[str | None]) -> tuple[RelationRecord, ...]:
        relations = []
        for number, raw in enumerate(found, start=1):
            if not isinstance(raw, dict):
                raise BadJson(f"Relation {number} is not an object.")
            kind = raw.get("type", raw.get("label"))
            if not isinstance(kind, str) or not kind:
                raise BadJson(f"Relation {number} has no type.")
            ends = [_uid(raw.get(key)) for key in ("head", "child")]
            elsewhere = raw.get("child_document") if isinstance(raw.get("child_document"), str) else ""
            for key, uid in zip(("head", "child"), ends, strict=True):
                if uid is None or (uid not in uids and not (elsewhere and key == "child")):
                    said = quoted(str(raw.get(key)))
                    raise BadJson(f"Relation {number}: its {key} is {said}, but no span has this id.")
            for key in raw:
                if key not in _RELATION_KEYS and key != "label":
                    self._tell(f"What relations say under {quoted(key)} was left out.")
            annotator = raw["annotator"] if isinstance(raw.get("annotator"), str) else ""
            relations.append(
                RelationRecord(
                    uid=_uid(raw.get("id")),
                    type=kind,
                    head=str(ends[0]),
                    child=str(ends[1]),
                    child_document=elsewhere or "",
                    annotator=annotator,
                )
            )
        _refuse_twice("Relation", [relation.uid for relation in relations], "has the id")
        return tuple(relations)


def _uid(raw: object) -> str | None:
    """An id as text; other programs count."""
    if isinstance(raw, str) and raw:
        return raw
    return str(raw) if type(raw) is int else None


def _origin(raw: object) -> Origin | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("kind"), str):
        return None
    source, score = raw.get("source"), raw.get("score")
    return Origin(
        raw["kind"],
        source if isinstance(source, str) else "",
        float(score) if isinstance(score, (int, float)) and not isinstance(score, bool) else None,
    )


def _refuse_twice(what: str, keys: Iterable[object], said: str) -> None:
    first: dict[object, int] = {}
    for number, key in enumerate(keys, start=1):
        if key is None:
            continue
        if key in first:
            raise BadJson(f"{what} {number} {said} of {what.lower()} {first[key]}.")
        first[key] = number
