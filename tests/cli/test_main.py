from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.cli.main import main

RECORDS = [
    {
        "text": "Rebels shelled Mosul.",
        "spans": [{"start": 0, "end": 6, "label": "Actor"}, {"start": 15, "end": 20, "label": "Location"}],
        "answer": "accept",
    },
    {"text": "Second report."},
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    return path


@pytest.fixture
def project(tmp_path: Path, source: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "p.annodb"
    assert main(["import", str(path), str(source), "--annotator", "ada"]) == 0
    capsys.readouterr()
    return path


def test_import_makes_the_project_and_tells_what_came(
    tmp_path: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(tmp_path / "p.annodb"), str(source)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Imported 2 reports with 2 annotations.\n")
    assert said.err == ""


def test_a_second_import_names_the_duplicates(
    project: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(project), str(source)]) == 0
    assert "Left out “Second report.”: the project has this text already." in capsys.readouterr().out


def test_a_dry_run_changes_nothing(tmp_path: Path, source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "p.annodb"), str(source), "--dry-run"]) == 0
    assert "2 reports would be imported. Nothing was changed." in capsys.readouterr().out
    assert not (tmp_path / "p.annodb").exists()


def test_a_refused_import_leaves_no_new_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "A", "spans": [{"start": 0, "end": 1, "label": "ORG"}]}\n')
    arguments = ["import", str(tmp_path / "p.annodb"), str(tmp_path / "in.jsonl")]
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert said.err.startswith("The project does not have the label “ORG”.")
    assert said.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]
    assert main([*arguments, "--map", "ORG=Actor"]) == 0


def test_a_refused_import_leaves_the_project_as_it_is_to_the_byte(
    project: Path, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(project), str(source)]) == 0
    before = project.read_bytes()
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "New."}\n{"text": "Also.", "spans": [{"start": 0, "end": 99, "label": "Actor"}]}\n')
    capsys.readouterr()
    assert main(["import", str(project), str(bad)]) == 1
    assert capsys.readouterr().err.startswith(f"{bad}, line 2: Span 1: 0 to 99 is not in the text")
    assert project.read_bytes() == before


def test_an_import_says_which_formats_it_recognised_and_how_many_relations_came(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("EU  B-Actor\nrejects O\nGerman\tB-Actor\n")
    (folder / "b.ann").write_text("T1\tActor 0 1\tA\nT2\tClaim 2 3\tB\nR1\tsaid_by Arg1:T2 Arg2:T1\n")
    (folder / "b.txt").write_text("A B")
    assert main(["import", str(project), str(folder)]) == 0
    said = capsys.readouterr().out
    assert "Recognised as conll, brat; --format says otherwise.\n" in said
    assert "Relations: 1\n" in said
    (tmp_path / "c.txt").write_text("Other text.")
    assert main(["import", str(project), str(tmp_path / "c.txt"), "--format", "txt"]) == 0
    assert "Recognised" not in capsys.readouterr().out


def test_names_from_a_file_do_not_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, path = tmp_path / "in.jsonl", tmp_path / "p.annodb"
    spans = [{"start": 0, "end": 3, "label": "\x1b[31mred\x07\nx"}]
    source.write_text(json.dumps({"text": "abc\x1b[2J", "spans": spans, "meta": {"title": "\x1b]0;t\x07"}}) + "\n")
    for arguments in (["import", str(path), str(source), "--keep-labels"], ["import", str(path), str(source)]):
        assert main(arguments) == 0
    assert main(["stats", str(path)]) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said and "\x07" not in said  # noqa: PT018 - one thing
    assert "␛[31mred␇␊x: 1 annotation\n" in said
    assert "Left out “␛]0;t␇”" in said


def test_a_refusal_is_one_line_whatever_a_label_is_called(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, path = tmp_path / "in.jsonl", tmp_path / "p.annodb"
    source.write_text(json.dumps({"text": "abc", "spans": [{"start": 0, "end": 3, "label": "\x1b[31m\nred"}]}))
    assert main(["import", str(path), str(source), "--keep-labels"]) == 0
    capsys.readouterr()
    assert main(["export", str(path), str(tmp_path / "x.conll"), "--format", "conll", "--all"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("name", "way"), [("doccano", "layer-columns"), ("conll2003", "layer-columns"), ("gliner", "layer-files")]
)
def test_layers_are_refused_of_a_format_that_has_none(
    project: Path, name: str, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = project.with_name("out")
    assert main(["export", str(project), str(out), "--format", name, "--on-loss", way]) == 1
    assert f"The format {name} cannot be written by {way}; there is refuse and " in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(("scheme", "tag"), [("bilou", "U-Actor"), ("BIO", "B-Actor"), ("IOB1", "I-Actor")])
def test_the_scheme_of_tags_can_be_chosen(project: Path, scheme: str, tag: str) -> None:
    out = project.with_name("out.conll2002")
    arguments = ["--format", "conll2002", "--scheme", scheme, "--on-loss", "drop", "--all"]
    assert main(["export", str(project), str(out), *arguments]) == 0
    assert tag in out.read_text()


def test_a_scheme_is_refused_of_a_format_without_the_choice(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(project), str(project.with_name("x")), "--scheme", "BIOES"]) == 1
    assert (
        "The format jsonl cannot be written with tags in BIOES; it has no choice of them"
        in capsys.readouterr().err
    )


def test_labels_can_be_kept_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "A", "spans": [{"start": 0, "end": 1, "label": "ORG"}]}\n')
    assert main(["import", str(tmp_path / "p.annodb"), str(tmp_path / "in.jsonl"), "--keep-labels"]) == 0
    assert "New labels: ORG." in capsys.readouterr().out


def test_export_writes_the_finished_reports(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(project), str(tmp_path / "out.jsonl")]) == 0
    assert "Exported 1 report with 2 annotations" in capsys.readouterr().out
    (line,) = (tmp_path / "out.jsonl").read_text().splitlines()
    record = json.loads(line)
    assert [span["text"] for span in record["spans"]] == ["Rebels", "Mosul"]
    assert record["annotator"] == "ada"
    assert (tmp_path / "out.manifest.json").exists()


def test_export_of_what_a_search_finds(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl"
    assert main(["export", str(project), str(out), "--all", "--where", "actor:rebels"]) == 0
    assert "Exported 1 report " in capsys.readouterr().out
    out.unlink()
    assert main(["export", str(project), str(out), "--where", "label:nothing"]) == 1
    assert "There is no label “nothing” (at character 7)." in capsys.readouterr().err
    assert not out.exists()


def test_export_of_all_reports_in_a_split(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(project), str(tmp_path / "out.jsonl"), "--all", "--split", "80/10/10"]) == 0
    assert "train: " in capsys.readouterr().out
    written = sum(
        len((tmp_path / f"out.{side}.jsonl").read_text().splitlines()) for side in ("train", "dev", "test")
    )
    assert written == 2


def test_formats_for_people_and_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formats"]) == 0
    assert "docx" in capsys.readouterr().out
    assert main(["formats", "--json"]) == 0
    known = {record["name"]: record for record in json.loads(capsys.readouterr().out)}
    assert known["jsonl"]["writes"]
    assert not known["pdf"]["writes"]


def test_stats_for_people_and_programs(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", str(project)]) == 0
    assert "Reports: 2" in capsys.readouterr().out
    assert main(["stats", str(project), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["documents"]["done"], found["annotations"]["total"]) == (1, 2)
    assert found["annotators"] == {"ada": 2}
    assert found["figures"]["frequent"]["rows"][0] == {
        "Label": "Location", "Text": "Mosul", "Spans": 1, "Reports": 1,
    }  # fmt: skip
    assert main(["stats", str(project), "--json", "--quick"]) == 0
    assert "figures" not in json.loads(capsys.readouterr().out)


def test_check_says_whether_a_project_is_sound(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(project)]) == 0
    assert capsys.readouterr().out == "p.annodb is sound.\n"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["-h"], 0),
        (["--version"], 0),
        (["import", "--help"], 0),
        (["frob"], 2),
        (["import", "p.annodb"], 2),
        (["import", "p.annodb", "x.txt", "--map", "ORG"], 2),
        (["export", "p.annodb", "out", "--split", "80/20"], 2),
        (["export", "p.annodb", "out", "--split", "0/0/0"], 2),
        (["stats", "gone.annodb"], 1),
        (["check", "gone.annodb"], 1),
        (["import", "gone/p.annodb", "gone.txt"], 1),
    ],
)
def test_exit_status(
    arguments: list[str],
    status: int,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == status
    assert bool(capsys.readouterr().err) == bool(status)


def test_the_command_line_loads_no_window_and_help_little_else() -> None:
    code = (
        "import sys; from annotator.cli.main import main; main(['-h']);"
        "print([m for m in ('PySide6', 'sqlite_utils', 'msgspec', 'docx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", ["import", "export", "stats", "check"])
def test_a_name_that_is_too_long_is_said(
    command: str, project: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = str(project.with_name("x" * 300 + ".annodb"))
    others = {"import": [str(source)], "export": [str(project.parent)]}.get(command, [])
    assert main([command, long, *others]) == 1
    assert "too long" in capsys.readouterr().err


def test_an_export_to_a_name_that_is_too_long_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(project), str(project.with_name("x" * 300))]) == 1
    assert "The name is too long." in capsys.readouterr().err


def test_an_export_says_what_the_format_does_not_hold(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(project), str(project.parent / "out.jsonl")]) == 0
    assert "Not in this format: the time of each annotation.\n" in capsys.readouterr().out


def test_check_counts_the_broken_rules_of_a_sound_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = {"text": "The rebels fled.", "spans": [{"start": 0, "end": 10, "label": "Actor"}]}
    (tmp_path / "in.jsonl").write_text(json.dumps(record) + "\n")
    assert main(["import", str(tmp_path / "p.annodb"), str(tmp_path / "in.jsonl")]) == 0
    capsys.readouterr()
    assert main(["check", str(tmp_path / "p.annodb")]) == 0
    sound, warning = capsys.readouterr().out.splitlines()
    assert sound == "p.annodb is sound."
    assert warning.startswith("Guideline: Actor: no leading determiners – broken 1 time.")


def test_a_table_of_claims_counts_the_claims_alone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = project.with_name("claims.csv")
    assert main(["export", str(project), str(out), "--format", "claims"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Exported 1 report ")
    assert "2 annotations" not in said
    assert "Not in this format: the texts of the reports" in said
    manifest = json.loads(project.with_name("claims.manifest.json").read_text())
    assert manifest["spans"] == 0
    assert {"what": "annotations that are not claims", "count": 2, "done": "not in this format"} in manifest[
        "losses"
    ]
