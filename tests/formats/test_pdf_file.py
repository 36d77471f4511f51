from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.domain.errors import Cancelled, FileRefused
from annotator.formats.base import ReadOptions
from annotator.formats.pdf_file import PdfFormat, clean_page
from annotator.formats.report import ImportReport
from tests.formats.pdf_making import pdf
from tests.formats.reading import read_all, read_or_refused

PDF = PdfFormat()
LOCKED = (
    b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"
    b" /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
)


def saved(folder: Path, data: bytes, name: str = "a.pdf") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        read_all(PDF, path)
    return refused.value.reason


def test_pages_are_apart_by_a_form_feed_on_its_own_line(tmp_path: Path) -> None:
    path = saved(tmp_path, pdf([["Rebels shelled", "Mosul (west) & <b>."], ["“Two”"]]))
    assert read_all(PDF, path)[0][0].text == "Rebels shelled\nMosul (west) & <b>.\n\f\n“Two”"


def test_a_word_broken_at_a_line_end_stays_as_it_stands_on_the_page(tmp_path: Path) -> None:
    path = saved(tmp_path, pdf([["Rebels shelled the resi-", "dential area"]]))
    assert read_all(PDF, path)[0][0].text == "Rebels shelled the resi-\ndential area"


def test_what_pdfium_adds_is_taken_out() -> None:
    assert clean_page("a\r\nresi\ufffedential b\x02\r\nc\r\n\x00") == "a\nresi-\ndential b-\nc\n"


def test_facts_come_from_the_document_and_the_name(tmp_path: Path) -> None:
    info = b"/Title (A title) /Author (Ada) /CreationDate (D:20220619120000Z)"
    for name, date in (("a.pdf", "2022-06-19"), ("a 2022-06-20.pdf", "2022-06-20")):
        facts = read_all(PDF, saved(tmp_path, pdf([["a"]], info), name))[0][0].facts
        assert (facts.title, facts.date, facts.more) == ("A title", date, {"author": "Ada"})
    assert read_all(PDF, saved(tmp_path, pdf([["a"]]), "plain.pdf"))[0][0].facts.title == "plain"


def test_pages_without_text_are_told(tmp_path: Path) -> None:
    (record,), notices = read_all(PDF, saved(tmp_path, pdf([[], ["a"], []])))
    assert record.text.count("\f") == 2
    assert notices == ["There is no text on pages 1, 3."]


def test_pictures_of_pages_are_refused(tmp_path: Path) -> None:
    assert refusal(saved(tmp_path, pdf([[], []]))).startswith("It has no text, only pictures.")


def test_a_password_is_said(tmp_path: Path) -> None:
    assert refusal(saved(tmp_path, pdf([["a"]], trailer=LOCKED))) == "It is protected by a password."


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(1000), b"no PDF at all"])
def test_damage_is_said(tmp_path: Path, data: bytes) -> None:
    assert refusal(saved(tmp_path, data)) == "The PDF document is damaged and cannot be read."


def test_damaged_documents_are_read_or_refused(tmp_path: Path) -> None:
    data, chance = pdf([["Rebels shelled Mosul"], ["two"]]), random.Random(5)
    for turn in range(60):
        damaged = bytearray(data)
        if turn % 2:
            del damaged[chance.randrange(len(data)) :]
        else:
            damaged[chance.randrange(len(data))] ^= 0xFF
        read_or_refused(PDF, saved(tmp_path, bytes(damaged)))


def test_reading_can_be_cancelled_between_pages(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if (done, total) == (1, 3):
            raise Cancelled

    path = saved(tmp_path, pdf([["a"], ["b"], ["c"]]))
    with pytest.raises(Cancelled):
        list(PDF.read(path, ReadOptions(), ImportReport(), stop))
    assert read_all(PDF, path)[0]


def test_recognition_looks_at_the_content(tmp_path: Path) -> None:
    assert PDF.recognise(b"\n\n%PDF-1.4", Path("x")) > 0.9
    assert PDF.recognise(b"Rebels", Path("x.txt")) == 0


def test_knowing_the_formats_loads_no_heavy_library() -> None:
    heavy = "{'docx', 'pypdfium2', 'lxml', 'PySide6'}"
    code = f"import sys, annotator.formats.registry; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
