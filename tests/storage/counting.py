"""What the kept counts must say, counted from the rows themselves."""

from __future__ import annotations

from collections import Counter

from annotator.storage.store import Store

_VALUES = (
    "SELECT a.label_id, j.key, CASE j.type WHEN 'true' THEN 'yes' WHEN 'false' THEN 'no'"
    " ELSE CAST(j.value AS TEXT) END, a.document_id FROM annotations a, json_each(a.attributes) j"
)
_KEPT_VALUES = (
    "SELECT k.label_id, k.attribute, k.value, v.document_id, v.number FROM values_in_reports v"
    " JOIN value_kinds k ON k.id = v.kind_id"
)
_KEPT_SPANS = (
    "SELECT k.label_id, k.annotator_id, k.origin, s.document_id, s.number FROM spans_in_reports s"
    " JOIN span_kinds k ON k.id = s.kind_id"
)
_KEPT_TOTALS = (
    "SELECT k.label_id, k.annotator_id, k.origin, t.state, t.number FROM span_totals t"
    " JOIN span_kinds k ON k.id = t.kind_id WHERE t.number <> 0"
)


def refuse_wrong_counts(store: Store) -> None:
    """Raises AssertionError where a kept count or an index of facts and notes is not what the rows say."""
    db = store._db
    spans = Counter(db.execute("SELECT label_id, annotator_id, origin, document_id FROM annotations").fetchall())
    assert {row[:-1]: row[-1] for row in db.execute(_KEPT_SPANS)} == spans
    states = dict(db.execute("SELECT id, state FROM documents").fetchall())
    totals: Counter[tuple[object, ...]] = Counter()
    for (*kind, document), number in spans.items():
        totals[(*kind, states[document])] += number
    assert {row[:-1]: row[-1] for row in db.execute(_KEPT_TOTALS)} == totals
    values = Counter(db.execute(_VALUES).fetchall())
    assert {row[:-1]: row[-1] for row in db.execute(_KEPT_VALUES)} == values
    of_all: Counter[tuple[object, ...]] = Counter()
    for key, number in values.items():
        of_all[key[:3]] += number
    kept = db.execute("SELECT label_id, attribute, value, number FROM value_kinds WHERE number <> 0")
    assert {row[:-1]: row[-1] for row in kept} == of_all
    kept = db.execute("SELECT state, number FROM report_totals WHERE number <> 0")
    assert dict(kept.fetchall()) == Counter(states.values())
    for index in ("fact_search", "note_search"):
        if not store.read_only:
            db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
