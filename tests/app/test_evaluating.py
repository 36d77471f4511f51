from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from annotator.app.evaluating import EvaluationOptions, compare, evaluate, match_words
from annotator.domain.documents import NewAnnotation, NewDocument, State, text_digest
from annotator.domain.errors import Cancelled, Refusal
from annotator.storage.store import Store, create_store
from tests.assist.teaching import REPORTS
from tests.pipelines import SMALL, needs_pipeline
from tests.projects import CONFLICT

Marks = Sequence[tuple[int, int, str, str]]
"""Start, end, label and annotator."""
Guesses = Sequence[tuple[int, int, str]]
TEXT = "Rebels shelled Mosul."
RIGHT: Marks = [(0, 6, "Actor", "ada"), (15, 20, "Location", "ada")]


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_CACHE", str(tmp_path_factory.getbasetemp() / "places"))


def report(uid: str, text: str, marks: Marks, state: State = State.DONE) -> NewDocument:
    made = tuple(
        NewAnnotation(f"{uid}-{n}", label, start, end, name) for n, (start, end, label, name) in enumerate(marks)
    )
    return NewDocument(uid, text, text_digest(text), state=state, annotations=made)


def project(path: Path, *reports: NewDocument) -> Store:
    store = create_store(path, CONFLICT)
    with store.writing():
        list(store.bulk_writer().add(reports))
    return store


def finished(state: State = State.DONE) -> list[NewDocument]:
    return [
        report(f"r{n}", f"{each.text} {n}", [(s.start, s.end, label, "ada") for s, label in each.spans], state)
        for n, each in enumerate(REPORTS * 2)
    ]


def test_it_is_measured_on_the_reports_that_are_done(tmp_path: Path) -> None:
    more = report("open", TEXT, RIGHT, State.IN_PROGRESS)
    with project(tmp_path / "p.annodb", *finished(), more) as store:
        found = evaluate(store, EvaluationOptions(shuffles=1))
    assert (found.settings["reports"], found.settings["reports_used"]) == (10, "done")
    assert found.labels["Location"].support == 20
    assert [point.reports for point in found.curve] == [5, 7]
    assert found.total.f1 > 0.8


@needs_pipeline
def test_with_a_pipeline_its_parses_are_learned_from_too(tmp_path: Path) -> None:
    labels = "GPE=Location"
    with project(tmp_path / "p.annodb", *finished()) as store:
        found = evaluate(store, EvaluationOptions(shuffles=1, pipeline=SMALL, pipeline_labels=labels))
        assert found.settings["spacy"] == SMALL
        assert found.total.f1 > 0.8
        with pytest.raises(Refusal, match="spaCy"):
            evaluate(store, EvaluationOptions(pipeline="no_such_pipeline"))


def test_without_any_that_is_done_those_with_annotations_count(tmp_path: Path) -> None:
    with project(tmp_path / "p.annodb", *finished(State.OPEN), report("x", "Nothing.", [], State.OPEN)) as store:
        found = evaluate(store, EvaluationOptions(shuffles=1))
    assert (found.settings["reports"], found.settings["reports_used"]) == (10, "with annotations")


@pytest.mark.parametrize("marks", [[], RIGHT])
def test_too_few_reports_are_refused(tmp_path: Path, marks: Marks) -> None:
    with project(tmp_path / "p.annodb", report("a", TEXT, marks)) as store, pytest.raises(Refusal, match="no two"):
        evaluate(store)


def test_it_can_be_stopped_and_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[str] = []
    with project(tmp_path / "p.annodb", *finished()) as store, pytest.raises(Cancelled):
        evaluate(store, progress=lambda *step: told.append(step[2]), cancelled=lambda: len(told) > 6)
    assert told[0] == "Trying every report once"
    assert told[-1] == "Drawing the learning curve"


def test_the_record_has_the_promised_form(tmp_path: Path) -> None:
    with project(tmp_path / "p.annodb", *finished()) as store:
        record = json.loads(json.dumps(evaluate(store, EvaluationOptions(shuffles=1)).record()))
    assert set(record) == {"learning_curve", "labels", "settings"}
    assert all(set(point) == {"reports", "precision", "recall", "f1"} for point in record["learning_curve"])
    assert all(set(s) == {"precision", "recall", "f1", "support"} for s in record["labels"].values())


def test_two_annotators_of_one_project(tmp_path: Path) -> None:
    marks = [*RIGHT, (0, 6, "Actor", "bob"), (7, 20, "Location", "bob")]
    alone = report("b", "Only Ada saw Mosul.", [(13, 18, "Location", "ada")])
    with project(tmp_path / "p.annodb", report("a", TEXT, marks), alone) as store:
        found = compare(store, None, "bob")
        with pytest.raises(Refusal, match="No report was annotated by “cyd” and by others"):
            compare(store, None, "cyd")
        with pytest.raises(Refusal, match="Say with what"):
            compare(store, None, "")
    assert {label: (s.right, s.predicted, s.support) for label, s in found.labels.items()} == {
        "Actor": (1, 1, 1),
        "Location": (0, 1, 1),
    }
    assert found.settings["reports"] == 1
    assert found.settings["gold"] == "the others"


def test_another_project_pairs_by_text_where_ids_differ(tmp_path: Path) -> None:
    with project(tmp_path / "other.annodb", report("z", TEXT, [(0, 6, "Weapon", "eve")]), report("y", "No.", [])):
        pass
    with project(tmp_path / "p.annodb", report("a", TEXT, RIGHT)) as store:
        found = compare(store, tmp_path / "other.annodb", "")
    assert {label: s.right for label, s in found.labels.items()} == {"Actor": 0, "Location": 0, "Weapon": 0}
    assert found.curve == []


def jsonl(marks: Guesses) -> str:
    spans = [{"start": start, "end": end, "label": label} for start, end, label in marks]
    return json.dumps({"text": TEXT, "spans": spans}) + "\n"


def label_studio(marks: Guesses) -> str:
    result = [
        {
            "from_name": "label", "to_name": "text", "type": "labels",
            "value": {"start": start, "end": end, "text": TEXT[start:end], "labels": [label]},
        }
        for start, end, label in marks
    ]  # fmt: skip
    predictions = [{"model_version": "m", "score": 0.9, "result": result}]
    return json.dumps([{"data": {"text": TEXT}, "annotations": [{"result": []}], "predictions": predictions}])


@pytest.mark.parametrize(("name", "written"), [("out.jsonl", jsonl), ("out.json", label_studio)])
def test_a_file_of_predictions(tmp_path: Path, name: str, written: Callable[[Guesses], str]) -> None:
    path = tmp_path / name
    path.write_text(written([(0, 6, "Actor"), (7, 20, "Location")]), encoding="utf-8")
    with project(tmp_path / "p.annodb", report("a", TEXT, RIGHT)) as store:
        exact = compare(store, path, "")
        loose = compare(store, path, "", EvaluationOptions(least_overlap=0.3))
    assert (exact.labels["Location"].right, loose.labels["Location"].right) == (0, 1)
    assert exact.total.f1 == 0.5


def test_files_without_a_common_report_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text(json.dumps({"text": "Another."}) + "\n", encoding="utf-8")
    nothing = pytest.raises(Refusal, match=r"out\.jsonl and the project have no report in common")
    with project(tmp_path / "p.annodb", report("a", TEXT, RIGHT)) as store, nothing:
        compare(store, path, "")


def test_how_spans_fit_is_said() -> None:
    assert match_words(1.0) == "exact span and label"
    assert match_words(0.5) == "overlap of at least 0.5, same label"
