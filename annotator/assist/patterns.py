"""Patterns that a user writes: literal words, words with wildcards, and regular expressions, each for one label.

| kind | written | stands for |
|---|---|---|
| literal | `Grad rocket` | these words, in any case |
| words | `^ Brigade` | a word with a capital, then `brigade` |
| | `# mm` | a word with a figure |
| | `*` | any word; `rocket*` one that begins so, `*craft` one that ends so |
| | `air|drone strike*` | either word |
| | `main? battle tank*` | the word may be missing |
| regex | `T-\\d\\d\\w*` | a regular expression, within a sentence; a group named `span` is what is marked |
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.assist.lexicon import words_of
from annotator.assist.phrases import Phrases
from annotator.assist.reading import Sentence, read_sentences
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.domain.tokens import TokenIndex
from annotator.domain.user_pattern import KINDS, UserPattern

if TYPE_CHECKING:
    import regex

SOURCE = "pattern"
SECONDS = 0.05  # that one regular expression may take for one sentence
_ENOUGH_TO_JUDGE = 0.25  # seconds of the processor that an expression has taken
_SLOWEST = 20e-6  # seconds a character: a screenful of 5,000 takes a tenth of a second
_MOST_SLOW = 500  # patterns with wildcards, and expressions: each is tried at every sentence
_LONGEST = 400
_MOST_WORDS = 16


@dataclass(frozen=True, slots=True)
class _Word:
    fits: Callable[[str], bool]
    optional: bool


class Patterns:
    """Patterns that are on, ready to be found. `faults` are sentences about those that switched themselves off.

    `told` is called with each such sentence once. Raises Refusal for a pattern that means nothing, or for more
    than 500 that are not literal.
    """

    name = SOURCE

    def __init__(self, patterns: Iterable[UserPattern], told: Callable[[str], None] | None = None) -> None:
        self.faults: dict[str, str] = {}
        self._spent: dict[str, tuple[float, int]] = {}  # seconds, and characters looked through
        self._told = told
        self._literal: Phrases[list[UserPattern]] = Phrases()
        self._words: list[tuple[UserPattern, list[_Word]]] = []
        self._expressions: list[tuple[UserPattern, regex.Pattern[str]]] = []
        for pattern in patterns:
            if pattern.on:
                self._take(pattern)
        if len(self._words) + len(self._expressions) > _MOST_SLOW:
            raise Refusal(f"At most {_MOST_SLOW} patterns can have wildcards or be regular expressions.")

    def suggest(self, text: str, tokens: TokenIndex, start: int, end: int) -> list[Suggestion]:
        found = [
            Suggestion(
                span.start, span.end, pattern.label, f"{SOURCE}:{pattern.name}", pattern.score, _reason(pattern)
            )
            for pattern, span in self._hits(text, tokens, start, end)
            if start <= span.start < end
        ]
        return sorted(found, key=lambda each: (each.start, -each.end, each.source))

    def hits(self, text: str, tokens: TokenIndex) -> Counter[str]:
        """How often each pattern is found in a text, by its name."""
        return Counter(pattern.name for pattern, _ in self._hits(text, tokens, 0, len(text)))

    def _switch_off(self, pattern: UserPattern) -> None:
        if pattern.name not in self.faults:
            self.faults[pattern.name] = f"The pattern “{pattern.name}” takes too long and was switched off."
            if self._told is not None:
                self._told(self.faults[pattern.name])

    def _take(self, pattern: UserPattern) -> None:
        _refuse_empty(pattern)
        if pattern.kind == "literal":
            words = words_of(pattern.text)
            known = self._literal.get(words)
            if known is None:
                self._literal.put(words, [pattern])
            else:
                known.append(pattern)
        elif pattern.kind == "words":
            self._words.append((pattern, _parse_words(pattern)))
        else:
            self._expressions.append((pattern, _compile(pattern)))

    def _hits(self, text: str, tokens: TokenIndex, start: int, end: int) -> Iterator[tuple[UserPattern, Span]]:
        for sentence in read_sentences(text, tokens, start, end):
            free = 0
            for first in range(len(sentence)):
                if first >= free and (longest := next(self._literal.at(sentence.folded, first), None)):
                    free, patterns = longest
                    yield from ((pattern, sentence.span(first, free)) for pattern in patterns)
            for pattern, words in self._words:
                yield from ((pattern, sentence.span(*hit)) for hit in _word_hits(words, sentence))
            for pattern, expression in self._expressions:
                if pattern.name not in self.faults:
                    yield from ((pattern, hit) for hit in self._regex_hits(pattern, expression, text, sentence))

    def _regex_hits(
        self, pattern: UserPattern, expression: regex.Pattern[str], text: str, sentence: Sentence
    ) -> list[Span]:
        low, high = sentence.tokens[0].start, sentence.tokens[-1].end
        group = "span" if "span" in expression.groupindex else 0
        begun = time.thread_time()
        try:
            matches = list(expression.finditer(text, low, high, timeout=SECONDS))
        except TimeoutError:
            matches = []
            self._switch_off(pattern)
        spent, read = self._spent.get(pattern.name, (0.0, 0))
        spent, read = spent + time.thread_time() - begun, read + high - low
        self._spent[pattern.name] = (spent, read)
        if spent > _ENOUGH_TO_JUDGE and spent > read * _SLOWEST:
            self._switch_off(pattern)
        spans = (match.span(group) for match in matches)
        return [Span(first, stop) for first, stop in spans if low <= first < stop]


def refusal_of(pattern: UserPattern) -> str:
    """Why a pattern cannot be used, in a sentence; empty when it can."""
    try:
        Patterns([pattern])
    except Refusal as refusal:
        return str(refusal)
    return ""


def _reason(pattern: UserPattern) -> str:
    return f"pattern “{pattern.text}”"


def _refuse_empty(pattern: UserPattern) -> None:
    if pattern.kind not in KINDS:
        raise Refusal(f"The pattern “{pattern.name}” is of the unknown kind “{pattern.kind}”.")
    if not pattern.text.strip() or (pattern.kind == "literal" and not words_of(pattern.text)):
        raise Refusal(f"The pattern “{pattern.name}” is empty.")
    if len(pattern.text) > _LONGEST:
        raise Refusal(f"The pattern “{pattern.name}” is longer than {_LONGEST} characters.")


def _compile(pattern: UserPattern) -> regex.Pattern[str]:
    import regex

    try:
        compiled: regex.Pattern[str] = regex.compile(pattern.text)
    except (regex.error, OverflowError, RecursionError) as error:
        message = str(error) or "it is nested too deeply"
        raise Refusal(f"The pattern “{pattern.name}” is no regular expression: {message}.") from error
    return compiled


def _parse_words(pattern: UserPattern) -> list[_Word]:
    parts = pattern.text.split()
    if len(parts) > _MOST_WORDS:
        raise Refusal(f"The pattern “{pattern.name}” has more than {_MOST_WORDS} words.")
    words = [_Word(_fits(part.removesuffix("?") or part), part.endswith("?") and part != "?") for part in parts]
    if all(word.optional for word in words):
        raise Refusal(f"The pattern “{pattern.name}” fits nothing: every word of it may be missing.")
    return words


def _fits(part: str) -> Callable[[str], bool]:
    """Whether a word fits one part of a pattern of words."""
    choices = [_fits_one(choice) for choice in part.split("|") if choice]
    return choices[0] if len(choices) == 1 else lambda word: any(fits(word) for fits in choices)


def _fits_one(choice: str) -> Callable[[str], bool]:
    if choice == "*":
        return lambda word: word[0].isalnum()
    if choice == "^":
        return lambda word: word[0].isupper()
    if choice == "#":
        return lambda word: any(char.isdigit() for char in word)
    wanted = choice.casefold()
    if wanted.endswith("*"):
        return lambda word: word.casefold().startswith(wanted[:-1])
    if wanted.startswith("*"):
        return lambda word: word.casefold().endswith(wanted[1:])
    return lambda word: word.casefold() == wanted


def _word_hits(words: Sequence[_Word], sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The words `[first, stop)` that a pattern fits, the longest fit at each place, without overlap."""
    free = 0
    for first in range(len(sentence)):
        if first >= free and (stop := _fit(words, sentence, first)) > first:
            yield first, stop
            free = stop


def _fit(words: Sequence[_Word], sentence: Sentence, first: int) -> int:
    """Where the longest fit from `first` ends; 0 without any. All places reached are kept, so nothing blows up."""
    reached = {first}
    for word in words:
        ahead = {n + 1 for n in reached if n < len(sentence) and word.fits(sentence.words[n])}
        reached = ahead | reached if word.optional else ahead
        if not reached:
            return 0
    return max(reached)
