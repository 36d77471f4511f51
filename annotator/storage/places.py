"""Places that annotations are linked to, read by the counts of attribute values that the file keeps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from annotator.domain.annotations import AttributeValue
from annotator.domain.places import PLACE_ID, LinkedSpan

_AROUND = 60  # code points on either side of a span that are shown with it
_VALUES = "SELECT value, sum(number) FROM value_kinds WHERE attribute = ? AND number > 0 {more} GROUP BY value"
# the value of an attribute in words, as the counts have it
_PLACE = f"CAST(json_extract(a.attributes, '$.{PLACE_ID}') AS TEXT)"
_REPORTS = """
    SELECT DISTINCT v.document_id FROM value_kinds k JOIN values_in_reports v ON v.kind_id = k.id
    WHERE k.attribute = ? AND k.value = ? ORDER BY v.document_id LIMIT ?
"""
_SPANS = f"""
    SELECT a.uid, a.document_id, a.start, a.end, l.name, d.title, d.date,
        substr(t.text, max(a.start - {_AROUND}, 0) + 1, a.start - max(a.start - {_AROUND}, 0)),
        substr(t.text, a.start + 1, min(a.end - a.start, 200)), substr(t.text, a.end + 1, {_AROUND})
    FROM annotations a JOIN documents d ON d.id = a.document_id JOIN texts t ON t.document_id = a.document_id
    JOIN label_names l ON l.id = a.label_id WHERE a.document_id = ? AND {_PLACE} = ? ORDER BY a.start, a.end
"""
_LINKS = f"""
    SELECT {_PLACE}, a.attributes FROM annotations a
    WHERE a.document_id = ? AND a.attributes LIKE '%"{PLACE_ID}"%' ORDER BY a.start, a.end
"""
_COUNTED = """
    SELECT value, sum(number), min(first) FROM (
        SELECT k.value, k.number,
            (SELECT min(v.document_id) FROM values_in_reports v WHERE v.kind_id = k.id) AS first
        FROM value_kinds k WHERE k.attribute = ? AND k.number > 0
    ) WHERE first IS NOT NULL GROUP BY value
"""
_COUNTED_HERE = """
    SELECT k.value, sum(v.number), v.document_id FROM values_in_reports v JOIN value_kinds k ON k.id = v.kind_id
    WHERE k.attribute = ? AND v.document_id = ? GROUP BY k.value
"""

CountedPlace = tuple[str, int, int]
"""The id of a place, how many annotations are linked to it, and the key of a report that has one."""


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

    def counted(self, document: int | None = None) -> list[CountedPlace]:
        """The places linked in a report, or in all: the id, how often, and the first report with it."""
        if document is None:
            return self._db.execute(_COUNTED, [PLACE_ID]).fetchall()
        return self._db.execute(_COUNTED_HERE, [PLACE_ID, document]).fetchall()

    def with_attributes(self, places: Sequence[CountedPlace]) -> Iterator[tuple[dict[str, AttributeValue], int]]:
        """For each of these places the attributes of its first annotation, and how often it is linked.

        Each report is read once, for all the places that come first in it.
        """
        by_report: dict[int, dict[str, int]] = {}
        for place, times, report in places:
            by_report.setdefault(report, {})[place] = times
        for report, wanted in sorted(by_report.items()):
            for place, attributes in self._db.execute(_LINKS, [report]):
                if place in wanted:
                    yield json.loads(attributes), wanted.pop(place)

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
