"""Full-text search over titles and texts (SQLite's FTS5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlite_utils import Database

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


class DocumentSearch:
    """Finds reports by their words, the most relevant first."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keys(self, typed: str) -> list[int]:
        """The keys of all reports that match, in no order; an empty list when nothing was typed to look for."""
        query = search_words(typed).query()
        if not query:
            return []
        return [key for (key,) in self._db.execute("SELECT rowid FROM document_search(?)", [query])]

    def with_words(self, words: Iterable[str]) -> list[int]:
        """The keys of all reports with these words, the last one perhaps unfinished."""
        query = SearchWords(tuple(words)).query()
        return [key for (key,) in self._db.execute("SELECT rowid FROM document_search(?)", [query])]

    def with_phrase(self, text: str) -> list[int] | None:
        """The keys of all reports with the words of the text one behind the other; None when it has no word."""
        if not _LETTERS.search(text):
            return None
        phrase = '"' + text.replace('"', '""') + '"'
        return [key for (key,) in self._db.execute("SELECT rowid FROM document_search(?)", [f"text : {phrase}"])]

    def hits(self, typed: str, limit: int) -> Iterator[SearchHit]:
        """The `limit` most relevant reports, each with a line around its first match."""
        query = search_words(typed).query()
        if not query:
            return
        rows = self._db.execute(
            "SELECT rowid, snippet(document_search, 1, char(2), char(3), '…', 16)"
            " FROM document_search(?) ORDER BY rank LIMIT ?",
            [query, limit],
        )
        for key, snippet in rows:
            before, _, rest = snippet.partition("\x02")
            match, _, behind = rest.partition("\x03")
            behind = behind.replace("\x02", "").replace("\x03", "")
            yield SearchHit(key, _one_line(before), _one_line(match), _one_line(behind))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
