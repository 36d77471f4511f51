"""What the sequence models see of a word: itself, its shape and ends, its neighbours, and what lists say of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from annotator.assist.reading import Sentence
from annotator.domain.candidate_grammar import PHRASE

_LONGEST_SHAPE = 6


def word_features(sentence: Sentence, marks: Sequence[Sequence[str]] = ()) -> list[list[str]]:
    """The features of each word. `marks`: for each marker one mark a word, always in the same order."""
    alone = [_own(word, folded) for word, folded in zip(sentence.words, sentence.folded, strict=True)]
    phrases = _phrase_marks(sentence.letters)
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


def _phrase_marks(letters: str) -> list[str]:
    """Where the stretches begin, go on and end that Tab would stop at, and the determiners before them."""
    marks = ["o"] * len(letters)
    for match in PHRASE.finditer(letters):
        first, stop = match.start("core"), match.end()
        if match["determiner"]:
            marks[match.start()] = "d"
        marks[first:stop] = ["i"] * (stop - first)
        marks[first] = "b" if stop - first > 1 else "u"
        if stop - first > 1:
            marks[stop - 1] = "e"
    return marks
