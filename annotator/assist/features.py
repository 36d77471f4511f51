"""What the sequence models see of a word: itself, its shape and ends, its neighbours, and what lists say of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from annotator.assist.reading import Sentence
from annotator.domain.candidate_grammar import PHRASE
from annotator.domain.generic_words import KINDS

_LONGEST_SHAPE = 6


def word_features(sentence: Sentence, marks: Sequence[Sequence[str]] = ()) -> list[list[str]]:
    """The features of each word. `marks`: for each marker one mark a word, always in the same order."""
    alone = [_own(word, folded) for word, folded in zip(sentence.words, sentence.folded, strict=True)]
    phrases, around = _phrase_marks(sentence)
    letters = f"  {sentence.letters}  "
    folded = ["<<", "<", *sentence.folded, ">", ">>"]
    shapes = ["", *map(shape, sentence.words), ""]
    found: list[list[str]] = []
    for n, own in enumerate(alone):
        before, word, behind = folded[n + 1 : n + 4]
        features = [
            *own,
            f"w-1={before}",
            f"w+1={behind}",
            f"w-2={folded[n]}",
            f"w+2={folded[n + 4]}",
            f"w-1w={before} {word}",
            f"ww+1={word} {behind}",
            f"l={letters[n + 2]}",
            f"l3={letters[n + 1 : n + 4]}",
            f"l5={letters[n : n + 5]}",
            f"h-1={shapes[n]}",
            f"h+1={shapes[n + 2]}",
            f"e-1={before[-3:]}",
            f"e+1={behind[-3:]}",
            f"p={phrases[n]}",
            f"k={KINDS.get(word, '-')}",
            f"k+1={KINDS.get(behind, '-')}",
            f"k-1={KINDS.get(before, '-')}",
            f"pk3={phrases[n - 1] if n else '<'}{phrases[n]}{phrases[n + 1] if n + 1 < len(phrases) else '>'}",
            *around[n],
        ]
        for number, marked in enumerate(marks):
            features += _marked(number, marked, n)
        found.append(features)
    if found:
        found[0].append("first")
        found[-1].append("last")
    return found


def _marked(number: int, marks: Sequence[str], n: int) -> list[str]:
    around = (("", n), ("-1", n - 1), ("+1", n + 1))
    return [f"m{number}{where}={marks[at]}" for where, at in around if 0 <= at < len(marks) and marks[at]]


@lru_cache(maxsize=16_384)
def _own(word: str, folded: str) -> tuple[str, ...]:
    length = len(folded)
    ends = [f"s{size}={folded[-size:]}" for size in (2, 3, 4) if size < length]
    begins = [f"a{size}={folded[:size]}" for size in (2, 3, 4) if size < length]
    return (f"w={folded}", f"h={shape(word)}", *ends, *begins)


@lru_cache(maxsize=16_384)
def shape(word: str) -> str:
    """Capitals, small letters and figures, each run told once: `T-72B3` is `X-dXd`."""
    found = ""
    for char in word:
        kind = "X" if char.isupper() else "x" if char.isalpha() else "d" if char.isdigit() else char
        if found[-1:] != kind:
            found += kind
        if len(found) == _LONGEST_SHAPE:
            break
    return found


def _phrase_marks(sentence: Sentence) -> tuple[list[str], list[tuple[str, ...]]]:
    """Where the stretches begin, go on and end that Tab would stop at, and the determiners before them.

    And for each word of a stretch what that is as a whole: its last word and the kind of that, its neighbours.
    """
    marks = ["o"] * len(sentence)
    around: list[tuple[str, ...]] = [()] * len(sentence)
    folded = sentence.folded
    for match in PHRASE.finditer(sentence.letters):
        first, stop = match.start("core"), match.end()
        if match["determiner"]:
            marks[match.start()] = "d"
        marks[first:stop] = ["i"] * (stop - first)
        marks[first] = "b" if stop - first > 1 else "u"
        if stop - first > 1:
            marks[stop - 1] = "e"
        head = folded[_head(sentence.letters, first, stop)]
        before = folded[first - 1] if first else "<"
        behind = folded[stop] if stop < len(folded) else ">"
        whole = (
            f"ph={head}",
            f"pk={KINDS.get(head, '-')}",
            f"p<={before}",
            f"p>={behind}",
            f"pb={before} {KINDS.get(head, '-')}",
            f"pl={min(stop - first, 4)}",
        )
        around[first:stop] = [whole] * (stop - first)
        if match["determiner"]:
            around[match.start()] = tuple(f"d{each}" for each in whole[:2])
    return marks, around


def _head(letters: str, first: int, stop: int) -> int:
    """The word that says what a phrase is: the last one before its first `of` or `for`."""
    at = first
    while at + 1 < stop and letters[at + 1] not in "OF":
        at += 1
    return at
