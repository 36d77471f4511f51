"""Files of other programs whose JSON is sound, but says what nobody expects."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.errors import FileRefused
from annotator.formats.base import Format, ReportRecord
from annotator.formats.export import export_reports
from annotator.formats.registry import format_named
from tests.formats.conformance import DROPPING, sample
from tests.formats.damaged import changed
from tests.formats.reading import read_or_refused

RUNS = 300


@pytest.mark.parametrize("name", ["doccano", "prodigy", "label-studio"])
def test_changed_records_are_refused_or_sound_and_can_be_written(name: str, tmp_path: Path) -> None:
    form = format_named(name)
    path, out = tmp_path / f"in{form.suffixes[0]}", tmp_path / f"out{form.suffixes[0]}"
    export_reports(sample(), path, form, policy=DROPPING)
    text = path.read_text(encoding="utf-8")
    is_array = text.startswith("[")
    items = json.loads(text) if is_array else [json.loads(line) for line in text.splitlines()]
    chance = random.Random(name)
    read = 0
    for run in range(RUNS):
        some = [changed(item, chance) for item in chance.sample(items, 2)]
        path.write_text(json.dumps(some) if is_array else "\n".join(map(json.dumps, some)), encoding="utf-8")
        records = read_or_refused(form, path)
        read += bool(records)
        for record in records:
            assert_sound(record)
        if run % 5 == 0 and records:
            reason = why_not_written(records, out, form)
            assert "cannot be written" in reason or "control character" in reason or not reason
    assert RUNS / 20 < read < RUNS


def why_not_written(records: list[ReportRecord], path: Path, form: Format) -> str:
    """Empty when they were; what is read again and differs has another reason than what cannot be written."""
    try:
        export_reports(records, path, form, policy=DROPPING)
    except FileRefused as refused:
        return refused.reason
    return ""


def assert_sound(record: ReportRecord) -> None:
    """Spans stand in the text, none twice, and relations lead from span to span."""
    uids = [span.uid for span in record.spans if span.uid is not None]
    places = [(span.start, span.end, span.label, span.annotator) for span in record.spans]
    values: list[Any] = [value for span in record.spans for value in span.attributes.values()]
    assert record.text
    assert all(0 <= span.start < span.end <= len(record.text) for span in record.spans)
    assert len(set(uids)) == len(uids)
    assert len(set(places)) == len(places)
    assert all(relation.head in uids and relation.child in uids for relation in record.relations)
    assert all(isinstance(value, (str, int, float)) for value in values)
