"""Small finished reports for tests of what learns, and what it finds in a new one."""

from __future__ import annotations

from itertools import pairwise

from annotator.assist.base import Suggester
from annotator.assist.crf import Taught
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex

Found = list[tuple[str, str]]


def taught(text: str, *labelled: tuple[str, str]) -> Taught:
    """The report with the first occurrence of each text labelled."""
    spans = []
    for part, label in labelled:
        start = text.index(part)
        spans.append((Span(start, start + len(part)), label))
    return Taught(text, tuple(spans))


TOWNS = ("Mosul", "Harsk", "Dolna", "Orveth", "Idrath", "Kastria")
REPORTS = [
    taught(f"Rebels shelled {town} on Monday. Officials in {other} fired rockets.", *labelled)
    for town, other in pairwise(TOWNS)
    for labelled in [(("Rebels", "Actor"), (town, "Location"), (other, "Location"), ("rockets", "Weapon"))]
]


def found(suggester: Suggester, text: str, start: int = 0, end: int | None = None) -> Found:
    """Text and label of each suggestion; of several labels for one span the first."""
    told = suggester.suggest(text, TokenIndex(text), start, len(text) if end is None else end)
    best: dict[tuple[int, int], str] = {}
    for suggestion in told:
        best.setdefault((suggestion.start, suggestion.end), suggestion.label)
    return [(text[start:end], label) for (start, end), label in best.items()]
