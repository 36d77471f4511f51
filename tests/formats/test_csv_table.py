from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.errors import FileRefused
from annotator.formats.base import ReadOptions, ReportRecord
from annotator.formats.csv_table import CsvFormat
from tests.formats.reading import read_all

CSV = CsvFormat()


def read(folder: Path, content: str, column: str | None = None, suffix: str = ".csv") -> list[ReportRecord]:
    path = folder / f"table{suffix}"
    path.write_text(content, encoding="utf-8", newline="")
    return read_all(CSV, path, ReadOptions(text_column=column))[0]


def refusal(folder: Path, content: str, column: str | None = None) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(folder, content, column)
    return refused.value


def test_columns_become_text_facts_and_the_rest(tmp_path: Path) -> None:
    content = (
        "id,Headline,TEXT,Publisher,published,lang,link,region,empty\n"
        'r-1,"A, title","Rebels ""fled"".\r\nAgain.",Wire,2022-06-20,en,http://x,North,\n'
    )
    (record,) = read(tmp_path, content)
    assert record.text == 'Rebels "fled".\r\nAgain.'
    facts = record.facts
    assert (facts.title, facts.source, facts.date, facts.language, facts.url) == (
        "A, title", "Wire", "2022-06-20", "en", "http://x",
    )  # fmt: skip
    assert facts.more == {"region": "North"}
    assert record.uid == "r-1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["title", "text"], ["a, b; c", "One; two, three"], ["d", "Four"]]
    content = "\n".join(delimiter.join(f'"{field}"' for field in row) for row in rows)
    assert [record.text for record in read(tmp_path, content)] == ["One; two, three", "Four"]


def test_a_table_of_one_column_is_enough(tmp_path: Path) -> None:
    assert [record.text for record in read(tmp_path, '\ufefftext\r\na\r\n\r\n"b, c"\r\n')] == ["a", "b, c"]


def test_tabs_without_quoting_leave_quotation_marks_alone(tmp_path: Path) -> None:
    content = 'title\ttext\nx\t"Fire!" he said\ny\t"open\n'
    assert [record.text for record in read(tmp_path, content, suffix=".tsv")] == ['"Fire!" he said', '"open']


def test_the_text_column_can_be_told(tmp_path: Path) -> None:
    (record,) = read(tmp_path, "text,Story\nshort,long\n", " story ")
    assert (record.text, record.facts.more) == ("long", {"text": "short"})


def test_a_number_as_id_stays_among_the_facts(tmp_path: Path) -> None:
    (record,) = read(tmp_path, "id,text\n7,a\n")
    assert (record.uid, record.facts.more) == (None, {"id": "7"})


def test_markup_and_formulas_are_only_text(tmp_path: Path) -> None:
    assert read(tmp_path, "text,n\n=1+1,<b>&\n")[0].text == "=1+1"


def test_a_field_of_two_megabytes_is_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, "text,n\n" + "x" * 2_000_000 + ",1\n")[0].text) == 2_000_000


def test_rows_without_text_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("text,n\n,1\n  ,2\na,3\n", encoding="utf-8")
    records, notices = read_all(CSV, path)
    assert [record.where and record.where.line for record in records] == [4]
    assert notices == ["A row without text was left out."]


def test_a_row_that_does_not_fit_the_header_is_named_by_its_first_line(tmp_path: Path) -> None:
    error = refusal(tmp_path, 'text,n\n"a\nb\nc",1\nd\n')
    assert (error.line, error.reason) == (5, "The row has 1 fields, but the header has 2.")
    error = refusal(tmp_path, 'text,n\na,1\n"b\nc",1,2\n')
    assert (error.line, error.reason) == (3, "The row has 3 fields, but the header has 2.")


def test_a_quotation_mark_that_is_never_closed_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path, 'text,n\na,1\n"b,2\nc,3\n')
    assert error.line == 3
    assert error.reason.startswith("The row is not well-formed: ")


def test_a_quotation_mark_in_the_wrong_place_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path, 'text,n\na,1\n"b" c,2\n').line == 3


def test_without_a_text_column_the_columns_are_listed(tmp_path: Path) -> None:
    error = refusal(tmp_path, "a;b\n1;2\n")
    assert error.reason == ("No column is named “text”, “body”, “content” or “report”; the columns are “a”, “b”.")
    assert "No column is named “story”" in refusal(tmp_path, "text\na\n", "story").reason


def test_a_column_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "text,n,Text\na,1,b\n").reason == "The column “Text” occurs twice."


def test_an_id_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, "id,text\nx,a\ny,b\nx,c\n")
    assert (error.line, error.reason) == (4, "The id “x” stands in line 2 too.")


def test_columns_without_a_name_get_their_number(tmp_path: Path) -> None:
    assert read(tmp_path, "text,,\na,b,c\n")[0].facts.more == {"column 2": "b", "column 3": "c"}


def test_old_encodings_are_found_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    story = "Российские войска обстреляли жилые кварталы города, сообщил глава области"
    path.write_bytes(f"text;n\n{story};1\n".encode("cp1251"))
    (record,), notices = read_all(CSV, path)
    assert record.text == story
    assert notices[0].startswith("Read as windows-1251")
    assert record.notes == (notices[0],)
