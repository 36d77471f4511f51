"""Finds reports by a query of the search language, page by page, and shows why a report was found.

Each branch of a query is walked along one index: that of a condition with few reports, or of all its words
together. What it gives is asked of the other conditions, some hundred reports at a time, so that a page is there
as soon as it is full and a search can be broken off. How many reports a condition has is not counted to the end:
how far the first thousands reach tells how close they lie. Reports come by their keys, which is the order in which
they came into the project.
"""

from __future__ import annotations

import heapq
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlite_utils import Database

from annotator.domain.query import Fact, Leaf, Marked, Near, Noted, Query, Words, leaves
from annotator.domain.query_branches import Branch, has_words, words_of
from annotator.domain.spans import Span
from annotator.storage.labels import LabelStore
from annotator.storage.query_terms import WALK, Term, Terms, all_of, any_of, phrase
from annotator.storage.search import SearchHit

_RANKED = 5_000  # reports; among more, the most relevant would take too long to find
_SORTED = 100_000  # keys that may be sorted before the first is there
_WORDED = (
    "SELECT rowid AS id FROM document_search WHERE document_search MATCH :words AND rowid > :after ORDER BY rowid"
)
_STEPS = (256, 1_024, 4_096)
_AROUND = 60  # code points before and behind a span
_LONGEST = 200
_FACTS = ("source", "date", "language", "url", "note")


@dataclass(frozen=True, slots=True)
class _Way:
    """An index that a branch can be walked along, with about `number` of reports; `few` have been counted.

    `term` is the condition it answers; None for all words together, and for all reports.
    """

    listing: str
    number: float
    few: bool = False
    term: Term | None = None

    @property
    def unsorted(self) -> bool:
        return self.term is not None and self.term.unsorted


@dataclass(frozen=True, slots=True)
class _Plan:
    """A branch made ready: where its reports are listed, and what is asked of each."""

    listing: str
    check: str
    values: dict[str, Any]
    ranked: bool
    few: bool
    unsorted: bool


class ReportSearch:
    """Reads only; a long search is for a worker with a connection of its own."""

    def __init__(self, db: Database, labels: LabelStore) -> None:
        self._db = db
        self._labels = labels

    def keys(self, query: Query, after: int = 0) -> Iterator[int]:
        """The keys of all reports that match and are greater than `after`, ascending. Raises Refusal."""
        walks = [self._walk(plan, after) for plan in self._plans(query)]
        if len(walks) == 1:
            yield from walks[0]
            return
        before = after
        for key in heapq.merge(*walks):
            if key != before:
                yield key
                before = key

    def page(self, query: Query, limit: int, after: int = 0) -> list[int]:
        """The first so many of `keys`."""
        return list(islice(self.keys(query, after), limit))

    def first(self, query: Query, limit: int) -> list[int]:
        """The most relevant reports, if the query is about words and not too many have them; else a page."""
        plans = self._plans(query)
        if len(plans) == 1 and plans[0].ranked and plans[0].few:
            plan = plans[0]
            ranked = plan.listing.replace("ORDER BY rowid", "ORDER BY rank")
            best = [key for (key,) in self._db.execute(ranked, {**plan.values, "after": 0})]
            passing = set(self._checked(plan, sorted(best))) if plan.check else set(best)
            return list(islice((key for key in best if key in passing), limit))
        return self.page(query, limit)

    def with_phrase(self, text: str) -> list[int] | None:
        """The keys of all reports with the words of a text one behind the other; None when it has no word."""
        if not words_of(text):
            return None
        found = self._db.execute("SELECT rowid FROM document_search(?)", [phrase(text, False, "text")])
        return [key for (key,) in found]

    def hits(self, query: Query, keys: Sequence[int]) -> Iterator[SearchHit]:
        """For each of these reports, which match, a line that shows why; none for those with nothing to show."""
        wanted = sorted(leaves(query), key=_telling)
        lines: dict[int, SearchHit] = {}
        for telling in range(_telling(None) + 1):
            asked = [leaf for leaf in wanted if _telling(leaf) == telling]
            lines.update(self._lines_of_text(asked, [key for key in keys if key not in lines]))
            for leaf in asked:
                found = (self._hit(leaf, key) for key in keys if key not in lines)
                lines.update({hit.document: hit for hit in found if hit is not None})
        return (lines[key] for key in keys if key in lines)

    def place(self, query: Query, key: int) -> Span | None:
        """The first span for which the report was found; None when words or something else tell more."""
        wanted = sorted(leaves(query), key=_telling)
        for leaf in wanted:
            if not isinstance(leaf, Marked):
                return None
            span = self._first_span(leaf, key)
            if span is not None:
                return span
        return None

    # Walking

    def _plans(self, query: Query) -> list[_Plan]:
        return [self._plan(branch) for branch in Terms(self._db, self._labels).branches(query)]

    def _plan(self, branch: Branch[Term]) -> _Plan:
        values = dict(pair for term in (*branch.wanted, *branch.unwanted) for pair in term.values)
        worded = [term.match for term in branch.wanted if term.match]
        if worded:
            excluded = [term.match for term in branch.unwanted if term.match and not term.verified]
            values["words"] = all_of(iter(worded)) + (f" NOT ({any_of(iter(excluded))})" if excluded else "")
        way = self._shortest_way(branch, values, has_words=bool(worded))
        ranked = way.listing == _WORDED
        asked = [
            term.check
            for term in branch.wanted
            if term is not way.term and not (ranked and term.match and not term.verified)
        ]
        asked += [
            f"NOT ({term.check})" for term in branch.unwanted if not (ranked and term.match and not term.verified)
        ]
        if any(term.needs_text for term in (*branch.wanted, *branch.unwanted)):
            asked.append("t.document_id = d.id")
        return _Plan(way.listing, " AND ".join(asked), values, ranked, way.few, way.unsorted)

    def _shortest_way(self, branch: Branch[Term], values: dict[str, Any], *, has_words: bool) -> _Way:
        last = self._db.execute("SELECT coalesce(max(id), 1) FROM documents").fetchone()[0]
        ways = [self._way(term.listing, values, last, term) for term in branch.wanted if term.listing]
        if has_words:
            ways.append(self._way(_WORDED, values, last))
        usable = [way for way in ways if not way.unsorted or way.number < _SORTED]
        return min([*usable, _Way(WALK, last)], key=lambda way: way.number)

    def _way(self, listing: str, values: dict[str, Any], last: int, term: Term | None = None) -> _Way:
        if term is not None and term.unsorted:
            rows = f"{listing.rpartition(' ORDER BY ')[0]} LIMIT {_SORTED}"
            count = self._db.execute(f"SELECT count(*) FROM ({rows})", {**values, "after": 0}).fetchone()[0]
            return _Way(listing, count, count < _RANKED, term)
        rows = f"SELECT count(*), max(id) FROM ({listing} LIMIT {_RANKED})"
        count, reach = self._db.execute(rows, {**values, "after": 0}).fetchone()
        return _Way(listing, count if count < _RANKED else count * last / reach, count < _RANKED, term)

    def _walk(self, plan: _Plan, after: int) -> Iterator[int]:
        if plan.unsorted:  # which would be sorted again for each stretch
            found = [key for (key,) in self._db.execute(plan.listing, {**plan.values, "after": after})]
            yield from self._checked(plan, found) if plan.check else found
            return
        sizes = iter(_STEPS)
        size = next(sizes)
        while True:
            rows = self._db.execute(f"{plan.listing} LIMIT {size}", {**plan.values, "after": after})
            found = [key for (key,) in rows]
            yield from self._checked(plan, found) if plan.check else found
            if len(found) < size:
                return
            after, size = found[-1], next(sizes, _STEPS[-1])

    def _checked(self, plan: _Plan, keys: Sequence[int]) -> Iterator[int]:
        """Those of these reports, ascending, that pass."""
        texts = " CROSS JOIN texts t" if "t.document_id = d.id" in plan.check else ""
        statement = (
            f"SELECT d.id FROM json_each(:keys) j CROSS JOIN documents d ON d.id = j.value{texts}"
            f" WHERE {plan.check} ORDER BY j.key"
        )
        for begin in range(0, len(keys), _STEPS[-1]):
            asked = keys[begin : begin + _STEPS[-1]]
            values = {**plan.values, "keys": json.dumps(asked), "low": asked[0], "high": asked[-1]}
            yield from (key for (key,) in self._db.execute(statement, values))

    # Showing why

    def _lines_of_text(self, wanted: Sequence[Leaf], keys: Sequence[int]) -> dict[int, SearchHit]:
        """Lines around words of the text or, where these stand in the title alone, how the text begins."""
        terms = Terms(self._db, self._labels)
        words = [leaf for leaf in wanted if isinstance(leaf, Words | Near)]
        matches = [term.match for leaf in words for term in terms.of(leaf) if term.match]
        if not matches or not keys:
            return {}
        rows = self._db.execute(  # asked for by its key, each report would cost a walk along all that match
            "SELECT rowid, snippet(document_search, 1, char(2), char(3), '…', 16) FROM document_search"
            " WHERE document_search MATCH :words AND rowid BETWEEN :low AND :high"
            " AND +rowid IN (SELECT value FROM json_each(:keys))",
            {
                "keys": json.dumps(list(keys)), "low": min(keys), "high": max(keys),
                "words": any_of(iter(matches)),
            },
        )  # fmt: skip
        return {key: _snippet(key, text) for key, text in rows}

    def _hit(self, leaf: Leaf, key: int) -> SearchHit | None:
        match leaf:
            case Marked():
                span = self._first_span(leaf, key)
                return None if span is None else self._line_around(key, span)
            case Words(text, prefix, "") | Noted(str(text), prefix):
                return self._line_of_fact(key, text, prefix, notes_only=isinstance(leaf, Noted))
            case Fact(_, text, prefix) if text:
                return self._line_of_fact(key, text, prefix, notes_only=False)
        return None

    def _first_span(self, leaf: Marked, key: int) -> Span | None:
        numbers = self._labels.numbers_of(self._labels.label_id(leaf.label)) if leaf.label else None
        among = "" if numbers is None else f" AND label_id IN ({', '.join(map(str, numbers))})"
        rows = self._db.execute(
            f"SELECT start, end FROM annotations WHERE document_id = ?{among} ORDER BY start, end", [key]
        )
        if leaf.text is None:
            row = rows.fetchone()
            return None if row is None else Span(*row)
        text = self._db.execute("SELECT text FROM texts WHERE document_id = ?", [key]).fetchone()
        wanted = words_of(leaf.text)
        spans = (Span(*row) for row in rows)
        return next((s for s in spans if text and has_words(text[0][s.start : s.end], wanted, leaf.prefix)), None)

    def _line_around(self, key: int, span: Span) -> SearchHit:
        row = self._db.execute(
            "SELECT substr(text, max(:start - :around, 0) + 1, min(:start, :around)),"
            " substr(text, :start + 1, :size), substr(text, :end + 1, :around) FROM texts"
            " WHERE document_id = :key",
            {
                "start": span.start, "end": span.end, "size": min(span.end - span.start, _LONGEST),
                "around": _AROUND, "key": key,
            },
        ).fetchone()  # fmt: skip
        before, match, behind = map(_one_line, row)
        return SearchHit(key, f"…{before}" if span.start > _AROUND else before, match, behind)

    def _line_of_fact(self, key: int, text: str, prefix: bool, *, notes_only: bool) -> SearchHit | None:
        names = ("note",) if notes_only else _FACTS
        facts = self._db.execute(f"SELECT {', '.join(names)} FROM documents WHERE id = ?", [key]).fetchone()
        notes = self._db.execute(
            "SELECT note FROM annotations WHERE document_id = ? AND (note <> '' OR flagged = 1) AND note <> ''",
            [key],
        )
        wanted = words_of(text)
        said = (*(facts or ()), *(note for (note,) in notes))
        found = next((line for fact in said for line in fact.split("\n") if has_words(line, wanted, prefix)), None)
        return None if found is None else _pointed_out(key, _one_line(found), text)


def _telling(leaf: Leaf | None) -> int:
    """How much a condition tells of why a report was found: 0 is most."""
    match leaf:
        case Marked(_, str(_), _):
            return 0
        case Words() | Near():
            return 1
        case Marked():
            return 2
        case _:
            return 3


def _snippet(key: int, text: str) -> SearchHit:
    before, _, rest = text.partition("\x02")
    match, _, behind = rest.partition("\x03")
    behind = behind.replace("\x02", "").replace("\x03", "")
    return SearchHit(key, _one_line(before), _one_line(match), _one_line(behind))


def _pointed_out(key: int, line: str, words: str) -> SearchHit:
    """The line with the words in it pointed out, where they stand so."""
    at = line.casefold().find(words.casefold())
    if at < 0 or len(line.casefold()) != len(line):
        return SearchHit(key, line, "", "")
    return SearchHit(key, line[:at], line[at : at + len(words)], line[at + len(words) :])


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
