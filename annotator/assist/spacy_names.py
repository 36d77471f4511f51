"""The names that a spaCy pipeline found in a report, as suggestions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from annotator.assist.parses import Found, Parses
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.domain.tokens import TokenIndex

SOURCE = "spacy"
_SCORE = 0.5  # about as many of its names are labelled so by people
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")


class SpacySuggester:
    """Serves what the parse of a text names, labelled as the project does; of other texts it knows nothing.

    It is silent once a model weighs the parses: measured on conflict reports, the names beside it cost .01 of F1.
    `articles` in front of a name stay where people label them, too.
    """

    name = SOURCE

    def __init__(self, labels: Mapping[str, str], parses: Parses) -> None:
        self.articles = False
        self._labels = dict(labels)
        self.parses = parses
        self._made_for: tuple[str, bool] | None = None
        self._suggestions: list[Suggestion] = []
        self._starts: list[int] = []

    def suggest(self, text: str, tokens: TokenIndex, start: int, end: int) -> list[Suggestion]:  # noqa: ARG002
        parse = self.parses.known(text)
        if parse is None or self.parses.are_learned:
            return []
        if self._made_for != (text, self.articles):
            self._made_for = (text, self.articles)
            made = _suggestions(text, parse.entities, self._labels, articles=self.articles)
            self._suggestions = sorted(made, key=lambda each: each.start)
            self._starts = [each.start for each in self._suggestions]
        return self._suggestions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def read_label_map(text: str) -> dict[str, str]:
    """`ORG=Actor, GPE=Location` as a mapping; empty for an empty text. Raises Refusal for anything else."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        kind, sign, label = (word.strip() for word in part.partition("="))
        if not (kind and sign and label):
            raise Refusal(f"“{part}” does not say which label a kind of spaCy gets; write it as ORG=Actor.")
        found[kind] = label
    return found


def trimmed(text: str, span: Span, *, articles: bool = False) -> Span:
    """Without the possessive behind, and without the article in front unless `articles` belong to names here."""
    words = span.of(text)
    article = None if articles else _ARTICLE.match(words)
    start = span.start + (article.end() if article is not None else 0)
    possessive = _POSSESSIVE.search(words)
    end = span.end - (len(possessive.group()) if possessive is not None else 0)
    return Span(start, end) if start < end else span


def _suggestions(
    text: str, found: Iterable[Found], labels: Mapping[str, str], *, articles: bool
) -> Iterator[Suggestion]:
    for start, end, kind in found:
        if kind in labels and 0 <= start < end <= len(text):
            span = trimmed(text, Span(start, end), articles=articles)
            yield Suggestion(span.start, span.end, labels[kind], SOURCE, _SCORE, f"spaCy: {kind}")
