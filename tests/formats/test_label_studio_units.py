from __future__ import annotations

from typing import Any

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.labels import Attribute, Label, LabelSchema
from annotator.formats.json_lines import BadJson
from annotator.formats.label_studio_config import Interface
from annotator.formats.label_studio_units import place_of, unit_of
from annotator.formats.offset_units import CODEPOINT, UTF16

EMOJI = "💥💥 Mosul fell 💥."


def places(*found: tuple[int, int, str | None]) -> list[Any]:
    return [place_of("R", {"start": start, "end": end, "text": said}) for start, end, said in found]


@pytest.mark.parametrize(
    ("found", "before", "name", "told"),
    [
        ([(5, 10, "Mosul")], CODEPOINT, UTF16, True),
        ([(3, 8, "Mosul")], UTF16, CODEPOINT, True),
        ([(0, 0, "")], CODEPOINT, CODEPOINT, False),
        ([(5, 10, None)], CODEPOINT, CODEPOINT, False),
        ([(5, 10, None), (5, 10, "Mosul")], CODEPOINT, UTF16, True),
        ([(1, 3, None)], UTF16, CODEPOINT, True),
        ([(16, 19, None)], CODEPOINT, UTF16, True),
        ([(5, 10, "Mosul"), (3, 8, "Mosul")], UTF16, UTF16, False),
        ([], UTF16, UTF16, False),
    ],
)
def test_the_unit_that_fits_all_regions(
    found: list[tuple[int, int, str | None]], before: str, name: str, told: bool
) -> None:
    unit = unit_of(EMOJI, places(*found), before)
    assert (unit.name, unit.is_told) == (name, told)


def test_a_text_without_such_characters_tells_nothing() -> None:
    unit = unit_of("plain é text", places((0, 5, "plain")), UTF16)
    assert (unit.name, unit.is_told) == (UTF16, False)
    assert unit.checked("plain é text", places((6, 7, "é"), (0, 5, None))[1]) == (0, 5)


@given(st.text(st.sampled_from("a é💥\u200d😀\n"), min_size=1, max_size=12), st.data())
def test_what_is_told_in_either_unit_is_found_again(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    units = [len(text[:at].encode("utf-16-le")) // 2 for at in (start, end)]
    for name, (first, last) in ((UTF16, units), (CODEPOINT, (start, end))):
        place = places((first, last, text[start:end]))
        unit = unit_of(text, place, name)
        found_start, found_end = unit.checked(text, place[0])
        assert text[found_start:found_end] == text[start:end]


@pytest.mark.parametrize("raw", ["5", "x", "", "-1", "٣", "9" * 13, None, 1.0, True])
def test_offsets_are_whole_numbers_also_as_texts(raw: object) -> None:
    value = {"start": 0, "end": raw}
    if raw == "5":
        assert place_of("R", value).end == 5
    else:
        with pytest.raises(BadJson, match="R: “end” is not a whole number"):
            place_of("R", value)


def schema(*attributes: Attribute) -> LabelSchema:
    labels = (Label("Claim", "c", "label4", attributes=attributes), Label("Odd", "o", "no colour"))
    return LabelSchema("s", labels)


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("stance", "asserts", "choice"),
        ("stance", "stance", ""),
        ("stance", 3, ""),
        ("stance", True, ""),
        ("flag", True, "flag"),
        ("flag", False, ""),
        ("flag", "word", ""),
        ("new", True, "flag"),
        ("new", 1.5, "number"),
        ("new", "word", "text"),
        ("label", "word", ""),
        ("text", 1, ""),
    ],
)
def test_how_an_attribute_is_asked_for(name: str, value: object, kind: str) -> None:
    interface = Interface(schema(Attribute("stance", "choice"), Attribute("flag", "flag")))
    assert interface.kind(name, value) == kind


def test_an_attribute_has_one_kind_through_the_file() -> None:
    interface = Interface(None)
    assert [interface.kind("n", value) for value in (1, "one", True, 2.5)] == ["number", "", "", "number"]


def test_the_interface_is_sound_xml_whatever_the_names() -> None:
    odd = "\"<&>'\n\t é💥"
    interface = Interface(schema(Attribute(odd, "choice")))
    interface.labels[odd] = interface.relations[odd] = None
    interface.kind(odd, odd + "!")
    view = ElementTree.fromstring(interface.xml())
    assert [one.get("value") for one in view.iter() if one.tag in ("Relation", "Choice")] == [odd, odd + "!"]
    labels = list(view.iter("Label"))
    assert [label.get("value") for label in labels] == ["Claim", "Odd", odd]
    assert len({label.get("background") for label in labels}) == 3
    assert view.find("Choices").get("name") == odd


def test_without_a_schema_and_anything_marked_there_is_still_an_interface() -> None:
    view = ElementTree.fromstring(Interface(None).xml())
    assert [child.tag for child in view] == ["Labels", "Text"]
