"""Linking places as an operation, and what is proposed for an annotation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.annotation_words import attribute_words
from annotator.app.checking import check
from annotator.app.operations import labelling
from annotator.app.operations.places import link_place
from annotator.app.places import gazetteer_of, propose, repeats_of
from annotator.app.searching import search_reports
from annotator.app.session import Session, on_desk
from annotator.assist.name_table import Place
from annotator.cli.main import main
from annotator.domain.annotations import Annotation
from annotator.domain.errors import Refusal
from annotator.domain.places import PlaceLink, place_link_of, with_precision
from annotator.domain.spans import Span
from annotator.storage.store import create_store, open_store
from tests.places import MOSUL, with_places
from tests.projects import CONFLICT, new_session

TEXT = (
    "Tripoli is calm. In Lebanon, Beirut and Tripoli were shelled; TRIPOLI burned at 34.4, 35.8, said Hezbollah."
)
LEBANESE = PlaceLink("2", "Tripoli", "LB", 34.43, 35.84)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = with_places(new_session(tmp_path / "p.annodb", TEXT))
    for start, end in ((0, 7), (40, 47), (62, 69), (80, 90)):
        labelling.label_span(opened, Span(start, end), "Location", 0)
    labelling.label_span(opened, Span(0, 15), "Claim", 0)
    yield opened
    opened.close()
    assert check(tmp_path / "p.annodb") == []


def at(session: Session, start: int, end: int) -> Annotation:
    return on_desk(session).annotations.exactly(Span(start, end))[0]


def link_at(session: Session, start: int, end: int) -> PlaceLink | None:
    link = place_link_of(at(session, start, end).attributes)
    rows = session.store.annotations.of_document(1)
    stored = next(row for row in rows if (row.start, row.end) == (start, end))
    assert place_link_of(stored.attributes) == link
    return link


def test_a_link_is_an_operation_that_is_taken_back(session: Session) -> None:
    change = link_place(session, [at(session, 0, 7)], LEBANESE, 3)
    assert change is not None
    assert change.title == "Location “Tripoli”: Tripoli, LB 34.43, 35.84 – exact"
    assert link_at(session, 0, 7) == LEBANESE
    assert link_place(session, [at(session, 0, 7)], LEBANESE, 3) is None
    session.undo()
    assert link_at(session, 0, 7) is None
    session.redo()
    assert link_at(session, 0, 7) == LEBANESE


def test_repeats_are_linked_in_one_step(session: Session) -> None:
    first = at(session, 0, 7)
    repeats = repeats_of(on_desk(session), first)
    assert [r.start for r in repeats] == [40, 62]
    change = link_place(session, [first, *repeats], LEBANESE, 0)
    assert change is not None
    assert "(3 times)" in change.title
    session.undo()
    assert [link_at(session, s, s + 7) for s in (0, 40, 62)] == [None] * 3


def test_a_link_is_taken_away(session: Session) -> None:
    link_place(session, [at(session, 0, 7)], LEBANESE, 0)
    change = link_place(session, [at(session, 0, 7)], None, 0)
    assert change is not None
    assert change.title.endswith(": no place")
    assert at(session, 0, 7).attributes == {}
    assert link_place(session, [at(session, 0, 7)], None, 0) is None


def test_claims_are_refused(session: Session) -> None:
    with pytest.raises(Refusal, match="by relations"):
        link_place(session, [at(session, 0, 7), at(session, 0, 15)], LEBANESE, 0)
    assert link_at(session, 0, 7) is None


def test_another_label_keeps_the_place(session: Session) -> None:
    link_place(session, [at(session, 0, 7)], LEBANESE, 0)
    labelling.label_span(session, Span(0, 7), "Actor", 0)
    assert link_at(session, 0, 7) == LEBANESE


def test_the_country_of_the_report_decides(session: Session) -> None:
    proposals = propose(session, at(session, 40, 47))
    assert [p.link.country for p in proposals] == ["LB", "LY"]
    assert proposals[0].words == "Tripoli, LB · city 229 k"
    assert proposals[1].words == "Tripoli, LY · city 1.2 M"


def test_what_the_same_text_is_linked_to_comes_first(session: Session) -> None:
    link_place(session, [at(session, 62, 69)], MOSUL, 0)
    assert [p.link.id for p in propose(session, at(session, 0, 7))] == ["6", "2", "1"]


def test_the_precision_of_repeats_is_proposed_again(session: Session) -> None:
    link_place(session, [at(session, 62, 69)], with_precision(LEBANESE, "near"), 0)
    assert propose(session, at(session, 0, 7))[0].link.precision == "near"


def test_coordinates_are_proposed_as_they_are(session: Session) -> None:
    assert [p.link.id for p in propose(session, at(session, 80, 90))] == ["geo:34.4,35.8"]


def test_another_name_can_be_typed(session: Session) -> None:
    assert [p.link.id for p in propose(session, at(session, 0, 7), "Mosul")] == ["6"]
    assert propose(session, at(session, 0, 7), "Nowhere") == []


def test_small_towns_come_behind_large_ones_and_alone_where_there_is_no_other(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    gazetteer = gazetteer_of(session)
    assert gazetteer is not None
    village = Place("12", "Tripoli", "city", "IQ", 36.3, 43.1, 700, "GeoNames")
    named = {"Tripoli": [village], "Vesk": [replace(village, id="13", name="Vesk")]}
    monkeypatch.setattr(gazetteer, "look_up_small", lambda name: named.get(name, []))
    found = propose(session, at(session, 0, 7))
    assert [proposal.link.id for proposal in found] == ["2", "1", "12"]
    assert [proposal.link.id for proposal in propose(session, at(session, 0, 7), "Vesk")] == ["13"]
    assert [proposal.link.id for proposal in propose(session, at(session, 0, 7), "the port of Vesk")] == ["13"]
    assert [proposal.link.name for proposal in propose(session, at(session, 0, 7), "Vesk near Mosul")] == ["Mosul"]


def test_without_the_list_only_links_are_proposed(session: Session) -> None:
    session.assistance.take("gazetteer")
    assert gazetteer_of(session) is None
    assert propose(session, at(session, 0, 7)) == []
    link_place(session, [at(session, 62, 69)], LEBANESE, 0)
    assert [(p.link, p.words) for p in propose(session, at(session, 0, 7))] == [(LEBANESE, "Tripoli, LB")]


def test_the_project_counts_its_places(session: Session) -> None:
    link_place(session, [at(session, s, s + 7) for s in (0, 40)], LEBANESE, 0)
    link_place(session, [at(session, 80, 90)], MOSUL, 0)
    places = session.store.places
    assert places.countries() == {"LB": 2, "IQ": 1}
    assert places.times_linked(["2", "6", "7"]) == {"2": 2, "6": 1}
    assert places.times_linked([]) == {}
    session.undo()
    assert places.countries() == {"LB": 2}


def test_the_details_say_the_place_in_one_line(session: Session) -> None:
    link_place(session, [at(session, 0, 7)], LEBANESE, 0)
    assert attribute_words(at(session, 0, 7)) == ["place Tripoli, LB 34.43, 35.84 – exact"]


def test_places_are_found_by_search(session: Session) -> None:
    link_place(session, [at(session, 0, 7)], LEBANESE, 0)
    for query in ("place:Tripoli", "country:LB", "precision:exact", "place_id:2"):
        assert list(search_reports(session.store, query).keys or ()) == [1], query
    assert list(search_reports(session.store, "country:LY").keys or ()) == []


def test_a_name_with_control_characters_is_shown_safely(session: Session) -> None:
    link_place(session, [at(session, 0, 7)], PlaceLink("9", "Tri\u202epoli", "LB", 1.0, 2.0), 0)
    assert "\u202e" not in attribute_words(at(session, 0, 7))[0]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("jsonl", "out.jsonl"), ("w3c", "out.w3c.jsonl"), ("brat", "out"), ("uima-xmi", "xmi"),
        ("uima-json", "json"),
        ("webanno-tsv", "tsv"), ("label-studio", "out.json"),
    ],
)  # fmt: skip
def test_a_place_comes_back_from_every_format_that_holds_attributes(
    session: Session, tmp_path: Path, name: str, file: str
) -> None:
    link_place(session, [at(session, 0, 7)], LEBANESE, 0)
    target, again = tmp_path / file, tmp_path / "again.annodb"
    assert main(["export", str(session.path), str(target), "--format", name, "--all"]) == 0
    create_store(again, CONFLICT).close()
    assert main(["import", str(again), str(target), "--format", name]) == 0
    with open_store(again, read_only=True) as store:
        found = [a for a in store.annotations.of_document(1) if a.label == "Location"]
    links = [place_link_of(annotation.attributes) for annotation in found]
    assert links == [LEBANESE, None, None, None]
