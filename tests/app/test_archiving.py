"""Moving finished reports into an archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.app.archiving import archive
from annotator.app.checking import check
from annotator.app.operations import labelling, reports
from annotator.app.operations.relations import relate
from annotator.app.searching import keys_found
from annotator.app.session import Session
from annotator.domain.documents import State
from annotator.domain.errors import Cancelled, ProjectRefused, Refusal
from annotator.domain.labels import Label, LabelSchema
from annotator.domain.spans import Span
from annotator.storage import leaving
from annotator.storage.backups import backups_of
from annotator.storage.store import create_store, open_store
from tests.projects import SHORT, new_session

TEXTS = ("Open: " + SHORT, "Done: " + SHORT, "Done too: " + SHORT)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three reports with an actor and a claim by it each; the second and the third are done."""
    path = tmp_path / "p.annodb"
    session = new_session(path, *TEXTS)
    for key in (1, 2, 3):
        desk = session.open_report(key)
        start = desk.text.index("Rebels")
        labelling.label_span(session, Span(start, start + 6), "Actor", 0)
        labelling.label_span(session, Span(start, start + 20), "Claim", 0)
        claim, actor = desk.annotations_at(start)[0], desk.annotations_at(start)[1]
        head, child = (claim, actor) if claim.label == "Claim" else (actor, claim)
        relate(session, head, child, "said_by", 0)
        if key > 1:
            reports.set_state(session, State.DONE, 0)
    session.close()
    return path


def content(path: Path) -> list[tuple[str, list[tuple[str, int, int]], int]]:
    """Of each report its text, its annotations and how many relations it has."""
    with open_store(path, read_only=True) as store:
        return [
            (document.text, [(a.label, a.start, a.end) for a in annotations], len(relations))
            for document, annotations, relations in store.bulk_reader().read(frozenset(State))
        ]


def test_finished_reports_stand_in_the_archive_and_no_longer_here(project: Path, tmp_path: Path) -> None:
    before = content(project)
    done = archive(project, tmp_path / "shelf", 3)
    shelf = tmp_path / "shelf.annodb"
    assert (done.reports, done.stayed, done.target) == (2, 0, shelf)
    assert content(shelf) == before[1:]
    assert content(project) == before[:1]
    assert content(done.backup.path) == before
    assert check(project) == check(shelf) == []
    assert done.sentence.startswith("2 reports were moved to shelf.annodb. Before: p ")


def test_what_stays_can_be_undone_and_found(project: Path, tmp_path: Path) -> None:
    archive(project, tmp_path / "shelf.annodb", 3)
    session = Session(open_store(project), "ada")
    assert session.first_report() == 1
    session.open_report(1)
    steps = 0
    while session.undo() is not None:
        steps += 1
    assert steps == 3
    assert list(keys_found(session.store, "done") or []) == []
    assert list(keys_found(session.store, "open") or []) == [1]
    assert session.store.bulk_reader().count_annotations(frozenset(State)) == 0
    session.close()
    assert check(project) == []


def test_archiving_again_adds_and_takes_what_is_newer(project: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf.annodb"
    archive(project, shelf, 3)
    again = backups_of(project)[0].path  # as if the first archiving had broken off before its end
    session = Session(open_store(again), "ada")
    session.open_report(2)
    labelling.label_span(session, Span(0, 4), "Weapon", 0)
    session.close()
    archive(again, shelf, 3)
    assert [len(annotations) for _, annotations, _ in content(shelf)] == [3, 2]
    assert check(shelf) == []


def test_an_archive_with_other_labels_gets_those_it_lacks(project: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf.annodb"
    create_store(
        shelf, LabelSchema("other", (Label("Ship", "a", "label5"), Label("Actor", "c", "label2")))
    ).close()
    archive(project, shelf, 3)
    with open_store(shelf) as store:
        found = store.labels.read_schema().labels
    assert [(label.name, label.key) for label in found] == [
        ("Ship", "a"), ("Actor", "c"), ("Location", "l"), ("Weapon", "w"), ("Claim", ""),
    ]  # fmt: skip
    assert check(shelf) == []


def test_stopping_changes_nothing(project: Path, tmp_path: Path) -> None:
    before = content(project)
    with pytest.raises(Cancelled):
        archive(project, tmp_path / "shelf.annodb", 3, cancelled=lambda: True)
    assert content(project) == before
    assert not (tmp_path / "shelf.annodb").exists()
    assert check(project) == []


@pytest.mark.parametrize("out", [0, 1, 2])
def test_stopping_while_reports_are_taken_out_changes_nothing_either(
    project: Path, tmp_path: Path, out: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "_AT_ONCE", 1)
    before = content(project)
    told: list[int] = []

    def stopping(done: int, _total: int, text: str) -> None:
        if text.startswith("Taking"):
            told.append(done)
            if done == out:
                raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        archive(project, tmp_path / "shelf.annodb", 3, progress=stopping)
    assert told == list(range(out + 1))
    assert content(project) == before
    assert not (tmp_path / "shelf.annodb").exists()
    assert check(project) == []
    archive(project, tmp_path / "shelf.annodb", 3)
    assert (content(project), content(tmp_path / "shelf.annodb")) == (before[:1], before[1:])


def test_nothing_to_move_and_itself_as_archive_are_refused(project: Path, tmp_path: Path) -> None:
    with pytest.raises(ProjectRefused, match="another file"):
        archive(project, project, 3)
    archive(project, tmp_path / "shelf", 3)
    with pytest.raises(Refusal, match="No report is done"):
        archive(project, tmp_path / "shelf", 3)
