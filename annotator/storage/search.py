"""Words as they are typed, in the language of SQLite's full-text search (FTS5), and what a search shows."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(r'"([^"]+)"|(\S+)')
_LETTERS = re.compile(r"\w", re.UNICODE)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A report that matches; `before`, `match` and `behind` are a line of its text around the first hit."""

    document: int
    before: str
    match: str
    behind: str


@dataclass(frozen=True, slots=True)
class SearchWords:
    """What the user typed, understood: words that a report must all contain, the last one perhaps unfinished."""

    words: tuple[str, ...]

    def query(self) -> str:
        """The same in FTS5's language; every word is quoted, so that nothing typed is taken for syntax."""
        quoted = ['"' + word.replace('"', '""') + '"' for word in self.words]
        return " ".join([*quoted[:-1], quoted[-1] + " *"]) if quoted else ""


def search_words(typed: str) -> SearchWords:
    """Split what was typed into words; stretches between double quotes stay together."""
    typed = typed.encode(errors="replace").decode().replace("\0", " ")  # SQLite takes neither half pairs nor NUL
    found = (phrase or word.strip('"') for phrase, word in _WORD.findall(typed))
    return SearchWords(tuple(word for word in found if _LETTERS.search(word)))
