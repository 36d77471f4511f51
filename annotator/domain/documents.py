"""A document: what the user calls a report."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from annotator.domain.annotations import MANUAL, NO_ATTRIBUTES, AttributeValue, Origin, Relation
from annotator.domain.errors import Refusal

NO_META: Mapping[str, object] = MappingProxyType({})


class State(enum.Enum):
    """How far the work on a report has come."""

    OPEN = "open"
    IN_PROGRESS = "in progress"
    DONE = "done"
    SET_ASIDE = "set aside"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a report besides its text; `date` is ISO 8601 where the source gave one."""

    title: str = ""
    source: str = ""
    date: str = ""
    language: str = ""
    url: str = ""
    more: Mapping[str, object] = field(default_factory=lambda: NO_META, hash=False)


FACT_NAMES = ("title", "source", "date", "language", "url")


@dataclass(frozen=True, slots=True)
class Document:
    """One report with its text, exactly as decoded from its source.

    `key` is its number in the project file, `uid` its UUID for the world; `position` is its place in the queue;
    `caret` is where the reader left it, in code points; `length` is the text's, in code points.
    """

    key: int
    uid: str
    text: str
    facts: Facts = Facts()
    state: State = State.OPEN
    flagged: bool = False
    note: str = ""
    caret: int = 0
    position: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A row of the queue: everything of a document but its text."""

    key: int
    uid: str
    facts: Facts
    state: State
    flagged: bool
    note: str
    position: int
    length: int
    annotations: int


def text_digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal; two reports with one digest are duplicates.

    Raises Refusal when the text holds half of a surrogate pair, which UTF-8 cannot carry.
    """
    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise Refusal(f"The text has half of a surrogate pair at character {error.start}.") from error


class NewAnnotation(NamedTuple):
    """An annotation that travels in bulk, in or out of a project, without the key of its document.

    A tuple, because 150,000 of them take a fifth of the time that as many frozen dataclasses take.
    """

    uid: str
    label: str
    start: int
    end: int
    annotator: str
    attributes: Mapping[str, AttributeValue] = NO_ATTRIBUTES
    note: str = ""
    flagged: bool = False
    origin: Origin = MANUAL
    created: float = 0.0


class NewPrediction(NamedTuple):
    """What a model proposes for a document on its way into a project; `score` is 0..1, None when it says none."""

    start: int
    end: int
    label: str
    source: str = ""
    score: float | None = None


class OutwardRelation(NamedTuple):
    """A relation on its way into a project whose child lies in another report, named by that one's uid."""

    relation: Relation
    child_report: str


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A report on its way into a project; its annotations and relations carry no document key yet."""

    uid: str
    text: str
    sha256: str
    facts: Facts = Facts()
    state: State = State.OPEN
    flagged: bool = False
    note: str = ""
    annotations: tuple[NewAnnotation, ...] = ()
    relations: tuple[Relation, ...] = ()
    outward: tuple[OutwardRelation, ...] = ()
    predictions: tuple[NewPrediction, ...] = ()
