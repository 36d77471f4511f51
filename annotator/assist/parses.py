"""What a spaCy pipeline read of texts: names, and for each word its part of speech, its head and its phrase.

A parse is kept in a file under the digest of its text, without the text, so that no report is parsed twice.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from annotator.assist.reading import Sentence

_FORM = 1  # grows when other things of a word are kept, or made features of
_IN_MEMORY = 16
_MOST_FILES = 5_000
Found = tuple[int, int, str]
"""Start, end, and the pipeline's own name of the kind, such as `GPE`."""


class ParsedWord(NamedTuple):
    """A word `[start, end)` in code points; `head` is the number of the word it depends on.

    `chunk` is B, I or O for a base noun phrase, `entity` such as `BGPE`, `IGPE` or `O`.
    """

    start: int
    end: int
    tag: str
    relation: str
    head: int
    chunk: str
    entity: str


class Parse(NamedTuple):
    """All that was read of one text; the words in their order."""

    entities: Sequence[Found]
    words: Sequence[ParsedWord]


NOTHING = Parse((), ())


def parse_of(record: Any) -> Parse:
    """What `json` made of a Parse. Raises ValueError or TypeError for anything else."""
    names, rows = record
    words = [ParsedWord(int(start), int(end), t, r, int(head), c, e) for start, end, t, r, head, c, e in rows]
    if not all(0 <= word.head < len(words) for word in words):
        raise ValueError
    return Parse([(int(start), int(end), str(kind)) for start, end, kind in names], words)


class Parses:
    """The parses of one pipeline, which is named as spaCy knows it, in files of `folder`; the last in memory.

    `are_learned` says that a model weighs them, so that the names that were found need not speak for themselves.
    """

    def __init__(self, pipeline: str, folder: Path) -> None:
        self.pipeline = pipeline
        self.folder = folder
        self.are_learned = False
        self._last: dict[str, Parse] = {}

    @cached_property
    def identity(self) -> str:
        """The pipeline with its version: another one reads otherwise. Costs some milliseconds the first time."""
        from importlib.metadata import PackageNotFoundError, version  # a fiftieth of a second, for spaCy alone

        try:
            found = version(self.pipeline) if self.pipeline.isidentifier() else ""
        except PackageNotFoundError:
            found = ""
        with suppress(OSError):
            found = found or hashlib.sha256((Path(self.pipeline) / "meta.json").read_bytes()).hexdigest()[:12]
        return f"{self.pipeline} {found} {_FORM}"

    def known(self, text: str) -> Parse | None:
        """The parse of a text that was loaded or kept not long ago; at once."""
        return self._last.get(text)

    def load(self, text: str) -> Parse | None:
        """The same, also from its file; a damaged file is none."""
        parse = self._last.get(text)
        if parse is not None:
            self._remember(text, parse)
        else:
            with suppress(OSError, ValueError, TypeError):
                parse = parse_of(json.loads(self._file(text).read_text(encoding="ascii")))
                self._remember(text, parse)
        return parse

    def has(self, text: str) -> bool:
        return text in self._last or self._file(text).exists()

    def keep(self, text: str, parse: Parse) -> None:
        """Remember a parse, and write it as far as the disk takes it: it can be made again."""
        self._remember(text, parse)
        with suppress(OSError):
            target = self._file(text)
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, aside = tempfile.mkstemp(suffix=".partial", dir=target.parent)
            try:
                with os.fdopen(handle, "w", encoding="ascii") as file:
                    json.dump(parse, file, separators=(",", ":"))
                Path(aside).replace(target)
            finally:
                with suppress(OSError):
                    Path(aside).unlink()

    def prune(self, most: int = _MOST_FILES) -> None:
        """Remove the oldest files beyond so many."""
        with suppress(OSError):
            files = sorted(self._files.iterdir(), key=lambda file: file.stat().st_mtime)
            for file in files[: max(0, len(files) - most)]:
                file.unlink()

    @cached_property
    def _files(self) -> Path:
        return self.folder / hashlib.sha256(self.identity.encode(errors="surrogateescape")).hexdigest()[:16]

    def _file(self, text: str) -> Path:
        return self._files / f"{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()[:32]}.json"

    def _remember(self, text: str, parse: Parse) -> None:
        self._last.pop(text, None)
        self._last[text] = parse
        while len(self._last) > _IN_MEMORY:
            self._last.pop(next(iter(self._last)))


def parse_features(parse: Parse, text: str, sentence: Sentence) -> list[list[str]]:
    """What the parse says of each word of a sentence and of its neighbours, for a sequence model."""
    numbers = _aligned(parse.words, sentence)
    tags = ["<", *(parse.words[n].tag if n >= 0 else "-" for n in numbers), ">"]
    chunks = ["<", *(parse.words[n].chunk if n >= 0 else "-" for n in numbers), ">"]
    entities = ["<", *(parse.words[n].entity if n >= 0 else "-" for n in numbers), ">"]
    found: list[list[str]] = []
    for place, number in enumerate(numbers):
        before, tag, behind = tags[place : place + 3]
        features = [
            f"T={tag}",
            f"T-={before}",
            f"T+={behind}",
            f"T3={before}{tag}{behind}",
            f"C={chunks[place + 1]}",
            f"C-={chunks[place]}",
            f"C+={chunks[place + 2]}",
            f"E={entities[place + 1]}",
            f"E-={entities[place]}",
            f"E+={entities[place + 2]}",
        ]
        if number >= 0:
            word = parse.words[number]
            head = parse.words[word.head]
            features += [
                f"D={word.relation}",
                f"DT={word.relation} {head.tag}",
                f"DW={word.relation} {text[head.start : head.end].casefold()}",
            ]
        found.append(features)
    return found


def _aligned(words: Sequence[ParsedWord], sentence: Sentence) -> list[int]:
    """For each word of the sentence the number of the parsed word that it begins in; -1 where that is none."""
    found = []
    at = bisect_right(words, sentence.tokens[0].start, key=attrgetter("start")) - 1 if len(sentence) else 0
    for token in sentence.tokens:
        while at + 1 < len(words) and words[at + 1].start <= token.start:
            at += 1
        found.append(at if at >= 0 and words[at].end > token.start else -1)
    return found
