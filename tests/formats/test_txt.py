from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from annotator.domain.errors import FileRefused
from annotator.formats.base import ReadOptions, Where, no_progress
from annotator.formats.names import date_of
from annotator.formats.report import ImportReport
from annotator.formats.txt import TextFormat
from tests.formats.reading import RELATED, read_all

TXT = TextFormat()


def test_the_whole_file_is_one_report_named_after_it(tmp_path: Path) -> None:
    path = tmp_path / "Sitrep 2022-06-20 Mosul.txt"
    path.write_bytes(b"Rebels fled.\r\n\r\n<b>&\n")
    (record,), notices = read_all(TXT, path)
    assert record.text == "Rebels fled.\r\n\r\n<b>&\n"
    assert (record.facts.title, record.facts.date) == ("Sitrep 2022-06-20 Mosul", "2022-06-20")
    assert (record.where, notices, record.notes) == (Where(path), [], ())


def test_how_it_was_read_is_noted_with_the_report(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Мосул".encode("cp1251"))
    (record,), notices = read_all(TXT, path, ReadOptions("cp1251"))
    assert record.notes == ("Read as windows-1251, as you said.",)
    assert tuple(notices) == record.notes


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe\n\x00"])
def test_a_file_without_text_is_left_out(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    records, notices = read_all(TXT, path)
    assert records == []
    assert notices[-1] == "The file is empty and was left out."


def test_a_picture_is_refused_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert TXT.recognise(path.read_bytes(), path) == 0
    with pytest.raises(FileRefused, match="This is a picture, not plain text"):
        read_all(TXT, path)


def test_one_line_of_five_megabytes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = "Mosul 💥 " * 625_000
    path.write_text(text, encoding="utf-8", newline="")
    assert read_all(TXT, path)[0][0].text == text


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2022-06-20.txt", "2022-06-20"),
        ("report_2022_06_20_final.txt", "2022-06-20"),
        ("a.2022.06.20.txt", "2022-06-20"),
        ("2022-13-40 then 2021-01-02.txt", "2021-01-02"),
        ("12022-06-20.txt", ""),
        ("none.txt", ""),
    ],
)
def test_the_date_is_taken_from_the_name(name: str, date: str) -> None:
    assert date_of(Path(name)) == date


def test_names_without_a_real_suffix_are_taken_for_text() -> None:
    assert TXT.recognise(b"Rebels", Path("report.2022-06-20")) > 0
    assert TXT.recognise(b"Rebels", Path("report")) > 0
    assert TXT.recognise(b"{}", Path("report.json")) == 0


@pytest.mark.skipif(not RELATED.is_dir(), reason="the reference data is not here")
def test_a_real_report_is_read_to_the_byte() -> None:
    path = RELATED / "severodonetsk-report.txt"
    assert read_all(TXT, path)[0][0].text.encode() == path.read_bytes()


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="names are Unicode on this system")
def test_a_name_that_is_not_utf8_gives_a_title_that_is(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9 2022-06-20.txt")
    path.write_bytes(b"Rebels fled.")
    (record,) = TextFormat().read(path, ReadOptions(), ImportReport(), no_progress)
    assert (record.facts.title, record.facts.date) == ("caf\ufffd 2022-06-20", "2022-06-20")
