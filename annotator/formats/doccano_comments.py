"""Notes and flags as doccano's comments, which belong to a report: “[0-6 Actor] [flagged] who is it?”.

The place and label say which annotation is meant, none the report; `[note]` stands before a note that itself
begins with a bracket. So every note comes back to where it was, and people in doccano can read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec

from annotator.formats.base import ReportRecord, SpanRecord
from annotator.formats.foreign_json import Teller

_FLAGGED, _NOTE = "[flagged]", "[note]"
_PLACE = re.compile(r"\[(\d{1,18})-(\d{1,18}) ")


def comments_of(record: ReportRecord) -> list[str]:
    """The notes and flags of the record and of its spans, in the order of export."""
    return [comment for comment in _comments(record) if comment]


def _comments(record: ReportRecord) -> Iterator[str]:
    yield _comment("", record.note, record.flagged)
    for span in sorted(record.spans, key=SpanRecord.order):
        if span.note or span.flagged:
            yield _comment(_place(span), span.note, span.flagged)


def _place(span: SpanRecord) -> str:
    return f"[{span.start}-{span.end} {span.label}]"


def _comment(place: str, note: str, flagged: bool) -> str:
    parts = [place, _FLAGGED if flagged else "", _NOTE if note.startswith("[") else "", note]
    return " ".join(part for part in parts if part)


def with_comments(record: ReportRecord, comments: Sequence[object], tell: Teller) -> ReportRecord:
    """The record with the notes and flags that the comments tell; several of the report are joined by lines."""
    spans = list(record.spans)
    places = {_place(span): index for index, span in enumerate(spans)}
    notes: list[str] = []
    flagged = False
    for comment in comments:
        said = _said(comment)
        if said is None:
            tell("A comment that is not a text was left out.")
            continue
        place = _leading_place(said, places)
        is_flagged, note = _parts(said.removeprefix(place).removeprefix(" ") if place else said)
        if place:
            span = spans[places[place]]
            note = "\n".join(part for part in (span.note, note) if part)
            spans[places[place]] = msgspec.structs.replace(span, note=note, flagged=span.flagged or is_flagged)
        else:
            flagged = flagged or is_flagged
            notes += [note] if note else []
    return replace(record, spans=tuple(spans), note="\n".join(notes), flagged=flagged)


def _said(comment: object) -> str | None:
    """A comment is a text, or an object with it and the name of who made it."""
    if not isinstance(comment, dict):
        return comment if isinstance(comment, str) else None
    text, who = comment.get("text"), comment.get("username")
    if not isinstance(text, str):
        return None
    return f"{who}: {text}" if isinstance(who, str) and who else text


def _leading_place(said: str, places: dict[str, int]) -> str:
    """The longest known place that the comment begins with; empty when it speaks of the report."""
    if _PLACE.match(said) is None:
        return ""
    ends = [at for at, character in enumerate(said[:20_000], start=1) if character == "]"]
    return next((said[:at] for at in reversed(ends) if said[:at] in places and said[at : at + 1] in ("", " ")), "")


def _parts(said: str) -> tuple[bool, str]:
    is_flagged = said == _FLAGGED or said.startswith(f"{_FLAGGED} ")
    if is_flagged:
        said = said.removeprefix(_FLAGGED).removeprefix(" ")
    return is_flagged, said.removeprefix(f"{_NOTE} ")
