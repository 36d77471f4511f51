from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.errors import FileRefused
from annotator.formats.base import Format, Holds, ReportRecord
from annotator.formats.export import export_reports
from annotator.formats.registry import FORMATS, format_named, recognise
from annotator.formats.sources import plan_sources
from tests.formats.conformance import (
    DROPPING,
    HOSTILE_LABELS,
    comparable,
    held,
    hostile_files,
    read_export,
    sample,
    with_hostile_labels,
    with_hostile_words,
)
from tests.formats.reading import read_all, read_or_refused

READING = [pytest.param(form, id=form.name) for form in FORMATS if form.reads]
WRITING = [pytest.param(form, id=form.name) for form in FORMATS if form.writes]
BOTH_WAYS = [
    pytest.param(form, id=form.name) for form in FORMATS if form.writes and form.reads and not form.is_view
]
SCHEMES = [
    pytest.param(form.in_scheme(scheme), id=f"{form.name}-{scheme}")
    for form in FORMATS
    if form.reads
    for scheme in form.schemes[1:]
]


@pytest.mark.parametrize("form", [*BOTH_WAYS, *SCHEMES])
def test_what_is_written_is_read_back(form: Format, tmp_path: Path) -> None:
    path = tmp_path / f"reports{form.suffixes[0]}"
    export_reports(sample(), path, form, policy=DROPPING)
    records, notices = read_export(form, path)
    expected = [comparable(form, held(form, record)) for record in sample()]
    assert [comparable(form, record) for record in records] == expected
    told = [f"The tags are in the scheme {form.scheme}."] if form.scheme in form.schemes[1:] else []
    assert notices == told


@pytest.mark.parametrize("form", BOTH_WAYS)
def test_whatever_a_label_is_called_it_comes_back_or_is_counted(form: Format, tmp_path: Path) -> None:
    path = tmp_path / f"reports{form.suffixes[0]}"
    record = with_hostile_labels()
    report = export_reports([record], path, form, policy=DROPPING)
    (found,), notices = read_export(form, path)
    assert comparable(form, found) == comparable(form, held(form, record))
    told = any("labels" in loss.what for loss in report.losses)
    assert ({span.label for span in found.spans} == set(HOSTILE_LABELS)) is not told
    assert notices == []


@pytest.mark.parametrize("form", BOTH_WAYS)
def test_whatever_is_said_it_comes_back_or_is_counted(form: Format, tmp_path: Path) -> None:
    path = tmp_path / f"reports{form.suffixes[0]}"
    record = with_hostile_words()
    export_reports([record], path, form, policy=DROPPING)
    (found,), notices = read_export(form, path)
    assert comparable(form, found) == comparable(form, held(form, record))
    assert notices == []


@pytest.mark.parametrize("form", [param for param in WRITING if param not in BOTH_WAYS])
@pytest.mark.parametrize("record", [with_hostile_labels(), with_hostile_words()], ids=["labels", "words"])
def test_formats_that_are_only_written_take_whatever_is_said(
    form: Format, record: ReportRecord, tmp_path: Path
) -> None:
    report = export_reports([record], tmp_path / f"reports{form.suffixes[0]}", form, policy=DROPPING)
    assert report.files


@pytest.mark.parametrize("form", [*WRITING, *SCHEMES])
def test_writing_twice_gives_the_same_bytes(form: Format, tmp_path: Path) -> None:
    one, other = (tmp_path / folder / f"reports{form.suffixes[0]}" for folder in ("one", "other"))
    one.parent.mkdir()
    other.parent.mkdir()
    assert (
        export_reports(sample(), one, form, policy=DROPPING).files[0].sha256
        == export_reports(sample(), other, form, policy=DROPPING).files[0].sha256
    )


@pytest.mark.parametrize("form", BOTH_WAYS)
def test_a_written_file_is_recognised_without_its_suffix(form: Format, tmp_path: Path) -> None:
    path = tmp_path / "reports"
    report = export_reports(sample(), path, form, policy=DROPPING)
    sources = plan_sources([report.folder or report.files[0].path])
    assert {source.format for source in sources} == {form}


@pytest.mark.parametrize("form", READING)
def test_hostile_files_are_read_or_refused_with_a_reason(form: Format, tmp_path: Path) -> None:
    for path in hostile_files(tmp_path, form.suffixes[0]):
        assert all(record.text for record in read_or_refused(form, path))


@pytest.mark.parametrize("form", READING)
def test_a_missing_file_and_a_folder_are_refused(form: Format, tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(FileRefused):
            read_all(form, path)


@pytest.mark.parametrize("form", READING)
def test_an_empty_file_is_left_out(form: Format, tmp_path: Path) -> None:
    path = tmp_path / f"empty{form.suffixes[0]}"
    path.touch()
    assert recognise(path) is form
    assert read_all(form, path) == ([], ["The file is empty and was left out."])


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_format_can_be_found_by_its_name(form: Format) -> None:
    assert format_named(form.name) is form
    assert form.title
    assert form.reads or form.writes


def test_what_a_format_loses_is_what_it_does_not_hold() -> None:
    jsonl = format_named("jsonl")
    assert jsonl.loses() == (Holds.TIMES.value,)
    assert format_named("txt").loses() == ()
