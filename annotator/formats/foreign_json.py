"""Taking a foreign JSON object apart: its parts, and the sentence that refuses what cannot be meant.

Every function raises BadJson with such a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from annotator.domain.documents import FACT_NAMES, Facts
from annotator.formats.base import RelationRecord, SpanRecord
from annotator.formats.faults import quoted
from annotator.formats.json_lines import BadJson
from annotator.formats.jsonl_line import facts_of_meta
from annotator.formats.report import Notices

_NEAR = 200  # code points on each side, within which a span with wrong offsets is looked for
_LINE: ContextVar[int | None] = ContextVar("line", default=None)
_REPAIRS: ContextVar[Callable[[str, int | None], None] | None] = ContextVar("repairs", default=None)
STANDS = "It stands at"  # in sentences about what could be repaired
TWICE = "The same annotation twice in one report was read once."


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells what was not taken over from one place of one file."""

    notices: Notices
    path: Path
    line: int | None = None

    def __call__(self, sentence: str) -> None:
        self.notices.add(sentence, self.path, self.line)


def take_text(left: dict[str, Any], key: str) -> str:
    if key not in left:
        there = ", ".join(quoted(name) for name in list(left)[:12]) or "none"
        raise BadJson(f"The record has no {quoted(key)}; its keys are: {there}.")
    text = left.pop(key)
    if not isinstance(text, str):
        raise BadJson(f"{quoted(key)} is not a text.")
    return text


def take_list(left: dict[str, Any], key: str) -> list[Any]:
    """The list under the key; an empty one where there is none, or null."""
    found = left.pop(key, None)
    if found is None:
        return []
    if not isinstance(found, list):
        raise BadJson(f"{quoted(key)} is not a list.")
    return found


def take_facts(left: dict[str, Any], tell: Teller) -> Facts:
    """What `meta` says, and every key nobody took; where both have a name, the key's gets a number."""
    meta = dict(left.pop("meta")) if isinstance(left.get("meta"), dict) else {}
    for key, value in left.items():
        name, number = key, 2
        while name in meta:
            name, number = f"{key} ({number})", number + 1
        if value is not None or name not in FACT_NAMES:
            meta[name] = value
        if isinstance(value, (list, dict)):
            tell(f"What stands under {quoted(key)} was kept as a fact; it makes no annotations.")
    return facts_of_meta(meta)


def object_of(raw: object, what: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise BadJson(f"{what} is not an object.")
    return raw


def whole(raw: object, what: str, key: str) -> int:
    if type(raw) is not int:
        raise BadJson(f"{what}: {quoted(key)} is not a whole number.")
    return raw


def word(raw: object, what: str, key: str) -> str:
    """The text, which may not be empty."""
    if not isinstance(raw, str) or not raw:
        raise BadJson(f"{what} has no {key}.")
    return raw


def uid_of(raw: object) -> str | None:
    """An id as text; other programs count."""
    if isinstance(raw, str) and raw:
        return raw
    return str(raw) if type(raw) is int else None


def refuse_misplaced(text: str, start: int, end: int, what: str, said: object = None) -> None:
    """Refuse a span, in code points, that is empty, outside the text, or not what the file says stands there."""
    if not 0 <= start <= end <= len(text):
        raise BadJson(
            f"{what}: {start} to {end} is not in the text of {len(text)} characters.{seen_near(text, said, start)}"
        )
    if start == end:
        raise BadJson(f"{what} is empty: it starts and ends at {start}.")
    there = text[start:end]
    if said is not None and said != there:
        wrong = quoted(said) if isinstance(said, str) else "no text"
        raise BadJson(
            f"{what}: it says {wrong}, but the text there is {quoted(there)}.{seen_near(text, said, start)}"
        )


def placed(text: str, start: int, end: int, what: str, said: object = None) -> tuple[int, int]:
    """Where a span stands, in code points. Raises BadJson as `refuse_misplaced` does.

    Within `repairing`, one whose words stand at exactly one near place is moved there, which is told.
    """
    tell = _REPAIRS.get()
    fits = 0 <= start < end <= len(text) and said in (None, text[start:end])
    if tell is not None and not fits and isinstance(said, str):
        place = near_place(text, said, start)
        if place is not None:
            there = place + len(said)
            tell(f"{what}: moved from {start}–{end} to {place}–{there}, where {quoted(said)} stands.", _LINE.get())
            return place, there
    refuse_misplaced(text, start, end, what, said)
    return start, end


@contextmanager
def repairing(tell: Callable[[str, int | None], None]) -> Iterator[None]:
    """Let readers move what stands nearby; `tell` is told of each, and the line where the reader has named it."""
    _LINE.set(None)
    before = _REPAIRS.set(tell)
    try:
        yield
    finally:
        _REPAIRS.reset(before)


def at_line(line: int | None) -> None:
    """Name the line whose record is taken apart next, for what is moved in it."""
    _LINE.set(line)


def seen_near(text: str, said: object, start: int) -> str:
    """A sentence, behind a space, about the one near place where the words do stand; empty without one."""
    place = near_place(text, said, start) if isinstance(said, str) else None
    return "" if place is None else f" {STANDS} {place} to {place + len(str(said))}."


def near_place(text: str, said: str, start: int) -> int | None:
    """Where the words stand near `start`, if that is exactly one place."""
    low, high = max(0, start - _NEAR), max(0, start) + _NEAR + len(said)
    place = text.find(said, low, high) if said.strip() else -1
    return place if place >= 0 and text.find(said, place + 1, high) < 0 else None


def related(
    raw: object, number: int, ends: tuple[str, str], kind: str, uids: Collection[str | None]
) -> RelationRecord:
    """The relation whose head and child stand under the keys `ends`, as ids, and its type under `kind`."""
    what = f"Relation {number}"
    found = object_of(raw, what)
    heads = [uid_of(found.get(key)) for key in ends]
    for key, uid in zip(ends, heads, strict=True):
        if uid is None or uid not in uids:
            raise BadJson(f"{what}: its {key} is {quoted(str(found.get(key)))}, but no span has this id.")
    return RelationRecord(type=word(found.get(kind), what, "type"), head=str(heads[0]), child=str(heads[1]))


def without_doubles(
    spans: Sequence[SpanRecord], relations: Sequence[RelationRecord], tell: Teller
) -> tuple[tuple[SpanRecord, ...], tuple[RelationRecord, ...]]:
    """One span of each place, label and annotator, with the relations of all; no id may stand twice."""
    kept: dict[tuple[int, int, str, str], SpanRecord] = {}
    became: dict[str, str] = {}
    seen: set[str] = set()
    for number, span in enumerate(spans, start=1):
        if span.uid is not None and span.uid in seen:
            raise BadJson(f"Span {number} has the id {quoted(span.uid)}, which another one has.")
        seen.add(span.uid or "")
        one = kept.setdefault((span.start, span.end, span.label, span.annotator), span)
        if one is not span:
            tell(TWICE)
        if span.uid is not None and one.uid is not None:
            became[span.uid] = one.uid
    if len(kept) == len(spans):
        return tuple(spans), tuple(relations)
    moved = (
        msgspec.structs.replace(r, head=became.get(r.head, r.head), child=became.get(r.child, r.child))
        for r in relations
    )
    return tuple(kept.values()), tuple(dict.fromkeys(moved))
