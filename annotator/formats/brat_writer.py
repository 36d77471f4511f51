"""Writing brat: a .txt and an .ann for each report, and the two files of types beside them."""

from __future__ import annotations

import json
import re

from annotator.domain.annotations import AttributeValue
from annotator.domain.errors import FileRefused
from annotator.domain.labels import LabelSchema
from annotator.formats.aside import AsideFiles
from annotator.formats.base import ReportRecord, SpanRecord
from annotator.formats.brat_ann import Fragments
from annotator.formats.brat_conf import Types, annotation_conf, visual_conf
from annotator.formats.brat_names import to_brat
from annotator.formats.brat_record import (
    BREAKS,
    EXACT_NOTE,
    EXACT_VALUE,
    FLAG,
    FRAGMENTS,
    PLAIN_NOTE,
    REFERENCE,
    REFERENCE_TEXT,
    REPORT,
    fragments_text,
    joined,
    numbered,
    value_word,
)
from annotator.formats.folders import file_stem

_MOST = 999_999
_LINE_ENDS = re.compile(r"[\r\n]*\n[\r\n]*")
_REFERRED = re.compile(r"[^\s:]+:[^\s]+")
_FRAGMENT = re.compile(r"([0-9]{1,12})-([0-9]{1,12})")


class BratWriter:
    """Writes into the folder `name` of the export; file names begin with the number of the report."""

    def __init__(self, name: str, files: AsideFiles, schema: LabelSchema | None) -> None:
        self._folder = f"{name}/" if name else ""
        self._files = files
        self._types = Types()
        self._written = 0
        if schema is not None:
            self._types.add_schema(schema)

    def add(self, record: ReportRecord) -> None:
        self._written += 1
        name = self._folder + file_stem(self._written, record)
        self._types.add_record(record)
        for suffix, content in ((".txt", record.text), (".ann", _Ann(record, self._types).text())):
            file = self._files.open(name + suffix)
            if self._written > _MOST:
                raise FileRefused(file.target, f"A folder of brat takes {_MOST:,} reports at most.")
            file.write(content.encode())
            file.close()

    def finish(self) -> None:
        self._files.open(f"{self._folder}annotation.conf").write(annotation_conf(self._types).encode())
        self._files.open(f"{self._folder}visual.conf").write(visual_conf(self._types).encode())


class _Ann:
    """The lines of one file: each annotation with what is said of it, the relations, and the report's notes."""

    def __init__(self, record: ReportRecord, types: Types) -> None:
        self._record = record
        self._types = types
        self._lines: list[str] = []
        self._counts = dict.fromkeys("TRAN#", 0)

    def text(self) -> str:
        names: dict[str | None, str] = {}
        for span in sorted(self._record.spans, key=SpanRecord.order):
            names[span.uid] = self._add_span(span)
        for relation in self._record.relations:
            kind, head, child = to_brat(relation.type), names[relation.head], names[relation.child]
            if relation.type == "Equiv":
                self._lines.append(f"*\t{kind} {head} {child}")
            else:
                self._add("R", f"{kind} Arg1:{head} Arg2:{child}\t")
        self._add_notes(REPORT, self._record.note, flagged=self._record.flagged)
        return "".join(f"{line}\n" for line in self._lines)

    def _add(self, kind: str, body: str) -> str:
        self._counts[kind] += 1
        name = f"{kind}{self._counts[kind]}"
        self._lines.append(f"{name}\t{body}")
        return name

    def _add_span(self, span: SpanRecord) -> str:
        attributes = dict(span.attributes)
        text = self._record.text
        fragments = _fragments_of(span, text)
        if fragments is not None:
            del attributes[FRAGMENTS]
        pieces = [
            piece for start, end in fragments or ((span.start, span.end),) for piece in _lines(text, start, end)
        ]
        places = ";".join(f"{start} {end}" for start, end in pieces)
        shown = BREAKS.sub(" ", " ".join(text[start:end] for start, end in pieces))
        name = self._add("T", f"{to_brat(span.label)} {places}\t{shown}")
        number = 1  # read again, they are numbered from one: with a gap the others are plain attributes
        while self._add_reference(name, number, attributes):
            number += 1
        for key, value in attributes.items():
            self._add_attribute(name, span.label, key, value)
        self._add_notes(name, span.note, flagged=span.flagged)
        return name

    def _add_reference(self, name: str, number: int, attributes: dict[str, AttributeValue]) -> bool:
        """As an N line, where it is one thing in another place, such as `Wikipedia:64488`; whether it is."""
        key, text_key = numbered(REFERENCE, number), numbered(REFERENCE_TEXT, number)
        value = attributes.get(key)
        if not isinstance(value, str) or not _REFERRED.fullmatch(value):
            return False
        del attributes[key]
        told = attributes.get(text_key)
        if isinstance(told, str) and _is_plain(told):
            del attributes[text_key]
        else:
            told = ""
        self._add("N", f"Reference {name} {value}\t{told}")
        return True

    def _add_attribute(self, name: str, label: str, key: str, value: AttributeValue) -> None:
        word = value_word(value)
        line = self._add("A", f"{to_brat(key)} {name}" + (f" {word}" if word is not None else ""))
        if value is not True and (not isinstance(value, str) or not value):
            self._add("#", f"{EXACT_VALUE} {line}\t{json.dumps(value)}")
        self._types.add_attribute(key, label, [word] if word is not None else [])

    def _add_notes(self, name: str, note: str, *, flagged: bool) -> None:
        if note and _is_plain(note):
            self._add("#", f"{PLAIN_NOTE} {name}\t{note}")
        elif note:
            self._add("#", f"{EXACT_NOTE} {name}\t{json.dumps(note)}")
        if flagged:
            self._add("#", f"{FLAG} {name}\t")


def _is_plain(text: str) -> bool:
    """Whether it can stand at the end of a line as it is."""
    return bool(text) and text == text.strip() and not BREAKS.search(text)


def _lines(text: str, start: int, end: int) -> Fragments:
    """The stretch without the line ends in it, since brat marks none; whole where it begins or ends with one."""
    pieces = []
    at = start
    for gap in _LINE_ENDS.finditer(text, start, end):
        pieces.append((at, gap.start()))
        at = gap.end()
    pieces.append((at, end))
    if any(one >= other for one, other in pieces) or joined(tuple(pieces), text) != ((start, end),):
        return ((start, end),)
    return tuple(pieces)


def _fragments_of(span: SpanRecord, text: str) -> Fragments | None:
    """What the attribute `fragments` says, where brat can say it too; else it stays an attribute."""
    told = span.attributes.get(FRAGMENTS)
    if not isinstance(told, str):
        return None
    fragments = tuple((int(start), int(end)) for start, end in _FRAGMENT.findall(told))
    rising = [place for fragment in fragments for place in fragment]
    if fragments_text(fragments) != told or len(fragments) < 2 or rising != sorted(set(rising)):
        return None
    if (rising[0], rising[-1]) != (span.start, span.end) or joined(fragments, text) != fragments:
        return None
    return fragments
