"""The raw sample reports are in the encodings that the README names."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

import pytest

REPORTS = Path(__file__).resolve().parents[2] / "datasets" / "sample-reports"


@pytest.mark.parametrize(
    ("name", "encoding", "words"),
    [
        ("vesk-council-letter.txt", "utf-16", "six mortar bombs"),
        ("radio-bulletin-orveth.txt", "cp1251", "Міністерство оборони Велмори"),
        ("field-note-orveth.txt", "utf-8", "“a light like a slow star”"),
    ],
)
def test_text_decodes_in_its_encoding(name: str, encoding: str, words: str) -> None:
    assert words in (REPORTS / name).read_bytes().decode(encoding)


def test_letter_starts_with_a_byte_order_mark() -> None:
    assert (REPORTS / "vesk-council-letter.txt").read_bytes().startswith(codecs.BOM_UTF16_LE)


def test_bulletin_is_not_utf8() -> None:
    with pytest.raises(UnicodeDecodeError):
        (REPORTS / "radio-bulletin-orveth.txt").read_bytes().decode("utf-8")


def test_table_has_three_stories_with_every_column_filled() -> None:
    with (REPORTS / "three-stories.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3
    assert list(rows[0]) == ["title", "source", "date", "text"]
    assert all(all(row.values()) for row in rows)
    assert all("\n\n" in row["text"] for row in rows)
