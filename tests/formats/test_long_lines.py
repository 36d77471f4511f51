"""A line of 1 GB: refused with its file, line and reason before all of it is in memory."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from annotator.cli.main import main
from annotator.domain.errors import FileRefused
from annotator.formats.base import ReadOptions
from annotator.formats.registry import FORMATS, format_named
from tests.formats.reading import read_all

GIGABYTE = 1 << 30
MOST_MEMORY = 300 << 10  # KiB
ROOT = Path(__file__).resolve().parents[2]
UTF16 = '\ufeff{"text":"'.encode("utf-16-le")
# The format, the name of the file, how it begins, and the line that is too long; none where a whole file is.
LINES: list[tuple[str, str, bytes, int | None]] = [
    ("jsonl", "x.jsonl", b'{"text":"a"}\n{"text":"', 2),
    ("jsonl", "utf16.jsonl", UTF16, 1),
    ("doccano", "x.jsonl", b'{"id":1,"text":"', 1),
    ("prodigy", "x.jsonl", b'{"_input_hash":1,"text":"', 1),
    ("hf-jsonl", "x.jsonl", b'{"tags":["O"],"tokens":["', 1),
    ("gliner", "x.gliner.json", b'[\n{"ner":[],"tokenized_text":["', 2),
    ("label-studio", "x.json", b'[\n{"id":1,"data":{"text":"' + b"a" * (66 << 20), 2),
    ("re3d", "documents.json", b'{"_id":"1","text":"', 1),
    ("csv", "x.csv", b"title,text\na,b\nc,", 3),
    ("conll", "x.conll", b"Rebels O\nin O\nMosul B-LOC\nshelled", 4),
    ("conll", "x.conllu", b"1\tRebels" + b"\t_" * 7 + b"\tNER=B-A\n2\t", 2),
    ("txt", "x.txt", b"Rebels", None),
    ("brat", "x.ann", b"T1\tA 0 6\tRebels\n#1\tAnnotatorNotes T1\t", None),
    ("lighttag", "x.lighttag.json", b'{"examples":[{"content":"', None),
    ("gate", "x.xml", b"<GateDocument><TextWithNodes>", None),
    ("gate", "x.bdocjs", b'{"annotation_sets":{},"text":"', None),
    ("webanno-tsv", "x.tsv", b"#FORMAT=WebAnno TSV 3.3\n\n\n#Text=", None),
    ("uima-xmi", "x.xmi", b'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI"><a b="', None),
    ("uima-json", "x.json", b'{"%TYPES":{},"a":"', None),
    ("w3c", "x.jsonld", b'[\n{"type":"Annotation","a":"', None),
    ("spacy", "x.spacy", b"\x78\x9c", None),
]
TOO_LARGE = (
    r"The line is longer than \d+ (MB|million)|An object is longer than 64 MB|The file is larger than \d+ MB"
)
OF_NO_LINES = {"docx", "pdf", "hf-parquet"}  # each with tests of its own for what unpacks to too much
# Reads one after the other and prints what was said, and the most memory of the process in KiB.
READING = """
import sys
from pathlib import Path
from annotator.domain.errors import FileRefused
from annotator.formats.base import ReadOptions, no_progress
from annotator.formats.registry import format_named
from annotator.formats.report import ImportReport

for name, path in zip(sys.argv[1::2], map(Path, sys.argv[2::2])):
    try:
        for _ in format_named(name).read(path, ReadOptions(), ImportReport(), no_progress):
            pass
    except FileRefused as refused:
        print(refused)
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


def sparse(path: Path, begins: bytes) -> Path:
    """A file that goes on with zeros in the same line; on most disks it takes no room."""
    path.write_bytes(begins)
    os.truncate(path, GIGABYTE)
    return path


def test_every_format_that_is_read_is_here() -> None:
    assert {name for name, *_ in LINES} | OF_NO_LINES == {form.name for form in FORMATS if form.reads}


@pytest.mark.parametrize(("name", "file", "begins", "line"), LINES)
def test_a_line_of_a_gigabyte_is_refused(
    name: str, file: str, begins: bytes, line: int | None, tmp_path: Path
) -> None:
    path = sparse(tmp_path / file, begins)
    with pytest.raises(FileRefused, match=TOO_LARGE) as refused:
        read_all(format_named(name), path)
    assert (refused.value.path, refused.value.line) == (path, line)


@pytest.mark.skipif(sys.platform != "linux", reason="the most memory of a process is told by the kernel")
def test_no_reader_takes_much_memory_for_it(tmp_path: Path) -> None:
    arguments = []
    for number, (name, file, begins, _) in enumerate(LINES):
        folder = tmp_path / str(number)
        folder.mkdir()
        arguments += [name, str(sparse(folder / file, begins))]
    run = subprocess.run(
        [sys.executable, "-c", READING, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    *refusals, memory = run.stdout.splitlines()
    assert len(refusals) == len(LINES)
    assert int(memory) < MOST_MEMORY


def test_a_line_in_a_zip_file_is_bounded_as_well(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("all.jsonl", b'{"id":1,"text":"' + bytes(65 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(FileRefused, match=r"The line is longer than 64 MB"):
        read_all(format_named("doccano"), path)


def test_the_command_ends_with_1_and_leaves_the_project_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, path = tmp_path / "p.annodb", tmp_path / "x.jsonl"
    path.write_text('{"text": "Kept."}\n')
    assert main(["import", str(project), str(path)]) == 0
    before = project.read_bytes()
    sparse(path, b'{"text":"New."}\n{"text":"')
    capsys.readouterr()
    assert main(["import", str(project), str(path)]) == 1
    assert capsys.readouterr().err.startswith(f"{path}, line 2: The line is longer than 64 MB")
    assert project.read_bytes() == before


def test_a_report_of_fifty_megabytes_is_read(tmp_path: Path) -> None:
    text = "Rebels shelled Mosul. " * 2_300_000
    path = tmp_path / "x.jsonl"
    path.write_text(f'{{"text":"{text}"}}\n')
    ((record,), _) = read_all(format_named("jsonl"), path)
    assert record.text == text
    path = tmp_path / "x.csv"
    path.write_text(f'title,text\na,"{text}"\n')
    ((record,), _) = read_all(format_named("csv"), path)
    assert record.text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_large_tables_are_read_line_by_line(tmp_path: Path, encoding: str) -> None:
    row = '"Повстанцы ""ушли"".\r\nСнова.",1\r\n'
    rows = (17 << 20) // len(row.encode(encoding))
    path = tmp_path / "x.csv"
    path.write_bytes(("text,number\r\n" + row * rows).encode(encoding))
    told = ReadOptions(encoding="cp1251" if encoding == "cp1251" else None)
    records, _ = read_all(format_named("csv"), path, told)
    assert len(records) == rows
    assert {record.text for record in records} == {'Повстанцы "ушли".\r\nСнова.'}
    assert records[-1].where is not None
    assert records[-1].where.line == 2 * rows


def test_large_tables_are_utf_8_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"text\n" + (b"plain " * 10_000 + b"\n") * 300 + b"\xff\n")
    with pytest.raises(FileRefused, match="not UTF-8; say in which encoding"):
        read_all(format_named("csv"), path)
