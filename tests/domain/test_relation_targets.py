from __future__ import annotations

import pytest

from annotator.domain.annotation_set import AnnotationSet
from annotator.domain.annotations import Annotation, Relation
from annotator.domain.labels import Label, LabelSchema, RelationType
from annotator.domain.relation_set import RelationSet
from annotator.domain.relation_targets import RelationChoice, relation_choices, targets

SAID = RelationType("said_by", "s", ("Claim",), ("Actor",), "outside")
ABOUT = RelationType("about", "a", ("Claim",), ("Actor", "Location"), "inside")
DISPUTES = RelationType("disputes", "d", ("Claim",), ("Claim",))
SCHEMA = LabelSchema(
    "s", tuple(Label(name, "", "label1") for name in ("Claim", "Actor", "Location")), (SAID, ABOUT, DISPUTES)
)
TEXT = (
    "The army said rebels fired on Harsk. Later it said the bridge fell.\n\n"
    "A farmer denied it. “No rebels came,” his wife said."
)


def mark(text: str, label: str, near: int = 0) -> Annotation:
    start = TEXT.index(text, near)
    return Annotation(f"{label} {text}", 1, label, start, start + len(text), "ada")


FIRED, FELL, CAME = (
    mark("rebels fired on Harsk", "Claim"),
    mark("the bridge fell", "Claim"),
    mark("No rebels came", "Claim"),
)
ARMY, FARMER, WIFE = mark("army", "Actor"), mark("farmer", "Actor"), mark("wife", "Actor")
REBELS, THEM = mark("rebels", "Actor"), mark("rebels", "Actor", 60)
HARSK = mark("Harsk", "Location")
ALL = AnnotationSet([FIRED, FELL, CAME, ARMY, FARMER, WIFE, REBELS, HARSK])


def found(annotation: Annotation, kind: RelationType, *relations: Relation, outward: bool = True) -> list[str]:
    choice = RelationChoice(kind, outward)
    ends = targets(TEXT, ALL, RelationSet(relations), annotation, choice)
    return [TEXT[end.start : end.end] for end in ends]


def test_the_speaker_in_the_same_sentence_comes_first_not_who_is_spoken_of() -> None:
    assert found(FIRED, SAID)[0] == "army"
    assert found(CAME, SAID)[:2] == ["wife", "farmer"]


def test_without_one_it_is_who_said_the_claim_before() -> None:
    assert found(FELL, SAID, Relation("r", 1, "said_by", FIRED.uid, ARMY.uid))[0] == "army"


def test_what_a_claim_is_about_stands_inside_it() -> None:
    assert found(FIRED, ABOUT)[:2] == ["rebels", "Harsk"]


def test_what_is_related_already_is_left_out() -> None:
    assert "army" not in found(FIRED, SAID, Relation("r", 1, "said_by", FIRED.uid, ARMY.uid))


def test_a_claim_never_disputes_itself() -> None:
    assert sorted(found(CAME, DISPUTES)) == ["rebels fired on Harsk", "the bridge fell"]


def test_from_the_other_end_the_heads_are_found() -> None:
    assert found(ARMY, SAID, outward=False)[0] == "rebels fired on Harsk"


def test_nothing_allowed_is_nothing() -> None:
    nowhere = targets(TEXT, AnnotationSet([FIRED]), RelationSet(), FIRED, RelationChoice(SAID, True))
    assert nowhere == []


@pytest.mark.parametrize(
    ("label", "choices"),
    [
        ("Claim", [("said_by", True), ("about", True), ("disputes", True)]),
        ("Actor", [("said_by", False), ("about", False)]),
        ("Location", [("about", False)]),
        ("Weapon", []),
    ],
)
def test_a_label_has_the_choices_that_the_schema_allows(label: str, choices: list[tuple[str, bool]]) -> None:
    assert [(choice.type.name, choice.outward) for choice in relation_choices(SCHEMA, label)] == choices


def test_far_annotations_are_not_looked_at() -> None:
    text = "A" + " " * 20_000 + "B"
    ends = AnnotationSet(
        [Annotation("a", 1, "Claim", 0, 1, "x"), Annotation("b", 1, "Actor", 20_001, 20_002, "x")]
    )
    claim = ends.get("a")
    assert targets(text, ends, RelationSet(), claim, RelationChoice(SAID, True)) == []


def test_a_relation_set_knows_both_ends_and_forgets() -> None:
    inner, outer = Relation("r", 1, "t", "a", "b"), Relation("r", 2, "t", "a", "b", child_document=1)
    relations = RelationSet([inner, outer])
    end = Annotation("b", 1, "Actor", 0, 1, "x")
    head = Annotation("a", 1, "Actor", 0, 1, "x")
    assert relations.of(end) == [inner, outer]
    assert relations.headed_by(head) == [inner]
    relations.discard(inner)
    relations.discard(inner)
    assert relations.of(end) == [outer]
    assert list(relations) == [outer]
    assert len(relations) == 1
