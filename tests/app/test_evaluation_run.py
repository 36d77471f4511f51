"""Evaluating in a process beside, and how the outcome is shown and written."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app.evaluating import Evaluation
from annotator.app.evaluation_figures import curve_figure, label_figure, write_evaluation
from annotator.app.evaluation_run import Question, counts_of, evaluate_beside, evaluation_of, main
from annotator.app.sources import no_progress
from annotator.assist.evaluation import Score
from annotator.assist.trial import Point
from annotator.domain.documents import NewAnnotation, NewDocument, State, text_digest
from annotator.domain.errors import Cancelled, FileRefused, Refusal
from annotator.storage.store import create_store
from tests.assist.teaching import REPORTS
from tests.projects import CONFLICT

TEXT = "Rebels shelled Mosul."
MEASURED = Evaluation(
    {"=Actor": Score(6, 8, 10), "Location": Score(1, 3, 2)},
    {"=Actor": Score(8, 8, 10)},
    [Point(5, Score(5, 9, 12)), Point(1_200, Score(9, 10, 12))],
    {
        "reports": 1_210, "reports_used": "done", "match": "exact span and label", "folds": 5, "shuffles": 3,
        "held_out": 4, "threshold": 0.4,
    },
)  # fmt: skip


def goes_on() -> bool:
    return False


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Ten finished reports by ada, one of which bob has marked otherwise."""
    path = tmp_path_factory.mktemp("evaluation") / "p.annodb"
    with create_store(path, CONFLICT) as store, store.writing():
        documents = [
            NewDocument(
                f"r{n}", f"{each.text} {n}", text_digest(f"{each.text} {n}"), state=State.DONE,
                annotations=tuple(
                    NewAnnotation(f"a{n}-{at}", label, span.start, span.end, "ada")
                    for at, (span, label) in enumerate(each.spans)
                ),
            )
            for n, each in enumerate(REPORTS * 2)
        ]  # fmt: skip
        marks = [("ada", 0, 6, "Actor"), ("ada", 15, 20, "Location"), ("bob", 15, 20, "Location")]
        made = tuple(NewAnnotation(f"x{n}", label, s, e, name) for n, (name, s, e, label) in enumerate(marks))
        documents.append(NewDocument("both", TEXT, text_digest(TEXT), state=State.OPEN, annotations=made))
        list(store.bulk_writer().add(documents))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANNOTATOR_CACHE", str(path.parent / "cache"))
        yield path


def test_the_process_measures_and_tells_how_far_it_is(project: Path) -> None:
    told: list[tuple[int, int, str]] = []
    found = evaluate_beside(project, Question(), lambda *step: told.append(step), goes_on)
    assert found.settings["reports"] == 10
    assert [point.reports for point in found.curve] == [5, 7]
    assert found.labels["Location"].support == 20
    assert told[0] == (0, 5, "Trying every report once")
    assert {stage for _, _, stage in told} == {"Trying every report once", "Drawing the learning curve"}


def test_it_can_be_stopped(project: Path) -> None:
    with pytest.raises(Cancelled):
        evaluate_beside(project, Question(), no_progress, lambda: True)


def test_annotators_and_files_are_compared(project: Path, tmp_path: Path) -> None:
    found = evaluate_beside(project, Question(annotator="bob", gold="ada"), no_progress, goes_on)
    assert found.labels == {"Actor": Score(0, 0, 1), "Location": Score(1, 1, 1)}
    guesses = tmp_path / "guesses.jsonl"
    spans = [{"start": 0, "end": 6, "label": "Actor"}]
    guesses.write_text(json.dumps({"text": TEXT, "spans": spans}) + "\n", encoding="utf-8")
    found = evaluate_beside(project, Question(against=str(guesses)), no_progress, goes_on)
    assert found.labels["Actor"] == Score(1, 1, 1)
    assert not found.curve


def test_what_cannot_be_measured_is_said_in_a_sentence(project: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="No report was annotated by “cyd” and by others"):
        evaluate_beside(project, Question(annotator="cyd"), no_progress, goes_on)
    with pytest.raises(Refusal):
        evaluate_beside(tmp_path / "none.annodb", Question(), no_progress, goes_on)


@pytest.mark.parametrize("arguments", [[], ["p.annodb"], ["p.annodb", "{"], ["p.annodb", '{"x": 1}']])
def test_nonsense_on_the_command_line_is_refused(arguments: list[str]) -> None:
    assert main(arguments) == 2


def test_an_evaluation_comes_back_from_its_counts() -> None:
    assert evaluation_of(json.loads(json.dumps(counts_of(MEASURED)))) == MEASURED


def test_the_table_has_each_label_and_all_of_them() -> None:
    figure = label_figure(MEASURED)
    assert figure.rows == (
        ("=Actor", 75.0, 60.0, 66.7, 10, 100.0, 80.0, 88.9),
        ("Location", 33.3, 50.0, 40.0, 2, 0.0, 0.0, 0.0),
        ("All labels", 63.6, 58.3, 60.9, 12, 100.0, 80.0, 88.9),
    )
    assert len(figure.heads) == len(figure.rows[0])
    assert figure.chart is not None
    assert figure.chart.categories == ("=Actor", "Location")
    assert figure.sentence.startswith("F1 60.9 % on 1,210 reports, exact span and label.")
    assert "3 shuffles, with 4 reports held out" in figure.sentence


def test_the_curve_has_its_numbers() -> None:
    figure = curve_figure(MEASURED)
    assert figure.rows == ((5, 55.6, 41.7, 47.6), (1_200, 90.0, 75.0, 81.8))
    assert figure.chart is not None
    assert figure.chart.categories == ("5", "1,200")
    assert curve_figure(Evaluation({}, {})).chart is None


@pytest.mark.parametrize(
    ("annotator", "gold", "words"),
    [
        ("bob", "the others", "Tried: marks of bob in p.annodb; right: those of the others."),
        ("all", "ada", "Tried: all marks in p.annodb; right: those of ada."),
        ("all", "all", "Tried: all marks in p.annodb; right: all marks."),
    ],
)
def test_a_comparison_says_who_was_compared_with_whom(annotator: str, gold: str, words: str) -> None:
    settings: dict[str, object] = {
        "reports": 1, "match": "exact span and label", "against": "/x/p.annodb", "annotator": annotator,
        "gold": gold,
    }  # fmt: skip
    sentence = label_figure(Evaluation({"Actor": Score(1, 1, 1)}, {}, [], settings)).sentence
    assert sentence == f"F1 100.0 % on 1 report, exact span and label. {words}"


def test_few_finished_reports_are_said() -> None:
    settings = {**MEASURED.settings, "reports_used": "with annotations"}
    found = Evaluation(MEASURED.labels, MEASURED.loose, MEASURED.curve, settings)
    assert label_figure(found).sentence.endswith("Too few reports are done, so all with annotations were taken.")


def test_all_numbers_are_written_as_one_table(tmp_path: Path) -> None:
    write_evaluation(MEASURED, tmp_path / "e.csv")
    with (tmp_path / "e.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["what"], row["name"]) for row in rows] == [
        ("label", "'=Actor"), ("label", "Location"), ("label", "All labels"),
        ("reports", "5"), ("reports", "1200"),
    ]  # fmt: skip
    assert (rows[0]["f1"], rows[0]["marks"], rows[0]["f1_overlap"]) == ("0.6667", "10", "0.8889")
    assert rows[3]["f1_overlap"] == ""
    with pytest.raises(FileRefused):
        write_evaluation(MEASURED, tmp_path / "none" / "e.csv")
