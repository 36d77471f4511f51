"""Exports: whole or not at all, with a manifest that tells the truth."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.documents import Facts
from annotator.domain.errors import Cancelled, FileRefused
from annotator.domain.labels import Label, LabelSchema
from annotator.formats import aside, export, jsonl
from annotator.formats.base import ReportRecord, SpanRecord
from annotator.formats.export import export_reports
from annotator.formats.jsonl import JsonlFormat, JsonlWriter, read_jsonl
from annotator.formats.jsonl_line import WrittenLine
from annotator.formats.registry import format_named
from annotator.formats.splits import Split
from tests.formats.conformance import sample
from tests.formats.reading import plain_record

JSONL = JsonlFormat()
SCHEMA = LabelSchema("s", (Label("Actor", "a", "label1"),), (), "d")


def manifest(folder: Path, name: str = "out") -> dict[str, Any]:
    found = json.loads((folder / f"{name}.manifest.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def old_export(folder: Path) -> dict[str, bytes]:
    """An export that stands there already; its bytes by name."""
    export_reports([plain_record(1)], folder / "out.jsonl", JSONL)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_manifest_tells_what_is_in_the_file(tmp_path: Path) -> None:
    report = export_reports(sample(), tmp_path / "out.jsonl", JSONL, schema=SCHEMA)
    found, data = manifest(tmp_path), (tmp_path / "out.jsonl").read_bytes()
    assert names(tmp_path) == ["out.jsonl", "out.manifest.json"]
    assert found["sha256"] == found["files"][0]["sha256"] == hashlib.sha256(data).hexdigest()
    assert found["files"][0]["bytes"] == len(data)
    assert (found["documents"], found["spans"], found["relations"]) == (5, 6, 2)
    assert found["labels"] == {"Actor": 4, "Claim": 1, "Location": 1}
    assert found["schema"] == {"name": "s", "description": "d", "labels": [
        {"name": "Actor", "key": "a", "color": "label1", "layer": "entity"}]}  # fmt: skip
    assert (found["split"], found["losses"], found["notices"]) == (
        None,
        [{"what": "the time of each annotation", "count": 6, "done": "not in this format"}],
        [],
    )
    assert report.manifest == tmp_path / "out.manifest.json"


def test_a_split_writes_all_sides_and_counts_each(tmp_path: Path) -> None:
    records = [plain_record(n) for n in range(60)]
    report = export_reports(records, tmp_path / "out.jsonl", JSONL, split=Split({}, "seed", (50, 25, 25)))
    assert names(tmp_path) == ["out.dev.jsonl", "out.manifest.json", "out.test.jsonl", "out.train.jsonl"]
    found = manifest(tmp_path)["split"]
    assert found["seed"] == "seed"
    assert sum(found[side]["documents"] for side in ("train", "dev", "test")) == 60
    for side in ("train", "dev", "test"):
        assert len(list(read_jsonl(tmp_path / f"out.{side}.jsonl"))) == found[side]["documents"] > 0
    assert report.counts.documents == 60


def test_an_empty_side_is_written_and_told(tmp_path: Path) -> None:
    facts = Facts(source="Wire", date="2022-06-20")
    records = [plain_record(n, facts=facts) for n in range(12)]
    report = export_reports(records, tmp_path / "out.jsonl", JSONL, split=Split({}))
    assert sorted(counts.documents for counts in report.sides.values()) == [0, 0, 12]
    assert len(report.notices) == 2
    assert "out.test.jsonl" in names(tmp_path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("jsonl", [(200, 400), (400, 400)]), ("prodigy", [(200, 800), (400, 800), (600, 800), (800, 800)])],
)
def test_progress_counts_a_report_when_it_is_written_and_when_it_is_read_again(
    tmp_path: Path, name: str, expected: list[tuple[int, int]]
) -> None:
    told: list[tuple[int, int]] = []
    records = [plain_record(n) for n in range(400)]
    out, form = tmp_path / "out.jsonl", format_named(name)
    export_reports(records, out, form, total=400, progress=lambda done, total: told.append((done, total)))
    assert told == expected


def failing_records(error: BaseException) -> Iterator[ReportRecord]:
    yield plain_record(1)
    yield plain_record(2)
    raise error


@pytest.mark.parametrize("error", [Cancelled("stop"), KeyboardInterrupt(), FileRefused("x", "y"), MemoryError()])
def test_whatever_stops_an_export_the_old_one_stays(tmp_path: Path, error: BaseException) -> None:
    before = old_export(tmp_path)
    with pytest.raises(type(error)):
        export_reports(failing_records(error), tmp_path / "out.jsonl", JSONL)
    assert contents(tmp_path) == before


def test_cancelling_while_it_is_read_again_leaves_nothing(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done > total // 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        export_reports(
            (plain_record(n) for n in range(400)), tmp_path / "o.jsonl", JSONL, total=400, progress=stop
        )
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "record",
    [
        ReportRecord("a\ud800", uid="d"),
        ReportRecord("Rebels", uid="d", spans=(SpanRecord(start=0, end=9, label="L"),)),
        ReportRecord("Rebels", uid="d", spans=(SpanRecord(start=3, end=3, label="L"),)),
        ReportRecord("Rebels", uid="d", spans=(SpanRecord(start=0, end=3, label="L", text="Rab"),)),
        ReportRecord("Rebels", uid="d", spans=(SpanRecord(start=0, end=3, label="L"),) * 2),
        ReportRecord("Rebels", uid="d", sha256="0" * 64),
        ReportRecord("", uid="d"),
    ],
)
def test_a_report_that_would_not_come_back_is_refused(tmp_path: Path, record: ReportRecord) -> None:
    before = old_export(tmp_path)
    with pytest.raises(FileRefused, match=r"out\.jsonl"):
        export_reports([plain_record(0), record], tmp_path / "out.jsonl", JSONL)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("name", ["jsonl", "prodigy"])
def test_a_disk_that_gives_back_something_else_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """One of them is read again while it is written, the other at the end."""
    write = aside.AsideFile.write

    def write_other(file: aside.AsideFile, data: bytes) -> None:
        write(file, data)
        os.pwrite(file._opened.raw.fileno(), b"#", 0)

    monkeypatch.setattr(aside.AsideFile, "write", write_other)
    with pytest.raises(FileRefused, match="something else than was written"):
        export_reports([plain_record(1)], tmp_path / "out.jsonl", format_named(name))
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("spoilt", "line"),
    [
        (lambda line: line.replace(b'"a"', b'"b"', 1), 1),
        (lambda line: line.replace(b'"start":0', b'"start":00', 1), 1),
        (lambda _: b"{}\n", 1),
        (lambda line: line + b"\n{}\n", 2),
        (lambda _: b"", 1),
    ],
)
def test_what_is_written_otherwise_is_noticed_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: Callable[[bytes], bytes], line: int
) -> None:
    add = jsonl.add_line

    def add_other(record: ReportRecord, lines: bytearray, path: Path) -> WrittenLine:
        own = bytearray()
        written = add(record, own, path)
        lines += spoilt(bytes(own))
        return written

    monkeypatch.setattr(jsonl, "add_line", add_other)
    record = ReportRecord("Rebels", uid="a", spans=(SpanRecord(start=0, end=6, label="L"),))
    with pytest.raises(FileRefused, match="not the one that was written") as refused:
        export_reports([record], tmp_path / "out.jsonl", JSONL)
    assert refused.value.line == line
    assert names(tmp_path) == []


def test_a_writer_that_forgets_a_report_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(JsonlWriter, "add", lambda *_: None)
    with pytest.raises(FileRefused, match="another number of reports"):
        export_reports([plain_record(1)], tmp_path / "out.jsonl", JSONL)
    assert names(tmp_path) == []


def test_a_full_disk_is_said_and_leaves_the_old_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = old_export(tmp_path)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileRefused, match=r"The disk is full\."):
        export_reports([plain_record(2)], tmp_path / "out.jsonl", JSONL)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("links", [True, False])
def test_when_the_last_file_cannot_be_placed_the_others_are_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    before = old_export(tmp_path)
    replace = Path.replace

    def refuse_manifest(source: Path, target: Path) -> Path:
        if target.name.endswith("manifest.json") and "before" not in source.name:
            raise OSError(errno.EACCES, "no")
        return replace(source, target)

    def no_links(source: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "replace", refuse_manifest)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(FileRefused, match="no permission"):
        export_reports([plain_record(2)], tmp_path / "out.jsonl", JSONL)
    assert contents(tmp_path) == before


def test_a_missing_folder_and_a_folder_of_that_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").mkdir()
    for path, reason in (
        (tmp_path / "no" / "out.jsonl", "no such"),
        (tmp_path / "out.jsonl", "A folder has this"),
    ):
        with pytest.raises(FileRefused, match=reason):
            export_reports([plain_record(1)], path, JSONL)
    assert names(tmp_path) == ["out.jsonl"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(FileRefused, match="no permission"):
        export_reports([plain_record(1)], tmp_path / "out.jsonl", JSONL)


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "out.jsonl"
    link.symlink_to(tmp_path / "there" / "real.jsonl")
    export_reports([plain_record(1)], link, JSONL)
    assert link.is_symlink()
    assert names(tmp_path / "there") == ["real.jsonl", "real.manifest.json"]


def test_long_names_in_any_script_are_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / f"{'報' * 76}.jsonl"
    for number in (1, 2):
        export_reports([plain_record(number)], path, JSONL)
    assert [record.uid for record in read_jsonl(path)] == ["doc-2"]
    with pytest.raises(FileRefused, match="The name is too long"):
        export_reports([plain_record(1)], tmp_path / f"{'報' * 83}.jsonl", JSONL)


def test_a_name_without_suffix_keeps_it_so(tmp_path: Path) -> None:
    assert export.split_path(tmp_path / "out", "dev") == tmp_path / "out.dev"
    export_reports([plain_record(1)], tmp_path / "out", JSONL)
    assert names(tmp_path) == ["out", "out.manifest.json"]


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="names are Unicode on this system")
def test_a_name_that_is_not_utf8_is_written_to(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.jsonl")
    report = export_reports([plain_record(1)], path, JsonlFormat())
    assert path.exists()
    assert report.manifest is not None
    assert json.loads(report.manifest.read_text(encoding="utf-8"))["files"][0]["name"] == "caf?.jsonl"
