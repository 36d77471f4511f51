from __future__ import annotations

import pytest

from annotator.domain.annotations import AttributeValue
from annotator.domain.labels import Attribute, AttributeValueChoice
from annotator.ui.text_view.attribute_shapes import attribute_shape


def choice(name: str, *values: str) -> Attribute:
    return Attribute(name, "choice", "", tuple(AttributeValueChoice(value) for value in values))


ATTRIBUTES = (
    choice("stance", "asserts", "denies", "questions"),
    choice("certainty", "c", "p", "o"),
    Attribute("e", "flag"),
)


@pytest.mark.parametrize(
    ("values", "signs", "dashes"),
    [
        ({}, "", 0),
        ({"stance": "asserts"}, "·", 0),
        ({"stance": "denies", "certainty": "c"}, "×", 0),
        ({"certainty": "p"}, "", 1),
        ({"certainty": "o", "e": True}, "*", 2),
        ({"stance": "whispers", "e": False}, "", 0),
    ],
)
def test_a_claim_shows_what_is_said_of_it(values: dict[str, AttributeValue], signs: str, dashes: int) -> None:
    assert attribute_shape(ATTRIBUTES, values, is_entity=False) == (signs, dashes)


def test_an_entity_has_signs_only() -> None:
    assert attribute_shape(ATTRIBUTES, {"stance": "denies", "certainty": "o"}, is_entity=True) == ("×~", 0)


def test_many_values_share_the_last_sign() -> None:
    many = (choice("x", *map(str, range(30))),)
    assert attribute_shape(many, {"x": "29"}, is_entity=True).signs == "^"
