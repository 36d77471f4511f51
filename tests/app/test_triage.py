"""The order in which unfinished reports come."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app import learning, triage_measures
from annotator.app.importing import import_into
from annotator.app.operations.reports import set_state
from annotator.app.paths import datasets
from annotator.app.projects import open_session
from annotator.app.report_queue import QueueFilter, list_reports, search_reports
from annotator.app.session import Session
from annotator.app.sources import no_progress
from annotator.app.triage import Triage, in_turn, rank, search_in_turn
from annotator.domain.documents import Facts, NewDocument, State, text_digest
from annotator.domain.errors import Cancelled, Refusal
from annotator.domain.triage import TriageOrder
from annotator.storage.store import create_store, open_store
from tests.projects import CONFLICT

DATES = ("2023-05-01", "", "2022-01-07", "2023-04-30", "2022-01-07")
TEXTS = (
    "Rebels shelled Mosul.",
    "Rebels shelled Mosul again, and Kyiv.",
    "Rebels shelled.",
    "A wholly different matter was heard of elsewhere.",
    "",
)


def goes_on() -> bool:
    return False


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANNOTATOR_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Five reports, keys 1 to 5."""
    store = create_store(tmp_path / "p.annodb", CONFLICT)
    documents = [
        NewDocument(f"r{n}", text, text_digest(text), Facts(title=f"Report {n}", date=date))
        for n, (text, date) in enumerate(zip(TEXTS, DATES, strict=True))
    ]
    with store.writing():
        list(store.bulk_writer().add(documents))
    opened = Session(store, "ada")
    opened.open_report(1)
    yield opened
    opened.close()


def ranked(session: Session, order: TriageOrder, seed: int = 1) -> list[int]:
    found = rank(session.store, order, seed, no_progress, goes_on)
    assert found is not None
    return list(found)


def follow(session: Session, order: TriageOrder) -> list[int]:
    """Finish every report from the first on; the reports as they came."""
    session.triage.choose(order)
    keys = rank(session.store, order, session.triage.seed(), no_progress, goes_on)
    if keys is not None:
        session.triage.take(keys)
    came = [1]
    while True:
        set_state(session, State.DONE, 0)
        key = session.next_unfinished()
        if key is None:
            return came
        session.open_report(key)
        came.append(key)


def test_without_a_choice_reports_come_as_in_the_file(session: Session) -> None:
    assert session.triage.order is TriageOrder.FILE
    assert rank(session.store, TriageOrder.FILE, 0, no_progress, goes_on) is None
    assert follow(session, TriageOrder.FILE) == [1, 2, 3, 4, 5]


def test_by_date_the_earliest_is_first_and_no_date_is_last(session: Session) -> None:
    assert ranked(session, TriageOrder.DATE) == [3, 5, 4, 1, 2]
    assert follow(session, TriageOrder.DATE) == [1, 2, 3, 5, 4]  # on from where the reader is, then from the top


def test_at_random_every_report_comes_once_and_always_in_the_same_order(session: Session) -> None:
    first = ranked(session, TriageOrder.RANDOM, 5)
    assert sorted(first) == [1, 2, 3, 4, 5]
    assert first == ranked(session, TriageOrder.RANDOM, 5)
    assert sorted(follow(session, TriageOrder.RANDOM)) == [1, 2, 3, 4, 5]


def test_the_seed_belongs_to_the_project(session: Session) -> None:
    assert session.triage.seed() == session.triage.seed() == Triage(session.store).seed() > 0


def test_most_new_words_come_first_by_what_finished_reports_have(session: Session) -> None:
    assert ranked(session, TriageOrder.NEW_WORDS) == [4, 2, 1, 3, 5]
    set_state(session, State.DONE, 0)
    assert ranked(session, TriageOrder.NEW_WORDS) == [4, 2, 3, 5]
    measures = {
        key: measure for _, _, key, measure in triage_measures.measures(session.store, TriageOrder.NEW_WORDS)
    }
    assert measures == {2: 3.0, 3: 0.0, 4: 8.0, 5: 0.0}


def test_of_very_many_reports_the_first_are_measured(session: Session) -> None:
    found = list(triage_measures.measures(session.store, TriageOrder.NEW_WORDS, 2))
    assert [line[:3] for line in found] == [(1, 2, 1), (2, 2, 2)]


def test_by_a_measure_the_highest_comes_next_wherever_the_reader_is(session: Session) -> None:
    session.triage.choose(TriageOrder.NEW_WORDS)
    session.triage.take(array("q", [4, 2, 1, 3]))
    session.open_report(3)
    assert session.next_unfinished() == 4
    session.open_report(4)
    assert session.next_unfinished() == 2  # not the one that is read
    set_state(session, State.DONE, 0)
    session.open_report(2)
    set_state(session, State.SET_ASIDE, 0)
    assert session.next_unfinished() == 1
    for key in (1, 3):
        session.open_report(key)
        set_state(session, State.DONE, 0)
    assert session.next_unfinished() == 5  # which was not ranked


def test_the_choice_is_kept_in_the_project(session: Session, tmp_path: Path) -> None:
    session.triage.choose(TriageOrder.RANDOM)
    with open_store(tmp_path / "p.annodb", read_only=True) as other:
        read = Triage(other)
        assert read.order is TriageOrder.RANDOM
        read.choose(TriageOrder.DATE)  # kept until it is closed
        assert read.order is TriageOrder.DATE
        assert read.seed() == 0
        assert Triage(other).order is TriageOrder.RANDOM


def test_the_queue_shows_unfinished_reports_in_turn_and_then_the_others(session: Session) -> None:
    store, turn = session.store, ranked(session, TriageOrder.DATE)
    set_state(session, State.DONE, 0)
    everything = QueueFilter()
    assert list(in_turn(store, everything, list_reports(store, everything), turn).keys or ()) == [3, 5, 4, 2, 1]
    partly = QueueFilter(frozenset({State.DONE}))
    assert list(in_turn(store, partly, list_reports(store, partly), turn).keys or ()) == [1]
    assert list(in_turn(store, everything, list_reports(store, everything), [2]).keys or ()) == [2, 3, 4, 5, 1]


@pytest.mark.parametrize(("typed", "wanted"), [("", QueueFilter(sort="title")), ("mosul", QueueFilter())])
def test_a_search_and_another_order_stay_as_they_are(session: Session, typed: str, wanted: QueueFilter) -> None:
    found = search_reports(session.store, typed, wanted)
    assert in_turn(session.store, wanted, found, [5, 4, 3, 2, 1]) is found
    assert in_turn(session.store, wanted, found, None) is found


def test_ranking_tells_how_far_it_is_and_can_be_stopped(session: Session) -> None:
    told: list[tuple[int, int]] = []
    rank(session.store, TriageOrder.NEW_WORDS, 0, lambda *step: told.append(step[:2]), goes_on)
    assert told == [(n, 5) for n in range(1, 6)]
    with pytest.raises(Cancelled):
        rank(session.store, TriageOrder.NEW_WORDS, 0, no_progress, lambda: True)


def test_before_anything_was_learned_no_report_is_uncertain(session: Session) -> None:
    with pytest.raises(Refusal, match="Nothing has been learned yet"):
        ranked(session, TriageOrder.UNCERTAIN)


def test_the_model_is_surer_of_what_it_knows(tmp_path: Path) -> None:
    import_into(tmp_path / "p.annodb", [datasets() / "sample.jsonl"])
    opened = open_session(tmp_path / "p.annodb", "ada")
    job = learning.prepare_job(opened, goes_on)
    assert job is not None
    assert learning.learn(job, goes_on)
    for key in (1, 2):
        opened.open_report(key)
        set_state(opened, State.OPEN, 0)
    with opened.store.writing():
        text = "Then Old Weatherby met Foo Bar of Quux at Blorg, and Zanzib Orf."
        list(opened.store.bulk_writer().add([NewDocument("odd", text, text_digest(text), Facts(title="Odd"))]))
    assert ranked(opened, TriageOrder.UNCERTAIN)[0] == 11
    opened.close()


def test_reports_come_in_turn_in_a_search_by_a_worker_as_well(session: Session) -> None:
    turn, store = ranked(session, TriageOrder.DATE), session.store
    everything = QueueFilter()
    found = search_in_turn(store, "", everything, turn, lambda _: None, goes_on)
    assert list(found.keys or ()) == turn
    found = search_in_turn(store, "mosul", everything, turn, lambda _: None, goes_on)
    assert sorted(found.keys or ()) == [1, 2]
    assert search_in_turn(store, "", everything, None, lambda _: None, goes_on).keys is None


def test_a_report_outside_the_ranking_goes_on_with_its_first(session: Session) -> None:
    session.triage.choose(TriageOrder.RANDOM)
    session.triage.take(array("q", [4, 2]))
    session.open_report(5)
    assert session.next_unfinished() == 4
    session.open_report(4)
    assert session.next_unfinished() == 2
    session.open_report(2)
    assert session.next_unfinished() == 4  # round again


def test_a_report_that_is_reopened_after_the_ranking_is_not_lost(session: Session) -> None:
    session.open_report(5)
    set_state(session, State.DONE, 0)
    session.triage.choose(TriageOrder.RANDOM)
    session.triage.take(array("q", [1, 2]))
    set_state(session, State.OPEN, 0)
    for key in (1, 2):
        session.open_report(key)
        set_state(session, State.DONE, 0)
    session.open_report(3)
    set_state(session, State.DONE, 0)
    assert session.next_unfinished() == 4
    session.open_report(4)
    assert session.next_unfinished() == 5


def test_next_is_found_far_behind_reports_that_are_done(session: Session) -> None:
    session.triage.choose(TriageOrder.NEW_WORDS)
    gone = range(1_000, 1_500)  # reports that the project has no longer
    session.triage.take(array("q", [*gone, 3]))
    assert session.next_unfinished() == 3
