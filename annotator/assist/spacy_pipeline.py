"""What a spaCy pipeline finds, as suggestions. The pipeline itself runs in a process of its own.

`python -m annotator.assist.spacy_pipeline NAME` loads it and says true, or a sentence that tells why not, as a
line of JSON. From then on each line is the text of a report, and is answered by a list of [start, end, kind], in
code points. It is far too slow, and too large, to stand between a key and its paint: a whole report is read when
it is opened, and the suggester serves from what was found.
"""

from __future__ import annotations

import json
import os
import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from annotator.domain.errors import Refusal
from annotator.domain.sentences import paragraph_at
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.domain.tokens import TokenIndex

SOURCE = "spacy"
LONGEST = 200_000  # code points of a report that are read
_SCORE = 0.5  # about as many of its names are labelled so by people
_AT_ONCE = 20_000  # code points
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_UNUSED = ("tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer", "textcat")
Found = tuple[int, int, str]
"""Start, end, and the pipeline's own name of the kind, such as `GPE`."""


class SpacySuggester:
    """Serves what was found in one text, labelled as the project does; of other texts it knows nothing."""

    name = SOURCE

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._labels = dict(labels)
        self._text = ""
        self._suggestions: list[Suggestion] = []
        self._starts: list[int] = []

    def take(self, text: str, found: Iterable[Found], *, articles: bool = False) -> None:
        """Serve this from now on; `articles` in front of a name stay where people label them, too."""
        self._text = text
        made = _suggestions(text, found, self._labels, articles=articles)
        self._suggestions = sorted(made, key=lambda each: each.start)
        self._starts = [each.start for each in self._suggestions]

    def suggest(self, text: str, tokens: TokenIndex, start: int, end: int) -> list[Suggestion]:  # noqa: ARG002
        if text != self._text:
            return []
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


def parts_of(text: str) -> Iterator[Span]:
    """The text in parts of whole lines, none much longer than a pipeline takes at once."""
    at, length = 0, min(len(text), LONGEST)
    while at < length:
        stop = min(at + _AT_ONCE, length)
        if stop < length:
            line = paragraph_at(text, stop)
            stop = line.start if line.start > at else stop
        yield Span(at, stop)
        at = stop


def _suggestions(
    text: str, found: Iterable[Found], labels: Mapping[str, str], *, articles: bool
) -> Iterator[Suggestion]:
    for start, end, kind in found:
        if kind in labels and 0 <= start < end <= len(text):
            span = trimmed(text, Span(start, end), articles=articles)
            yield Suggestion(span.start, span.end, labels[kind], SOURCE, _SCORE, f"spaCy: {kind}")


def _load(name: str) -> Any:
    """The pipeline, without what names need not. Raises Refusal when it cannot be loaded."""
    try:
        import spacy

        return spacy.load(name, exclude=list(_UNUSED))
    except ImportError as error:
        raise Refusal("spaCy is not installed.") from error
    except Exception as error:  # whatever a foreign pipeline does
        raise Refusal(f"The spaCy pipeline “{name}” cannot be loaded.") from error


def _read(pipeline: Any, text: str) -> list[Found]:
    found: list[Found] = []
    for part in parts_of(text):
        document = pipeline(part.of(text))
        found += [(part.start + e.start_char, part.start + e.end_char, e.label_) for e in document.ents]
    return found


def main(arguments: Sequence[str]) -> int:
    """Serve until the input ends."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(5)
    if len(arguments) != 1:
        print("Which pipeline?", file=sys.stderr)
        return 2
    try:
        pipeline = _load(arguments[0])
    except Refusal as refusal:
        print(json.dumps(str(refusal)), flush=True)
        return 1
    print("true", flush=True)
    for line in sys.stdin:
        try:
            answer: list[Found] | str = _read(pipeline, json.loads(line))
        except Exception:  # the next report may be read all the same
            answer = "The spaCy pipeline failed in this report."
        print(json.dumps(answer), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
