"""Sentences as suggesters read them: tokens, words, and the letter of each word in the grammar of candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.domain.candidate_grammar import token_letters
from annotator.domain.sentences import sentences
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex

_CONTEXT = 16_384
_LONGEST_WORD = 200
_NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text. `letters` has a letter for each word (see `domain.candidate_grammar`)."""

    tokens: Sequence[Span]
    words: Sequence[str]
    folded: Sequence[str]
    letters: str

    def __len__(self) -> int:
        return len(self.tokens)

    def span(self, first: int, stop: int) -> Span:
        """Where the words `[first, stop)` stand in the text."""
        return Span(self.tokens[first].start, self.tokens[stop - 1].end)

    def words_of(self, span: Span) -> tuple[int, int] | None:
        """The words `[first, stop)` that a span covers, also in part; None when it covers none of them."""
        inside = [n for n, token in enumerate(self.tokens) if token.start < span.end and token.end > span.start]
        return (inside[0], inside[-1] + 1) if inside else None


def read_sentences(text: str, tokens: TokenIndex, start: int, end: int) -> Iterator[Sentence]:
    """The sentences that share a character with `[start, end)`, in order. Words longer than 200 are cut."""
    for span in sentences(text, start, end):
        found = tokens.tokens_in(span.start, span.end)
        if not found:
            continue
        words = [text[token.start : min(token.end, token.start + _LONGEST_WORD)] for token in found]
        # A fixed grid, so that the same context is read for a sentence wherever the question came from.
        low = max(0, span.start // _CONTEXT - 1) * _CONTEXT
        letters = token_letters(words, text[low : low + 3 * _CONTEXT], _NO_WORDS)
        yield Sentence(found, words, [word.casefold() for word in words], letters)
