from __future__ import annotations

import datetime as dt
import random
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml

from annotator.domain.errors import FileRefused
from annotator.formats import docx_file
from annotator.formats.docx_file import DocxFormat
from tests.formats.reading import read_all, read_or_refused

DOCX = DocxFormat()
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def text_of(document: Document, folder: Path) -> str:
    path = folder / "a.docx"
    document.save(str(path))
    return read_all(DOCX, path)[0][0].text


def of_xml(folder: Path, *paragraphs: str) -> str:
    document = docx.Document()
    for paragraph in paragraphs:
        document.element.body.insert(-1, parse_xml(f"<w:p {W}>{paragraph}</w:p>"))
    return text_of(document, folder)


def with_part(source: Path, target: Path, name: str, content: bytes) -> None:
    """A copy of a package in which one part is another."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))


def saved(folder: Path, text: str = "Rebels fled") -> Path:
    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(folder / "good.docx"))
    return folder / "good.docx"


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        read_all(DOCX, path)
    assert refused.value.path == path
    return refused.value.reason


def test_paragraphs_and_tables_come_in_their_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Before 💥 <b>&")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["Place", "Dead", "Mosul\nWest\tbank", "3"], strict=True):
        cell.text = text
    document.add_paragraph("")
    document.add_paragraph("After")
    assert text_of(document, tmp_path) == "Before 💥 <b>&\nPlace\tDead\nMosul West bank\t3\n\nAfter"


def test_breaks_tabs_and_lone_spaces_stay(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("a")
    paragraph.add_run(" ")
    paragraph.add_run("b\tc").add_break()
    paragraph.add_run("d").add_break(WD_BREAK.PAGE)
    document.add_paragraph("e").paragraph_format.page_break_before = True
    assert text_of(document, tmp_path) == "a b\tc\nd\f\n\f\ne"


def test_headers_are_left_out_and_merged_cells_come_once(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Secret"
    table = document.add_table(1, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "wide"
    table.cell(0, 2).text = "x"
    assert text_of(document, tmp_path) == "wide\tx"


def test_links_insertions_and_controls_count_but_deletions_and_codes_do_not(tmp_path: Path) -> None:
    run = "<w:r><w:t>{}</w:t></w:r>".format
    text = of_xml(
        tmp_path,
        run("a") + f"<w:ins>{run('b')}</w:ins><w:del><w:r><w:delText>X</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('X')}</w:moveFrom><w:hyperlink>{run('c')}</w:hyperlink>",
        f"<w:sdt><w:sdtContent>{run('d')}</w:sdtContent></w:sdt><w:r><w:instrText>PAGE</w:instrText></w:r>",
        "<w:r><w:t>U</w:t><w:noBreakHyphen/><w:t>2</w:t><w:softHyphen/><w:cr/><w:t>e</w:t></w:r>",
    )
    assert text == "abc\nd\nU-2\u00ad\ne"


def test_text_boxes_and_footnotes_are_left_out_and_told(tmp_path: Path) -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"
    xml = f'<w:p {W}><w:r><w:t>a</w:t><w:pict>{box}</w:pict><w:footnoteReference w:id="1"/></w:r></w:p>'
    document.element.body.insert(0, parse_xml(xml))
    document.save(str(tmp_path / "a.docx"))
    (record,), notices = read_all(DOCX, tmp_path / "a.docx")
    assert record.text == "a"
    assert notices == ["The text boxes and footnotes were left out."]


def test_facts_come_from_the_properties_and_the_name(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("a")
    known = document.core_properties
    known.title, known.author, known.language = " The title ", "Ada", "uk"
    known.created = dt.datetime(2022, 6, 19, 8, 0)
    for name, date in (("x.docx", "2022-06-19"), ("x 2022-06-20.docx", "2022-06-20")):
        document.save(str(tmp_path / name))
        facts = read_all(DOCX, tmp_path / name)[0][0].facts
        assert (facts.title, facts.language, facts.date) == ("The title", "uk", date)
        assert facts.more == {"author": "Ada"}


def test_without_properties_nothing_is_made_up(tmp_path: Path) -> None:
    good, bare = saved(tmp_path), tmp_path / "bare.docx"
    with zipfile.ZipFile(good) as package:
        relations = package.read("_rels/.rels").decode()
    kept = re.sub(r"<Relationship [^>]*core-properties[^>]*/>", "", relations)
    assert kept != relations
    with_part(good, bare, "_rels/.rels", kept.encode())
    facts = read_all(DOCX, bare)[0][0].facts
    assert (facts.title, facts.date, facts.more) == ("bare", "", {})


def test_a_document_without_text_is_left_out(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "a.docx"))
    assert read_all(DOCX, tmp_path / "a.docx") == ([], ["The document has no text and was left out."])


def test_a_word_file_is_recognised_by_its_content(tmp_path: Path) -> None:
    path = saved(tmp_path).rename(tmp_path / "report")
    assert DOCX.recognise(path.read_bytes()[:64], path) > 0.9


def test_old_and_protected_files_are_told_apart_from_damaged_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert (
        refusal(path) == "It is protected by a password, or an old .doc file. Save it as .docx without a password."
    )
    path.write_bytes(b"not a zip archive")
    assert refusal(path) == "The Word document is damaged and cannot be read."


def test_another_zip_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("readme.txt", "a")
    assert refusal(path) == "It is a zip archive, but not a Word document."


def test_a_document_that_would_unpack_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.docx"
    with_part(saved(tmp_path), path, "word/document.xml", bytes(2 << 20))
    monkeypatch.setattr(docx_file, "LARGEST_UNPACKED", 1 << 20)
    assert refusal(path) == "It would unpack to more than 500 MB."


@pytest.mark.parametrize("name", ["../../a.xml", "/tmp/a.xml", "word\\..\\..\\a.xml", "C:/a.xml"])
def test_a_document_that_names_files_outside_itself_is_refused(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(name, b"<a/>")
    assert "names a file outside itself" in refusal(path)


def test_entities_of_the_file_are_not_expanded(tmp_path: Path) -> None:
    secret, path = tmp_path / "secret.txt", tmp_path / "a.docx"
    secret.write_text("secret", encoding="utf-8")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    xml = (
        f'<!DOCTYPE d [<!ENTITY e0 "lol">{bomb}<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        f"<w:document {W}><w:body><w:p><w:r><w:t>a</w:t><w:t>&x;</w:t><w:t>&e8;</w:t></w:r></w:p></w:body>"
        "</w:document>"
    )
    with_part(saved(tmp_path), path, "word/document.xml", xml.encode())
    assert [record.text for record in read_or_refused(DOCX, path)] in ([], ["a"])


def test_damaged_documents_are_refused(tmp_path: Path) -> None:
    data, path, chance = saved(tmp_path).read_bytes(), tmp_path / "a.docx", random.Random(3)
    for turn in range(60):
        damaged = bytearray(data)
        if turn % 2:
            del damaged[chance.randrange(len(data)) :]
        else:
            damaged[chance.randrange(len(data))] ^= 0xFF
        path.write_bytes(damaged)
        read_or_refused(DOCX, path)


def test_xml_that_is_no_document_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"<a/>", b"<w:document", f"<w:document {W}/>".encode()):
        path = tmp_path / "a.docx"
        with_part(saved(tmp_path), path, "word/document.xml", content)
        assert refusal(path) == "The Word document is damaged and cannot be read."
