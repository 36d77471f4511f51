"""Claims as the ledger shows them: what is claimed, who says it, what it is about, and what disputes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from annotator.domain.annotations import NO_ATTRIBUTES, AttributeValue

GROUPS = ("", "speaker", "place", "dispute")
_SPEAKER_NAMES = frozenset({"speaker", "source", "who", "holder", "claimer"})
_PLACE_NAMES = frozenset({"location", "place", "gpe", "loc", "city", "country", "region"})


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which claims the ledger shows, and in which order.

    `words` must all be words of the claim, its speakers, what it is about or its report, the last perhaps
    unfinished; `document` is a report's key, None for the corpus; `shown` is `all`, `unattributed` or `disputed`,
    `group` one of GROUPS.
    `sort` is empty for the order of work (claims without a speaker first, then as they stand in the queue), else
    `claim`, `speaker`, `about`, `report`, `date` or `attribute:NAME`.
    """

    words: str = ""
    document: int | None = None
    shown: str = "all"
    group: str = ""
    sort: str = ""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ClaimEnd:
    """A claim at the other end of a dispute: its number in the file, its text, the title of its report."""

    key: int
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of the ledger. `key` is the annotation's number in the file; offsets are in code points."""

    key: int
    uid: str
    document: int
    start: int
    end: int
    label: str
    text: str
    speakers: str
    about: str
    title: str
    source: str
    date: str
    annotator: str
    note: str = ""
    flagged: bool = False
    attributes: Mapping[str, AttributeValue] = field(default_factory=lambda: NO_ATTRIBUTES, hash=False)
    disputes: tuple[ClaimEnd, ...] = ()
    disputed_by: tuple[ClaimEnd, ...] = ()


def says_who(relation: str) -> bool:
    """Whether a relation of this type leads from a claim to who says it, judged by its name, such as `said_by`."""
    name = relation.casefold()
    return name.endswith(("_by", " by")) or name in _SPEAKER_NAMES


def is_place(label: str) -> bool:
    """Whether a label is of places, judged by its name."""
    return label.casefold() in _PLACE_NAMES


def sides(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """For every claim in a dispute the number of that dispute: the smallest key of all that hang together."""
    parents: dict[int, int] = {}

    def first(key: int) -> int:
        parents.setdefault(key, key)
        while parents[key] != key:
            parents[key] = parents[parents[key]]
            key = parents[key]
        return key

    for one, other in pairs:
        low, high = sorted((first(one), first(other)))
        parents[high] = low
    return {key: first(key) for key in parents}
