"""What the map shows: linked places with counts, their annotations, and the towns behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from annotator.app.place_map import (
    TINTS,
    _tints,
    in_its_words,
    linked_places,
    places_beside,
    spans_beside,
    whereabouts,
    world_of,
)
from annotator.app.session import Session
from annotator.assist.name_table import Place
from annotator.domain.annotations import AttributeValue
from annotator.domain.documents import NewAnnotation, NewDocument
from annotator.domain.errors import Cancelled
from annotator.domain.map_view import unproject
from annotator.domain.places import PlaceLink
from annotator.storage.store import create_store
from tests.places import MOSUL, small_gazetteer
from tests.projects import CONFLICT, new_report

BEIRUT = PlaceLink("5", "Beirut", "LB", 33.89, 35.50, "near")
NOWHERE: Mapping[str, AttributeValue] = {**MOSUL.attributes(), "place_id": "lost", "lat": 99.0}


def report(title: str, *places: Mapping[str, AttributeValue]) -> NewDocument:
    """A report with one span for each place: `At place 0, at place 1`."""
    text = ", ".join(f"at\nplace {number} they met" for number in range(len(places)))
    annotations = []
    for number, attributes in enumerate(places):
        start = text.index(f"place {number}")
        annotations.append(NewAnnotation(f"u{number}", "Location", start, start + 7, "ada", attributes=attributes))
    return new_report(text, title, tuple(annotations))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store = create_store(tmp_path / "p.annodb", CONFLICT)
    with store.writing():
        reports = [
            report("One", MOSUL.attributes(), {}, MOSUL.attributes(), BEIRUT.attributes()),
            report("Two", NOWHERE, MOSUL.attributes()),
            report("", {"remark": "place_id"}, BEIRUT.attributes()),
        ]
        list(store.bulk_writer().add(reports))
    opened = Session(store, "ada")
    opened.open_report(1)
    yield opened
    opened.close()


def quiet(*_: object) -> None:
    """Progress that nobody sees."""


def counted(session: Session, document: int | None) -> list[tuple[str, int]]:
    return [(p.name, p.times) for p in places_beside(session, document, quiet, lambda: False)]


def test_the_places_of_all_reports_the_most_frequent_first(session: Session) -> None:
    assert counted(session, None) == [("Mosul, IQ", 3), ("Beirut, LB", 2)]


def test_the_places_of_one_report(session: Session) -> None:
    assert counted(session, 2) == [("Mosul, IQ", 1)]
    assert counted(session, 3) == [("Beirut, LB", 1)]


def test_a_place_stands_where_its_coordinates_are(session: Session) -> None:
    mosul = places_beside(session, None, quiet, lambda: False)[0]
    assert mosul.link == MOSUL
    assert unproject(mosul.x, mosul.y) == pytest.approx((MOSUL.latitude, MOSUL.longitude))


def test_it_can_be_stopped(session: Session) -> None:
    with pytest.raises(Cancelled):
        linked_places(session.store, None, quiet, lambda: True)


def test_the_annotations_of_a_place(session: Session) -> None:
    spans = spans_beside(session, "6", None)
    assert [(s.document, s.uid) for s in spans] == [(1, "u0"), (1, "u2"), (2, "u1")]
    before, text, behind = in_its_words(spans[1])
    assert (before[-24:], text, behind) == (
        "at place 1 they met, at ",
        "place 2",
        " they met, at place 3 they met",
    )
    assert whereabouts(spans[2]) == "Two"
    assert [s.uid for s in spans_beside(session, "6", 2)] == ["u1"]
    assert spans_beside(session, "none", None) == []


def test_a_limit_holds_for_all_reports_together(session: Session) -> None:
    assert len(list(session.store.places.spans("6", 2))) == 2


def test_a_number_as_an_id_is_found_too(tmp_path: Path) -> None:
    attributes: dict[str, AttributeValue] = {"place_id": 99072, "lat": "36.34", "lon": "43.13", "place": "Mosul"}
    store = create_store(tmp_path / "n.annodb", CONFLICT)
    with store.writing():
        list(store.bulk_writer().add([report("N", attributes)]))
    places = linked_places(store, None, quiet, lambda: False)
    assert [(p.link.id, p.name, p.times) for p in places] == [("99072", "Mosul", 1)]
    assert len(list(store.places.spans("99072", 9))) == 1
    store.close()


def test_an_empty_project_has_no_places(tmp_path: Path) -> None:
    store = create_store(tmp_path / "e.annodb", CONFLICT)
    assert linked_places(store, None, quiet, lambda: False) == []
    assert linked_places(store, 1, quiet, lambda: False) == []
    store.close()


def test_the_world_has_towns_and_countries(tmp_path: Path) -> None:
    world = world_of(small_gazetteer(tmp_path))
    assert [name.text for name in world.towns] == ["Beirut", "Mosul", "Tripoli", "Tripoli"]
    assert [name.text for name in world.countries] == ["Lebanon", "Libya"]
    assert sum(map(len, world.points)) == 4
    assert world.outlines


def test_neighbours_have_different_tints() -> None:
    def town(country: str, longitude: float) -> Place:
        return Place(country, country, "city", country, 10.5, longitude, 20_000, "GeoNames")

    tints = _tints([town(country, 1.0 + 2 * number) for number, country in enumerate(("A", "B", "C", "D"))])
    assert all(tints[one] != tints[other] for one, other in ("AB", "BC", "CD"))
    assert set(tints.values()) <= set(range(TINTS))
