from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.app.label_names import LEAVE_OUT, LabelNames, new_label
from tests.projects import CONFLICT

NAMES = st.lists(st.text(min_size=1, max_size=8).filter(str.strip), max_size=40)


def test_the_projects_own_names_stay() -> None:
    names = LabelNames(CONFLICT)
    assert ([names.label(name) for name in CONFLICT.names()], names.unknown) == (list(CONFLICT.names()), {})


@pytest.mark.parametrize(("mapped", "target"), [("Actor", "Actor"), ("Weapon", "Weapon"), (LEAVE_OUT, LEAVE_OUT)])
def test_a_name_becomes_what_the_mapping_says(mapped: str, target: str) -> None:
    assert LabelNames(CONFLICT, {"ORG": mapped}).label("ORG") == target


def test_the_mapping_goes_before_a_label_of_the_same_name() -> None:
    assert LabelNames(CONFLICT, {"Actor": "Weapon"}).label("Actor") == "Weapon"


def test_unknown_names_are_counted_and_stay_as_they_are() -> None:
    names = LabelNames(CONFLICT)
    assert [names.label("ORG"), names.label("ORG"), names.label("GPE")] == ["ORG", "ORG", "GPE"]
    assert names.unknown == {"ORG": 2, "GPE": 1}


def test_a_mapping_to_an_unknown_label_names_that_one() -> None:
    names = LabelNames(CONFLICT, {"ORG": "Group"})
    names.label("ORG")
    assert names.unknown == {"Group": 1}


def test_a_kept_name_becomes_one_label_however_often_it_comes() -> None:
    names = LabelNames(CONFLICT, keep=True)
    names.label("ORG")
    names.label("ORG")
    assert (names.added, names.schema.names()[-1]) == (["ORG"], "ORG")


@given(NAMES)
def test_any_number_of_kept_labels_makes_a_schema_that_can_be(kept: list[str]) -> None:
    names = LabelNames(CONFLICT, keep=True)
    assert [names.label(name) for name in kept] == kept
    assert set(names.schema.names()) == {*CONFLICT.names(), *kept}


def test_new_labels_have_colours_of_their_own_while_there_are_some() -> None:
    names = LabelNames(CONFLICT, keep=True)
    for number in range(8):
        names.label(f"New {number}")
    assert len({label.color for label in names.schema.labels}) == 12


@pytest.mark.parametrize(("name", "key"), [("ORG", "o"), ("Law", "b"), ("Група", "b"), ("clay", "y")])
def test_a_new_label_has_a_free_letter_of_its_name_else_any(name: str, key: str) -> None:
    assert new_label(CONFLICT, name).key == key


@pytest.mark.parametrize(
    ("mapping", "target"), [({}, "near"), ({"near": "said_by"}, "said_by"), ({"near": LEAVE_OUT}, LEAVE_OUT)]
)
def test_a_relation_becomes_what_the_mapping_says(mapping: dict[str, str], target: str) -> None:
    assert LabelNames(CONFLICT, mapping).relation("near", "Actor", "Location") == target


def test_an_unknown_relation_is_counted() -> None:
    names = LabelNames(CONFLICT)
    names.relation("near", "Actor", "Location")
    assert names.unknown_relations == {"near": 1}


def test_a_kept_relation_leads_between_the_labels_it_came_with() -> None:
    names = LabelNames(CONFLICT, keep=True)
    names.relation("near", "Actor", "Location")
    added = names.schema.relations[-1]
    assert (added.name, added.key, added.heads, added.children) == ("near", "n", ("Actor",), ("Location",))


@pytest.mark.parametrize(
    ("names", "plain"), [(["Actor", "Claim"], True), (["Actor", "ORG"], False), (["Weapon"], False), ([], True)]
)
def test_names_are_plain_when_nothing_becomes_of_them(names: list[str], plain: bool) -> None:
    assert LabelNames(CONFLICT, {"Weapon": "Actor"}).are_plain(names) is plain
