"""Working through what a search has found: done-and-next stays among these reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.domain.documents import State
from annotator.storage.store import Store

_TOGETHER = 200
_FINISHED = frozenset({State.DONE, State.SET_ASIDE})


@dataclass(frozen=True)
class WorkList:
    """Reports in the order in which they are worked through, found by `typed`."""

    typed: str
    keys: Sequence[int]

    def next_unfinished(self, store: Store, after: int) -> int | None:
        """The next report behind `after` that is not finished, then from the top; None when there is no other."""
        there = after in self.keys
        row = self.keys.index(after) if there else -1
        return self._first(store, range(row + 1, len(self.keys))) or self._first(store, range(max(row, 0)))

    def _first(self, store: Store, rows: range) -> int | None:
        for begin in range(rows.start, rows.stop, _TOGETHER):
            keys = self.keys[begin : min(begin + _TOGETHER, rows.stop)]
            for summary in store.documents.summaries(list(keys)):
                if summary.state not in _FINISHED:
                    return summary.key
        return None
