from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.cli.main import main
from tests.assist.teaching import REPORTS
from tests.pipelines import SMALL, needs_pipeline


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANNOTATOR_CACHE", str(tmp_path / "cache"))
    source = tmp_path / "in.jsonl"
    lines = [
        {
            "text": f"{each.text} {number}",
            "spans": [{"start": s.start, "end": s.end, "label": label} for s, label in each.spans],
            "answer": "accept",
        }
        for number, each in enumerate(REPORTS)
    ]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    path = tmp_path / "p.annodb"
    assert main(["import", str(path), str(source), "--annotator", "ada"]) == 0
    capsys.readouterr()
    return path


def test_figures_and_curve_are_printed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(project)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "5 reports, exact span and label"
    assert said[1].split() == ["precision", "recall", "F1", "by", "overlap", "marks"]
    assert [line.split()[0] for line in said[2:6]] == ["Actor", "Location", "Weapon", "all"]
    assert "F1 on other reports, after so many finished ones" in said
    assert said[-1].endswith("█")


def test_json_is_for_programs(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(project), "--json", "--overlap", "0.5"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["settings"]["match"] == "overlap of at least 0.5, same label"
    assert record["labels"]["Actor"]["support"] == 5


@needs_pipeline
def test_a_spacy_pipeline_can_help(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(project), "--json", "--spacy", SMALL]) == 0
    assert json.loads(capsys.readouterr().out)["settings"]["spacy"] == SMALL
    assert main(["evaluate", str(project), "--spacy", "no_such_pipeline"]) == 1
    assert "The spaCy pipeline “no_such_pipeline” cannot be loaded." in capsys.readouterr().err


def test_a_file_is_compared(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = project.parent / "in.jsonl"
    assert main(["evaluate", str(project), "--against", str(source), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert {label: shares["f1"] for label, shares in record["labels"].items()} == {
        "Actor": 1.0,
        "Location": 1.0,
        "Weapon": 1.0,
    }
    assert record["learning_curve"] == []


def test_refusals_and_wrong_usage(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(project), "--annotator", "nobody"]) == 1
    assert "was annotated by “nobody”" in capsys.readouterr().err
    assert main(["evaluate", str(project), "--overlap", "0"]) == 2
    assert main(["evaluate", str(project.parent / "none.annodb")]) == 1
