"""Learning from finished reports: the job, the process, and what is suggested afterwards."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app import learning, user_patterns
from annotator.app.importing import import_into
from annotator.app.landmarks import DeskLandmarks
from annotator.app.operations import reports
from annotator.app.operations.labelling import label_span
from annotator.app.paths import cache_folder, datasets
from annotator.app.projects import open_session
from annotator.app.session import Session
from annotator.assist.name_table import write_table
from annotator.assist.small_towns import table_of_towns, towns_are_prepared
from annotator.domain.documents import State
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span
from annotator.domain.user_pattern import UserPattern
from tests.projects import SHORT, new_session


def goes_on() -> bool:
    return False


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One cache for all of these: making the table of names takes seconds."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("ANNOTATOR_CACHE")
    os.environ["ANNOTATOR_CACHE"] = str(folder)
    yield folder
    if before is None:
        del os.environ["ANNOTATOR_CACHE"]
    else:
        os.environ["ANNOTATOR_CACHE"] = before


@pytest.fixture
def session(tmp_path: Path, cache: Path) -> Iterator[Session]:
    project = tmp_path / "p.annodb"
    import_into(project, [datasets() / "sample.jsonl"])
    opened = open_session(project, "ada")
    opened.open_report(1)
    yield opened
    opened.close()


def taught(session: Session) -> learning.Learned:
    job = learning.prepare_job(session, goes_on)
    assert job is not None
    assert learning.learn(job, goes_on)
    assert not job.exists()
    learned = learning.load(session, goes_on)
    assert learned is not None
    return learned


def test_small_towns_are_made_once_and_not_to_the_end_when_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_CACHE", str(tmp_path))
    learning.prepare_small_towns(lambda: True)
    assert not towns_are_prepared(tmp_path)
    write_table(table_of_towns(tmp_path), {}, [])
    before = table_of_towns(tmp_path).read_bytes()
    learning.prepare_small_towns(goes_on)
    assert table_of_towns(tmp_path).read_bytes() == before


def test_what_finished_reports_teach_is_suggested_with_its_reason(session: Session) -> None:
    learned = taught(session)
    assert learned.reports == 10
    assert len(learned.finished) == 10
    learning.install(session, learned)
    names = {suggester.name for suggester in session.assistance.suggesters.values()}
    assert names == {"gazetteer", "lexicon", "model", "claim model", "pattern"}
    desk = session.desk
    assert desk is not None
    for annotation in list(desk.annotations):
        desk.annotations.remove(annotation.uid)
    session.assistance.set_threshold(0.2)
    found = DeskLandmarks(desk, session.assistance).suggestions_in(0, len(desk.text))
    sources = {suggestion.source for suggestion in found}
    assert "model" in sources
    assert all(suggestion.reason for suggestion in found)
    assert {"Location", "Actor", "Weapon"} <= {suggestion.label for suggestion in found}


def test_without_finished_reports_there_is_no_job_but_the_lists_suggest(tmp_path: Path, cache: Path) -> None:
    session = new_session(tmp_path / "q.annodb", "They fired mortars at Kramatorsk.")
    assert learning.prepare_job(session, goes_on) is None
    learned = learning.load(session, goes_on)
    assert learned is not None
    learning.install(session, learned)
    assert session.desk is not None
    found = DeskLandmarks(session.desk, session.assistance).suggestions_in(0, 100)
    assert [(s.label, session.desk.text[s.start : s.end]) for s in found] == [
        ("Weapon", "mortars"), ("Location", "Kramatorsk"),
    ]  # fmt: skip
    assert "GeoNames" in found[1].reason
    session.close()


def test_a_stopped_process_leaves_the_models_of_the_last_time(session: Session) -> None:
    taught(session)
    folder = learning.models_folder(session.path)
    before = {path.name: path.read_bytes() for path in folder.glob("*.model")}
    assert before
    job = learning.prepare_job(session, goes_on)
    assert job is not None
    assert not learning.learn(job, lambda: True)
    assert {path.name: path.read_bytes() for path in folder.glob("*.model")} == before


def test_a_process_that_fails_says_why(session: Session, tmp_path: Path) -> None:
    job = tmp_path / "job.json"
    job.write_text("nonsense")
    with pytest.raises(Refusal, match=r"job\.json is no job for learning"):
        learning.learn(job, goes_on)


def test_a_disk_that_takes_nothing_is_said(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(learning, "write_job", full)
    with pytest.raises(Refusal, match="The disk is full"):
        learning.prepare_job(session, goes_on)


def test_a_damaged_model_is_passed_over_and_taught_again(session: Session) -> None:
    taught(session)
    for path in learning.models_folder(session.path).glob("*.model"):
        path.write_bytes(b"annotator model 1\nrubbish")
    learned = learning.load(session, goes_on)
    assert learned is not None
    assert learned.reports == 0
    assert learned.fault.endswith(".model is damaged; it is learned again.")
    learning.install(session, learned)
    assert "model" not in session.assistance.suggesters
    assert taught(session).reports == 10


def test_what_was_left_in_a_finished_report_counts_against_a_text(tmp_path: Path) -> None:
    session = new_session(tmp_path / "q.annodb", SHORT, "Mosul. Mosul. Mosul.")
    label_span(session, Span(15, 20), "Location", 0)
    session.open_report(2)
    assert session.memory.suggestion("Mosul", Span(0, 5)) is not None
    reports.set_state(session, State.DONE, 0)
    finished = learning.finished_on_desk(session)
    assert finished is not None
    learning.remember_finished(session, finished)
    assert session.memory.suggestion("Mosul", Span(0, 5)) is None
    session.memory.reopen(2)
    assert session.memory.suggestion("Mosul", Span(0, 5)) is not None
    assert [f.key for f in learning.finished_before(session)] == [2]
    session.close()


def test_patterns_are_kept_in_the_project_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    session = new_session(tmp_path / "q.annodb", "The T-72 and the T-90M burned.")
    tanks = UserPattern("tanks", "regex", r"T-\d\d\w*", "Weapon")
    user_patterns.keep_patterns(session, [tanks])
    assert session.desk is not None
    found = DeskLandmarks(session.desk, session.assistance).suggestions_in(0, 100)
    assert [(s.start, s.end, s.source) for s in found] == [(4, 8, "pattern:tanks"), (17, 22, "pattern:tanks")]
    with pytest.raises(Refusal, match="broken"):
        user_patterns.keep_patterns(session, [UserPattern("broken", "regex", "(", "Weapon")])
    assert user_patterns.patterns_in(session.store) == [tanks]
    session.store.set_setting("patterns", "[1]")
    assert user_patterns.patterns_in(session.store) == []
    session.close()


def test_models_lie_in_the_cache_apart_for_each_project(cache: Path) -> None:
    one, other = learning.models_folder(Path("/a/p.annodb")), learning.models_folder(Path("/b/p.annodb"))
    assert one != other
    assert one.parent.parent == cache_folder()
