"""The queue of reports as a list of any length: keys in order, rows read by the page."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from annotator.domain.documents import DocumentSummary, State
from annotator.storage.documents import QueueFilter
from annotator.storage.search import SearchHit, search_words
from annotator.storage.store import Store, open_beside

PAGE = 200  # rows read at once, and hits that are shown with a line of their text

__all__ = ["PAGE", "Found", "QueueFilter", "ReportQueue", "SearchHit", "search_reports"]


@dataclass(frozen=True)
class Found:
    """The reports with all `words` in text, facts or notes; the most relevant, best first, with a line each."""

    words: tuple[str, ...] = ()
    keys: frozenset[int] = frozenset()
    hits: dict[int, SearchHit] = field(default_factory=dict)


def search_reports(store: Store, typed: str) -> Found:
    """Search the whole project by a connection of its own, so that it can be done in another thread."""
    words = search_words(typed).words
    if not words:
        return Found()
    with open_beside(store) as reader:
        hits = {hit.document: hit for hit in reader.search.hits(typed, PAGE)}
        keys = frozenset(hits) if len(hits) < PAGE else frozenset(reader.search.keys(typed))
        others = _by_facts(reader, words)
    for key, hit in others.items():
        if len(hits) >= PAGE:
            break
        hits.setdefault(key, hit)
    return Found(words, keys | others.keys(), hits)


def _by_facts(reader: Store, words: Sequence[str]) -> dict[int, SearchHit]:
    """The reports that have some of the words in their facts and notes, and the others in their text."""
    found: dict[int, SearchHit] = {}
    in_text: dict[frozenset[str], frozenset[int]] = {}
    for key, (there, line) in reader.notes.facts_with(words).items():
        missing = frozenset(words) - there
        if missing and missing not in in_text:
            in_text[missing] = frozenset(reader.search.with_words(word for word in words if word in missing))
        if not missing or key in in_text[missing]:
            found[key] = _hit(key, line, there)
    return found


def _hit(key: int, line: str, words: Iterable[str]) -> SearchHit:
    """The line with the first of the words in it pointed out."""
    folded = line.casefold()
    places = [(folded.find(word.casefold()), len(word)) for word in words if word.casefold() in folded]
    if len(folded) != len(line) or not places:
        return SearchHit(key, line, "", "")
    at, size = min(places)
    return SearchHit(key, line[:at], line[at : at + size], line[at + size :])


class ReportQueue:
    """What the queue shows of a project: the reports that pass `filter` and, after a search, are in `found`.

    The best matches come first, unless another order than the queue's is asked for. `reload` makes a new filter or
    search count.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._pages: dict[int, dict[int, DocumentSummary]] = {}
        self.filter = QueueFilter()
        self.found = Found()
        self.keys: array[int] = array("q")
        self.counts: dict[State, int] = dict.fromkeys(State, 0)

    def __len__(self) -> int:
        return len(self.keys)

    def reload(self) -> None:
        """Ask the project anew which reports there are."""
        documents = self.store.documents
        keys = documents.keys(self.filter, self.found.keys if self.found.words else None)
        self.keys = self._best_first(keys) if self.found.words and self.filter.sort == "order" else keys
        self.counts = documents.count_by_state()
        self._pages.clear()

    def row_of(self, key: int) -> int | None:
        """The row in which a report is; None when the queue does not show it."""
        try:
            return self.keys.index(key)
        except ValueError:
            return None

    def summary(self, row: int) -> DocumentSummary | None:
        """The report in a row; None when it has gone from the project meanwhile."""
        page = row // PAGE
        if page not in self._pages:
            keys = self.keys[page * PAGE : (page + 1) * PAGE]
            self._pages[page] = {summary.key: summary for summary in self.store.documents.summaries(keys)}
        return self._pages[page].get(self.keys[row])

    def refresh(self, keys: Iterable[int]) -> list[int]:
        """Read these reports anew; returns the rows in which they are."""
        rows: list[int] = []
        recount = False
        for fresh in self.store.documents.summaries(list(keys)):
            row = self.row_of(fresh.key)
            page = self._pages.get(row // PAGE) if row is not None else None
            before = page.get(fresh.key) if page is not None else None
            recount = recount or before is None or before.state is not fresh.state
            if row is not None:
                rows.append(row)
                if page is not None:
                    page[fresh.key] = fresh
        if recount:
            self.counts = self.store.documents.count_by_state()
        return rows

    def passes(self, row: int) -> bool:
        """Whether the report in a row passes the filter as it is now."""
        summary = self.summary(row)
        states, flagged = self.filter.states, self.filter.flagged
        return summary is not None and (
            (states is None or summary.state in states) and (flagged is None or summary.flagged == flagged)
        )

    def drop(self, row: int) -> None:
        """Show a report no longer, until the next `reload`."""
        del self.keys[row]
        for page in [page for page in self._pages if page >= row // PAGE]:
            del self._pages[page]

    def _best_first(self, keys: array[int]) -> array[int]:
        passing, hits = set(keys), self.found.hits
        best = array("q", (key for key in hits if key in passing))
        best.extend(key for key in keys if key not in hits)
        return best
