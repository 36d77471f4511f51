"""What every format must do. A format in the registry is tested with all of it and needs no line here."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import msgspec

from annotator.domain.documents import Facts
from annotator.formats.base import Format, Holds, RelationRecord, ReportRecord, SpanRecord
from annotator.formats.losses import Fitter, OnLoss, Policy
from annotator.formats.sources import plan_sources
from tests.formats.reading import full_record, plain_record, read_all, span

DROPPING = Policy(OnLoss.DROP)
HOSTILE_LABELS = (
    *(
        "__proto__",
        "constructor",
        "L" * 10_240,
        "two words",
        " a ",
        "a|b",
        "a\tb",
        "a\r\nb",
        "a\u2028b",
        "\x01\x1b[31m",
    ),
    *(
        "\ufffe",
        "é💥\u202e",
        "O",
        "B-X",
        "_",
        "*",
        "-",
        "=1+1",
        "..",
        "\\",
        ",",
        "'\"<&>",
        "]]>",
        "null",
        "0",
        "[1]",
        "NER=O",
    ),
)


def sample() -> list[ReportRecord]:
    """Reports with what usually goes wrong: emoji, line ends, other scripts, overlaps, markup, no spans at all."""
    return [
        full_record(),
        plain_record(2),
        plain_record(3, '‏كتيبة\u202e 👩‍👩‍👧 e\u0301 \ufeff\n\r\t "quoted" \\ {}'),
        ReportRecord("Nothing is marked here.", uid="doc-4", answer="ignore"),
        ReportRecord("Not yet read.", Facts(title="Open"), uid="doc-5"),
    ]


def with_hostile_labels() -> ReportRecord:
    """A report with an annotation of each label, each on a word of its own."""
    text = " ".join(f"w{number}" for number in range(len(HOSTILE_LABELS)))
    places = [match.span() for match in re.finditer(r"\S+", text)]
    named = enumerate(zip(places, HOSTILE_LABELS, strict=True))
    spans = (span(text, *place, label, uid=f"s{number}") for number, (place, label) in named)
    return ReportRecord(text, uid="d", spans=tuple(spans))


def with_hostile_words() -> ReportRecord:
    """A report in which notes, attributes, ids and names of people have what many formats take for their own."""
    text = "Rebels shelled Mosul."
    odd = "\x00\x1b[31m\ufffe\t|\r\n\\ \u2028=é💥"
    spans = (
        span(text, 0, 6, uid="1\x01", note=odd, attributes={"__proto__": odd, f"n{odd}": 1}, annotator="a\x02"),
        span(text, 7, 14, uid="1\x02", note="L" * 10_240, attributes={"constructor": True}),
        span(text, 15, 20, uid="1\ufffd", annotator="b"),
    )
    relations = (
        RelationRecord(uid="r\x01", type="__proto__", head="1\x01", child="1\x02"),
        RelationRecord(uid="r\x02", type="L" * 10_240, head="1\x02", child="1\ufffd"),
        RelationRecord(uid="r3", type="\x01 |", head="1\ufffd", child="1\x01"),
    )
    return ReportRecord(
        text, Facts(odd, odd, more={"__proto__": odd}), "d\x01", spans, relations, "", "c\x03", odd
    )


def held(form: Format, record: ReportRecord) -> ReportRecord:
    """What a file in this format keeps of the record, spans in the order of export."""
    holds = form.holds
    (record,) = Fitter(form, DROPPING).fit(record).values()
    return replace(
        record,
        uid=record.uid if Holds.IDS in holds else None,
        facts=record.facts if Holds.FACTS in holds else Facts(),
        spans=tuple(_held_span(form, span) for span in sorted(record.spans, key=SpanRecord.order)),
        relations=record.relations if Holds.RELATIONS in holds else (),
        answer=record.answer if Holds.ANSWERS in holds else "",
        annotator=record.annotator if Holds.ANNOTATORS in holds else "",
        note=record.note if Holds.NOTES in holds else "",
        flagged=record.flagged and Holds.NOTES in holds,
    )


def comparable(form: Format, record: ReportRecord) -> object:
    """The record without what the format does not hold, such as a title that the reader made up.

    Relations say the places of their ends, where the format gives spans other ids.
    """
    if Holds.TEXT not in form.holds:
        return form.signature(record)
    if Holds.FACTS not in form.holds:
        record = replace(record, facts=Facts(), uid=record.uid if Holds.IDS in form.holds else None)
    if Holds.IDS in form.holds:
        # some formats put the relations of each annotator together
        return replace(record, relations=tuple(sorted(record.relations, key=lambda relation: relation.uid or "")))
    places = {span.uid: f"{span.start}-{span.end} {span.label}" for span in record.spans}
    relations = sorted(
        (
            msgspec.structs.replace(
                relation,
                uid=None,
                head=places[relation.head],
                child=places[relation.child],
                annotator=relation.annotator if Holds.ANNOTATORS in form.holds else "",
            )
            for relation in record.relations
        ),
        key=lambda relation: (relation.head, relation.child, relation.type),
    )
    spans = tuple(msgspec.structs.replace(span, uid=None) for span in record.spans)
    return replace(record, spans=spans, relations=tuple(relations))


def read_export(form: Format, path: Path) -> tuple[list[ReportRecord], list[str]]:
    """The records of an export, of a folder those of all its files that are not read along with others."""
    if not form.is_folder:
        return read_all(form, path)
    records: list[ReportRecord] = []
    notices: list[str] = []
    for source in plan_sources([path], form):
        if not form.belongs_to_another(source.path):
            found, said = read_all(form, source.path)
            records += found
            notices += said
    return records, notices


def _held_span(form: Format, span: SpanRecord) -> SpanRecord:
    holds = form.holds
    return msgspec.structs.replace(
        span,
        attributes=span.attributes if Holds.ATTRIBUTES in holds else {},
        note=span.note if Holds.NOTES in holds else "",
        flagged=span.flagged and Holds.NOTES in holds,
        annotator=span.annotator if Holds.ANNOTATORS in holds else "",
        origin=span.origin if Holds.ORIGINS in holds else None,
    )


def hostile_files(folder: Path, suffix: str) -> list[Path]:
    """Files that no reader may choke on; each must be read, passed over or refused."""
    contents = {
        "empty": b"",
        "zeros": bytes(4096),
        "all-bytes": bytes(range(256)) * 8,
        "brackets": b"[" * 100_000,
        "zip": b"PK\x03\x04" + b"\x00" * 60,
        "pdf": b"%PDF-1.7\n%%EOF\n",
        "one-quote": b'"',
        "no-utf8": b"text\n\xc3(\xff\n",
        "half-utf16": b"\xff\xfea",
    }
    paths = []
    for name, content in contents.items():
        paths.append(folder / f"{name}{suffix}")
        paths[-1].write_bytes(content)
    return paths
