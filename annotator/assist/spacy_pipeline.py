"""What a spaCy pipeline reads of a report. It runs in a process of its own.

`python -m annotator.assist.spacy_pipeline NAME` loads it and says true, or a sentence that tells why not, as a
line of JSON. From then on each line is the text of a report, and is answered by its parse (`parses.py`). It is far
too slow, and too large, to stand between a key and its paint: a whole report is read when it is opened.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from annotator.assist.parses import Found, Parse, ParsedWord, Parses
from annotator.assist.priority import stand_back
from annotator.domain.errors import Refusal
from annotator.domain.sentences import paragraph_at
from annotator.domain.spans import Span

LONGEST = 200_000  # code points of a report that are read
_AT_ONCE = 20_000  # code points
_UNUSED = ("lemmatizer", "textcat")


def parse_missing(parses: Parses, texts: Iterable[str], seconds: float = float("inf")) -> None:
    """Read those texts that were never read, in this process, until so much time is over.

    Raises Refusal when the pipeline cannot be used.
    """
    end = time.monotonic() + seconds
    pipeline = None
    for text in texts:
        if not parses.has(text):
            pipeline = pipeline or load_pipeline(parses.pipeline)
            with suppress(Refusal):  # one that it fails in is passed over
                parses.keep(text, read(pipeline, text))
        if time.monotonic() > end:
            return


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


def load_pipeline(name: str) -> Any:
    """The pipeline, without what nothing is made of here. Raises Refusal when it cannot be loaded."""
    try:
        import spacy

        return spacy.load(name, exclude=list(_UNUSED))
    except ImportError as error:
        raise Refusal("spaCy is not installed.") from error
    except Exception as error:  # whatever a foreign pipeline does
        raise Refusal(f"The spaCy pipeline “{name}” cannot be loaded.") from error


def read(pipeline: Any, text: str) -> Parse:
    """The parse of a text as far as it is read. Raises Refusal when the pipeline fails in it."""
    try:
        return _read(pipeline, text)
    except Exception as error:  # whatever a foreign pipeline does; the next report may be read all the same
        raise Refusal("The spaCy pipeline failed in this report.") from error


def _read(pipeline: Any, text: str) -> Parse:
    entities: list[Found] = []
    words: list[ParsedWord] = []
    for part in parts_of(text):
        document = pipeline(part.of(text))
        entities += [(part.start + e.start_char, part.start + e.end_char, e.label_) for e in document.ents]
        words += _words(document, part.start, len(words))
    return Parse(entities, words)


def _words(document: Any, start: int, before: int) -> Iterator[ParsedWord]:
    """The words of a part that begins at `start` and has so many words before it."""
    chunks = ["O"] * len(document)
    if document.has_annotation("DEP"):
        with suppress(NotImplementedError):  # spaCy knows no phrases in many languages
            for chunk in document.noun_chunks:
                chunks[chunk.start : chunk.end] = ["B", *["I"] * (len(chunk) - 1)]
    for word, chunk in zip(document, chunks, strict=True):
        at = start + word.idx
        entity = f"{word.ent_iob_}{word.ent_type_}"
        head, tag = before + word.head.i, word.tag_ or word.pos_
        yield ParsedWord(at, at + len(word), tag, word.dep_, head, chunk, entity)


def main(arguments: Sequence[str]) -> int:
    """Serve until the input ends."""
    stand_back(5)
    if len(arguments) != 1:
        print("Which pipeline?", file=sys.stderr)
        return 2
    try:
        pipeline = load_pipeline(arguments[0])
    except Refusal as refusal:
        print(json.dumps(str(refusal)), flush=True)
        return 1
    print("true", flush=True)
    for line in sys.stdin:
        answer: Parse | str
        try:
            answer = read(pipeline, str(json.loads(line)))
        except (Refusal, ValueError) as fault:
            answer = str(fault) if isinstance(fault, Refusal) else "That was no report."
        print(json.dumps(answer), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
