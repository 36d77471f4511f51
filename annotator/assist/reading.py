"""Sentences as suggesters read them: tokens, words, and the letter of each word in the grammar of candidates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from annotator.domain.candidate_grammar import token_letters
from annotator.domain.sentences import paragraph_at, sentences
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex

_CONTEXT = 16_384
_LONGEST_WORD = 200
_LONGEST_BLOCK = 16_000  # code points
_VISIBLE = re.compile(r"\S")
_END_OF_LINE = r"(?:\r\n|\r(?!\n)|[\n\x0c\u2029])"
_BLANK_LINES = re.compile(rf"{_END_OF_LINE}(?:[^\S\r\n]*{_END_OF_LINE})+")
_NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text. `letters` has a letter for each word (see `domain.candidate_grammar`)."""

    tokens: Sequence[Span]
    words: Sequence[str]
    folded: Sequence[str]
    letters: str
    begins: frozenset[int] = frozenset({0})
    """The words that a sentence begins at: more than the first where this is a whole block of lines."""

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


def read_blocks(text: str, tokens: TokenIndex, start: int, end: int) -> Iterator[Sentence]:
    """The same with all sentences between two blank lines as one, so that a quotation is seen as a whole.

    Beyond 16,000 characters without a blank line it is each line, and beyond that each sentence.
    """
    end = min(end, len(text))
    at = _next_visible(text, start)
    while at < end:
        whole = _block_at(text, at)
        if len(whole) <= _LONGEST_BLOCK:
            yield from _read_block(text, tokens, whole)
        else:
            yield from read_sentences(text, tokens, max(at, whole.start), min(end, whole.end))
        at = _next_visible(text, max(whole.end, at + 1))


@lru_cache(maxsize=4)
def _read_block(text: str, tokens: TokenIndex, whole: Span) -> tuple[Sentence, ...]:
    """The same block again and again as a screenful is asked for piece by piece: the last ones are kept."""
    return tuple(_joined(read_sentences(text, tokens, whole.start, whole.end), whole))


def _next_visible(text: str, at: int) -> int:
    match = _VISIBLE.search(text, at)
    return match.start() if match else len(text)


def _block_at(text: str, at: int) -> Span:
    """The lines around a place as far as the next blank ones, or its line where that is too far."""
    low, high = max(0, at - _LONGEST_BLOCK), min(len(text), at + _LONGEST_BLOCK)
    before = [match.end() for match in _BLANK_LINES.finditer(text, low, at)]
    behind = _BLANK_LINES.search(text, at, high)
    begin = before[-1] if before else low
    stop = behind.start() if behind else high
    # Where nothing was found, the edge of the text must be near enough to end the block there.
    whole = (before or low == 0) and (behind or high == len(text))
    if whole and stop - begin <= _LONGEST_BLOCK:
        return Span(begin, max(begin, stop))
    return paragraph_at(text, at)


def _joined(parts: Iterator[Sentence], whole: Span) -> Iterator[Sentence]:
    """One out of several. A sentence that was wrapped over a line end is cut at the ends of the block."""
    tokens: list[Span] = []
    words: list[str] = []
    folded: list[str] = []
    letters = ""
    begins: set[int] = set()
    for part in parts:
        kept = [n for n, token in enumerate(part.tokens) if whole.start <= token.start < whole.end]
        if not kept:
            continue
        begins.add(len(tokens))
        low, high = kept[0], kept[-1] + 1
        tokens += part.tokens[low:high]
        words += part.words[low:high]
        folded += part.folded[low:high]
        letters += part.letters[low:high]
    if tokens:
        yield Sentence(tokens, words, folded, letters, frozenset(begins))
