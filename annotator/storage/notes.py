"""Facts of reports, notes and flags: looked through by parts of words, and listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

_NOTED = "note <> '' OR flagged = 1"  # as the indexes have it
_TEXT = 200  # code points of an annotation that are shown
_FACTS = "source || char(10) || date || char(10) || 'language:' || language || char(10) || url || char(10) || note"
_FACTS_WITH = "SELECT id, {facts} FROM (SELECT *, casefolded({facts}) AS said FROM documents) WHERE {words}"
_NOTES_WITH = (
    "SELECT document_id, note FROM (SELECT document_id, note, casefolded(note) AS said FROM annotations"
    f" WHERE ({_NOTED})) WHERE {{words}}"
)
# `{"stance": "denies"}` is looked through as `stance:denies`
_SAID = """replace(replace(replace(attributes, '": "', ':'), '": ', ':'), '"', char(10))"""
_ATTRIBUTES_WITH = (
    f"SELECT document_id, words FROM (SELECT document_id, {_SAID} AS words, casefolded({_SAID}) AS said"
    " FROM annotations WHERE attributes <> '{{}}') WHERE {words}"
)
_REPORTS = f"SELECT id, note, flagged, title FROM documents WHERE {_NOTED} ORDER BY position LIMIT ?"
_ANNOTATIONS = (
    "SELECT a.document_id, a.start, a.end, l.name, substr(t.text, a.start + 1, min(a.end - a.start, ?)), a.note,"
    " a.flagged, d.title FROM (SELECT document_id, start, end, label_id, note, flagged FROM annotations"
    f" WHERE {_NOTED} ORDER BY document_id, start LIMIT ?) a JOIN label_names l ON l.id = a.label_id"
    " JOIN documents d ON d.id = a.document_id JOIN texts t ON t.document_id = a.document_id"
)


@dataclass(frozen=True, slots=True)
class Noted:
    """A note or a flag, and where it stands: on the annotation `start`-`end` in code points, or on the report.

    A report's own have neither `label` nor `text`, and `start` and `end` are 0.
    """

    document: int
    start: int
    end: int
    label: str
    text: str
    note: str
    flagged: bool
    title: str


class NoteStore:
    """Reads notes, flags and facts. An index has the few annotations with a note or a flag."""

    def __init__(self, db: Database) -> None:
        self._db = db
        db.conn.create_function("casefolded", 1, str.casefold, deterministic=True)

    def noted(self, limit: int) -> list[Noted]:
        """At most `limit` notes and flags: those of reports in the queue's order, then those of annotations."""
        found = [
            Noted(key, 0, 0, "", "", note, bool(flagged), title)
            for key, note, flagged, title in self._db.execute(_REPORTS, [limit])
        ]
        rows = self._db.execute(_ANNOTATIONS, [_TEXT, limit - len(found)]) if len(found) < limit else []
        found.extend(
            Noted(key, start, end, label, text, note, bool(flagged), title)
            for key, start, end, label, text, note, flagged, title in rows
        )
        return found

    def facts_with(self, words: Sequence[str]) -> dict[int, tuple[frozenset[str], str]]:
        """The reports with any of the words in their facts or notes: which words, and the first line with one.

        A word is found where one begins with it, also within an address, whatever its case; `language:en` finds a
        language, and `stance:denies` an annotation of which that is said.
        """
        wanted = {word: re.compile(rf"(?<![\w:]){re.escape(word.casefold())}") for word in words}
        folded = [word.casefold() for word in words]
        where = " OR ".join("instr(said, ?) > 0" for _ in words)
        statement = f"{_FACTS_WITH.format(facts=_FACTS, words=where)} UNION ALL {_NOTES_WITH.format(words=where)}"
        said_of_spans = [word for word in folded if ":" in word and not word.startswith("language:")]
        if said_of_spans:
            where = " OR ".join("instr(said, ?) > 0" for _ in said_of_spans)
            statement += f" UNION ALL {_ATTRIBUTES_WITH.format(words=where)}"
        found: dict[int, tuple[frozenset[str], str]] = {}
        for key, said in self._db.execute(statement, [*folded, *folded, *said_of_spans]):
            before, line = found.get(key, (frozenset(), ""))
            there = {word for word, pattern in wanted.items() if pattern.search(said.casefold())}
            lines = [one for one in said.split("\n") if any(p.search(one.casefold()) for p in wanted.values())]
            if lines:
                found[key] = (before | there, line or lines[0])
        return found
