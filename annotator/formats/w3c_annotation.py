"""One Web Annotation taken apart: what it says in its bodies, who made it, and what it is about."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.domain.annotations import AttributeValue, Origin
from annotator.formats.faults import quoted
from annotator.formats.foreign_json import Teller
from annotator.formats.json_lines import BadJson, refuse_half_pairs
from annotator.formats.w3c_selectors import Selection, selection_of
from annotator.formats.w3c_writing import FLAGGED, JSON

_LOCAL = re.compile("[/#]")
_KNOWN = frozenset(
    {"@context", "id", "type", "motivation", "body", "bodyValue", "target", "creator", "generator"}
)  # fmt: skip
_LABELS = ("tagging", "classifying")
_SOFTWARE = ("Software", "SoftwareAgent", "as:Application", "prov:SoftwareAgent")


@dataclass(frozen=True, slots=True)
class Target:
    """What an annotation is about: a resource by its IRI, a place in it, and its text where that is told.

    `selected` is set where any place is told; `scope` is the report of an annotation that is a target; `facts` are
    what is said of the resource itself.
    """

    iri: str
    selection: Selection | None = None
    selected: bool = False
    text: str | None = None
    scope: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Said:
    """What the bodies say; `bodies` are those that are only an IRI."""

    labels: list[str] = field(default_factory=list)
    attributes: dict[str, AttributeValue] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    flagged: bool = False
    bodies: list[str] = field(default_factory=list)
    text: str | None = None
    language: str = ""
    answer: str = ""
    score: float | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WebAnnotation:
    """One annotation of the file; `number` counts from 1, `line` is where it begins."""

    number: int
    line: int
    iri: str
    motivations: tuple[str, ...]
    said: Said
    targets: tuple[Target, ...]
    creator: str
    by_software: bool
    origin: Origin | None

    @property
    def is_link(self) -> bool:
        """Whether it joins two annotations; one that links words to something elsewhere is about these words."""
        return "linking" in self.motivations and not any(target.selected for target in self.targets)


def web_annotation(raw: dict[str, Any], number: int, line: int, tell: Teller) -> WebAnnotation:
    """The annotation in an object. Raises BadJson for what cannot be meant."""
    for key in raw:
        if key not in _KNOWN:
            tell(f"What annotations say under {quoted(key)} was left out.")
    motivations = tuple(_words(raw.get("motivation")))
    said = _said(raw, motivations, tell)
    targets = tuple(_target(target) for target in _listed(raw.get("target")))
    if not targets:
        raise BadJson("It has no target.")
    creator, by_software = _agent(raw.get("creator"))
    iri = raw.get("id")
    return WebAnnotation(
        number,
        line,
        iri if isinstance(iri, str) else "",
        motivations,
        said,
        targets,
        creator,
        by_software,
        _origin(raw.get("generator"), said),
    )


def _listed(raw: object) -> list[Any]:
    if raw is None:
        return []
    return raw if isinstance(raw, list) else [raw]


def _words(raw: object) -> Iterator[str]:
    for one in _listed(raw):
        if isinstance(one, str):
            yield one.removeprefix("oa:")


def _target(raw: object) -> Target:
    if isinstance(raw, str):
        return Target(raw)
    if not isinstance(raw, dict):
        raise BadJson("Its target is neither an object nor an IRI.")
    source = raw.get("source", raw.get("id", ""))
    text = None
    if isinstance(source, dict):
        text = next((source[key] for key in ("value", "text") if isinstance(source.get(key), str)), None)
        source = source.get("id", "")
    if not isinstance(source, str):
        raise BadJson("The source of its target is not an IRI.")
    scope = raw.get("scope")
    selector = raw.get("selector")
    return Target(
        source,
        selection_of(selector),
        selector is not None,
        text,
        scope if isinstance(scope, str) else "",
        raw if "source" not in raw else {},
    )


def _agent(raw: object) -> tuple[str, bool]:
    """Name of who made it, and whether that is a program."""
    agent = next(iter(_listed(raw)), None)
    if isinstance(agent, str):
        return agent, False
    if not isinstance(agent, dict):
        return "", False
    name = next((agent[key] for key in ("name", "nickname", "id") if isinstance(agent.get(key), str)), "")
    return name, any(kind in _SOFTWARE for kind in _listed(agent.get("type")))


def _origin(raw: object, said: Said) -> Origin | None:
    """Where it came from, as this program writes it; the generators of others are their own affair."""
    if isinstance(raw, dict) and isinstance(raw.get("label"), str):
        name = raw.get("name")
        return Origin(raw["label"], name if isinstance(name, str) else "", said.score)
    return None


def _said(raw: dict[str, Any], motivations: tuple[str, ...], tell: Teller) -> Said:
    said = Said()
    if isinstance(raw.get("bodyValue"), str):
        said.notes.append(raw["bodyValue"])
    for body in _listed(raw.get("body")):
        if isinstance(body, str) and "linking" in motivations:
            said.bodies.append(body)
        elif isinstance(body, str):
            _add(said.attributes, "body", body)
        elif not isinstance(body, dict):
            raise BadJson("A body is neither an object nor an IRI.")
        else:
            purposes = list(_words(body.get("purpose"))) or list(motivations)
            _take(said, body, purposes[0] if purposes else "", tell)
    return said


def _take(said: Said, body: dict[str, Any], purpose: str, tell: Teller) -> None:
    value, label = body.get("value"), body.get("label")
    if not isinstance(value, str):
        named = next((body[key] for key in ("source", "id") if isinstance(body.get(key), str)), "")
        if not named:
            tell("A body that is neither a text nor has an IRI was left out.")
        elif purpose in _LABELS:
            local = _LOCAL.split(named.rstrip("/#"))[-1]
            said.labels.append(label if isinstance(label, str) and label else local or named)
            _add(said.attributes, "iri", named)
        elif purpose == "linking":
            said.bodies.append(named)
        else:
            _add(said.attributes, purpose or "body", named)
        return
    name = label if isinstance(label, str) else ""
    if name == "text" and purpose == "describing":
        language = body.get("language")
        said.text, said.language = value, language if isinstance(language, str) else ""
    elif name == "facts" and purpose == "describing":
        found = _data(value)
        said.facts = found if isinstance(found, dict) else {name: value}
    elif purpose == "assessing" and name in ("answer", "score"):
        _assess(said, name, value)
    elif purpose == "bookmarking" and value == FLAGGED:
        said.flagged = True
    elif purpose == "classifying" and name:
        said.attributes[name] = _value(value, body.get("format"))
    elif purpose in _LABELS:
        said.labels += [value] if value else []
    elif purpose in ("commenting", ""):
        said.notes.append(value)
    else:
        _add(said.attributes, purpose, value)


def _assess(said: Said, name: str, value: str) -> None:
    if name == "answer":
        said.answer = value
        return
    score = _data(value)
    said.score = float(score) if isinstance(score, (int, float)) and not isinstance(score, bool) else None


def _add(attributes: dict[str, AttributeValue], name: str, value: str) -> None:
    """Several values under one name stand in one attribute, a line each."""
    attributes[name] = f"{attributes[name]}\n{value}" if name in attributes else value


def _value(value: str, form: object) -> AttributeValue:
    found = _data(value) if form == JSON else value
    return found if isinstance(found, (str, int, float)) else value


def _data(value: str) -> object:
    """What the JSON says; the text itself when it is none, or has a number without a value."""
    try:
        found = json.loads(value, parse_constant=_refuse_constant, parse_float=_finite)
    except (ValueError, RecursionError):
        return value
    refuse_half_pairs(found)
    return found


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number
