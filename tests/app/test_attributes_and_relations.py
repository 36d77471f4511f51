"""Attributes and relations as operations: done, refused, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app import paths
from annotator.app.checking import check
from annotator.app.operations import labelling
from annotator.app.operations.attributes import set_attribute
from annotator.app.operations.completing import complete, completion
from annotator.app.operations.relations import relate, unrelate
from annotator.app.session import Session
from annotator.domain.annotations import Annotation, AttributeValue
from annotator.domain.errors import Refusal
from annotator.domain.labels import Attribute
from annotator.domain.spans import Span
from annotator.formats.schema_toml import read_schema
from annotator.storage.store import create_store
from tests.projects import SHORT, new_report

CONFLICT = read_schema(paths.resources() / "schemas" / "conflict.toml")
MORE = (Attribute("dead", "number"), Attribute("remark", "text"))
SCHEMA = replace(
    CONFLICT,
    labels=tuple(
        replace(la, attributes=(*la.attributes, *(MORE if la.name == "Claim" else ()))) for la in CONFLICT.labels
    ),
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store = create_store(tmp_path / "p.annodb", SCHEMA)
    with store.writing():
        list(store.bulk_writer().add([new_report(SHORT)]))
    opened = Session(store, "ada")
    opened.open_report(1)
    for start, end, label in ((0, 20, "Claim"), (22, 31, "Actor"), (15, 20, "Location"), (38, 53, "Claim")):
        labelling.label_span(opened, Span(start, end), label, 0)
    yield opened
    opened.close()
    assert check(tmp_path / "p.annodb") == []


def at(session: Session, start: int, end: int) -> Annotation:
    assert session.desk is not None
    return session.desk.annotations.exactly(Span(start, end))[0]


def stored(session: Session) -> list[tuple[str, str, str]]:
    assert session.desk is not None
    desk = session.desk
    found = session.store.annotations.relations_of_document(desk.key)
    assert {r.uid for r in found} == {r.uid for r in desk.relations}
    return sorted(
        (desk.text_of(desk.annotations.get(r.head)), r.type, desk.text_of(desk.annotations.get(r.child)))
        for r in found
    )


@pytest.mark.parametrize(
    ("name", "value", "title"),
    [
        ("stance", "denies", "Claim “Rebels shelled Mosul”: stance denies"),
        ("evidence", True, "Claim “Rebels shelled Mosul”: evidence"),
        ("dead", 14, "Claim “Rebels shelled Mosul”: dead 14"),
        ("remark", "as told", "Claim “Rebels shelled Mosul”: remark as told"),
    ],
)
def test_a_value_is_set_taken_away_and_brought_back(
    session: Session, name: str, value: AttributeValue, title: str
) -> None:
    change = set_attribute(session, at(session, 0, 20), name, value, 5)
    assert change is not None
    assert change.title == title
    assert at(session, 0, 20).attributes == {name: value}
    assert set_attribute(session, at(session, 0, 20), name, value, 5) is None
    set_attribute(session, at(session, 0, 20), name, None, 5)
    assert at(session, 0, 20).attributes == {}
    session.undo()
    assert session.store.annotations.of_document(1)[0].attributes == {name: value}
    session.undo()
    assert at(session, 0, 20).attributes == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stance", "shouts"), ("stance", True), ("evidence", "yes"), ("dead", "many"), ("dead", True),
        ("dead", float("nan")), ("remark", 3), ("colour", "red"),
    ],
)  # fmt: skip
def test_what_the_schema_does_not_know_is_refused(session: Session, name: str, value: AttributeValue) -> None:
    with pytest.raises(Refusal):
        set_attribute(session, at(session, 0, 20), name, value, 0)
    assert at(session, 0, 20).attributes == {}


def test_a_flag_that_is_off_is_not_kept(session: Session) -> None:
    set_attribute(session, at(session, 0, 20), "evidence", True, 0)
    set_attribute(session, at(session, 0, 20), "evidence", False, 0)
    assert at(session, 0, 20).attributes == {}


def test_a_relation_is_made_removed_and_brought_back(session: Session) -> None:
    change = relate(session, at(session, 0, 20), at(session, 22, 31), "said_by", 3)
    assert change.title == "Claim “Rebels shelled Mosul” said by Actor “officials”"
    assert change.go_to is not None
    assert change.go_to.caret == 3
    said = [("Rebels shelled Mosul", "said_by", "officials")]
    assert stored(session) == said
    assert session.desk is not None
    unrelate(session, next(iter(session.desk.relations)), 3)
    assert stored(session) == []
    session.undo()
    assert stored(session) == said
    session.undo()
    assert stored(session) == []
    session.redo()
    assert stored(session) == said


def test_forbidden_relations_are_refused(session: Session) -> None:
    claim, actor, place = at(session, 0, 20), at(session, 22, 31), at(session, 15, 20)
    for head, child, kind in (
        (claim, place, "said_by"), (actor, claim, "said_by"), (claim, claim, "disputes"), (claim, actor, "knows"),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            relate(session, head, child, kind, 0)
    relate(session, claim, actor, "said_by", 0)
    with pytest.raises(Refusal, match="already"):
        relate(session, claim, actor, "said_by", 0)
    assert len(stored(session)) == 1


def test_removing_an_annotation_takes_its_relations_along_and_says_so(session: Session) -> None:
    relate(session, at(session, 0, 20), at(session, 22, 31), "said_by", 0)
    relate(session, at(session, 38, 53), at(session, 0, 20), "disputes", 0)
    before = stored(session)
    change = labelling.remove_annotations(session, [at(session, 0, 20)], 0)
    assert change is not None
    assert change.title == "Remove Claim “Rebels shelled Mosul” and 2 relations"
    assert stored(session) == []
    session.undo()
    assert stored(session) == before


def test_a_label_that_allows_less_goes_without_the_rest_and_says_so(session: Session) -> None:
    set_attribute(session, at(session, 0, 20), "stance", "denies", 0)
    relate(session, at(session, 0, 20), at(session, 22, 31), "said_by", 0)
    change = labelling.label_span(session, Span(0, 20), "Weapon", 0)
    assert change.title.endswith("Claim → Weapon, without stance, said by")
    assert stored(session) == []
    assert at(session, 0, 20).attributes == {}
    session.undo()
    assert at(session, 0, 20).attributes == {"stance": "denies"}
    assert len(stored(session)) == 1


def test_a_label_that_allows_the_relation_keeps_it(session: Session) -> None:
    relate(session, at(session, 0, 20), at(session, 15, 20), "about", 0)
    labelling.label_span(session, Span(15, 20), "Actor", 0)
    assert stored(session) == [("Rebels shelled Mosul", "about", "Mosul")]


def test_completing_gives_the_usual_values_and_the_speaker_in_one_step(session: Session) -> None:
    desk, claim = session.desk, at(session, 0, 20)
    assert desk is not None
    set_attribute(session, claim, "stance", "denies", 0)
    lacking = completion(desk, session.schema, at(session, 0, 20))
    assert lacking.words(desk) == "certain, said by Actor “officials”"
    change = complete(session, at(session, 0, 20), lacking, 0)
    assert change is not None
    assert at(session, 0, 20).attributes == {"stance": "denies", "certainty": "certain"}
    assert stored(session) == [("Rebels shelled Mosul", "said_by", "officials")]
    assert not completion(desk, session.schema, at(session, 0, 20))
    assert complete(session, at(session, 0, 20), completion(desk, session.schema, at(session, 0, 20)), 0) is None
    session.undo()
    assert at(session, 0, 20).attributes == {"stance": "denies"}
    assert stored(session) == []


def test_what_no_rule_asks_for_is_not_completed(session: Session) -> None:
    desk = session.desk
    assert desk is not None
    assert not completion(desk, session.schema, at(session, 22, 31))


def test_one_relation_can_take_the_place_of_another_in_one_step(session: Session) -> None:
    labelling.label_span(session, Span(0, 6), "Actor", 0)
    relate(session, at(session, 0, 20), at(session, 22, 31), "said_by", 0)
    assert session.desk is not None
    wrong = next(iter(session.desk.relations))
    relate(session, at(session, 0, 20), at(session, 0, 6), "said_by", 0, wrong)
    assert stored(session) == [("Rebels shelled Mosul", "said_by", "Rebels")]
    session.undo()
    assert stored(session) == [("Rebels shelled Mosul", "said_by", "officials")]
