"""LightTag's JSON: an export with `examples` and `relations`, or its examples alone as an array or as lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.domain.annotations import AttributeValue
from annotator.domain.errors import FileRefused
from annotator.formats.base import (
    Format,
    Progress,
    ReadOptions,
    RelationRecord,
    ReportRecord,
    SpanRecord,
    Where,
)
from annotator.formats.encodings import known_kind, read_text
from annotator.formats.faults import quoted
from annotator.formats.foreign_json import (
    Teller,
    object_of,
    placed,
    take_facts,
    take_list,
    take_text,
    uid_of,
    whole,
    without_doubles,
    word,
)
from annotator.formats.json_items import json_items
from annotator.formats.json_lines import BadJson, wide_encoding
from annotator.formats.offset_units import CODEPOINT, UTF16, code_points
from annotator.formats.report import EMPTY_FILE, ImportReport

_SUFFIX = ".lighttag.json"
_KEYS = {"content", "annotations"}
_BEGINS = re.compile(r"\s*\[?\s*(?=\{)")
_OF_AN_EXPORT = ('"examples"', '"content"', '"annotations"')
_KNOWN = {
    "start", "end", "tag", "value", "tagged_token_id", "annotated_by", "annotator_id", "example_id", "tag_id",
    "correct",
}  # fmt: skip
_STEP = 200
_UNTYPED = "related"

_Edges = dict[str | None, list[tuple[str | None, dict[str, Any]]]]


class LightTagFormat(Format):
    """Annotators come along; what a reviewer called wrong does not. The edges of its trees become relations."""

    name = "lighttag"
    title = "LightTag, JSON"
    suffixes = (_SUFFIX,)
    reads = True

    def recognise(self, head: bytes, path: Path) -> float:
        named = 0.6 if path.name.lower().endswith(_SUFFIX) else 0.0
        text = head.decode(wide_encoding(head[:4]) or "utf-8-sig", "replace")
        begins = _BEGINS.match(text)
        if begins is None or known_kind(head):
            return 0.0 if known_kind(head) else named
        try:
            found, _ = json.JSONDecoder().raw_decode(text, begins.end())
        except (ValueError, RecursionError):
            return 0.9 if all(key in text for key in _OF_AN_EXPORT) else named
        if "examples" in found:
            first = found["examples"][0] if isinstance(found["examples"], list) and found["examples"] else {}
            found = first if isinstance(first, dict) else {}
        return 0.97 if found.keys() >= _KEYS and isinstance(found["annotations"], list) else named

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        decoded = read_text(path, options.encoding)
        if decoded.note:
            report.notices.add(decoded.note, path)
        if not decoded.text.strip():
            report.notices.add(EMPTY_FILE, path)
        first: dict[str, int] = {}
        number = 0
        for place, line, item in json_items(decoded.text, path):
            tell = Teller(report.notices, path, line)
            for example, edges in _examples(item, tell):
                number += 1
                if number % _STEP == 0:
                    progress(place, len(decoded.text))
                where = Where(path, line)
                try:
                    record = _record(example, edges, where, tell)
                except BadJson as error:
                    raise FileRefused(path, f"Example {number}: {error}", line) from error
                if record.uid is not None and first.setdefault(record.uid, number) != number:
                    reason = f"Example {number} has the id {quoted(record.uid)} of example {first[record.uid]}."
                    raise FileRefused(path, reason, line)
                if record.text:
                    yield record
                else:
                    report.notices.add("A report without text was left out.", path, line)
        progress(len(decoded.text), len(decoded.text))


def _examples(item: object, tell: Teller) -> Iterator[tuple[dict[str, Any], _Edges]]:
    """Each example of the item with the edges of all trees. Raises FileRefused."""
    try:
        found = object_of(item, "What stands here")
        if "examples" not in found:
            yield found, {}
            return
        examples = [object_of(example, "An example") for example in take_list(found, "examples")]
        edges = _edges(take_list(found, "relations"))
        if edges.pop(None, None):
            tell("A relation was left out that does not lead from one annotation to another.")
        lists = [example["annotations"] for example in examples if isinstance(example.get("annotations"), list)]
        ids = {uid_of(one.get("tagged_token_id")) for raw in lists for one in raw if isinstance(one, dict)}
        if lost := edges.keys() - ids:
            raise BadJson(
                f"A relation leads to {quoted(str(min(map(str, lost))))}, but no annotation has this id."
            )
        for example in examples:
            yield example, edges
    except BadJson as error:
        raise FileRefused(tell.path, str(error), tell.line) from error


def _edges(raw: Sequence[Any]) -> _Edges:
    """The edges of the trees by the id of the annotation that they lead to. Raises BadJson."""
    nodes = [object_of(node, "A relation") for node in raw]
    by_id = {uid_of(node.get("id")): node for node in nodes}
    edges: _Edges = {}
    for number, node in enumerate(nodes, start=1):
        parent = uid_of(node.get("parent_id"))
        if parent is None:
            continue
        if parent not in by_id:
            raise BadJson(f"Relation {number}: its parent is {quoted(parent)}, but no relation has this id.")
        child = uid_of(node.get("tagged_token_id"))
        edges.setdefault(child, []).append((uid_of(by_id[parent].get("tagged_token_id")), node))
    return edges


def _record(left: dict[str, Any], edges: _Edges, where: Where, tell: Teller) -> ReportRecord:
    """The record of one example. Raises BadJson."""
    text = take_text(left, "content")
    raw = [object_of(one, f"Annotation {number}") for number, one in enumerate(take_list(left, "annotations"), 1)]
    offsets = _offsets(text, raw, tell)
    spans: list[SpanRecord] = []
    for number, one in enumerate(raw, start=1):
        if one.get("correct") is False:
            tell("An annotation that a reviewer called wrong was left out.")
        else:
            spans += _spans(one, f"Annotation {number}", text, offsets, tell)
    kept, relations = without_doubles(spans, list(_relations(raw, spans, edges, tell)), tell)
    uid = left.get("example_id")
    if isinstance(uid, str) and uid and not uid.isdecimal():
        del left["example_id"]
    else:
        uid = None
    if isinstance(left.get("metadata"), dict):
        left["meta"] = left.pop("metadata")
    facts = take_facts(left, tell)
    return ReportRecord(text, facts, uid, tuple(sorted(kept, key=SpanRecord.order)), relations, where=where)


def _offsets(text: str, raw: Sequence[dict[str, Any]], tell: Teller) -> Mapping[int, int]:
    """Each offset with its code point, in the unit in which the values stand where they are said to."""
    ends = [
        whole(one.get(key), f"Annotation {number}", key)
        for number, one in enumerate(raw, start=1)
        for key in ("start", "end")
    ]
    if all(char <= "\uffff" for char in text):
        return dict(zip(ends, ends, strict=True))
    try:
        as_utf16 = code_points(text, UTF16, ends)
    except ValueError:
        return code_points(text, CODEPOINT, ends)
    said = [one for one in raw if isinstance(one.get("value"), str)]
    if any(text[one["start"] : one["end"]] != one["value"] for one in said) and all(
        text[as_utf16[one["start"]] : as_utf16[one["end"]]] == one["value"] for one in said
    ):
        tell("The offsets count UTF-16 units, as the values tell; they were converted.")
        return as_utf16
    if len(said) < len(raw):
        tell("Annotations without a value stand in a text with emoji; their offsets were read as code points.")
    return code_points(text, CODEPOINT, ends)


def _spans(
    raw: dict[str, Any], what: str, text: str, offsets: Mapping[int, int], tell: Teller
) -> Iterator[SpanRecord]:
    """The annotation, once for each who made it."""
    start, end = offsets[raw["start"]], offsets[raw["end"]]
    if end == len(text) + 1 and start < len(text) and "value" not in raw:
        tell("An annotation that ended one character behind the text was cut to it.")
        end -= 1
    start, end = placed(text, start, end, what, raw.get("value"))
    attributes: dict[str, AttributeValue] = {}
    for key, value in raw.items():
        if key in _KNOWN or value is None:
            continue
        if isinstance(value, (str, int, float)):
            attributes[key] = value
        else:
            tell(f"What annotations say under {quoted(key)} is not a word or number and was left out.")
    uid = uid_of(raw.get("tagged_token_id"))
    for number, who in enumerate(_annotators(raw)):
        yield SpanRecord(
            uid=uid if not number or uid is None else f"{uid}/{number + 1}",
            start=start,
            end=end,
            label=word(raw.get("tag"), what, "tag"),
            text=text[start:end],
            attributes=attributes,
            annotator=who,
        )


def _annotators(raw: dict[str, Any]) -> list[str]:
    """Who made it, each once; an empty name where the file does not say."""
    told = raw.get("annotated_by")
    names = (
        [one.get("annotator") if isinstance(one, dict) else one for one in told] if isinstance(told, list) else []
    )
    known = [name for name in map(uid_of, names or [raw.get("annotator_id")]) if name is not None]
    return list(dict.fromkeys(known)) or [""]


def _relations(
    raw: Sequence[dict[str, Any]], spans: Sequence[SpanRecord], edges: _Edges, tell: Teller
) -> Iterator[RelationRecord]:
    """The edges that lead to these annotations, without those where an end is no span."""
    uids = {span.uid for span in spans if span.uid is not None}
    seen: set[tuple[str, str, str]] = set()
    for child in filter(None, [uid_of(one.get("tagged_token_id")) for one in raw]):
        for head, node in edges.get(child, ()):
            kind = node.get("relation_type")
            if not isinstance(kind, str) or not kind:
                tell(f"A relation without a type was read as {quoted(_UNTYPED)}.")
                kind = _UNTYPED
            if head is None or not {head, child} <= uids:
                tell("A relation was left out that does not lead from one annotation to another.")
            elif (kind, head, child) in seen:
                tell("The same relation twice was read once.")
            else:
                seen.add((kind, head, child))
                annotator = uid_of(node.get("annotator_id")) or ""
                yield RelationRecord(type=kind, head=head, child=child, annotator=annotator)
