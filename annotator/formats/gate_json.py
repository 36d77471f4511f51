"""bdocjs, GATE's document in JSON, as the Format_Bdoc plugin and gatenlp write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.formats.faults import quoted
from annotator.formats.gate_document import BadGate, GateAnnotation, GateDocument, Tell
from annotator.formats.offset_units import CODEPOINT, UTF16, code_points

_UNITS = {"j": UTF16, "p": CODEPOINT}


def document_of(found: object, tell: Tell) -> GateDocument:
    """The document that the JSON value is. Raises BadGate."""
    raw = _mapping(found, "What stands here")
    text = raw.get("text")
    if not isinstance(text, str):
        raise BadGate("“text” is not a text.")
    document = GateDocument(text, features=dict(_mapping(raw.get("features") or {}, "“features”")))
    if isinstance(raw.get("name"), str):
        document.name = raw["name"]
    rows = [
        (name, _mapping(row, f"Annotation {number} of the set {quoted(name)}"), number)
        for name, members in _sets(raw).items()
        for number, row in enumerate(members, start=1)
    ]
    ends = [_offset(row, key, name, number) for name, row, number in rows for key in ("start", "end")]
    unit = _unit(raw.get("offset_type"), tell)
    places = _places(text, unit, ends, tell)
    for name, row, number in rows:
        document.annotations.append(_annotation(name, row, number, places))
    return document


def _sets(raw: dict[str, Any]) -> dict[str, list[Any]]:
    found = {}
    for name, one in _mapping(raw.get("annotation_sets") or {}, "“annotation_sets”").items():
        members = _mapping(one, f"The set {quoted(name)}").get("annotations") or []
        if not isinstance(members, list):
            raise BadGate(f"The annotations of the set {quoted(name)} are not a list.")
        found[name] = members
    return found


def _offset(row: dict[str, Any], key: str, name: str, number: int) -> int:
    if type(row.get(key)) is not int:
        raise BadGate(f"Annotation {number} of the set {quoted(name)}: {quoted(key)} is not a whole number.")
    return int(row[key])


def _unit(kind: object, tell: Tell) -> str:
    if kind is None:
        tell("The file does not say what its offsets count; they were read as code points.", None)
        kind = "p"
    if kind not in ("j", "p"):
        raise BadGate(f"The offset_type {quoted(str(kind))} is not known; it may be j or p.")
    return _UNITS[str(kind)]


def _places(text: str, unit: str, ends: list[int], tell: Tell) -> Mapping[int, int]:
    """Each offset in code points. Raises BadGate."""
    cut = len(text.encode("utf-16-le", "surrogatepass")) // 2 - 1
    falls_short = unit == UTF16 and text[-1:] > "\uffff" and cut in ends
    try:
        places = code_points(text, unit, [end for end in ends if not falls_short or end != cut])
    except ValueError as error:
        raise BadGate(f"An annotation's {error}.") from error
    if not falls_short:
        return places
    # gatenlp counts the last character of a text as one unit where it has two
    tell("An offset inside the last character was read as the end of the text, which gatenlp counts so.", None)
    return {**places, cut: len(text)}


def _annotation(name: str, row: dict[str, Any], number: int, places: Mapping[int, int]) -> GateAnnotation:
    what = f"Annotation {number} of the set {quoted(name)}"
    kind, uid = row.get("type"), row.get("id")
    if not isinstance(kind, str) or not kind:
        raise BadGate(f"{what} has no type.")
    if type(uid) is not int and not (isinstance(uid, str) and uid):
        raise BadGate(f"{what} has no id.")
    features = dict(_mapping(row.get("features") or {}, f"{what}: “features”"))
    return GateAnnotation(str(uid), kind, places[row["start"]], places[row["end"]], name, features)


def _mapping(found: object, what: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise BadGate(f"{what} is not an object.")
    return found
