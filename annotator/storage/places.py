"""Places that annotations are linked to, read by the counts of attribute values that the file keeps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from annotator.domain.annotations import AttributeValue
from annotator.domain.places import PLACE_ID

_AROUND = 60  # code points on either side of a span that are shown with it
_VALUES = "SELECT value, sum(number) FROM value_kinds WHERE attribute = ? AND number > 0 {more} GROUP BY value"
# the value of an attribute in words, as the counts have it
_IS_PLACE = f"CAST(json_extract(a.attributes, '$.{PLACE_ID}') AS TEXT) = ?"
_REPORTS = """
    SELECT DISTINCT v.document_id FROM value_kinds k JOIN values_in_reports v ON v.kind_id = k.id
    WHERE k.attribute = ? AND k.value = ? ORDER BY v.document_id LIMIT ?
"""
_SPANS = f"""
    SELECT a.uid, a.document_id, a.start, a.end, l.name, d.title, d.date,
        substr(t.text, max(a.start - {_AROUND}, 0) + 1, a.start - max(a.start - {_AROUND}, 0)),
        substr(t.text, a.start + 1, min(a.end - a.start, 200)), substr(t.text, a.end + 1, {_AROUND})
    FROM annotations a JOIN documents d ON d.id = a.document_id JOIN texts t ON t.document_id = a.document_id
    JOIN label_names l ON l.id = a.label_id WHERE a.document_id = ? AND {_IS_PLACE} ORDER BY a.start, a.end
"""
_ATTRIBUTES = f"SELECT a.attributes FROM annotations a WHERE a.document_id = ? AND {_IS_PLACE} LIMIT 1"


@dataclass(frozen=True, slots=True)
class LinkedSpan:
    """An annotation that is linked to a place, with the text before and behind it."""

    uid: str
    document: int
    start: int
    end: int
    label: str
    title: str
    date: str
    before: str
    text: str
    behind: str


class PlaceStore:
    """Reads which places are linked, how often and where."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def countries(self) -> dict[str, int]:
        """How many annotations name each country as that of their place, by ISO 3166."""
        return dict(self._db.execute(_VALUES.format(more=""), ["country"]).fetchall())

    def times_linked(self, ids: Sequence[str]) -> dict[str, int]:
        """How many annotations are linked to each of these places; those without any are missing."""
        marks = ", ".join("?" * len(ids))
        query = _VALUES.format(more=f"AND value IN ({marks})")
        return dict(self._db.execute(query, [PLACE_ID, *ids]).fetchall())

    def ids(self) -> list[tuple[str, int]]:
        """The id of each linked place with how many annotations are linked to it, the most frequent first."""
        rows = self._db.execute(_VALUES.format(more="") + " ORDER BY 2 DESC, 1", [PLACE_ID])
        return rows.fetchall()

    def attributes_of(self, place: str) -> dict[str, AttributeValue]:
        """The attributes of an annotation that is linked to the place; empty when none is."""
        for document in self._reports(place, 1):
            for (attributes,) in self._db.execute(_ATTRIBUTES, [document, place]):
                found: dict[str, AttributeValue] = json.loads(attributes)
                return found
        return {}

    def spans(self, place: str, limit: int, document: int | None = None) -> Iterator[LinkedSpan]:
        """Annotations that are linked to the place, by report and position: of one report, or at most `limit`."""
        left = limit
        for key in self._reports(place, limit) if document is None else [document]:
            for row in self._db.execute(_SPANS, [key, place]):
                if not left:
                    return
                left -= 1
                yield LinkedSpan(*row)

    def _reports(self, place: str, limit: int) -> list[int]:
        return [key for (key,) in self._db.execute(_REPORTS, [PLACE_ID, place, limit])]
