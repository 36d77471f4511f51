"""Candidates: unlabelled stretches that look like a span, so that one key goes from each to the next.

Names by their capitals, names with digits, generic nouns of conflict reports, hashtags, and whatever has been
labelled before. Text without capitals (Arabic, Han, or all in capitals) gives the last kinds and quoted words.
The work is done sentence by sentence, so an answer does not depend on where the question was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from annotator.domain.candidate_grammar import PHRASE, takes_determiner, token_letters
from annotator.domain.repeats import Repeats
from annotator.domain.sentences import sentence_at, sentences
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex

_CONTEXT = 16_384
_KEPT_SENTENCES = 512
_LONGEST_QUOTE = 6
_LONGEST_WORD = 200
_QUOTES = {"«": "»", "“": "”", "„": "“", "‘": "’", '"': '"', "「": "」", "『": "』", "《": "》"}


class Reason(Enum):
    """Why a stretch is a candidate."""

    NAME = "name"
    NUMBERED = "name with digits"
    GENERIC = "generic words"
    HASHTAG = "hashtag or handle"
    REPEAT = "labelled before"
    QUOTE = "quoted words"


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A stretch that might be labelled."""

    span: Span
    reason: Reason


def _never(span: Span) -> bool:
    del span
    return False


class CandidateFinder:
    """Finds the candidates of one text, near the place that is asked for.

    `is_taken` says whether a stretch is labelled already or rejected: it is then skipped. `repeats` and what is
    taken may change between two questions. `lexicon` holds further generic words, case-folded, one token each.
    """

    def __init__(
        self,
        text: str,
        tokens: TokenIndex,
        repeats: Repeats | None = None,
        is_taken: Callable[[Span], bool] = _never,
        lexicon: frozenset[str] = frozenset(),
    ) -> None:
        self._text = text
        self._tokens = tokens
        self._repeats = Repeats() if repeats is None else repeats
        self._is_taken = is_taken
        self._lexicon = lexicon
        self._sentences: dict[Span, _Sentence] = {}

    def candidates_in(self, start: int, end: int) -> list[Candidate]:
        """The free candidates that share a character with `[start, end)`, in order and apart from each other."""
        return [
            candidate
            for sentence in sentences(self._text, start, end)
            for candidate in self._free(sentence)
            if candidate.span.start < end and candidate.span.end > start
        ]

    def candidate_at(self, position: int) -> Candidate | None:
        """The free candidate over `position`."""
        found = self._free(sentence_at(self._text, position))
        return next((candidate for candidate in found if candidate.span.holds(position)), None)

    def _free(self, sentence: Span) -> list[Candidate]:
        read = self._sentences.get(sentence)
        if read is None:
            read = self._read(sentence)
            if len(self._sentences) >= _KEPT_SENTENCES:
                self._sentences.clear()
            self._sentences[sentence] = read
        free = (candidate for candidate in read.candidates(self._repeats) if not self._is_taken(candidate.span))
        return _apart(free)

    def _read(self, sentence: Span) -> _Sentence:
        # A fixed grid, so that the same context is read for a sentence wherever the question came from.
        low = max(0, sentence.start // _CONTEXT - 1) * _CONTEXT
        context = self._text[low : low + 3 * _CONTEXT]
        tokens = self._tokens.tokens_in(sentence.start, sentence.end)
        # No name is as long as the words that binary rubbish is made of.
        words = [self._text[token.start : min(token.end, token.start + _LONGEST_WORD)] for token in tokens]
        return _Sentence(self._text, tokens, words, token_letters(words, context, self._lexicon))


class _Sentence:
    """The tokens of one sentence with their letters, which labelling does not change, and the last answer."""

    __slots__ = ("_known", "_letters", "_text", "_tokens", "_words")

    def __init__(self, text: str, tokens: Sequence[Span], words: Sequence[str], letters: str) -> None:
        self._text = text
        self._tokens = tokens
        self._letters = letters
        self._words = words
        self._known: tuple[int, list[Candidate]] | None = None

    def candidates(self, repeats: Repeats) -> list[Candidate]:
        """In no order, and overlapping."""
        if self._known is None or self._known[0] != repeats.version:
            self._known = repeats.version, list(self._look(repeats))
        return self._known[1]

    def _look(self, repeats: Repeats) -> Iterator[Candidate]:
        yield from self._phrases(repeats)
        yield from self._marked()
        yield from self._quoted()
        for token, word in zip(self._tokens, self._words, strict=True):
            end = repeats.longest_at(self._text, token.start, word)
            if end is not None:
                yield Candidate(Span(token.start, end), Reason.REPEAT)

    def _phrases(self, repeats: Repeats) -> Iterator[Candidate]:
        for match in PHRASE.finditer(self._letters):
            core = match["core"]
            if not repeats.takes_common_words and not any(letter in core for letter in "NTGY"):
                continue
            start = match.start("core")
            if repeats.takes_determiners and takes_determiner(self._letters, self._words, match.end()):
                start = match.start()
            yield Candidate(self._span(start, match.end()), _reason(core))

    def _marked(self) -> Iterator[Candidate]:
        for index, word in enumerate(self._words[:-1]):
            following = self._tokens[index + 1]
            if word in ("#", "@") and following.start == self._tokens[index].end:
                yield Candidate(following, Reason.HASHTAG)

    def _quoted(self) -> Iterator[Candidate]:
        for index, word in enumerate(self._words):
            closing = _QUOTES.get(word)
            if closing is None:
                continue
            inside = self._words[index + 1 : index + 2 + _LONGEST_QUOTE]
            length = inside.index(closing) if closing in inside else 0
            if length and not any(_is_cased(each) for each in inside[:length]):
                yield Candidate(self._span(index + 1, index + 1 + length), Reason.QUOTE)

    def _span(self, first: int, stop: int) -> Span:
        return Span(self._tokens[first].start, self._tokens[stop - 1].end)


def _is_cased(word: str) -> bool:
    return word.lower() != word.upper()


def _reason(letters: str) -> Reason:
    if "G" in letters:
        return Reason.NUMBERED
    return Reason.NAME if any(letter in letters for letter in "NTY") else Reason.GENERIC


def _apart(candidates: Iterator[Candidate]) -> list[Candidate]:
    """The longest of those that overlap, the first of equally long ones; in the order of the text."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda each: (-len(each.span), each.span.start)):
        if not any(candidate.span.overlaps(other.span) for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda each: each.span)
