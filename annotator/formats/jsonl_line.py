"""One line of our own JSONL, written and read exactly as documented."""

from __future__ import annotations

import json
import math
import operator
from collections.abc import Mapping, Sequence
from contextlib import suppress
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from annotator.domain.documents import FACT_NAMES, Facts, text_digest
from annotator.domain.errors import FileRefused, Refusal
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord, Uid, Where
from annotator.formats.faults import quoted
from annotator.formats.offset_units import CODEPOINT

_FACTS = frozenset(FACT_NAMES)
_NAMED = attrgetter(*FACT_NAMES)
_START, _TEXT, _ATTRIBUTES, _UID = (attrgetter(name) for name in ("start", "text", "attributes", "uid"))
_INT64 = range(-(1 << 63), 1 << 63)


class WrittenLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The documented keys in the documented order; without a default, a key is always written."""

    id: Uid | None = None
    text: str
    spans: Sequence[SpanRecord]
    relations: Sequence[RelationRecord]
    answer: str
    meta: dict[str, Any]
    annotator: str
    sha256: str
    offset_unit: str
    note: str = ""
    flagged: bool = False


class _Found(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same keys as they may be found; a line with any other key is not for this reader."""

    id: Uid | None = None
    text: str
    spans: list[SpanRecord] = []
    relations: list[RelationRecord] = []
    answer: Literal["accept", "ignore", "reject", ""] = ""
    meta: dict[str, Any] = {}
    annotator: str = ""
    sha256: str = ""
    offset_unit: Literal["codepoint", ""] = ""
    note: str = ""
    flagged: bool = False


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Found)
_KEYS = attrgetter("id", "text", "answer", "meta", "annotator", "sha256", "offset_unit", "note", "flagged")


def add_line(record: ReportRecord, lines: bytearray, path: Path) -> WrittenLine:
    """Append the record as one line of UTF-8 with its line end; spans in the order of export, each with its text.

    Raises FileRefused, naming `path`, for what JSON cannot carry: half a surrogate pair, a number without a value.
    """
    try:
        return _add(record, lines)
    except (Refusal, UnicodeEncodeError, ValueError) as error:
        name = quoted(record.facts.title or record.uid or record.text)
        reason = "It has half of a surrogate pair." if isinstance(error, UnicodeEncodeError) else str(error)
        raise FileRefused(path, f"The report {name} cannot be written. {reason}") from error


def _add(record: ReportRecord, lines: bytearray) -> WrittenLine:
    text = record.text
    spans = list(record.spans)
    starts = list(map(_START, spans))
    if not all(map(operator.lt, starts, starts[1:])):
        spans.sort(key=SpanRecord.order)
    if None in map(_TEXT, spans):
        spans = [msgspec.structs.replace(span, text=text[span.start : span.end]) for span in spans]
    line = WrittenLine(
        id=record.uid,
        text=text,
        spans=spans,
        relations=record.relations,
        answer=record.answer,
        meta=meta_of(record.facts),
        annotator=record.annotator,
        sha256=record.sha256 or text_digest(text),
        offset_unit=CODEPOINT,
        note=record.note,
        flagged=record.flagged,
    )
    more = record.facts.more
    if (more and _has_wide_numbers(more)) or any(map(_has_wide_numbers, filter(None, map(_ATTRIBUTES, spans)))):
        lines += json.dumps(msgspec.to_builtins(line), ensure_ascii=False, separators=(",", ":")).encode()
    else:
        _encoder.encode_into(line, lines, -1)
    lines += b"\n"
    return line


def first_other_line(found: bytes, lines: Sequence[WrittenLine]) -> int | None:
    """The place, from 0, of the first line that does not say what was to be written; None when all do.

    A line says it when every key is the same and an import would take it as it stands.
    """
    read, is_whole = _read_again(found)
    for number, (one, other) in enumerate(zip(read, lines, strict=False)):
        if not _says(one, other):
            return number
    return None if is_whole and len(read) == len(lines) else min(len(read), len(lines))


def _read_again(found: bytes) -> tuple[list[_Found], bool]:
    """The lines as far as they can be read, and whether that is all of them."""
    with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _decoder.decode_lines(found), True
    read: list[_Found] = []
    with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        read.extend(map(_decoder.decode, found.splitlines()))
    return read, False


def _says(read: _Found, line: WrittenLine) -> bool:
    same = _KEYS(read) == _KEYS(line) and read.spans == line.spans
    if same and (read.relations or line.relations):
        same = read.relations == list(line.relations)
    good = same and read.text != "" and read.sha256 == text_digest(read.text)
    return good and _spans_fit(read.text, read.spans) and _ids_fit(read)


def meta_of(facts: Facts) -> dict[str, Any]:
    """What is known of the report under one roof; a fact hides what has its name in `more`."""
    meta = {name: value for name, value in zip(FACT_NAMES, _NAMED(facts), strict=True) if value}
    if facts.more:
        for key, value in facts.more.items():
            meta.setdefault(key, value)
    return meta


def facts_of_meta(meta: Mapping[str, Any]) -> Facts:
    """The facts in a record's `meta`; whatever is not a text under a fact's name stays in `more`."""
    named: dict[str, Any] = {}
    more: dict[str, Any] = {}
    for key, value in meta.items():
        if isinstance(value, str) and key in _FACTS:
            named[key] = value
        else:
            more[key] = value
    return Facts(**named, more=more) if more else Facts(**named)


def _has_wide_numbers(value: object) -> bool:
    """Whether a number inside is beyond 64 bits, which the fast encoder would turn into a text.

    Raises ValueError for NaN and the infinities, which it would turn into null.
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"It holds the number {value}, which JSON does not know.")
        return False
    if isinstance(value, int):
        return value not in _INT64
    if isinstance(value, Mapping):
        return any(_has_wide_numbers(inner) for inner in value.values())
    if isinstance(value, (list, tuple)):
        return any(_has_wide_numbers(inner) for inner in value)
    return False


def strict_record(line: bytes, where: Where) -> ReportRecord | None:
    """The record when the line is flawless and has none but documented keys; None for any other.

    What is wrong with others, or how they are meant, `lenient_record` finds out at its leisure.
    """
    try:
        found = _decoder.decode(line)
        digest = text_digest(found.text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, Refusal):
        return None
    if not (_is_ours(found, digest) and _spans_fit(found.text, found.spans) and _ids_fit(found)):
        return None
    return ReportRecord(
        text=found.text,
        facts=facts_of_meta(found.meta),
        uid=found.id,
        spans=tuple(found.spans),
        relations=tuple(found.relations),
        answer=found.answer,
        annotator=found.annotator,
        note=found.note,
        flagged=found.flagged,
        sha256=digest,
        where=where,
    )


def _is_ours(found: _Found, digest: str) -> bool:
    if found.offset_unit:
        return found.sha256 in (digest, "")
    return not found.sha256 and not (found.id or "").isdecimal()


def _spans_fit(text: str, spans: Sequence[SpanRecord]) -> bool:
    size, before, ascending = len(text), -1, True
    for span in spans:
        start, end = span.start, span.end
        if not 0 <= start < end <= size or (text[start:end] != span.text and span.text is not None):
            return False
        if start <= before:
            ascending = False
        before = start
    if ascending:  # no two in one place
        return True
    return len({(span.start, span.end, span.label, span.annotator) for span in spans}) == len(spans)


def _ids_fit(found: _Found) -> bool:
    """Whether no id occurs twice and every relation finds its spans."""
    known = set(map(_UID, found.spans))
    if len(known) != len(found.spans):
        uids = [uid for uid in map(_UID, found.spans) if uid is not None]
        if len(known - {None}) != len(uids):
            return False
    if not found.relations:
        return True
    relations = [relation.uid for relation in found.relations if relation.uid is not None]
    found_ends = all(
        relation.head in known and (relation.child in known or relation.child_document)
        for relation in found.relations
    )
    return found_ends and len(set(relations)) == len(relations)
