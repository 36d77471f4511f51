"""Where two texts differ."""

from __future__ import annotations

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain import copies
from annotator.domain.copies import differences
from annotator.domain.spans import Span

PARTS = ["Rebels", "rebels", "fled", "💥", "Київ", ".", "a-b", "\n"]
TEXTS = st.lists(st.sampled_from(["Rebels", "rebels", "fled", "💥", "Київ", ".", "a-b", "\n"]), max_size=14).map(
    " ".join
)


def without(text: str, spans: list[Span]) -> list[str]:
    """The words of the text that are not marked."""
    for span in reversed(spans):
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return [word.casefold() for word in re.findall(r"\w+|[^\w\s]", text)]


@given(TEXTS, TEXTS)
def test_what_is_not_marked_is_the_same_in_both(one: str, other: str) -> None:
    left, right = differences(one, other)
    assert without(one, left) == without(other, right)
    for text, spans in ((one, left), (other, right)):
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(low.end <= high.start for low, high in itertools.pairwise(spans))


@given(TEXTS)
def test_a_text_does_not_differ_from_itself_whatever_its_case_and_spaces(text: str) -> None:
    assert differences(text, text) == ([], [])
    assert differences(text, text.upper().replace(" ", "  ")) == ([], [])


def test_a_long_text_is_compared_as_far_as_it_is_shown(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(copies, "_MOST_WORDS", 3)
    assert differences("a b c d", "a b c e f") == ([], [])
    assert differences("a b c", "a x c") == ([Span(2, 3)], [Span(2, 3)])
