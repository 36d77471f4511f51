from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.display import displayable

HOSTILE = st.sampled_from(
    "\x00\x07\r\x1b\x7f\x80\x85\x9f\u2028\u2029\u202a\u202e\u2066\u2069\u206a\ufeff\ufff9\ufffc\ufffe\uffff\ufdd0"
    "\ufdef\ud800\udfff\U0001fffe\U0010ffff\n\tЖ漢😀\u0301\u200d"
)
TEXTS = st.text(HOSTILE | st.characters(), max_size=40)


def size(text: str) -> tuple[int, int]:
    return len(text), len(text.encode("utf-16-le", "surrogatepass"))


@given(TEXTS)
def test_length_stays_in_code_points_and_in_utf16(text: str) -> None:
    assert size(displayable(text)) == size(text)


@given(TEXTS)
def test_what_is_shown_stays_when_shown_again(text: str) -> None:
    assert displayable(displayable(text)) == displayable(text)


@given(TEXTS)
def test_nothing_hidden_or_reordering_is_left(text: str) -> None:
    shown = displayable(text)
    assert not any(unicodedata.category(char) in ("Cs", "Zl", "Zp") for char in shown)
    assert not any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in shown)
    assert not any("\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u206f" for char in shown)
    assert not any(ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF for char in shown)


@pytest.mark.parametrize(
    ("char", "sign"),
    [("\x00", "␀"), ("\r", "␍"), ("\x1b", "␛"), ("\x7f", "␡"), ("\x85", "␤"), ("\u2028", "␤"), ("\u202e", "␦"),
     ("\u2067", "␦"), ("\ufeff", "\ufffd"), ("\ud800", "\ufffd"), ("\U0001ffff", "\U0001f6c7")],
)  # fmt: skip
def test_a_hidden_character_has_its_sign(char: str, sign: str) -> None:
    assert displayable(f"a{char}b") == f"a{sign}b"


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "line\n\ttab",
        "Київ",
        "العربية",
        "נִקּוּד",
        "می\u200cخواهم",
        "x\u200f\u200e\u061cy",
        "👩\u200d⚕️",
        "\xa0",
        "\xad",
    ],
)
def test_what_scripts_need_stays(text: str) -> None:
    assert displayable(text) == text
