"""Lists of generic words, one label each: weapons by their kinds, actors by roles, ranks and bodies."""

from __future__ import annotations

from pathlib import Path

from annotator.assist.phrases import Phrases
from annotator.assist.reading import Sentence, read_sentences
from annotator.domain.suggestions import Suggestion
from annotator.domain.token_pattern import token_pattern
from annotator.domain.tokens import TokenIndex

SOURCE = "lexicon"


class Lexicon:
    """The phrases of one file, proposed as `label` with the probability `score` in 0..1."""

    name = SOURCE

    def __init__(self, phrases: list[str], label: str, score: float) -> None:
        self._label = label
        self._score = score
        self._phrases: Phrases[str] = Phrases()
        for phrase in phrases:
            self._phrases.put(words_of(phrase), phrase)

    def matches(self, sentence: Sentence) -> list[tuple[int, int, str]]:
        """The words `[first, stop)` of each phrase there, the longest at each place, without overlap."""
        found: list[tuple[int, int, str]] = []
        free = 0
        for first in range(len(sentence)):
            if first >= free and (longest := next(self._phrases.at(sentence.folded, first), None)):
                free, phrase = longest
                found.append((first, free, phrase))
        return found

    def marks(self, sentence: Sentence) -> list[str]:
        """`b` where a phrase begins, `i` where it goes on."""
        marks = [""] * len(sentence)
        for first, stop, _ in self.matches(sentence):
            marks[first:stop] = ["b", *["i"] * (stop - first - 1)]
        return marks

    def suggest(self, text: str, tokens: TokenIndex, start: int, end: int) -> list[Suggestion]:
        found = []
        for sentence in read_sentences(text, tokens, start, end):
            for first, stop, phrase in self.matches(sentence):
                span = sentence.span(first, stop)
                if start <= span.start < end:
                    reason = f"list of words: {phrase}"
                    found.append(Suggestion(span.start, span.end, self._label, SOURCE, self._score, reason))
        return found


def read_phrases(path: Path) -> list[str]:
    """The phrases of a lexicon file with their plurals; `#` begins a comment, `=` names an irregular plural."""
    found: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        phrase, irregular, plural = (part.strip() for part in entry.partition("="))
        found.append(phrase)
        plural = plural if irregular else plural_of(phrase)
        if plural and plural != phrase:
            found.append(plural)
    return found


def words_of(phrase: str) -> list[str]:
    """The case-folded words of a phrase, as they come in a sentence."""
    return [word.casefold() for word in token_pattern().findall(phrase)]


def plural_of(phrase: str) -> str:
    """The regular English plural of the last word; capitals (`IED`) take a plain s."""
    if phrase.isupper():
        return f"{phrase}s"
    if phrase.endswith("y") and phrase[-2:-1] not in ("a", "e", "o", "u"):
        return f"{phrase[:-1]}ies"
    return f"{phrase}es" if phrase.endswith(("s", "ch", "sh", "x")) else f"{phrase}s"
