"""Conditions of a search as SQL: how to list the reports for which one holds, in order, and how to ask of one.

A `listing` begins behind `:after` and goes up by the report's key, by an index, so that it can be broken off. A
`check` is asked of the report `d`, which is between `:low` and `:high`. Where `match` is set, the index of titles
and texts finds the reports for which the condition holds or, unless the match is enough, some more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from annotator.domain.query import (
    AllOf,
    AnyOf,
    Dated,
    Fact,
    InState,
    IsFlagged,
    Leaf,
    Made,
    Marked,
    Near,
    Not,
    Noted,
    Query,
    Related,
    Said,
    Words,
)
from annotator.domain.query_branches import Branch, both, either, has_words, one, without, words_of
from annotator.storage.labels import LabelStore

_NOTED = "(note <> '' OR flagged = 1)"  # as the indexes have it
_BEHIND_ALL = "\U0010ffff"
_MOST_KINDS = 60
_SAID = "source date url note"  # where words without a name are looked for; two letters of a language are no word
_NOTHING = "SELECT 0 AS id WHERE 0"
WALK = "SELECT id FROM documents WHERE id > :after ORDER BY id"


@dataclass(frozen=True, slots=True)
class Term:
    """A condition; `values` are those of `listing` and `check`, whose names no other term has.

    An `unsorted` listing is sorted before it begins; a `verified` match still has to be checked.
    """

    check: str
    listing: str = ""
    match: str = ""
    values: tuple[tuple[str, Any], ...] = ()
    verified: bool = False
    unsorted: bool = False
    needs_text: bool = False
    leaf: Leaf | None = field(default=None, compare=False)


class Terms:
    """Makes the branches of a query; numbers and names are looked up in the file."""

    def __init__(self, db: Database, labels: LabelStore) -> None:
        self._db = db
        self._labels = labels
        self._names = 0
        db.conn.create_function("has_marked", 4, _has_marked, deterministic=True)

    def branches(self, query: Query) -> list[Branch[Term]]:
        """Raises Refusal when there are too many."""
        return self._branches(query, True)

    def _branches(self, query: Query, holds: bool) -> list[Branch[Term]]:
        match query:
            case Not(what):
                return self._branches(what, not holds)
            case AllOf(parts) | AnyOf(parts):
                made: Iterator[list[Branch[Term]]] = (self._branches(part, holds) for part in parts)
                return both(made) if isinstance(query, AllOf) == holds else either(made)
            case _:
                terms = self.of(query)
                if holds:
                    return either(one(term) for term in terms)
                return both(without(term) for term in terms)

    def of(self, leaf: Leaf) -> list[Term]:
        """Of these terms one must hold."""
        match leaf:
            case Words(text, prefix, column):
                terms = [self._matching(phrase(text, prefix, column), leaf)]
                return terms if column else terms + self._elsewhere(text, prefix, leaf)
            case Near(words, distance):
                near = " ".join(phrase(word, False, "") for word in words)
                return [self._matching(f"NEAR({near}, {distance})", leaf)]
            case Marked(label, None, _):
                return [
                    self._of_kinds("spans_in_reports", self._span_kinds("label_id", self._numbers(label)), leaf)
                ]
            case Marked(label, str(text), prefix):
                return [self._marked(label, text, prefix, leaf)]
            case Said():
                return [self._of_kinds("values_in_reports", self._value_kinds(leaf), leaf)]
            case Related(relation):
                return [self._related(relation, leaf)]
            case Made(annotator, origin):
                return [self._of_kinds("spans_in_reports", self._made(annotator, origin), leaf)]
            case InState(state):
                listing = f"SELECT id FROM documents INDEXED BY documents_in_state WHERE state = '{state.value}'"
                return [Term(f"d.state = '{state.value}'", _on(listing), leaf=leaf)]
            case IsFlagged(report_alone):
                return self._noted("flagged = 1", leaf)[: 1 if report_alone else 2]
            case Dated(first, last):
                return [self._dated(first, last, leaf)]
            case Fact(name, text, prefix):
                if not text:
                    return [Term(f"d.{name} <> ''", leaf=leaf)]
                return [self._in_index("fact_search", phrase(text, prefix, name), leaf)]
            case Noted(None, _):
                return self._noted("note <> ''", leaf)
            case Noted(str(text), prefix):
                return [
                    self._in_index("fact_search", phrase(text, prefix, "note"), leaf),
                    self._in_notes(phrase(text, prefix, ""), leaf),
                ]
        raise TypeError(leaf)

    def _value(self, value: object) -> tuple[str, tuple[str, Any]]:
        self._names += 1
        name = f"p{self._names}"
        return name, (name, value)

    def _matching(self, expression: str, leaf: Leaf) -> Term:
        name, value = self._value(expression)
        return Term(_within("document_search", name), match=expression, values=(value,), leaf=leaf)

    def _elsewhere(self, text: str, prefix: bool, leaf: Leaf) -> list[Term]:
        """Facts and notes with the words, if there are any: mostly there are none, and so no further branches."""
        wanted = phrase(text, prefix, "")
        in_facts = phrase(text, prefix, _SAID)
        terms = []
        if self._db.execute("SELECT 1 FROM fact_search(?) LIMIT 1", [in_facts]).fetchone():
            terms.append(self._in_index("fact_search", in_facts, leaf))
        if self._db.execute("SELECT 1 FROM note_search(?) LIMIT 1", [wanted]).fetchone():
            terms.append(self._in_notes(wanted, leaf))
        return terms

    def _in_index(self, index: str, expression: str, leaf: Leaf) -> Term:
        name, value = self._value(expression)
        listing = f"SELECT rowid AS id FROM {index} WHERE {index} MATCH :{name} AND rowid > :after ORDER BY rowid"
        return Term(_within(index, name), listing, values=(value,), leaf=leaf)

    def _in_notes(self, expression: str, leaf: Leaf) -> Term:
        name, value = self._value(expression)
        found = (
            f"SELECT a.document_id AS id FROM note_search(:{name}) n CROSS JOIN annotations a ON a.id = n.rowid"
        )
        listing = f"SELECT DISTINCT id FROM ({found}) WHERE id > :after ORDER BY id"
        return Term(f"d.id IN ({found})", listing, values=(value,), unsorted=True, leaf=leaf)

    def _noted(self, condition: str, leaf: Leaf) -> list[Term]:
        of_report = f"SELECT id FROM documents INDEXED BY documents_noted WHERE {_NOTED} AND {condition}"
        of_spans = (
            "SELECT DISTINCT document_id AS id FROM annotations INDEXED BY annotations_noted"
            f" WHERE {_NOTED} AND {condition}"
        )
        asked = f"EXISTS (SELECT 1 FROM annotations WHERE document_id = d.id AND {_NOTED} AND {condition})"
        return [
            Term(f"d.{condition}", _on(of_report), unsorted=True, leaf=leaf),
            Term(asked, f"{of_spans} AND document_id > :after ORDER BY 1", unsorted=True, leaf=leaf),
        ]

    def _dated(self, first: str, last: str, leaf: Leaf) -> Term:
        low, first_value = self._value(first or " ")
        high, last_value = self._value((last or "9") + _BEHIND_ALL)
        listing = f"SELECT id FROM documents INDEXED BY documents_by_date WHERE date >= :{low} AND date < :{high}"
        check = f"d.date >= :{low} AND d.date < :{high}"
        return Term(check, _on(listing), values=(first_value, last_value), unsorted=True, leaf=leaf)

    # Spans

    def _numbers(self, label: str) -> list[int] | None:
        """The label's numbers in the file; None stands for any."""
        return self._labels.numbers_of(self._labels.label_id(label)) if label else None

    def _span_kinds(self, column: str, numbers: list[int] | None) -> list[int]:
        where = "" if numbers is None else f" WHERE {column} IN ({', '.join(map(str, numbers))})"
        return [key for (key,) in self._db.execute(f"SELECT id FROM span_kinds{where}")]

    def _made(self, annotator: str, origin: str) -> list[int]:
        if origin:
            return [key for (key,) in self._db.execute("SELECT id FROM span_kinds WHERE origin = ?", [origin])]
        numbers = [number for number, name in self._labels.annotator_names().items() if name == annotator]
        return self._span_kinds("annotator_id", numbers)

    def _value_kinds(self, said: Said) -> list[int]:
        rows = self._db.execute("SELECT id, value FROM value_kinds WHERE attribute = ?", [said.attribute])
        if said.value is None:
            return [key for key, _ in rows]
        wanted = said.value.casefold()
        found = ((key, value.casefold()) for key, value in rows)
        return [key for key, value in found if value == wanted or (said.prefix and value.startswith(wanted))]

    def _of_kinds(self, table: str, kinds: list[int], leaf: Leaf) -> Term:
        if not kinds:
            return Term("0", _NOTHING, leaf=leaf)
        if len(kinds) <= _MOST_KINDS:  # each is in order, and so merged while it is read
            arms = (
                f"SELECT document_id AS id FROM {table} WHERE kind_id = {kind} AND document_id > :after"
                for kind in kinds
            )
            listing = f"{' UNION '.join(arms)} ORDER BY 1"
            listed = ", ".join(map(str, kinds))
            values: tuple[tuple[str, Any], ...] = ()
        else:
            name, value = self._value(json.dumps(kinds))
            listed, values = f"SELECT value FROM json_each(:{name})", (value,)
            listing = (
                f"SELECT DISTINCT document_id AS id FROM {table} WHERE kind_id IN ({listed})"
                " AND document_id > :after ORDER BY 1"
            )
        check = f"EXISTS (SELECT 1 FROM {table} WHERE document_id = d.id AND kind_id IN ({listed}))"
        return Term(check, listing, values=values, unsorted=len(kinds) > _MOST_KINDS, leaf=leaf)

    def _marked(self, label: str, text: str, prefix: bool, leaf: Leaf) -> Term:
        numbers = self._numbers(label)
        words, value = self._value(" ".join(words_of(text)))
        among = "" if numbers is None else f" AND a.label_id IN ({', '.join(map(str, numbers))})"
        spans = (
            "SELECT json_group_array(json_array(a.start, a.end)) FROM annotations a"
            f" WHERE a.document_id = d.id{among}"
        )
        expression = phrase(text, prefix, "text")
        name, matched = self._value(expression)
        check = f"{_within('document_search', name)} AND has_marked(t.text, ({spans}), :{words}, {int(prefix)})"
        return Term(check, match=expression, values=(value, matched), verified=True, needs_text=True, leaf=leaf)

    def _related(self, relation: str, leaf: Leaf) -> Term:
        if relation:
            kinds = [self._labels.relation_id(relation)]
        else:
            kinds = [key for (key,) in self._db.execute("SELECT id FROM relation_types")]
        if not kinds:
            return Term("0", _NOTHING, leaf=leaf)
        arms = (
            f"SELECT document_id AS id FROM relations WHERE type_id = {kind} AND document_id > :after"
            for kind in kinds
        )
        listed = ", ".join(map(str, kinds))
        check = f"EXISTS (SELECT 1 FROM relations WHERE type_id IN ({listed}) AND document_id = d.id)"
        return Term(check, f"{' UNION '.join(arms)} ORDER BY 1", leaf=leaf)


def phrase(text: str, prefix: bool, column: str) -> str:
    """Words that stand together in FTS5's language, quoted so that nothing typed is taken for syntax."""
    quoted = '"' + text.replace('"', '""') + '"' + (" *" if prefix else "")
    return f"{{{column}}} : {quoted}" if column else quoted


def all_of(expressions: Iterator[str]) -> str:
    return " AND ".join(f"({expression})" for expression in expressions)


def any_of(expressions: Iterator[str]) -> str:
    return " OR ".join(f"({expression})" for expression in expressions)


def _within(index: str, name: str) -> str:
    """Whether a report is in an index: asked of a stretch at once, which takes it as long as one report alone."""
    return f"d.id IN (SELECT rowid FROM {index} WHERE {index} MATCH :{name} AND rowid BETWEEN :low AND :high)"


def _on(listing: str) -> str:
    return f"{listing} AND id > :after ORDER BY id"


def _has_marked(text: str, spans: str, words: str, prefix: int) -> bool:
    wanted = tuple(words.split())
    return any(has_words(text[start:end], wanted, bool(prefix)) for start, end in json.loads(spans))
