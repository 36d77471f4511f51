"""Linked places as the file counts them, through adding, changing, relabelling and removing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app.operations.labelling import label_span, remove_annotations
from annotator.app.operations.places import link_place
from annotator.app.session import Session, on_desk
from annotator.domain.annotations import Annotation
from annotator.domain.places import PlaceLink
from annotator.domain.spans import Span
from tests.places import MOSUL
from tests.projects import new_session

TEXTS = ("Mosul and Mosul again", "Once more Mosul", "Nothing here")
TRIPOLI = PlaceLink("2", "Tripoli", "LB", 34.43, 35.84)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = new_session(tmp_path / "p.annodb", *TEXTS)
    for report, starts in ((2, (10,)), (1, (0, 10))):
        opened.open_report(report)
        for start in starts:
            label_span(opened, Span(start, start + 5), "Location", 0)
    yield opened
    opened.close()


def all_here(session: Session) -> list[Annotation]:
    return list(on_desk(session).annotations)


def counted(session: Session, document: int | None = None) -> list[tuple[str, int, int]]:
    return session.store.places.counted(document)


def test_nothing_is_linked_at_first(session: Session) -> None:
    assert counted(session) == []
    assert session.store.places.countries() == {}
    assert list(session.store.places.spans("6", 10)) == []
    assert list(session.store.places.with_attributes([])) == []


def test_counts_follow_linking_and_undo(session: Session) -> None:
    link_place(session, all_here(session), MOSUL, 0)
    assert counted(session) == [("6", 2, 1)]
    session.open_report(2)
    link_place(session, all_here(session), MOSUL, 0)
    assert counted(session) == [("6", 3, 1)]
    assert counted(session, 2) == [("6", 1, 2)]
    assert counted(session, 3) == []
    session.undo()
    session.undo()
    assert counted(session) == []


def test_counts_follow_another_place(session: Session) -> None:
    link_place(session, all_here(session), MOSUL, 0)
    link_place(session, all_here(session)[:1], TRIPOLI, 0)
    assert sorted(counted(session)) == [("2", 1, 1), ("6", 1, 1)]
    assert session.store.places.countries() == {"IQ": 1, "LB": 1}


def test_counts_follow_a_label_and_a_removal(session: Session) -> None:
    link_place(session, all_here(session), MOSUL, 0)
    label_span(session, Span(0, 5), "Actor", 0)
    assert counted(session) == [("6", 2, 1)]
    assert session.store.places.times_linked(["6"]) == {"6": 2}
    remove_annotations(session, all_here(session)[:1], 0)
    assert counted(session) == [("6", 1, 1)]
    assert [span.start for span in session.store.places.spans("6", 10)] == [10]


def test_the_first_report_goes_and_the_next_takes_its_place(session: Session) -> None:
    link_place(session, all_here(session), MOSUL, 0)
    session.open_report(2)
    link_place(session, all_here(session), MOSUL, 0)
    session.open_report(1)
    link_place(session, all_here(session), None, 0)
    assert counted(session) == [("6", 1, 2)]
    found = list(session.store.places.with_attributes(counted(session)))
    assert found == [(MOSUL.attributes(), 1)]


def test_a_span_comes_with_what_stands_around_it(session: Session) -> None:
    link_place(session, all_here(session), MOSUL, 0)
    first, second = session.store.places.spans("6", 10)
    assert (first.before, first.text, first.behind) == ("", "Mosul", " and Mosul again")
    assert (second.before, second.text, second.behind) == ("Mosul and ", "Mosul", " again")
    assert (first.label, first.document, first.title) == ("Location", 1, TEXTS[0][:20])


def test_an_id_with_quotes_and_wildcards_is_data(session: Session) -> None:
    odd = PlaceLink('own:O\'Brien "%_" \\', "Odd", "", 1.0, 2.0)
    link_place(session, all_here(session), odd, 0)
    assert counted(session) == [(odd.id, 2, 1)]
    assert len(list(session.store.places.spans(odd.id, 10))) == 2
    assert session.store.places.times_linked([odd.id, "%"]) == {odd.id: 2}
