"""Several lines about one text, by several annotators or one question each, as one report."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import IO, TypeVar

import msgspec
from msgspec import Struct

from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord
from annotator.formats.foreign_json import Teller, without_doubles

_DIGEST = 16
_ANSWERS = ("accept", "ignore", "reject", "")
JOINED = "Lines about the same text were joined to one report."
Place = TypeVar("Place")


class _Head(Struct):
    text: str
    id: object = None


_decoder = msgspec.json.Decoder(_Head)


def lines_by_text(lines: Callable[[int], Iterable[tuple[Place, bytes]]]) -> Iterator[list[tuple[Place, bytes]]]:
    """The lines of each text together, where the first of them stands; `lines` is asked twice, with 0 and 1.

    Each comes with its place, such as its number.

    Texts with different ids stay apart. Only the lines that come again are put by, on the disk.
    """
    first: set[bytes] = set()  # of texts that have been met
    later: dict[bytes, list[tuple[Place, int, int]]] = {}
    with tempfile.TemporaryFile() as stream:
        for place, line in lines(0):
            key = _key(line)
            if key is None:
                continue
            if key in first:
                later.setdefault(key, []).append((place, stream.tell(), len(line)))
                stream.write(line)
            first.add(key)
        first = set(later)  # whose lines are still to come
        for place, line in lines(1):
            key = _key(line) if later else None
            if key not in later or key is None:
                yield [(place, line)]
            elif key in first:
                first.remove(key)
                yield [(place, line), *_again(stream, later[key])]


def _key(line: bytes) -> bytes | None:
    """What lines of one report have in common; None for a line with a fault, which its reader will tell."""
    try:
        head = _decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    named = f"{head.id}\n" if isinstance(head.id, str) else "\n"
    return hashlib.sha256((named + head.text).encode(errors="surrogatepass")).digest()[:_DIGEST]


def _again(stream: IO[bytes], places: Sequence[tuple[Place, int, int]]) -> Iterator[tuple[Place, bytes]]:
    for place, at, size in places:
        stream.seek(at)
        yield place, stream.read(size)


def joined(records: Sequence[ReportRecord], tell: Teller) -> ReportRecord:
    """One record with what all of them say of their text; each annotation keeps who made it. Raises BadJson."""
    one = records[0]
    if len(records) == 1:
        return one
    tell(JOINED)
    spans: list[SpanRecord] = []
    relations: list[RelationRecord] = []
    taken: set[str | None] = set()
    for number, record in enumerate(records, start=1):
        who = record.annotator if record.annotator != one.annotator else ""
        names = {span.uid: _free(span.uid, number, taken) for span in record.spans if span.uid is not None}
        taken |= set(names.values())
        for span in record.spans:
            uid = None if span.uid is None else names[span.uid]
            spans.append(msgspec.structs.replace(span, uid=uid, annotator=span.annotator or who))
        for relation in record.relations:
            head, child = names[relation.head], names[relation.child]
            whose = relation.annotator or who
            relations.append(msgspec.structs.replace(relation, uid=None, head=head, child=child, annotator=whose))
    kept, moved = without_doubles(spans, relations, tell)
    answers = {record.answer for record in records}
    return replace(
        one,
        spans=kept,
        relations=moved,
        answer=next(answer for answer in _ANSWERS if answer in answers),
        note="\n".join(dict.fromkeys(record.note for record in records if record.note)),
        flagged=any(record.flagged for record in records),
        predictions=tuple(dict.fromkeys(found for record in records for found in record.predictions)),
    )


def _free(uid: str, number: int, taken: set[str | None]) -> str:
    """The id itself, or one made of it that nobody has."""
    name = uid
    while name in taken:
        name, number = f"{uid}-{number}", number + 1
    return name
