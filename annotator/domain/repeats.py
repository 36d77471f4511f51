"""What the annotator has labelled before, kept so that its next occurrence can be offered at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotator.domain.token_pattern import token_pattern
from annotator.domain.tokens import tokenize
from annotator.domain.word_lists import CLOSED_CLASS, DETERMINERS, PRONOUNS

_LONGEST = 200
_SHORT_ACRONYM = 5
_ENOUGH_TO_JUDGE = 20
_FUNCTION_WORDS = CLOSED_CLASS - PRONOUNS


class Repeats:
    """Labelled texts by their case-folded first token; `add` and `discard` follow labelling and its undo.

    It also knows two habits of the annotator that candidates follow: whether spans take their article along
    (`the Ministry`), and whether common words (`soldiers`) are labelled at all. `version` grows whenever an answer
    may be another than before.
    """

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self.version = 0
        self._counts: Counter[str] = Counter()
        self._by_first: dict[str, list[str]] = {}
        self._spans = self._with_determiner = self._without_capital = 0
        for text in texts:
            self.add(text)

    @property
    def takes_determiners(self) -> bool:
        """Whether at least one labelled span in ten begins with an article or the like."""
        return self._with_determiner * 10 >= max(self._spans, 1)

    @property
    def takes_common_words(self) -> bool:
        """False once twenty spans are labelled and hardly one of them is without a capital letter."""
        return self._spans < _ENOUGH_TO_JUDGE or self._without_capital * 30 >= self._spans

    def add(self, text: str) -> None:
        """One more span with this text, which is kept when it `says_something` in at most 200 characters."""
        first = self._first_token(text) if says_something(text) else None
        if first is None:
            return
        self._count_habits(text, first, 1)
        self._counts[text] += 1
        if self._counts[text] == 1:
            self.version += 1
            texts = self._by_first.setdefault(first, [])
            texts.append(text)
            texts.sort(key=len, reverse=True)

    def discard(self, text: str) -> None:
        """One span with this text less. Unknown texts are ignored."""
        first = self._first_token(text)
        if first is None or not self._counts[text]:
            return
        self._count_habits(text, first, -1)
        self._counts[text] -= 1
        if not self._counts[text]:
            self.version += 1
            self._by_first[first].remove(text)

    def longest_at(self, text: str, start: int, token: str) -> int | None:
        """Where the longest known text ends that begins at `start` with `token`; None when there is none.

        Case is ignored, except that `us` is never taken for the acronym `US`.
        """
        for known in self._by_first.get(token.casefold(), ()):
            end = start + len(known)
            runs_on = text[end - 1 : end].isalnum() and text[end : end + 1].isalnum()
            if not runs_on and is_same(known, text[start:end]):
                return end
        return None

    def _first_token(self, text: str) -> str | None:
        tokens = tokenize(text) if text and len(text) <= _LONGEST else ()
        return tokens[0].of(text).casefold() if tokens else None

    def _count_habits(self, text: str, first: str, step: int) -> None:
        before = self.takes_determiners, self.takes_common_words
        self._spans += step
        self._with_determiner += step * (first in DETERMINERS)
        self._without_capital += step * text.islower()
        if before != (self.takes_determiners, self.takes_common_words):
            self.version += 1


def says_something(text: str) -> bool:
    """Whether some word of it is more than a mark or a small function word such as `the`.

    What is not was labelled by a slip, or means nothing at its next place. `IN` and `OR` may be acronyms.
    """
    return len(text) > _LONGEST or any(map(_is_telling, token_pattern().findall(text)))


def _is_telling(word: str) -> bool:
    is_acronym = len(word) > 1 and word.isupper()
    return any(map(str.isalnum, word)) and (is_acronym or word.casefold() not in _FUNCTION_WORDS)


def is_same(known: str, found: str) -> bool:
    """Whether two stretches are one text but for case; `us` is never the acronym `US`."""
    if known == found:
        return True
    if len(known) <= _SHORT_ACRONYM and (known.isupper() or (known.islower() and found.isupper())):
        return False
    return known.casefold() == found.casefold()
