"""Many reports at once, written by `executemany` in one transaction."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain, repeat

from sqlite_utils import Database

from annotator.domain.annotations import (
    MANUAL,
    AttributeValue,
    Relation,
)
from annotator.domain.documents import NewAnnotation, NewDocument
from annotator.storage.annotations import INSERT_ANNOTATION, AnnotationStore
from annotator.storage.claims import all_claims_waiting
from annotator.storage.documents import meta_text
from annotator.storage.labels import LabelStore
from annotator.storage.links import WaitingLinks
from annotator.storage.suggestions import SuggestionStore
from annotator.storage.tallies import BatchCounter, counted_by_batch

_BATCH = 3_000
_NAMED = 200  # relations whose other end is missing
_BATCH_TEXT = 4_000_000  # code points; so much text may wait, besides one report
_INSERT_DOCUMENT = (
    "INSERT INTO documents (id, uid, title, source, date, language, url, meta, state, flagged, note, position,"
    " length, sha256, annotation_count, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PLAIN = ("document_id", "start", "end", "label_id", "annotator_id", "uid", "created_at")
_ROWS = 40  # of one statement: twice as fast as one by one, and within the variables that any SQLite takes


class BulkWriter:
    """Adds documents in the caller's transaction; either all of it is committed or nothing.

    With `any_thread`, which says that the connection may be used by several, the words of a batch are indexed by
    another thread while the caller makes the next batch.
    """

    def __init__(self, db: Database, labels: LabelStore, *, any_thread: bool = False) -> None:
        self._db = db
        self._any_thread = any_thread
        self._labels = labels
        self._annotations = AnnotationStore(db, labels)
        self._suggestions = SuggestionStore(db, labels)
        # words wait for so many bytes before they are sorted into the index: a quarter less to write and to merge
        db.execute("INSERT INTO document_search (document_search, rank) VALUES ('hashsize', 8000000)")
        db.execute("PRAGMA cache_size = -96000")  # with less room, pages are written more than once
        row = db.execute("SELECT coalesce(max(id), 0), coalesce(max(position), 0) FROM documents").fetchone()
        self._next_key, self._next_position = row[0] + 1, row[1] + 1
        self._links = WaitingLinks(db, labels)
        self.unresolved = 0  # relations to reports that are not there, or to what is not in them
        self.first_unresolved: list[tuple[str, str]] = []  # uid and report of some of them

    def add(self, documents: Iterable[NewDocument]) -> Iterator[int]:
        """Write batch after batch; yields how many documents have been written so far."""
        first = self._next_key
        waiting, counting = all_claims_waiting(self._db, first), counted_by_batch(self._db)
        with waiting, counting as count, self._indexing() as index:
            yield from self._add(documents, count, index)

    def _add(
        self, documents: Iterable[NewDocument], count: BatchCounter, index: Callable[[int, int], None]
    ) -> Iterator[int]:
        batch: list[NewDocument] = []
        written = weight = 0
        for document in documents:
            batch.append(document)
            weight += len(document.text)
            if len(batch) >= _BATCH or weight >= _BATCH_TEXT:
                self._write(batch, count)
                index(self._next_key - len(batch), self._next_key - 1)
                written += len(batch)
                batch, weight = [], 0
                yield written
        if batch:
            self._write(batch, count)
            index(self._next_key - len(batch), self._next_key - 1)
            yield written + len(batch)
        self.unresolved, self.first_unresolved = self._links.write(_NAMED)

    @contextmanager
    def _indexing(self) -> Iterator[Callable[[int, int], None]]:
        """What indexes the documents from the first to the last key; at the end of the block all is done."""
        if not self._any_thread:
            yield self._index
            return
        running: list[Future[None]] = []
        with ThreadPoolExecutor(1, "index") as thread:

            def index(first: int, last: int) -> None:
                while running:
                    running.pop().result()
                running.append(thread.submit(self._index, first, last))

            yield index
            for last in running:
                last.result()

    def _index(self, first: int, last: int) -> None:
        """One statement, during which Python is free; what it wrote, FTS5 sorts in at its end."""
        self._db.conn.execute(
            "INSERT INTO document_search (rowid, title, text) SELECT id, title, text FROM searchable_documents"
            " WHERE id BETWEEN ? AND ?",
            [first, last],
        )

    def _write(self, batch: Sequence[NewDocument], count: BatchCounter) -> None:
        keys = range(self._next_key, self._next_key + len(batch))
        added_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        connection = self._db.conn
        connection.executemany(
            _INSERT_DOCUMENT,
            [
                (
                    key,
                    new.uid,
                    new.facts.title,
                    new.facts.source,
                    new.facts.date,
                    new.facts.language,
                    new.facts.url,
                    meta_text(new.facts),
                    new.state.value,
                    int(new.flagged),
                    new.note,
                    self._next_position + key - keys.start,
                    len(new.text),
                    new.sha256,
                    len(new.annotations),
                    added_at,
                )
                for key, new in zip(keys, batch, strict=True)
            ],
        )
        texts = [(key, new.text) for key, new in zip(keys, batch, strict=True)]
        connection.executemany("INSERT INTO texts (document_id, text) VALUES (?, ?)", texts)
        self._write_annotations(keys, batch, count)
        notes = self._db.execute(
            "SELECT id, note FROM annotations WHERE document_id BETWEEN ? AND ? AND (note <> '' OR flagged = 1)"
            " AND note <> ''",
            [keys[0], keys[-1]],
        ).fetchall()
        facts = [
            (key, *(getattr(new.facts, name) for name in ("source", "date", "language", "url")), new.note)
            for key, new in zip(keys, batch, strict=True)
        ]
        count.write()
        count.index(facts, notes)
        self._next_key += len(batch)
        self._next_position += len(batch)

    def _write_annotations(self, keys: range, batch: Sequence[NewDocument], count: BatchCounter) -> None:
        rows = _AnnotationRows(self._labels)
        for key, new in zip(keys, batch, strict=True):
            kinds, said = rows.add(key, new.annotations) if new.annotations else ({}, [])
            count.add(key, new.state.value, kinds)
            if said:
                count.add_values(key, said)
        self._insert_plain(rows.plain)
        self._db.conn.executemany(INSERT_ANNOTATION, rows.others)
        self._links.add([(key, outward) for key, new in zip(keys, batch, strict=True) for outward in new.outward])
        for key, new in zip(keys, batch, strict=True):
            if new.predictions:
                self._suggestions.add_predictions(key, new.predictions)
            for r in new.relations:
                self._annotations.add_relation(Relation(r.uid, key, r.type, r.head, r.child, r.annotator))

    def _insert_plain(self, rows: Sequence[tuple[object, ...]]) -> None:
        one = f"({', '.join('?' * len(_PLAIN))})"
        head = f"INSERT INTO annotations ({', '.join(_PLAIN)}) VALUES "
        whole = len(rows) - len(rows) % _ROWS
        many = (list(chain.from_iterable(rows[at : at + _ROWS])) for at in range(0, whole, _ROWS))
        self._db.conn.executemany(head + ", ".join([one] * _ROWS), many)
        self._db.conn.executemany(head + one, rows[whole:])


class _AnnotationRows:
    """Rows for the table of annotations; `plain` are those that leave the rare columns as they are by default."""

    def __init__(self, labels: LabelStore) -> None:
        self._labels = {name: number for number, name in labels.label_names().items()}
        self._annotators = _AnnotatorNumbers(labels)
        self._text = _AttributeTexts().of
        self.plain: list[tuple[object, ...]] = []
        self.others: list[tuple[object, ...]] = []

    def add(
        self, key: int, annotations: Sequence[NewAnnotation]
    ) -> tuple[dict[tuple[int, int, str], int], list[tuple[int, Mapping[str, AttributeValue]]]]:
        """Take the annotations of a document, one at least.

        Returns how many it has by label, annotator and origin, and attributes, where it has any, by their labels.
        """
        columns = zip(*annotations, strict=True)
        uids, labels, starts, ends, makers, attributes, notes, flags, origins, times = columns
        numbers = list(map(self._labels.__getitem__, labels))
        annotators = list(map(self._annotators.__getitem__, makers))
        rows = zip(repeat(key), starts, ends, numbers, annotators, uids, strict=False)
        if origins.count(MANUAL) == len(origins) and not (any(attributes) or any(notes) or any(flags)):
            self.plain += zip(repeat(key), starts, ends, numbers, annotators, uids, times, strict=False)
            kinds = Counter(zip(numbers, annotators, repeat(MANUAL.kind), strict=False))
            return kinds, []
        kinds = Counter(zip(numbers, annotators, [origin.kind for origin in origins], strict=True))
        said = [(number, found) for number, found in zip(numbers, attributes, strict=True) if found]
        for row, found, note, flagged, origin, created in zip(
            rows, attributes, notes, flags, origins, times, strict=True
        ):
            kept = self._text(found) if found else "{}"
            self.others.append((*row, kept, note, flagged, origin.kind, origin.source, origin.score, created))
        return kinds, said


class _AnnotatorNumbers(dict[str, int]):
    """Annotators' numbers by name; a new annotator gets one when first asked for."""

    def __init__(self, labels: LabelStore) -> None:
        super().__init__()
        self._labels = labels

    def __missing__(self, name: str) -> int:
        number = self[name] = self._labels.annotator_id(name)
        return number


class _AttributeTexts:
    """Attributes as JSON. Few sets of them differ, and looking one up takes a fifth of writing it."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, attributes: Mapping[str, AttributeValue]) -> str:
        key = repr(attributes)  # tells 1, 1.0 and True apart, which are equal as keys
        text = self._known.get(key)
        if text is None:
            text = self._known[key] = json.dumps(dict(attributes), ensure_ascii=False)
        return text
