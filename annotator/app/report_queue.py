"""The queue of reports as a list of any length: keys in order, rows read by the page."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from annotator.domain.documents import DocumentSummary, State
from annotator.storage.documents import SORTS, QueueFilter
from annotator.storage.search import SearchHit, search_words
from annotator.storage.store import Store

PAGE = 200  # rows read at once, and hits that are shown with a line of their text
ORDERS = tuple(SORTS)

__all__ = ["ORDERS", "PAGE", "QueueFilter", "ReportQueue", "SearchHit"]


class ReportQueue:
    """What the queue shows of a project: the reports that pass its filter and contain the words searched for.

    While words are searched for, the best matches come first, unless another order than the queue's is asked for.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pages: dict[int, dict[int, DocumentSummary]] = {}
        self._rows: dict[int, int] | None = None
        self.filter = QueueFilter()
        self.typed = ""
        self.keys: array[int] = array("q")
        self.hits: dict[int, SearchHit] = {}
        self.counts: dict[State, int] = dict.fromkeys(State, 0)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def words(self) -> list[str]:
        """The words searched for; empty when there is no search."""
        return list(search_words(self.typed).words)

    def reload(self) -> None:
        """Ask the project anew which reports there are."""
        documents = self._store.documents
        self.hits = {}
        if self.words:
            self.hits = {hit.document: hit for hit in self._store.search.hits(self.typed, PAGE)}
            found = documents.keys(self.filter, self._store.search.keys(self.typed))
            self.keys = self._best_first(found) if self.filter.sort == "order" else found
        else:
            self.keys = documents.keys(self.filter)
        self.counts = documents.count_by_state()
        self._pages.clear()
        self._rows = None

    def row_of(self, key: int) -> int | None:
        """The row in which a report is; None when the queue does not show it."""
        if self._rows is None:
            self._rows = {key: row for row, key in enumerate(self.keys)}
        return self._rows.get(key)

    def summary(self, row: int) -> DocumentSummary | None:
        """The report in a row; None when it has gone from the project meanwhile."""
        page = row // PAGE
        if page not in self._pages:
            keys = self.keys[page * PAGE : (page + 1) * PAGE]
            self._pages[page] = {found.key: found for found in self._store.documents.summaries(keys)}
        return self._pages[page].get(self.keys[row])

    def refresh(self, keys: Iterable[int]) -> list[int]:
        """Read these reports anew; returns the rows in which they are."""
        rows: list[int] = []
        recount = False
        for fresh in self._store.documents.summaries(list(keys)):
            row = self.row_of(fresh.key)
            page = self._pages.get(row // PAGE) if row is not None else None
            before = page.get(fresh.key) if page is not None else None
            recount = recount or before is None or before.state is not fresh.state
            if row is not None:
                rows.append(row)
                if page is not None:
                    page[fresh.key] = fresh
        if recount:
            self.counts = self._store.documents.count_by_state()
        return rows

    def passes(self, key: int) -> bool:
        """Whether a report passes the filter as it is now."""
        found = self._store.documents.summaries([key])
        states, flagged = self.filter.states, self.filter.flagged
        return bool(found) and (
            (states is None or found[0].state in states) and (flagged is None or found[0].flagged == flagged)
        )

    def drop(self, row: int) -> None:
        """Show a report no longer, until the next `reload`."""
        del self.keys[row]
        self._rows = None
        for page in [page for page in self._pages if page >= row // PAGE]:
            del self._pages[page]

    def _best_first(self, found: array[int]) -> array[int]:
        passing = set(found)
        best = array("q", (key for key in self.hits if key in passing))
        best.extend(key for key in found if key not in self.hits)
        return best
