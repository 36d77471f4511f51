"""The learner of entities: a conditional random field over the words of a sentence, taught by finished reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.assist.base import Marker
from annotator.assist.features import word_features
from annotator.assist.models import OUTSIDE, Lesson, Model, train
from annotator.assist.reading import Sentence, read_sentences
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.domain.tokens import TokenIndex

SOURCE = "model"
_MOST_LABELS = 60  # the work grows with the square of their number
_LEAST_ALTERNATIVE = 0.05


@dataclass(frozen=True, slots=True)
class Taught:
    """A finished report: its text, and what is labelled in the layer that is learned."""

    text: str
    spans: tuple[tuple[Span, str], ...]


class CrfSuggester:
    """What the model finds; `markers` are those that it was taught with, in the same order."""

    name = SOURCE

    def __init__(self, model: Model, markers: Sequence[Marker] = ()) -> None:
        self._model = model
        self._markers = tuple(markers)
        self._labels = sorted({tag[2:] for tag in model.tags() if tag != OUTSIDE})

    def suggest(self, text: str, tokens: TokenIndex, start: int, end: int) -> list[Suggestion]:
        """The spans of the likeliest reading, and behind each the other labels that it may well have."""
        return [
            suggestion
            for sentence in read_sentences(text, tokens, start, end)
            for suggestion in self._of(sentence)
            if start <= suggestion.start < end
        ]

    def _of(self, sentence: Sentence) -> Iterator[Suggestion]:
        tags = self._model.tag(_features(sentence, self._markers))
        for first, stop, label in tagged(tags):
            span = sentence.span(first, stop)
            for other in (label, *(each for each in self._labels if each != label)):
                score = self._score(first, stop, other)
                if other == label or score >= _LEAST_ALTERNATIVE:
                    reason = f"model {score:.2f}".replace("0.", ".")
                    yield Suggestion(span.start, span.end, other, SOURCE, score, reason)

    def _score(self, first: int, stop: int, label: str) -> float:
        """The marginal probability of the weakest word: a reading is no surer than that."""
        known = self._model.tags()
        tags = [f"B-{label}", *[f"I-{label}"] * (stop - first - 1)]
        if not set(tags) <= set(known):
            return 0.0
        return min(1.0, min(self._model.marginal(tag, first + n) for n, tag in enumerate(tags)))


def teach(reports: Iterable[Taught], target: Path, markers: Sequence[Marker] = (), iterations: int = 25) -> None:
    """Learn from finished reports into a model file. Raises Refusal when nothing is labelled in them."""
    taught = list(reports)
    counts = Counter(label for report in taught for _, label in report.spans)
    labels = frozenset(label for label, _ in counts.most_common(_MOST_LABELS))
    lessons = (lesson for report in taught for lesson in lessons_of(report, labels, markers))
    train(lessons, target, {"kind": "entities", "reports": len(taught), "spans": counts.total()}, iterations)


def lessons_of(report: Taught, labels: frozenset[str], markers: Sequence[Marker]) -> Iterator[Lesson]:
    """The sentences of a report with their tags; where spans overlap, the longer one is taught."""
    spans = outermost((span, label) for span, label in report.spans if label in labels)
    at = 0
    for sentence in read_sentences(report.text, TokenIndex(report.text), 0, len(report.text)):
        end = sentence.tokens[-1].end
        while at < len(spans) and spans[at][0].end <= sentence.tokens[0].start:
            at += 1
        tags = [OUTSIDE] * len(sentence)
        for span, label in spans[at:]:
            if span.start >= end:
                break
            if (covered := sentence.words_of(span)) is not None:
                first, stop = covered
                tags[first:stop] = [f"I-{label}"] * (stop - first)
                tags[first] = f"B-{label}"
        yield _features(sentence, markers), tags


def outermost(spans: Iterable[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """Those that no longer span overlaps, in the order of the text."""
    kept: list[tuple[Span, str]] = []
    ends = -1
    for span, label in sorted(set(spans), key=lambda each: (each[0].start, -each[0].end, each[1])):
        if span.start < ends:
            if len(span) > len(kept[-1][0]):
                kept[-1] = (span, label)
                ends = span.end
            continue
        kept.append((span, label))
        ends = span.end
    return kept


def tagged(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The words `[first, stop)` of each tagged span with its label."""
    first, label = 0, ""
    for n, tag in enumerate((*tags, OUTSIDE)):
        if label and tag != f"I-{label}":
            yield first, n, label
            label = ""
        if tag[:2] == "B-" or (tag != OUTSIDE and not label):
            first, label = n, tag[2:]


def _features(sentence: Sentence, markers: Sequence[Marker]) -> list[list[str]]:
    return word_features(sentence, [marker.marks(sentence) for marker in markers])
