"""Searching a project in the search language: what is found, the most relevant first, and where it stands."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from annotator.app.finding import TextFinder
from annotator.domain.documents import State
from annotator.domain.errors import Refusal
from annotator.domain.query import AllOf, AnyOf, InState, IsFlagged, Not, Query, Vocabulary, found_words, parse
from annotator.domain.spans import Span
from annotator.storage.documents import QueueFilter
from annotator.storage.search import SearchHit
from annotator.storage.store import Store, open_beside

PAGE = 200  # the best reports, each with a line that shows why it was found
_SHOWN_AT_ONCE = 40
_NAMES = 200
_ALL = QueueFilter()


@dataclass(frozen=True)
class Found:
    """The reports that pass a search and a filter; `keys` None stands for all reports in the queue's order.

    `keys` are the best PAGE ones, best first, and then the others in the queue's order, unless the filter asks for
    another. Until it is `complete`, the others are missing. `refusal` says what is wrong with the search.
    """

    typed: str = ""
    filter: QueueFilter = _ALL
    query: Query | None = None
    keys: Sequence[int] | None = None
    hits: dict[int, SearchHit] = field(default_factory=dict)
    complete: bool = True
    refusal: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words to point out in a report."""
        return found_words(self.query)


def search_reports(
    store: Store,
    typed: str,
    wanted: QueueFilter = _ALL,
    tell: Callable[[Found], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Found:
    """Search the project by a connection of its own, so that it can be done in another thread.

    `tell` is given what is found first. Raises Cancelled; a Refusal stands in what is returned.
    """
    with open_beside(store) as reader, reader.stopped_when(cancelled):
        try:
            query = parse(typed, vocabulary(reader))
            if query is not None:
                return _search(reader, Found(typed, wanted, query), tell)
        except Refusal as refusal:
            return Found(typed, wanted, refusal=str(refusal))
        return list_reports(reader, wanted)


def list_reports(store: Store, wanted: QueueFilter) -> Found:
    """The reports that pass a filter, without a search."""
    return Found(filter=wanted, keys=None if wanted == _ALL else store.documents.keys(wanted))


def keys_found(store: Store, typed: str, states: frozenset[State] | None = None) -> array[int] | None:
    """The keys of all reports that a search finds, ascending; None when nothing is searched for.

    Raises Refusal when the search is not understood.
    """
    query = parse(typed, vocabulary(store))
    if query is None:
        return None
    return array("q", store.search.keys(_narrowed(query, QueueFilter(states))))


def vocabulary(store: Store) -> Vocabulary:
    """The names that a search in this project may use."""
    schema = store.labels.read_schema()
    attributes: dict[str, tuple[str, ...]] = dict.fromkeys(store.tallies.attributes(), ())
    for label in schema.labels:
        for attribute in label.attributes:
            values = ("yes",) if attribute.kind == "flag" else tuple(value.name for value in attribute.values)
            attributes[attribute.name] = tuple(dict.fromkeys((*attributes.get(attribute.name, ()), *values)))
    return Vocabulary(
        schema.names(),
        attributes,
        tuple(relation.name for relation in schema.relations),
        tuple(store.labels.annotator_names().values()),
        tuple(store.documents.named("source", _NAMES)),
        tuple(store.documents.named("language", _NAMES)),
    )


def place_of_hit(store: Store, found: Found, key: int, text: str) -> Span | None:
    """Where to begin reading a report that was found: at the span or the words it was found for."""
    if found.query is None:
        return None
    span = store.search.place(found.query, key)
    if span is not None:
        return span
    finder = TextFinder(text)
    places = (finder.next(word, 0) for word in found.words)
    return min((place for place in places if place is not None), default=None)


def _search(reader: Store, asked: Found, tell: Callable[[Found], None]) -> Found:
    query = _narrowed(asked.query, asked.filter)
    best = reader.search.first(query, PAGE)
    shown = {hit.document: hit for hit in reader.search.hits(query, best[:_SHOWN_AT_ONCE])}
    in_order = asked.filter.sort == "order"
    if in_order:
        tell(_with(asked, best, shown, complete=False))
    shown.update({hit.document: hit for hit in reader.search.hits(query, best[_SHOWN_AT_ONCE:])})
    keys = array("q", best if len(best) < PAGE else _best_first(best, reader.search.keys(query)))
    return _with(asked, keys if in_order else reader.documents.sorted(keys, asked.filter.sort), shown)


def _best_first(best: Sequence[int], keys: Iterator[int]) -> Iterator[int]:
    yield from best
    there = frozenset(best)
    yield from (key for key in keys if key not in there)


def _with(asked: Found, keys: Sequence[int], hits: dict[int, SearchHit], *, complete: bool = True) -> Found:
    return Found(asked.typed, asked.filter, asked.query, array("q", keys), dict(hits), complete)


def _narrowed(query: Query | None, wanted: QueueFilter) -> Query:
    """The query together with what the filter asks for."""
    parts: list[Query] = [] if query is None else [query]
    if wanted.states is not None:
        parts.append(AnyOf(tuple(InState(state) for state in State if state in wanted.states)))
    if wanted.flagged is not None:
        flagged = IsFlagged(report_alone=True)
        parts.append(flagged if wanted.flagged else Not(flagged))
    return AllOf(tuple(parts))
