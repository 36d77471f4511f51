"""Near duplicates in a project: found, decided on, undone, looked for again."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.app.copies import find_copies, find_copies_beside, keep_both, keep_found, set_aside, side_by_side
from annotator.app.session import Session
from annotator.domain.copies import differences
from annotator.domain.documents import State
from annotator.domain.edits import Place
from annotator.domain.errors import Cancelled, Refusal
from tests.projects import new_report, new_session
from tests.storage.test_query_plans import Asked

STORY = (
    "Rebels shelled the western quarter of the town on Monday, officials said. At least three people were killed"
    " and seven wounded when rockets struck a market near the river. Residents reported drones over the bridge."
)
OTHER = "The council of the valley met on Thursday to discuss the harvest, the price of seed and the old mill."


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Reports 1 and 3 are the same but for case, 4 is like both, 2 is none of it."""
    return new_session(tmp_path / "p.annodb", STORY, OTHER, STORY.upper(), STORY.replace("three", "four"))


def look(session: Session) -> list[tuple[int, int]]:
    keep_found(session.store, find_copies_beside(session))
    return [(pair.later, pair.earlier) for pair in session.store.copies.pairs(100)]


def test_pairs_are_found_the_most_alike_first(session: Session) -> None:
    assert look(session) == [(3, 1), (4, 1), (4, 3)]
    pairs = session.store.copies.pairs(2)
    assert [pair.likeness for pair in pairs] == [1.0, pytest.approx(0.85, abs=0.13)]
    assert pairs[0].earlier_title == STORY[:20]
    assert session.store.copies.count() == 3
    assert len(pairs) == 2
    session.close()
    assert check(session.path) == []


def test_a_copy_is_set_aside_in_one_step_and_comes_back(session: Session) -> None:
    look(session)
    change = set_aside(session, [3, 4, 4], Place(1, 0))
    assert change.title == "Set 2 copies aside"
    assert session.store.copies.pairs(10) == []
    assert session.store.documents.read(4).state is State.SET_ASIDE
    with pytest.raises(Refusal, match="already"):
        set_aside(session, [3], Place(1, 0))
    session.undo()
    assert session.store.copies.count() == 3
    session.redo()
    assert look(session) == []  # what is set aside is not looked at
    session.close()


def test_the_report_on_the_desk_can_be_set_aside_as_well(session: Session) -> None:
    look(session)
    set_aside(session, [1], Place(1, 0))
    assert session.desk is not None
    assert session.desk.document.state is State.SET_ASIDE
    assert [(pair.later, pair.earlier) for pair in session.store.copies.pairs(10)] == [(4, 3)]
    session.close()


def test_pairs_of_which_both_are_kept_stay_decided(session: Session) -> None:
    look(session)
    first = session.store.copies.pairs(1)
    keep_both(session.store, first)
    assert look(session) == [(4, 1), (4, 3)]
    keep_both(session.store, first, kept=False)
    assert session.store.copies.count() == 3
    session.close()


def test_it_says_whether_reports_have_come_since(session: Session) -> None:
    store = session.store
    assert not store.copies.is_current()
    look(session)
    assert store.copies.is_current()
    with store.writing():
        list(store.bulk_writer().add([new_report(OTHER + " Again.")]))
    assert not store.copies.is_current()
    assert (5, 2) in look(session)
    session.close()


def test_stopping_changes_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    look(session)
    monkeypatch.setattr("annotator.app.copies._STEP", 1)
    for stop in (1, 5):
        asked: list[int] = []

        def stopped(limit: int = stop, asked: list[int] = asked) -> bool:
            asked.append(1)
            return len(asked) >= limit

        with pytest.raises(Cancelled):
            find_copies(session.store, cancelled=stopped)
    assert session.store.copies.count() == 3
    session.close()


def test_a_project_without_reports_has_none(session: Session) -> None:
    set_aside(session, [1, 2, 3, 4], Place(1, 0))
    told: list[int] = []
    assert find_copies(session.store, lambda done, *_: told.append(done)).pairs == ()
    session.close()


def test_both_texts_stand_side_by_side_with_their_differences(session: Session) -> None:
    look(session)
    pair = session.store.copies.pairs(2)[1]
    both = side_by_side(session, pair)
    assert [both.earlier[span.start : span.end] for span in both.only_earlier] == ["three"]
    assert [both.later[span.start : span.end] for span in both.only_later] == ["four"]
    session.close()


def test_differences_are_whole_words_in_code_points() -> None:
    left, right = differences("💥 Rebels fled. Ünder", "💥 rebels have fled!")
    assert [(span.start, span.end) for span in right] == [(9, 13), (18, 19)]
    assert ["💥 Rebels fled. Ünder"[span.start : span.end] for span in left] == [". Ünder"]
    assert differences("", "") == ([], [])


def test_the_most_alike_pairs_are_told_where_there_are_too_many(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.app.copies.MOST_PAIRS", 1)
    assert [pair[:2] for pair in find_copies_beside(session).pairs] == [(3, 1)]
    session.close()


def test_the_list_goes_by_an_index(session: Session) -> None:
    look(session)
    asked = Asked(session)
    session.store.copies.pairs(10)
    session.store.copies.count()
    session.store.copies.is_current()
    asked.refuse_scans()
    session.close()
