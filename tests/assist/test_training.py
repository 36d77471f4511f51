from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from annotator.assist.crf import Taught
from annotator.assist.models import ModelDamaged
from annotator.assist.parsed_model import is_taught_with, parsed_file
from annotator.assist.parses import Parses
from annotator.assist.training import (
    Lists,
    load_layer,
    main,
    memory_of,
    model_file,
    run_job,
    teach_layer,
    write_job,
)
from annotator.domain.errors import Refusal
from tests.assist.conftest import LEXICONS
from tests.assist.teaching import REPORTS, found
from tests.pipelines import SMALL, needs_pipeline

ROOT = Path(__file__).resolve().parents[2]
LAYERS = {"Actor": "entity", "Location": "entity", "Weapon": "entity", "Claim": "claim"}
TEXT = "Rebels shelled Vesk on Monday. Officials in Neva fired rockets."


def job_of(folder: Path, cache: Path, reports: Sequence[Taught] = REPORTS, parses: Parses | None = None) -> Path:
    path = folder / "jobs" / "job.json"
    records = [(r.text, [(span.start, span.end, label) for span, label in r.spans]) for r in reports]
    write_job(path, folder / "models", LEXICONS, cache, LAYERS, records, parses)
    return path


@pytest.fixture
def job(tmp_path: Path, cache: Path, lists: Lists) -> Path:
    return job_of(tmp_path, cache)


def test_a_job_learns_each_layer_that_has_spans(job: Path, tmp_path: Path, lists: Lists) -> None:
    outcome = run_job(job)
    assert outcome["learned"]["entity"]["spans"] == 20  # type: ignore[index]
    assert "nothing to learn" in outcome["refused"]["claim"]  # type: ignore[index]
    suggester = load_layer("entity", model_file(tmp_path / "models", "entity"), lists, memory_of(REPORTS))
    assert suggester is not None
    assert ("Vesk", "Location") in found(suggester, TEXT)


def test_without_a_model_there_is_no_suggester(tmp_path: Path, lists: Lists) -> None:
    assert load_layer("claim", model_file(tmp_path, "claim"), lists, memory_of([])) is None


def test_a_damaged_model_is_told_apart_and_learned_again(job: Path, tmp_path: Path, lists: Lists) -> None:
    path = model_file(tmp_path / "models", "entity")
    path.parent.mkdir()
    path.write_bytes(b"rubbish")
    with pytest.raises(ModelDamaged):
        load_layer("entity", path, lists, memory_of([]))
    run_job(job)
    assert load_layer("entity", path, lists, memory_of([])) is not None


def test_claims_are_learned_from_their_own_layer(tmp_path: Path, lists: Lists) -> None:
    path = model_file(tmp_path, "claim")
    teach_layer("claim", REPORTS, lists, path)
    suggester = load_layer("claim", path, lists, memory_of([]))
    assert suggester is not None
    assert suggester.name == "claim model"


def test_the_same_job_gives_the_same_model(tmp_path: Path, lists: Lists) -> None:
    for name in ("a", "b"):
        teach_layer("entity", REPORTS, lists, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_it_runs_as_a_program_without_qt_and_without_the_project(job: Path, tmp_path: Path) -> None:
    code = (
        "import sys, annotator.assist.training as t; code = t.main(sys.argv[1:]);"
        "assert not [m for m in sys.modules if m.startswith(('PySide6', 'sqlite3', 'annotator.storage'))];"
        "sys.exit(code)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(job)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout)["learned"]["entity"]["reports"] == 5


def test_killed_half_way_the_old_model_is_still_there(tmp_path: Path, cache: Path, lists: Lists) -> None:
    old = model_file(tmp_path / "models", "entity")
    teach_layer("entity", REPORTS, lists, old)
    before = old.read_bytes()
    process = subprocess.Popen(
        [sys.executable, "-m", "annotator.assist.training", str(job_of(tmp_path, cache, REPORTS * 2_000))],
        cwd=ROOT,
    )
    time.sleep(1.0)
    process.kill()
    process.wait()
    assert old.read_bytes() == before
    assert load_layer("entity", old, lists, memory_of([])) is not None


@needs_pipeline
def test_a_job_with_a_pipeline_parses_the_reports_and_learns_from_that_too(
    tmp_path: Path, cache: Path, lists: Lists
) -> None:
    parses = Parses(SMALL, tmp_path / "parses")
    outcome = run_job(job_of(tmp_path, cache, parses=parses))
    assert outcome["refused"].keys() == {"claim"}  # type: ignore[attr-defined]
    assert all(parses.has(report.text) for report in REPORTS)
    assert is_taught_with(parsed_file(model_file(tmp_path / "models", "entity")), parses)


def test_where_the_pipeline_is_missing_it_learns_without(tmp_path: Path, cache: Path, lists: Lists) -> None:
    parses = Parses("no_such_pipeline", tmp_path / "parses")
    outcome = run_job(job_of(tmp_path, cache, parses=parses))
    assert "spaCy" in outcome["refused"]["spacy"]  # type: ignore[index]
    assert outcome["learned"].keys() == {"entity"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"layers": {}, "reports": [1]}'])
def test_what_is_no_job_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "job.json"
    path.write_text(content, encoding="ascii")
    with pytest.raises(Refusal, match=r"job\.json is no job for learning"):
        run_job(path)


def test_faults_end_with_a_sentence(
    job: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.nice", abs, raising=False)
    assert main([]) == 2
    (tmp_path / "bad.json").write_text("{}", encoding="ascii")
    assert main([str(tmp_path / "bad.json")]) == 1
    (tmp_path / "models").write_text("in the way", encoding="ascii")
    assert main([str(job)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "Which job? Name its file."
    assert said[1] == "The file bad.json is no job for learning."
    assert said[2].startswith("What was learned could not be written: ")


def test_a_report_s_own_spans_do_not_teach_the_model_to_trust_memory(tmp_path: Path, lists: Lists) -> None:
    memory = memory_of(REPORTS)
    before = [memory.suggestion(town, span) for town, span in _towns()]
    teach_layer("entity", REPORTS, lists, tmp_path / "x")
    assert [memory.suggestion(town, span) for town, span in _towns()] == before


def _towns() -> list[tuple[str, object]]:
    from annotator.domain.spans import Span

    return [(town, Span(0, len(town))) for town in ("Mosul", "Harsk", "Dolna")]
