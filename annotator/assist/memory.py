"""Memory of what has been labelled: where the same text stands again, the same label is proposed.

It also remembers where the text stood and was not labelled: in finished reports, and where a person said no.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotator.assist.phrases import Phrases
from annotator.assist.reading import Sentence, read_sentences
from annotator.domain.repeats import Repeats, is_same, says_something
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.domain.token_pattern import token_pattern
from annotator.domain.tokens import TokenIndex

SOURCE = "memory"
LEAST_SHARE = 0.4
_LONGEST = 200


@dataclass(slots=True)
class _Known:
    """One remembered text: how often it got each label, how often none, and how often each was rejected."""

    labels: Counter[str] = field(default_factory=Counter)
    spellings: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    missed: int = 0

    def best(self) -> tuple[str, float] | None:
        """The likeliest label with its share of all times; None for a text that is too seldom labelled at all."""
        times = self.labels.total()
        if not times or times < LEAST_SHARE * (times + self.missed + self.rejected.total()):
            return None
        return self.shares()[0]

    def shares(self) -> list[tuple[str, float]]:
        """Each label with its share of all times that the text stood somewhere, the likeliest first."""
        total = self.labels.total() + self.missed
        shares = [(label, times / (total + self.rejected[label])) for label, times in self.labels.most_common()]
        return sorted(shares, key=lambda each: -each[1])

    def score(self, label: str) -> float:
        """The share of the label as far as so few times can tell: seen once, it is right two times in three."""
        return (self.labels[label] + 1) / (self.labels.total() + self.missed + self.rejected[label] + 2)

    def scores(self) -> list[tuple[str, float]]:
        """Each label with its score, the likeliest first."""
        return [(label, self.score(label)) for label, _ in self.shares()]

    def is_empty(self) -> bool:
        return not self.labels and not self.rejected and not self.missed


class LabelMemory:
    """Labelled texts with how often each label was given; follows labelling and its undo.

    `repeats` is the same without labels, for finding candidates. `version` grows whenever a suggestion somewhere
    may be another than before. A text that stood unlabelled, or was rejected, too often is no longer proposed.
    """

    name = SOURCE

    def __init__(self) -> None:
        self.repeats = Repeats()
        self.version = 0
        self._known: Phrases[_Known] = Phrases()
        self._finished: dict[int, Counter[tuple[str, ...]]] = {}

    def add(self, text: str, label: str) -> None:
        """One more span with this text, which is kept when it `says_something` in at most 200 characters."""
        key = _key(text)
        if not key or not says_something(text):
            return
        self.repeats.add(text)
        known = self._known.get(key) or _Known()
        self._known.put(key, known)
        before = known.scores()
        known.labels[label] += 1
        known.spellings[" ".join(_words(text))] += 1
        self._count_version(before, known)

    def discard(self, text: str, label: str) -> None:
        """One span with this text and label less."""
        key = _key(text)
        known = self._known.get(key)
        if known is None or not known.labels[label]:
            return
        self.repeats.discard(text)
        before = known.scores()
        known.labels -= Counter([label])
        known.spellings -= Counter([" ".join(_words(text))])
        self._count_version(before, known)
        self._drop_empty(key, known)

    def reject(self, text: str, label: str) -> None:
        """A person said that this text is not that here."""
        key = _key(text)
        if key:
            known = self._known.get(key) or _Known()
            self._known.put(key, known)
            known.rejected[label] += 1
            self.version += 1

    def take_back_rejection(self, text: str, label: str) -> None:
        """One rejection less, when it was undone."""
        key = _key(text)
        known = self._known.get(key)
        if known is not None and known.rejected[label]:
            known.rejected -= Counter([label])
            self.version += 1
            self._drop_empty(key, known)

    def finish(self, report: int, text: str, tokens: TokenIndex, labelled: Sequence[Span]) -> None:
        """A report is done: where a known text stands in it outside `labelled`, it is deliberately unlabelled.

        `report` is any number for it, `labelled` in the order of the text. What becomes known later does not count
        in this report; a report that was finished before is counted anew.
        """
        self.reopen(report)
        found = self._finished[report] = Counter(self._unlabelled(text, tokens, labelled))
        for key, times in found.items():
            known = self._known.get(key)
            if known is not None:
                known.missed += times
        self.version += bool(found)

    def reopen(self, report: int) -> None:
        """The report is no longer done: what was not labelled in it says nothing any more."""
        for key, times in self._finished.pop(report, Counter()).items():
            known = self._known.get(key)
            if known is not None:
                known.missed = max(0, known.missed - times)
                self.version += 1
                self._drop_empty(key, known)

    def suggestion(self, text: str, span: Span) -> Suggestion | None:
        """What was said of the span's text before, the likeliest label; None when nothing was, or too often no."""
        known = self._known.get(_key(span.of(text)))
        best = known.best() if known is not None else None
        return None if known is None or best is None else _suggestion(span, known, best[0])

    def suggestions(self, text: str, spans: Iterable[Span]) -> list[Suggestion]:
        """The suggestions among these spans."""
        found = (self.suggestion(text, span) for span in spans)
        return [suggestion for suggestion in found if suggestion is not None]

    def suggest(self, text: str, tokens: TokenIndex, start: int, end: int) -> list[Suggestion]:
        """Known texts that start in the stretch; behind each the other labels it was given."""
        found = []
        for sentence in read_sentences(text, tokens, start, end):
            for first, stop, known in self._matches(sentence):
                span = sentence.span(first, stop)
                if start <= span.start < end:
                    found += [_suggestion(span, known, label) for label, _ in known.shares()]
        return found

    def marks(self, sentence: Sentence) -> list[str]:
        """The label that a known text had, with how sure that is in quarters, and whether it begins there."""
        marks = [""] * len(sentence)
        for first, stop, known in self._matches(sentence):
            label, share = known.shares()[0]
            mark = f"{label}{min(3, int(share * 4))}"
            marks[first:stop] = [f"b{mark}", *[f"i{mark}"] * (stop - first - 1)]
        return marks

    def _matches(self, sentence: Sentence) -> Iterator[tuple[int, int, _Known]]:
        """The longest known text at each place that is still worth proposing, without overlap."""
        free = 0
        for first in range(len(sentence)):
            if first < free:
                continue
            for stop, known in self._known.at(sentence.folded, first):
                if known.best() is not None and _is_spelled(known, sentence.words[first:stop]):
                    yield first, stop, known
                    free = stop
                    break

    def _unlabelled(self, text: str, tokens: TokenIndex, labelled: Sequence[Span]) -> Iterator[tuple[str, ...]]:
        at = 0
        for sentence in read_sentences(text, tokens, 0, len(text)):
            free = 0
            for first in range(len(sentence)):
                if first < free:
                    continue
                stop = next((stop for stop, _ in self._known.at(sentence.folded, first)), 0)
                if not stop:
                    continue
                free = stop
                span = sentence.span(first, stop)
                while at < len(labelled) and labelled[at].end <= span.start:
                    at += 1
                if not any(span.overlaps(other) for other in labelled[at : at + 3]):
                    yield tuple(sentence.folded[first:stop])

    def _count_version(self, before: list[tuple[str, float]], known: _Known) -> None:
        after = known.scores()
        self.version += before != after or (len(after) > 1)

    def _drop_empty(self, key: Sequence[str], known: _Known) -> None:
        if known.is_empty():
            self._known.drop(key)


def _suggestion(span: Span, known: _Known, label: str) -> Suggestion:
    times = known.labels[label]
    often = "once" if times == 1 else f"{times} times"
    no = known.missed + known.rejected[label]
    but = f", {no} not" if no else ""
    return Suggestion(span.start, span.end, label, SOURCE, known.score(label), f"seen {often} as {label}{but}")


def _is_spelled(known: _Known, words: Sequence[str]) -> bool:
    found = " ".join(words)
    return found in known.spellings or any(is_same(each, found) for each in known.spellings)


def _words(text: str) -> list[str]:
    return token_pattern().findall(text) if len(text) <= _LONGEST else []


def _key(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _words(text))
