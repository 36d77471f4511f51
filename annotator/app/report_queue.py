"""The queue of reports as a list of any length: rows are read by the page, of the others only keys are held."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from annotator.app.searching import PAGE as _BEST
from annotator.app.searching import Found, list_reports, search_reports
from annotator.domain.documents import DocumentSummary, State
from annotator.storage.documents import DocumentStore, QueueFilter
from annotator.storage.search import SearchHit
from annotator.storage.store import Store

PAGE = 50  # rows read at once, some more than a window shows: a frame reads what it needs before it is drawn
_PAGES_HELD = 100
_GONE_THROUGH = 1_000  # keys read at once by who goes through all
LARGE = 20_000  # reports; to list as many by a filter takes noticeable time

__all__ = ["LARGE", "PAGE", "Found", "QueueFilter", "ReportQueue", "SearchHit", "list_reports", "search_reports"]


class AllReports(Sequence[int]):
    """The keys of all reports in the order of the queue, looked up as they are asked for."""

    def __init__(self, documents: DocumentStore, first: int, number: int) -> None:
        self._documents = documents
        self._first = first
        self._number = number
        self._read: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, row: int) -> int: ...
    @overload
    def __getitem__(self, row: slice) -> list[int]: ...
    def __getitem__(self, row: int | slice) -> int | list[int]:
        if isinstance(row, slice):
            start, stop, _ = row.indices(self._number)
            return self._documents.keys_from(self._first + start, max(stop - start, 0))
        if not 0 <= row < self._number:
            raise IndexError(row)
        page, place = divmod(row, PAGE)
        if page not in self._read:
            if len(self._read) >= _PAGES_HELD:
                self._read.clear()
            self._read[page] = self._documents.keys_from(self._first + page * PAGE, PAGE)
        return self._read[page][place]

    def __iter__(self) -> Iterator[int]:
        for begin in range(0, self._number, _GONE_THROUGH):
            yield from self[begin : begin + _GONE_THROUGH]

    def index(self, key: int, start: int = 0, stop: int | None = None) -> int:
        """Raises ValueError when there is no such report in `[start, stop)`."""
        position = self._documents.position_of(key)
        row = -1 if position is None else position - self._first
        if not start <= row < (self._number if stop is None else stop):
            raise ValueError(key)
        return row


class ReportQueue:
    """What the queue shows of a project: the reports in `found`. `reload` makes a new one count."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._pages: dict[int, dict[int, DocumentSummary]] = {}
        self.found = Found()
        self.keys: Sequence[int] = ()
        self.counts: dict[State, int] = dict.fromkeys(State, 0)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def is_large(self) -> bool:
        """Whether listing by a filter is for a worker."""
        return sum(self.counts.values()) >= LARGE

    def reload(self) -> None:
        """Show what is in `found`, and count anew."""
        documents = self.store.documents
        self.counts = documents.count_by_state()
        self._pages.clear()
        if self.found.keys is not None:
            self.keys = self.found.keys
            return
        first = documents.first_position() if self.is_large else None
        total = sum(self.counts.values())
        self.keys = documents.keys() if first is None else AllReports(documents, first, total)

    def row_of(self, key: int) -> int | None:
        """The row in which a report is; None when the queue does not show it."""
        keys = self.keys
        if not isinstance(keys, AllReports) and len(keys) > _BEST:  # behind the best they mostly ascend
            row = bisect_left(keys, key, _BEST)
            if row < len(keys) and keys[row] == key:
                return row
        try:
            return keys.index(key)
        except ValueError:
            return None

    def summary(self, row: int) -> DocumentSummary | None:
        """The report in a row; None when it has gone from the project meanwhile."""
        page = row // PAGE
        if page not in self._pages:
            if len(self._pages) >= _PAGES_HELD:
                self._pages.clear()
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
        states, flagged = self.found.filter.states, self.found.filter.flagged
        return summary is not None and (
            (states is None or summary.state in states) and (flagged is None or summary.flagged == flagged)
        )

    def drop(self, row: int) -> None:
        """Show a report no longer, until the next `reload`."""
        keys = list(self.keys) if isinstance(self.keys, AllReports) else self.keys
        del keys[row]  # type: ignore[attr-defined]
        self.keys = keys
        for page in [page for page in self._pages if page >= row // PAGE]:
            del self._pages[page]
