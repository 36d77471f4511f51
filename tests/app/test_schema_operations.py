"""Changing the label schema: refusals, what follows, and names of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.app.operations import labelling
from annotator.app.operations.attributes import set_attribute
from annotator.app.operations.schema import SchemaPlan, change_schema, import_schema
from annotator.app.schema_counts import concerned_words, schema_counts
from annotator.app.session import Act, Session, act_beside
from annotator.domain.changes import ChangeSet
from annotator.domain.edits import Operation
from annotator.domain.errors import Cancelled, SchemaRefused
from annotator.domain.labels import Attribute, AttributeValueChoice, Label, LabelSchema
from annotator.domain.spans import Span
from tests.projects import CONFLICT, new_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = new_session(tmp_path / "p.annodb")
    for start, end, label in ((0, 6, "Actor"), (15, 20, "Location"), (22, 31, "Actor"), (0, 20, "Claim")):
        labelling.label_span(opened, Span(start, end), label, 0)
    yield opened
    opened.close()
    assert check(tmp_path / "p.annodb") == []


def labels(session: Session) -> list[str]:
    assert session.desk is not None
    return [annotation.label for annotation in session.desk.annotations]


def done(session: Session, plan: SchemaPlan) -> ChangeSet:
    change = change_schema(session, plan)
    assert change is not None
    return change


@pytest.mark.parametrize(
    "name", ['O\'Brien "x"', "ميليشيا", "🪖 unit", "__proto__", "a" * 10_000, "x; DROP TABLE labels"]
)
def test_a_label_may_have_any_name(session: Session, name: str) -> None:
    plan = SchemaPlan(session.schema)
    plan.rename_label("Actor", name)
    change = done(session, plan)
    assert change.schema
    assert labels(session).count(name) == 2
    assert session.schema.relations[0].children == (name,)
    session.undo()
    assert labels(session).count("Actor") == 2
    assert session.schema == CONFLICT


def test_names_can_be_swapped(session: Session) -> None:
    swapped = tuple(
        replace(la, name={"Actor": "Location", "Location": "Actor"}.get(la.name, la.name))
        for la in CONFLICT.labels
    )
    plan = SchemaPlan(session.schema)
    plan.change(replace(CONFLICT, labels=swapped), "swap", {"Actor": "Location", "Location": "Actor"})
    done(session, plan)
    assert labels(session) == ["Claim", "Location", "Actor", "Location"]


def test_several_steps_are_one_step_of_the_user(session: Session) -> None:
    plan = SchemaPlan(session.schema)
    plan.rename_label("Actor", "Party")
    plan.merge_labels("Location", "Weapon")
    plan.add_label(Label("Event", "e", "label5"), 0)
    change = done(session, plan)
    assert change.title == "Rename Actor to Party and 2 more"
    assert session.schema.names() == ("Event", "Party", "Weapon", "Claim")
    assert labels(session) == ["Claim", "Party", "Weapon", "Party"]
    session.undo()
    assert session.schema == CONFLICT
    assert labels(session) == ["Claim", "Actor", "Location", "Actor"]


def test_a_merge_survives_what_was_done_to_its_annotations_since(session: Session) -> None:
    plan = SchemaPlan(session.schema)
    plan.merge_labels("Location", "Actor")
    done(session, plan)
    assert session.desk is not None
    mosul = session.desk.annotations.exactly(Span(15, 20))[0]
    labelling.resize_annotation(session, mosul, Span(14, 20), 0)
    labelling.remove_annotations(session, [session.desk.annotations.get(mosul.uid)], 0)
    for _ in range(3):
        session.undo()
    assert labels(session) == ["Claim", "Actor", "Location", "Actor"]


def test_an_imported_report_takes_the_label_that_is(session: Session, tmp_path: Path) -> None:
    plan = SchemaPlan(session.schema)
    plan.merge_labels("Location", "Actor")
    done(session, plan)
    assert session.store.bulk_reader().count_by_label(frozenset({session.desk.document.state})) == {  # type: ignore[union-attr]
        "Actor": 3,
        "Claim": 1,
    }


def test_a_label_can_come_back_after_it_was_deleted(session: Session) -> None:
    for _ in range(2):
        plan = SchemaPlan(session.schema)
        plan.delete_label("Location")
        done(session, plan)
        plan = SchemaPlan(session.schema)
        plan.add_label(Label("Location", "l", "label1"))
        done(session, plan)
        labelling.label_span(session, Span(38, 43), "Location", 0)
    for _ in range(6):
        session.undo()
    assert session.schema == CONFLICT
    assert labels(session) == ["Claim", "Actor", "Location", "Actor"]


def test_values_follow_their_names(session: Session) -> None:
    stance = Attribute("stance", "choice", "", tuple(AttributeValueChoice(v) for v in ("yes", "no", "nay")))
    claim = replace(session.schema.label("Claim"), attributes=(stance,))
    plan = SchemaPlan(session.schema)
    plan.change(
        replace(session.schema, labels=tuple(claim if la.name == "Claim" else la for la in session.schema.labels)),
        "give Claim a stance",
    )
    done(session, plan)
    assert session.desk is not None
    set_attribute(session, session.desk.annotations.exactly(Span(0, 20))[0], "stance", "nay", 0)
    plan = SchemaPlan(session.schema)
    plan.rename_value("Claim", "stance", "nay", "no")
    plan.rename_attribute("Claim", "stance", "position")
    done(session, plan)
    assert session.desk.annotations.exactly(Span(0, 20))[0].attributes == {"position": "no"}
    assert [v.name for v in session.schema.label("Claim").attributes[0].values] == ["yes", "no"]
    session.undo()
    assert session.desk.annotations.exactly(Span(0, 20))[0].attributes == {"stance": "nay"}


def test_what_would_strand_annotations_is_refused(session: Session) -> None:
    plan = SchemaPlan(session.schema)
    with pytest.raises(SchemaRefused, match="would be lost"):
        plan.change(replace(CONFLICT, labels=CONFLICT.labels[1:], relations=()), "drop one")
    with pytest.raises(SchemaRefused, match="occurs twice"):
        plan.rename_label("Actor", "Location")
    with pytest.raises(SchemaRefused, match="occurs twice"):
        plan.add_label(Label("New", "a", "label1"))
    with pytest.raises(SchemaRefused):
        plan.merge_labels("Actor", "Actor")
    with pytest.raises(SchemaRefused, match="would be lost"):
        plan.change(replace(CONFLICT, relations=()), "drop a relation")
    assert plan.operation() is None
    assert change_schema(session, plan) is None


def test_the_last_label_cannot_be_deleted(session: Session) -> None:
    plan = SchemaPlan(session.schema)
    for name in ("Location", "Actor", "Weapon"):
        plan.delete_label(name)
    with pytest.raises(SchemaRefused, match="has no label"):
        plan.delete_label("Claim")


def test_another_schema_comes_in_by_name_and_strands_nothing(session: Session) -> None:
    wanted = LabelSchema("other", (Label("Actor", "l", "label3"), Label("Event", "e", "label5")))
    plan = import_schema(session.schema, wanted)
    done(session, plan)
    assert [(la.name, la.key) for la in session.schema.labels] == [
        ("Actor", "l"), ("Event", "e"), ("Location", ""), ("Weapon", "w"), ("Claim", "c"),
    ]  # fmt: skip
    assert labels(session) == ["Claim", "Actor", "Location", "Actor"]
    assert import_schema(session.schema, session.schema).operation() is None


def test_attributes_and_values_that_only_the_project_has_stay() -> None:
    def schema(*attributes: Attribute) -> LabelSchema:
        return LabelSchema("s", (Label("Claim", "c", "label4", attributes=attributes),))

    def choice(*values: tuple[str, str]) -> Attribute:
        return Attribute("stance", "choice", "s", tuple(AttributeValueChoice(*value) for value in values))

    here = schema(choice(("asserts", "a"), ("denies", "d")), Attribute("evidence", "flag", "s"))
    there = schema(choice(("asserts", "x")))
    wanted = schema(choice(("asserts", "x"), ("denies", "")), Attribute("evidence", "flag", ""))
    assert import_schema(here, there).schema == wanted
    with pytest.raises(SchemaRefused, match="Claim's stance is a choice here and a flag there"):
        import_schema(here, schema(Attribute("stance", "flag")))


def test_five_hundred_labels_are_kept(session: Session) -> None:
    many = tuple(Label(f"Label {n}", "", f"label{n % 12 + 1}") for n in range(500))
    plan = import_schema(session.schema, LabelSchema("many", many))
    done(session, plan)
    assert len(session.schema.labels) == 504
    session.undo()
    assert session.schema == CONFLICT


def test_a_long_change_is_handed_on_and_may_be_stopped(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.app.session.LONG", 1)
    asked: list[str] = []
    stopping = [False]

    def beside(title: str, act: Act) -> Operation | None:
        asked.append(title)
        return act_beside(session, act, lambda: stopping[0])

    session.long_work = beside
    plan = SchemaPlan(session.schema)
    plan.merge_labels("Location", "Actor")
    done(session, plan)
    assert labels(session).count("Actor") == 3
    labelling.label_span(session, Span(32, 36), "Weapon", 0)
    session.undo()
    session.undo()
    assert labels(session).count("Location") == 1
    session.redo()
    assert "Location" not in session.schema.names()
    assert asked == ["Merge Location into Actor"] * 3
    monkeypatch.setattr("annotator.storage.store._STEPS_BETWEEN_QUESTIONS", 1)
    stopping[0] = True
    with pytest.raises(Cancelled):
        session.undo()
    assert "Location" not in session.schema.names()
    stopping[0] = False
    session.undo()
    assert labels(session).count("Location") == 1


def test_each_step_says_what_it_concerns_under_the_names_from_before(session: Session) -> None:
    first = SchemaPlan(session.schema)
    stance = Attribute("stance", "choice", "", (AttributeValueChoice("denies"), AttributeValueChoice("asserts")))
    with_stance = tuple(replace(la, attributes=(stance,)) if la.name == "Claim" else la for la in CONFLICT.labels)
    first.change(replace(CONFLICT, labels=with_stance), "add stance")
    done(session, first)
    assert session.desk is not None
    claim = next(a for a in session.desk.annotations if a.label == "Claim")
    set_attribute(session, claim, "stance", "denies", 0)
    counts = schema_counts(session)
    plan = SchemaPlan(session.schema)
    plan.rename_label("Actor", "Party")
    plan.merge_labels("Location", "Party")
    plan.split_label("Claim", Label("Denial", "x", "label5", "claim"), "stance", "denies")
    plan.split_label("Claim", Label("Assertion", "y", "label6", "claim"), "stance", "asserts")
    plan.delete_label("Party")
    words = [concerned_words(concerns, counts) for concerns in plan.concerns]
    assert words == [" (2 annotations)", " (1 annotation)", " (1 annotation)", "", " (3 annotations)"]
