"""Learners: a conditional random field over the words of a sentence or paragraph, taught by finished reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from annotator.assist.base import Marker
from annotator.assist.features import word_features
from annotator.assist.models import OUTSIDE, Lesson, Model, train
from annotator.assist.parses import NOTHING, Parse, parse_features
from annotator.assist.reading import Sentence, read_sentences
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.domain.tokens import TokenIndex

SOURCE = "model"
_MOST_LABELS = 60
MOST_WORDS = 160_000  # of reports with three labels, in under a minute; with more labels fewer
_FEW_TAGS = 7
_LEAST_ALTERNATIVE = 0.05
_MOST_KEPT = 4
_NO_FACTS: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Taught:
    """A finished report: its text, and what is labelled in the layer that is learned."""

    text: str
    spans: tuple[tuple[Span, str], ...]


@dataclass(frozen=True, slots=True)
class View:
    """How a learner reads a text: in which stretches, and what it sees of each word of one (of that text).

    It is `steady` when the features of a stretch never change, because no marker learns meanwhile.
    """

    read: Callable[[str, TokenIndex, int, int], Iterator[Sentence]]
    features: Callable[[str, Sentence], list[list[str]]]
    steady: bool = False


def entity_view(markers: Sequence[Marker] = ()) -> View:
    """Sentence by sentence, with the marks of these lists; a model is read with the markers it was taught with."""
    return View(read_sentences, lambda _, s: word_features(s, [marker.marks(s) for marker in markers]))


def parsed_view(markers: Sequence[Marker], parse_of: Callable[[str], Parse | None]) -> View:
    """The same, and what the parse of the text says, which is asked for at each sentence."""

    def features(text: str, sentence: Sentence) -> list[list[str]]:
        found = word_features(sentence, [marker.marks(sentence) for marker in markers])
        for own, more in zip(found, parse_features(parse_of(text) or NOTHING, text, sentence), strict=True):
            own += more
        return found

    return View(read_sentences, features)


class CrfSuggester:
    """What a model finds, read by the view that it was taught with."""

    def __init__(self, model: Model, view: View, name: str = SOURCE) -> None:
        self.name = name
        self._model = model
        self._view = view
        self._tags = frozenset(model.tags())
        self._labels = sorted({tag[2:] for tag in self._tags if tag != OUTSIDE})
        self._kept: dict[int, tuple[Sentence, list[Suggestion]]] = {}

    def suggest(self, text: str, tokens: TokenIndex, start: int, end: int) -> list[Suggestion]:
        """The spans of the likeliest reading, and behind each the other labels that it may well have."""
        return [
            suggestion
            for sentence in self._view.read(text, tokens, start, end)
            for suggestion in self._found(text, sentence)
            if start <= suggestion.start < end
        ]

    def uncertainty(self, text: str, tokens: TokenIndex, start: int, end: int) -> float | None:
        """How unsure the reading of a stretch is, 0 to 1: the mean doubt about what it suggests, if anything."""
        scores: dict[tuple[int, int], float] = {}
        for each in self.suggest(text, tokens, start, end):
            scores.setdefault((each.start, each.end), each.score)
        return 1 - sum(scores.values()) / len(scores) if scores else None

    def _found(self, text: str, sentence: Sentence) -> Sequence[Suggestion]:
        """The suggestions of a stretch; of a long one the last answers are kept where they stay right."""
        if not self._view.steady:
            return list(self._of(text, sentence))
        kept = self._kept.get(id(sentence))
        if kept is None or kept[0] is not sentence:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            kept = self._kept[id(sentence)] = (sentence, list(self._of(text, sentence)))
        return kept[1]

    def _of(self, text: str, sentence: Sentence) -> Iterator[Suggestion]:
        tags = self._model.tag(self._view.features(text, sentence))
        for first, stop, label in tagged(tags):
            span = sentence.span(first, stop)
            for other in (label, *(each for each in self._labels if each != label)):
                score = self._score(first, stop, other)
                if other == label or score >= _LEAST_ALTERNATIVE:
                    reason = f"{self.name} {min(score, 0.99):.2f}".replace(" 0.", " .")
                    yield Suggestion(span.start, span.end, other, self.name, score, reason)

    def _score(self, first: int, stop: int, label: str) -> float:
        """The marginal probability of the weakest word: a reading is no surer than that."""
        tags = [f"B-{label}", *[f"I-{label}"] * (stop - first - 1)]
        if not self._tags.issuperset(tags):
            return 0.0
        return min(1.0, min(self._model.marginal(tag, first + n) for n, tag in enumerate(tags)))


def teach(
    reports: Sequence[Taught],
    target: Path,
    view: View,
    aside: Callable[[int], Callable[[], None]] | None = None,
    *,
    most_words: int = MOST_WORDS,
    facts: Mapping[str, object] = _NO_FACTS,
) -> None:
    """Learn from finished reports into a model file that notes `facts`. Raises Refusal when nothing is labelled.

    `aside(number)` is called before a report is read and takes out of the markers what they know from that report,
    as if it were new; what it returns puts it back. Of more than `most_words` (fewer where there are more than
    three labels) the last of the reports are learned from.
    """
    counts = Counter(label for report in reports for _, label in report.spans)
    if not counts:
        raise Refusal("Nothing is labelled in the finished reports, so there is nothing to learn from.")
    labels = frozenset(label for label, _ in counts.most_common(_MOST_LABELS))
    facts = {"reports": len(reports), "spans": counts.total(), **facts}
    train(_lessons(reports, labels, view, aside, most_words), target, facts)


def _lessons(
    reports: Sequence[Taught],
    labels: frozenset[str],
    view: View,
    aside: Callable[[int], Callable[[], None]] | None,
    most_words: int,
) -> Iterator[Lesson]:
    words = 0
    most = most_words * _FEW_TAGS // max(_FEW_TAGS, 2 * len(labels) + 1)
    for number in reversed(range(len(reports))):
        back = aside(number) if aside is not None else None
        for lesson in lessons_of(reports[number], labels, view):
            words += len(lesson[1])
            yield lesson
            if words > most:
                break
        if back is not None:
            back()
        if words > most:
            return


def lessons_of(report: Taught, labels: frozenset[str], view: View) -> Iterator[Lesson]:
    """The sentences of a report with their tags; where spans overlap, the longer one is taught."""
    spans = outermost((span, label) for span, label in report.spans if label in labels)
    at = 0
    for sentence in view.read(report.text, TokenIndex(report.text), 0, len(report.text)):
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
        yield view.features(report.text, sentence), tags


def outermost(spans: Iterable[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """Those that no longer span overlaps, in the order of the text."""
    kept: list[tuple[Span, str]] = []
    for span, label in sorted(set(spans), key=lambda each: (each[0].start, -each[0].end, each[1])):
        if not kept or span.start >= kept[-1][0].end:
            kept.append((span, label))
        elif len(span) > len(kept[-1][0]):
            kept[-1] = (span, label)
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
