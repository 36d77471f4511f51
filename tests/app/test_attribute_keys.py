from __future__ import annotations

import pytest

from annotator.app.attribute_keys import AskValue, AttributeKeys, SetValue
from annotator.app.free_keys import keys_for
from annotator.domain.labels import Attribute, AttributeValueChoice, Label


def choice(name: str, key: str, *values: tuple[str, str]) -> Attribute:
    return Attribute(name, "choice", key, tuple(AttributeValueChoice(value, k) for value, k in values))


STANCE = choice("stance", "s", ("asserts", "a"), ("denies", "d"), ("questions", "q"))
CERTAINTY = choice("certainty", "t", ("certain", "c"), ("probable", "p"))
CLAIM = Label("Claim", "c", "label4", "claim", attributes=(STANCE, CERTAINTY, Attribute("evidence", "flag", "e")))


def shown(keys: AttributeKeys) -> list[str]:
    options = [option for group in keys.groups() for option in group.options]
    return [f"{o.key}:{o.text}{'!' if o.chosen else ''}" for o in options]


def test_a_value_key_that_only_one_attribute_has_sets_it_at_once() -> None:
    keys = AttributeKeys(CLAIM, {})
    assert keys.press("d") == SetValue("stance", "denies")
    assert keys.press("p") == SetValue("certainty", "probable")
    assert "d:denies" not in shown(keys)
    assert ":denies!" in shown(keys)


def test_what_was_set_in_this_strip_leaves_its_value_keys_to_other_commands() -> None:
    keys = AttributeKeys(CLAIM, {})
    keys.press("d")
    assert not keys.knows("a")
    assert keys.knows("s")
    assert keys.press("s") is None
    assert shown(keys) == ["a:asserts", "d:denies!", "q:questions"]
    assert keys.press("a") == SetValue("stance", "asserts")


def test_the_value_that_is_set_is_taken_away() -> None:
    keys = AttributeKeys(CLAIM, {"stance": "denies"})
    assert keys.press("d") == SetValue("stance", None)


def test_a_flag_goes_on_and_off() -> None:
    keys = AttributeKeys(CLAIM, {})
    assert keys.press("e") == SetValue("evidence", True)
    assert keys.press("e") == SetValue("evidence", None)


def test_keys_that_two_attributes_share_need_the_attribute_first() -> None:
    label = Label(
        "X",
        "x",
        "label1",
        attributes=(choice("one", "1", ("yes", "y")), choice("two", "2", ("yes", "y"), ("no", "n"))),
    )
    keys = AttributeKeys(label, {})
    assert not keys.knows("y")
    assert keys.press("n") == SetValue("two", "no")
    keys.press("1")
    assert keys.press("y") == SetValue("one", "yes")


def test_an_attribute_key_wins_over_a_value_of_another() -> None:
    label = Label(
        "X", "x", "label1", attributes=(choice("one", "a", ("yes", "b")), choice("two", "b", ("no", "n")))
    )
    keys = AttributeKeys(label, {})
    assert keys.press("b") is None
    assert keys.press("n") == SetValue("two", "no")


def test_texts_and_numbers_are_asked_for() -> None:
    number, text = Attribute("dead", "number", "d"), Attribute("remark", "text", "r")
    keys = AttributeKeys(Label("X", "x", "label1", attributes=(number, text)), {})
    assert keys.press("d") == AskValue(number)
    assert keys.typed(number, " 14 ") == SetValue("dead", 14)
    assert keys.typed(number, "1,5") == SetValue("dead", 1.5)
    assert keys.typed(number, "many") is None
    assert keys.typed(number, "") == SetValue("dead", None)
    assert keys.typed(text, " as told ") == SetValue("remark", "as told")


def test_unknown_keys_mean_nothing() -> None:
    keys = AttributeKeys(CLAIM, {})
    assert not keys.knows("z")
    assert keys.press("z") is None
    assert not keys.knows("")
    assert not AttributeKeys(Label("X", "x", "label1"), {}).is_useful


@pytest.mark.parametrize(
    ("own", "found"),
    [
        (("", "", ""), ["o", "t", "h"]),
        (("t", "", ""), ["t", "w", "h"]),
        (("x", "x", "x"), ["x", "t", "h"]),
    ],
)
def test_every_name_gets_a_key_of_its_own(own: tuple[str, ...], found: list[str]) -> None:
    names = ("one", "two", "three")
    assert keys_for([Attribute(n, "flag", k) for n, k in zip(names, own, strict=True)]) == found


def test_forty_names_have_no_key_twice() -> None:
    keys = [key for key in keys_for([Attribute(f"name {n}", "flag") for n in range(40)]) if key]
    assert len(keys) == len(set(keys)) == 36
