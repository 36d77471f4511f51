"""`-` for a file: pipes in and out, what goes to which stream, and several labels mapped at once."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from annotator.cli.import_reports import _pairs
from annotator.cli.main import main
from annotator.domain.documents import State
from annotator.storage.store import open_store

REPORT = {
    "id": "doc-1",
    "text": "Rebels shelled Mosul.",
    "spans": [{"start": 0, "end": 6, "label": "Actor"}, {"start": 15, "end": 20, "label": "Location"}],
    "answer": "accept",
}
LINE = json.dumps(REPORT).encode() + b"\n"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANNOTATOR_CONFIG", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def project(folder: Path, capsys: Captured) -> str:
    Path("in.jsonl").write_bytes(LINE)
    assert main(["import", "p.annodb", "in.jsonl", "--annotator", "ada"]) == 0
    capsys.readouterr()
    return "p.annodb"


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def labels_in(project: str) -> dict[str, int]:
    with open_store(Path(project)) as store:
        return dict(store.bulk_reader().count_by_label(frozenset(State)))


def test_reports_come_from_standard_input(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    feed(monkeypatch, LINE)
    assert main(["import", "p.annodb", "-"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Imported 1 report with 2 annotations.\n")
    assert said.err == ""
    assert [path for path in folder.iterdir() if path.is_dir()] == []


def test_the_format_of_standard_input_can_be_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, b"title,text\r\nOne,Rebels fled.\r\n")
    assert main(["import", "p.annodb", "-", "--format", "csv"]) == 0
    with open_store(Path("p.annodb")) as store:
        document = store.documents.read(next(iter(store.documents.keys())))
    assert (document.facts.title, document.text) == ("One", "Rebels fled.")


def test_without_a_format_standard_input_is_jsonl(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    feed(monkeypatch, b"Just a text.\n")
    assert main(["import", "p.annodb", "-"]) == 1
    assert (
        capsys.readouterr().err
        == "standard input, line 1: The line is not valid JSON at character 1: Expecting value.\n"
    )
    assert not Path("p.annodb").exists()


def test_a_dry_run_of_standard_input(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    feed(monkeypatch, LINE + b'{"text": "", "id": "x"}\n')
    assert main(["import", "p.annodb", "-", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("standard input: 1 report, jsonl\n    Line 2: A report without text was left out.\n")
    feed(monkeypatch, b"{")
    assert main(["import", "p.annodb", "-", "--dry-run"]) == 1
    assert capsys.readouterr().err.startswith("standard input, line 1: The line breaks off")


def test_notices_speak_of_standard_input(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    feed(monkeypatch, b"")
    assert main(["import", "p.annodb", "-"]) == 0
    assert "standard input: The file is empty and was left out.\n" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["-", "in.jsonl"], ["-", "-"]])
def test_standard_input_stands_alone(folder: Path, arguments: list[str], capsys: Captured) -> None:
    assert main(["import", "p.annodb", *arguments]) == 2
    assert "- stands for standard input and cannot be read along with other files." in capsys.readouterr().err


def test_the_export_is_all_of_standard_output(project: str, capsys: Captured) -> None:
    assert main(["export", project, "-"]) == 0
    said = capsys.readouterr()
    (line,) = said.out.splitlines()
    assert json.loads(line)["id"] == "doc-1"
    assert said.err.startswith("Exported 1 report with 2 annotations to standard output.\n")
    assert "Not in this format: the time of each annotation.\n" in said.err
    assert not list(Path().glob("*manifest*"))
    assert not Path("-").exists()
    assert [path for path in Path().iterdir() if path.is_dir()] == []


@pytest.mark.parametrize(
    ("name", "start"), [("csv", "\ufeffreport,title,"), ("html", "<!DOCTYPE html>"), ("w3c", "[\n{")]
)
def test_other_formats_go_to_standard_output(project: str, name: str, start: str, capsys: Captured) -> None:
    assert main(["export", project, "-", "--format", name]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(start)
    assert "to standard output." in said.err
    assert "<title>p</title>" in said.out or name != "html"


@pytest.mark.parametrize(
    ("more", "status", "sentence"),
    [
        (["--split", "8/1/1"], 2, "A split writes three files; standard output takes one."),
        (["--format", "brat"], 1, "The format brat is a folder of files; it cannot go to standard output.\n"),
        (["--format", "txt"], 1, "The format txt is only read, not written.\n"),
        (["--format", "frob"], 1, "There is no format “frob”"),
        (
            ["--format", "conll", "--on-loss", "layer-files", "--snap", "expand"],
            1,
            "This export has several files; standard output takes one.\n",
        ),
    ],
)
def test_what_cannot_go_to_standard_output(
    project: str, more: list[str], status: int, sentence: str, capsys: Captured
) -> None:
    assert main(["export", project, "-", *more]) == status
    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err


def test_a_file_that_goes_beside_an_export_is_told(project: str, capsys: Captured) -> None:
    assert main(["export", project, "-", "--format", "label-studio"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)[0]["data"]["text"] == "Rebels shelled Mosul."
    assert "The p.label-studio.config.xml of this export does not go to standard output" in said.err


def test_a_format_of_folders_does_not_come_from_standard_input(folder: Path, capsys: Captured) -> None:
    assert main(["import", "p.annodb", "-", "--format", "brat"]) == 1
    assert capsys.readouterr().err == (
        "The format brat is a folder of files; it cannot be read from standard input.\n"
    )


def test_one_project_is_piped_into_another(project: str, folder: Path) -> None:
    code = "import sys; from annotator.cli.main import main; sys.exit(main(sys.argv[1:]))"
    program = [sys.executable, "-c", code]
    root = str(Path(__file__).resolve().parents[2])
    out = subprocess.run(
        [*program, "export", str(folder / project), "-"], capture_output=True, check=True, cwd=root
    )
    back = [*program, "import", str(folder / "q.annodb"), "-"]
    done = subprocess.run(back, input=out.stdout, capture_output=True, check=True, cwd=root)
    assert done.stdout.startswith(b"Imported 1 report with 2 annotations.")
    assert done.stderr == b""
    assert labels_in("q.annodb") == labels_in(project)


# Several labels mapped at once


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("PER=Actor", ["PER=Actor"]),
        ("PER=Actor,ORG=Actor, LOC=Location", ["PER=Actor", "ORG=Actor", "LOC=Location"]),
        ("MISC=,PER=Actor", ["MISC=", "PER=Actor"]),
        ("PER=Actor, armed,ORG=B", ["PER=Actor, armed", "ORG=B"]),
        ("Actor, armed=Actor", ["Actor, armed=Actor"]),
        ("PER=a=b,ORG=c", ["PER=a=b", "ORG=c"]),
    ],
)
def test_pairs_are_parted_by_commas_and_names_keep_theirs(text: str, pairs: list[str]) -> None:
    assert _pairs(text) == pairs


def test_several_labels_are_mapped_in_one_option(folder: Path) -> None:
    spans = [
        {"start": n, "end": n + 1, "label": label} for n, label in enumerate(["PER", "ORG", "LOC", "MISC", "x, y"])
    ]
    Path("in.jsonl").write_text(json.dumps({"text": "abcdefgh", "spans": spans}) + "\n")
    told = ["--map", "PER=Actor,ORG=Actor,LOC=Location", "--map", "x, y=Weapon", "--map", "MISC="]
    assert main(["import", "p.annodb", "in.jsonl", *told]) == 0
    assert labels_in("p.annodb") == {"Actor": 2, "Location": 1, "Weapon": 1}


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("PER=Actor,=Actor", "“=Actor” is not of the form FROM=TO."),
        ("PER", "“PER” is not of the form FROM=TO."),
        ("PER=Actor,PER=Location", "“PER” becomes “Actor” and “Location”."),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_wrong_usage(
    folder: Path, told: str, sentence: str, capsys: Captured
) -> None:
    assert main(["import", "p.annodb", "in.jsonl", "--map", told]) == 2
    assert sentence in capsys.readouterr().err
