"""The index of claims: one row for each, with its text, speakers and what it is about, searchable by words.

The tables `claims` and `claim_search` are derived from annotations, relations, documents and the schema, and hold
nothing of their own. The rule for everybody who changes those, one row at a time or by set-based SQL: do nothing.
Triggers put the numbers of the annotations that are concerned into `claims_waiting`, in the same transaction, and
`ClaimStore.catch_up` makes their rows anew before the claims are looked at. A trigger costs microseconds, so that
a label key takes no longer than before.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

from annotator.domain.annotations import NO_ATTRIBUTES
from annotator.domain.claims import Claim, ClaimEnd, LedgerFilter, is_place, says_who, sides
from annotator.domain.labels import CLAIM_LAYER
from annotator.storage.search import search_words

_TEXT_LIMIT = 4_000  # code points of a claim that are indexed and listed
_NAME_LIMIT = 200
_TOGETHER = 500  # numbers in one question

_MARKED = """
    SELECT a.id, a.document_id, d.position, a.start, a.end, d.title, d.source, d.date
    FROM annotations a JOIN label_names l ON l.id = a.label_id JOIN documents d ON d.id = a.document_id
    WHERE l.layer = 'claim' AND a.id IN (SELECT value FROM json_each(?)) ORDER BY a.document_id, a.start
"""
_OTHER_ENDS = """
    SELECT r.head_id, t.name, l.name, l.layer, c.document_id, c.start, c.end FROM relations r
    JOIN relation_types t ON t.id = r.type_id JOIN annotations c ON c.id = r.child_id
    JOIN label_names l ON l.id = c.label_id
    WHERE r.head_id IN (SELECT value FROM json_each(?)) ORDER BY r.head_id, c.document_id, c.start
"""
_INSERT = (
    "INSERT INTO claims (annotation_id, document_id, position, start, text, speakers, about, places, report)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INDEX = (  # all at once: a trigger for each row would have FTS5 write each by itself, in eight times the time
    "INSERT INTO claim_search (rowid, text, speakers, about, report)"
    " SELECT annotation_id, text, speakers, about, report FROM claims"
    " WHERE annotation_id IN (SELECT value FROM json_each(?)) ORDER BY annotation_id"
)
_INSERT_TRIGGERS = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name IN ('claim_marked', 'claim_related')"
)
_KEYS = "SELECT c.annotation_id FROM claims c"
_ROWS = """
    SELECT a.id, a.uid, a.document_id, a.start, a.end, l.name, c.text, c.speakers, c.about, d.title, d.source,
        d.date, n.name, a.note, a.flagged, a.attributes
    FROM claims c JOIN annotations a ON a.id = c.annotation_id JOIN label_names l ON l.id = a.label_id
    JOIN documents d ON d.id = a.document_id JOIN annotators n ON n.id = a.annotator_id
    WHERE c.annotation_id IN (SELECT value FROM json_each(?))
"""
_DISPUTES_OF = """
    SELECT r.head_id, r.child_id, h.text, hd.title, c.text, cd.title FROM relations r
    JOIN claims h ON h.annotation_id = r.head_id JOIN documents hd ON hd.id = h.document_id
    JOIN claims c ON c.annotation_id = r.child_id JOIN documents cd ON cd.id = c.document_id
    WHERE r.{end} IN (SELECT value FROM json_each(?)) ORDER BY r.id
"""
_PAIRS = (
    "SELECT r.head_id, r.child_id FROM relations r JOIN claims h ON h.annotation_id = r.head_id"
    " JOIN claims c ON c.annotation_id = r.child_id"
)
_IN_ORDER = "c.position, c.start"
_DOCUMENTS = " JOIN documents d ON d.id = c.document_id"
_ANNOTATIONS = " JOIN annotations a ON a.id = c.annotation_id"
_ORDERS = {  # what is joined, and the order
    "": ("", f"c.speakers <> '', {_IN_ORDER}"),
    "claim": ("", f"c.text COLLATE NOCASE {{}}, {_IN_ORDER}"),
    "speaker": ("", f"c.speakers COLLATE NOCASE {{}}, {_IN_ORDER}"),
    "about": ("", f"c.about COLLATE NOCASE {{}}, {_IN_ORDER}"),
    "report": (_DOCUMENTS, f"d.title COLLATE NOCASE {{}}, {_IN_ORDER}"),
    "date": (_DOCUMENTS, f"d.date {{}}, {_IN_ORDER}"),
}


@contextmanager
def all_claims_waiting(db: Database, first_document: int) -> Iterator[None]:
    """For adding annotations to new documents by the hundred thousand within the caller's transaction.

    The triggers that look at each added row are away meanwhile; at the end all claims of the documents from that
    key on wait to be read. What breaks off takes the transaction, and so all of this, back.
    """
    triggers = db.execute(_INSERT_TRIGGERS).fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    yield
    for _, statement in triggers:
        db.execute(statement)
    db.execute(
        "INSERT OR IGNORE INTO claims_waiting SELECT a.id FROM annotations a JOIN label_names l"
        " ON l.id = a.label_id WHERE a.document_id >= ? AND l.layer = ?",
        [first_document, CLAIM_LAYER],
    )


class ClaimStore:
    """Finds claims; `catch_up` writes, and its caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def waiting(self) -> int:
        """How many annotations must be looked at before the index is right."""
        return int(self._db.execute("SELECT count(*) FROM claims_waiting").fetchone()[0])

    def count(self) -> int:
        """How many claims are in the index."""
        return int(self._db.execute("SELECT count(*) FROM claims").fetchone()[0])

    def catch_up(self, limit: int = 1_000) -> int:
        """Make the rows of at most `limit` waiting annotations anew; returns how many were looked at."""
        found = self._db.execute("SELECT annotation_id FROM claims_waiting ORDER BY 1 LIMIT ?", [limit])
        keys = [key for (key,) in found]
        if not keys:
            return 0
        numbers = json.dumps(keys)
        rows = self._made_anew(numbers)
        for table in ("claims", "claims_waiting"):
            self._db.execute(
                f"DELETE FROM {table} WHERE annotation_id IN (SELECT value FROM json_each(?))", [numbers]
            )
        self._db.conn.executemany(_INSERT, rows)
        self._db.execute(_INDEX, [numbers])
        return len(keys)

    def keys(self, wanted: LedgerFilter) -> array[int]:
        """The numbers of the claims that pass, whatever the words, in order."""
        where, values = _conditions(wanted)
        joined, order, more = _order(wanted)
        found = array(
            "q", (key for (key,) in self._db.execute(f"{_KEYS}{joined}{where} ORDER BY {order}", values + more))
        )
        if wanted.shown != "disputed":
            return found
        disputed = self.disputed()
        return array("q", (key for key in found if key in disputed))

    def matching(self, words: str) -> frozenset[int] | None:
        """The numbers of the claims with all these words, the last perhaps unfinished; None for no words."""
        query = search_words(words).query()
        if not query:
            return None
        found = self._db.execute("SELECT json_group_array(rowid) FROM claim_search(?)", [query]).fetchone()
        return frozenset(json.loads(found[0]))  # half the time of as many rows

    def grouped(self, wanted: LedgerFilter) -> list[tuple[str, array[int]]]:
        """The claims that pass, whatever the words, by `group`: each group's name with its claims, by name.

        Those without a speaker or place come first; those without a dispute are left out among disputes.
        """
        if wanted.group == "dispute":
            return self._by_dispute(wanted)
        column = {"speaker": "speakers", "place": "places"}[wanted.group]
        names = dict(self._db.execute(f"SELECT annotation_id, {column} FROM claims"))
        groups: dict[str, array[int]] = {}
        for key in self.keys(wanted):
            groups.setdefault(names[key], array("q")).append(key)
        return sorted(groups.items(), key=lambda group: group[0].casefold())

    def disputed(self) -> dict[int, int]:
        """For each claim in a dispute the number of its dispute."""
        return sides(self._db.execute(_PAIRS).fetchall())

    def rows(self, keys: Sequence[int]) -> list[Claim]:
        """The claims with these numbers, in their order; those that are gone are left out."""
        numbers = json.dumps(list(keys))
        disputes, disputed_by = self._disputes(numbers)
        found = {
            row[0]: _claim(row, disputes.get(row[0], ()), disputed_by.get(row[0], ()))
            for row in self._db.execute(_ROWS, [numbers])
        }
        return [found[key] for key in keys if key in found]

    def text(self, key: int) -> str:
        """The whole text of a claim, however long; empty when it is gone."""
        row = self._db.execute(
            "SELECT substr(t.text, a.start + 1, a.end - a.start) FROM annotations a"
            " JOIN texts t ON t.document_id = a.document_id WHERE a.id = ?",
            [key],
        ).fetchone()
        return "" if row is None else str(row[0])

    def _by_dispute(self, wanted: LedgerFilter) -> list[tuple[str, array[int]]]:
        disputed = self.disputed()
        groups: dict[int, array[int]] = {}
        for key in self.keys(wanted):
            if key in disputed:
                groups.setdefault(disputed[key], array("q")).append(key)
        return [(f"Dispute {number}", keys) for number, keys in enumerate(groups.values(), start=1)]

    def _made_anew(self, numbers: str) -> list[tuple[Any, ...]]:
        texts = _Texts(self._db)
        ends: dict[int, list[tuple[Any, ...]]] = {}
        for head, *end in self._db.execute(_OTHER_ENDS, [numbers]).fetchall():
            ends.setdefault(head, []).append(tuple(end))
        rows = []
        for key, document, position, start, end, title, source, date in self._db.execute(
            _MARKED, [numbers]
        ).fetchall():
            names: dict[str, list[str]] = {"speakers": [], "about": [], "places": []}
            for relation, label, layer, *place in ends.get(key, ()):
                if layer == CLAIM_LAYER:
                    continue
                name = texts.name(*place)
                names["speakers" if says_who(relation) else "about"].append(name)
                if is_place(label) and not says_who(relation):
                    names["places"].append(name)
            joined = ["; ".join(dict.fromkeys(named)) for named in names.values()]
            report = " ".join(part for part in (title, source, date) if part)
            text = texts.of(document)[start : min(end, start + _TEXT_LIMIT)]
            rows.append((key, document, position, start, text, *joined, report))
        return rows

    def _disputes(self, numbers: str) -> tuple[dict[int, tuple[ClaimEnd, ...]], dict[int, tuple[ClaimEnd, ...]]]:
        disputes: dict[int, tuple[ClaimEnd, ...]] = {}
        disputed_by: dict[int, tuple[ClaimEnd, ...]] = {}
        for head, child, _, _, text, title in self._db.execute(_DISPUTES_OF.format(end="head_id"), [numbers]):
            disputes[head] = (*disputes.get(head, ()), ClaimEnd(child, text, title))
        for head, child, text, title, _, _ in self._db.execute(_DISPUTES_OF.format(end="child_id"), [numbers]):
            disputed_by[child] = (*disputed_by.get(child, ()), ClaimEnd(head, text, title))
        return disputes, disputed_by


class _Texts:
    """Texts of reports, one at a time in memory but for short names."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._key = -1
        self._text = ""

    def of(self, document: int) -> str:
        if document != self._key:
            row = self._db.execute("SELECT text FROM texts WHERE document_id = ?", [document]).fetchone()
            self._key, self._text = document, row[0] if row is not None else ""
        return self._text

    def name(self, document: int, start: int, end: int) -> str:
        return " ".join(self.of(document)[start : min(end, start + _NAME_LIMIT)].split())


def _conditions(wanted: LedgerFilter) -> tuple[str, list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if wanted.document is not None:
        conditions.append("c.document_id = ?")
        values.append(wanted.document)
    if wanted.shown == "unattributed":
        conditions.append("c.speakers = ''")
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), values


def _order(wanted: LedgerFilter) -> tuple[str, str, list[Any]]:
    """What must be joined, the order, and its values. Raises KeyError for an order that there is not."""
    direction = "DESC" if wanted.descending else "ASC"
    if wanted.sort.startswith("attribute:"):
        name = wanted.sort.partition(":")[2]
        path = '$."' + name.replace('"', '\\"') + '"'
        return _ANNOTATIONS, f"json_extract(a.attributes, ?) {direction}, {_IN_ORDER}", [path]
    joined, order = _ORDERS[wanted.sort]
    return joined, order.format(direction), []


def _claim(row: Sequence[Any], disputes: tuple[ClaimEnd, ...], disputed_by: tuple[ClaimEnd, ...]) -> Claim:
    attributes = json.loads(row[15]) if row[15] != "{}" else NO_ATTRIBUTES
    values = (*row[:14], bool(row[14]), attributes, disputes, disputed_by)
    return Claim(*values)
