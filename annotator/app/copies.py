"""Near duplicates among the reports of a project: finding them, and deciding what becomes of each."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from annotator.app.session import Session
from annotator.app.sources import Progress, no_progress, raise_when
from annotator.domain.changes import ChangeSet
from annotator.domain.copies import CopyPair, differences
from annotator.domain.documents import State
from annotator.domain.edits import DocumentChanged, DocumentStatus, Operation, Place
from annotator.domain.errors import Refusal, StorageFailed
from annotator.domain.spans import Span
from annotator.formats.near_duplicates import NearDuplicates
from annotator.storage.faults import plain_faults
from annotator.storage.store import Store, open_beside

MOST_PAIRS = 2_000  # that are listed at once, and that the window writes between two keys
MOST_FOUND = 200_000
_LONGEST = 40_000  # characters of each text that are shown
_STEP = 64


@dataclass(frozen=True, slots=True)
class FoundCopies:
    """What a search found: keys of a later and an earlier report with their likeness, up to the report `last`."""

    pairs: tuple[tuple[int, int, float], ...]
    last: int


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The beginnings of both texts, and where each has what the other lacks."""

    earlier: str
    later: str
    only_earlier: list[Span]
    only_later: list[Span]


def find_copies(
    store: Store,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
    most: int = MOST_FOUND,
) -> FoundCopies:
    """Compare all reports that are not set aside; the project is only read. Raises Cancelled, Refusal.

    The `most` pairs that are most alike are told; once these are decided on, a new search tells others.
    """
    last, keys = store.copies.last(), array("q")
    total = sum(number for state, number in store.documents.count_by_state().items() if state != State.SET_ASIDE)
    try:
        with plain_faults(store.path), NearDuplicates() as copies:
            for key, text in store.copies.texts():
                copies.add(text)
                keys.append(key)
                if len(keys) % _STEP == 0:
                    raise_when(cancelled)
                    progress(len(keys), total + total // 4, "Reading the reports")
            pairs = []
            for copy in copies.copies(lambda done, all_: _tell(progress, cancelled, total, done, all_)):
                pairs.append((keys[copy.later], keys[copy.earlier], round(copy.likeness, 3)))
                if len(pairs) == MOST_FOUND:
                    break
    except OSError as error:
        raise StorageFailed(f"There is no room for temporary files: {error.strerror}.") from error
    pairs.sort(key=lambda pair: (-pair[2], pair[0], pair[1]))
    return FoundCopies(tuple(pairs[:most]), last)


def find_copies_beside(
    session: Session, progress: Progress = no_progress, cancelled: Callable[[], bool] = lambda: False
) -> FoundCopies:
    """Find them in a worker thread; afterwards the session's own thread calls `keep_found`."""
    with open_beside(session.store) as beside:
        return find_copies(beside, progress, cancelled, most=MOST_PAIRS)


def keep_found(store: Store, found: FoundCopies) -> int:
    """Write what was found; returns how many pairs wait for a decision."""
    with store.writing():
        store.copies.replace(found.pairs, found.last)
    return store.copies.count()


def set_aside(session: Session, keys: Sequence[int], place: Place) -> ChangeSet:
    """Set these reports aside in one step. Raises Refusal when all of them are already."""
    edits = []
    for key in dict.fromkeys(keys):
        document = session.store.documents.read(key)
        before = DocumentStatus(document.state, document.flagged, document.note, document.facts)
        if before.state != State.SET_ASIDE:
            edits.append(DocumentChanged(key, before, replace(before, state=State.SET_ASIDE)))
    if not edits:
        raise Refusal("These reports are set aside already.")
    title = "Set a copy aside" if len(edits) == 1 else f"Set {len(edits):,} copies aside"
    return session.perform(Operation(title, tuple(edits), place, place))


def keep_both(store: Store, pairs: Sequence[CopyPair], kept: bool = True) -> None:
    """Say that both reports of these pairs stay, now and when copies are looked for again."""
    with store.writing():
        for pair in pairs:
            store.copies.keep_both(pair.later, pair.earlier, kept)


def side_by_side(session: Session, pair: CopyPair) -> SideBySide:
    """Both texts of a pair with their differences; may run in a worker thread."""
    with open_beside(session.store) as store:
        earlier, later = (store.documents.read(key).text[:_LONGEST] for key in (pair.earlier, pair.later))
    return SideBySide(earlier, later, *differences(earlier, later))


def _tell(progress: Progress, cancelled: Callable[[], bool], total: int, done: int, passes: int) -> None:
    raise_when(cancelled)
    progress(total + total * done // passes // 4, total + total // 4, "Comparing the reports")
