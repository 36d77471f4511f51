from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotator.domain.errors import FileRefused, Refusal
from annotator.formats.export import export_reports
from annotator.formats.registry import FORMATS, format_named, recognise
from annotator.formats.report import ImportReport
from annotator.formats.sources import plan_sources
from tests.formats.pdf_making import pdf
from tests.formats.reading import plain_record


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as it may look: reports of several kinds, and things that are none."""
    (tmp_path / "b" / ".git").mkdir(parents=True)
    (tmp_path / "b" / ".git" / "config.txt").write_text("hidden", encoding="utf-8")
    (tmp_path / "b" / "two.csv").write_text("text\nRow one\nRow two\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Rebels fled.", encoding="utf-8")
    (tmp_path / "~$a.docx").write_bytes(b"lock")
    (tmp_path / ".hidden.txt").write_text("hidden", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "misnamed.txt").write_bytes(pdf([["From a PDF"]]))
    export_reports([plain_record(1)], tmp_path / "ours.jsonl", format_named("jsonl"))
    return tmp_path


def test_a_folder_is_walked_in_order_and_every_file_told(folder: Path) -> None:
    found = [(s.path.relative_to(folder).as_posix(), s.format and s.format.name) for s in plan_sources([folder])]
    assert found == [
        ("a.txt", "txt"), ("misnamed.txt", "pdf"), ("ours.jsonl", "jsonl"), ("picture.png", None),
        ("b/two.csv", "csv"),
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_says_why(folder: Path) -> None:
    (picture,) = plan_sources([folder / "picture.png"])
    assert picture.reason.startswith("This is a picture. It reads .jsonl, .txt, .csv")


def test_a_file_named_twice_comes_once(folder: Path) -> None:
    assert len(plan_sources([folder / "a.txt", folder, folder / "b" / ".." / "a.txt"])) == 5


def test_a_hidden_file_that_is_named_is_taken(folder: Path) -> None:
    assert plan_sources([folder / ".hidden.txt"])[0].format is not None


def test_a_format_that_is_told_is_not_questioned(folder: Path) -> None:
    (source,) = plan_sources([folder / "b" / "two.csv"], format_named("txt"))
    assert (source.format, source.reason) == (format_named("txt"), "")


def test_a_missing_name_is_refused(folder: Path) -> None:
    with pytest.raises(FileRefused, match="no such file"):
        plan_sources([folder / "none"])


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_links_in_circles_end(folder: Path) -> None:
    (folder / "b" / "again").symlink_to(folder)
    (folder / "b" / "nowhere.txt").symlink_to(folder / "none.txt")
    assert len(plan_sources([folder])) == 5


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("x.json", '{"text":"a"}\n{"text":"b"}\n', "jsonl"),
        ("x", '{"text":"' + "a" * 100_000 + '"}', "jsonl"),
        ("x.jsonl", "broken", "jsonl"),
        ("x.txt", '{"text":"a"}', "jsonl"),
        ("x.txt", '{"note":"a"}', "txt"),
        ("x.csv", "text\na\n", "csv"),
        ("x.log", "Rebels", None),
        ("x.json", '{"data":{}}', None),
        ("x.json", '[{"text":"a"}]', None),
    ],
)
def test_files_are_recognised(tmp_path: Path, name: str, content: str, expected: str | None) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    if expected is None:
        with pytest.raises(FileRefused):
            recognise(path)
    else:
        assert recognise(path).name == expected


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Refusal, match="there are jsonl, txt, csv, "):
        format_named("xls")
    assert len({form.name for form in FORMATS}) == len(FORMATS)


def test_notices_are_counted_and_tell_their_first_place(tmp_path: Path) -> None:
    report, path = ImportReport(), tmp_path / "a.jsonl"
    for line in (3, 4):
        report.notices.add("Something.", path, line)
    report.notices.add("Something.")
    assert [str(notice) for notice in report.notices] == ["a.jsonl, line 3: Something. (2 times)", "Something."]


def test_projects_in_a_folder_are_told_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rebels fled.", encoding="utf-8")
    for name in ("p.annodb", "p.annodb-shm", "p.annodb-wal"):
        (tmp_path / name).write_bytes(bytes(64))
    report, *projects = plan_sources([tmp_path])
    assert report.format is not None
    assert [(s.format, s.reason) for s in projects] == [(None, "It is a project, or belongs to one.")] * 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name on this system")
def test_a_pipe_that_is_named_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(FileRefused, match="neither a file nor a folder"):
        plan_sources([tmp_path / "pipe.txt"])
