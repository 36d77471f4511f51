"""A report as sentences of tokens with runs of labels on them, as the formats of tokens write it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from annotator.domain.documents import text_digest
from annotator.domain.sentences import sentences
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex
from annotator.formats.base import ReportRecord, SpanRecord
from annotator.formats.tags import Run, tags_of

_RUN_START = attrgetter("start")
# White space and what the tokens leave out besides; see domain/token_pattern.
_BETWEEN = re.compile(r"[\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064]+")


@dataclass(frozen=True, slots=True)
class Tokenised:
    """All tokens of a report; `runs` has the tokens of each span, in the order of the spans.

    A sentence begins at each token of `beginnings`. No run lies in two sentences: where an annotation goes on
    beyond the end of a sentence, the two are one.
    """

    text: str
    tokens: Sequence[Span]
    runs: Sequence[Run]
    beginnings: Sequence[int]

    def words(self) -> list[str]:
        return [self.text[token.start : token.end] for token in self.tokens]

    def sentences(self) -> Iterator[tuple[int, int]]:
        """The first token of each sentence and the one behind its last."""
        if self.beginnings:
            yield from zip(self.beginnings, [*self.beginnings[1:], len(self.tokens)], strict=True)

    def tags(self, scheme: str, wanted: Callable[[str], bool] = lambda _: True) -> list[str]:
        """The tags of all tokens, of the labels that are `wanted`; these may not overlap."""
        tags: list[str] = []
        for first, end in self.sentences():  # each by itself: in IOB1 a tag depends on the one before
            runs = [run for run in self.runs_within(first, end) if wanted(run.label)]
            tags += tags_of(runs, end - first, scheme)
        return tags

    def runs_within(self, first: int, end: int) -> list[Run]:
        """The runs in one sentence, counted from its first token."""
        low, high = (bisect_left(self.runs, place, key=_RUN_START) for place in (first, end))
        return [Run(run.start - first, run.end - first, run.label) for run in self.runs[low:high]]

    def gap_behind(self, index: int) -> str:
        """What stands between a token and the next, or the end; -1 stands for the beginning of the text."""
        start = self.tokens[index].end if index >= 0 else 0
        end = self.tokens[index + 1].start if index + 1 < len(self.tokens) else len(self.text)
        return self.text[start:end]


def tokenised(record: ReportRecord) -> Tokenised:
    """The record in tokens. Raises ValueError when a span does not begin and end with a token."""
    tokens = list(TokenIndex(record.text))
    starts = [token.start for token in tokens]
    runs = []
    for span in sorted(record.spans, key=SpanRecord.order):
        first, end = bisect_left(starts, span.start), bisect_left(starts, span.end)
        if first == end or tokens[first].start != span.start or tokens[end - 1].end != span.end:
            raise ValueError(f"the span from {span.start} to {span.end} does not begin and end with a token")
        runs.append(Run(first, end, span.label))
    return Tokenised(record.text, tokens, runs, _beginnings(record.text, starts, runs))


def _beginnings(text: str, starts: Sequence[int], runs: Sequence[Run]) -> list[int]:
    found = {0, *(bisect_left(starts, sentence.start) for sentence in sentences(text))}
    ordered = sorted(place for place in found if place < len(starts))
    inside: set[int] = set()
    for run in runs:
        inside.update(ordered[bisect_left(ordered, run.start + 1) : bisect_left(ordered, run.end)])
    return [place for place in ordered if place not in inside]


def text_of_words(rows: Sequence[Sequence[str]]) -> tuple[str, list[list[Span]]]:
    """The text of sentences of which only the words are known, a line for each, and where the words stand."""
    parts: list[str] = []
    places: list[list[Span]] = []
    size = 0
    for number, row in enumerate(rows):
        places.append([])
        for index, word in enumerate(row):
            gap = " " if index else "\n" if number else ""
            places[-1].append(Span(size + len(gap), size + len(gap) + len(word)))
            parts += (gap, word)
            size += len(gap) + len(word)
    return "".join(parts), places


def token_signature(record: ReportRecord) -> object:
    """What formats keep that hold tokens alone: text and spans without what stands between tokens."""
    kept: list[str] = []
    edges = sorted({edge for span in record.spans for edge in (span.start, span.end)})
    moved: dict[int, int] = {}
    at = size = 0
    for edge in [*edges, len(record.text)]:
        kept.append(_BETWEEN.sub("", record.text[at:edge]))
        size += len(kept[-1])
        at, moved[edge] = edge, size
    places = sorted((moved[span.start], moved[span.end], span.label) for span in record.spans)
    return (text_digest("".join(kept)), tuple(places))
