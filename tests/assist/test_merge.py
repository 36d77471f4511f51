from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.assist.merge import merge_layers
from annotator.assist.ranking import Ranked
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion

LAYERS = {"Actor": "entity", "Location": "entity", "Claim": "claim"}
SOURCES = ("pattern:x", "model", "prediction:y", "memory", "spacy:z", "gazetteer", "lexicon", "unheard-of")


def said(source: str, start: int, end: int, label: str = "Actor", score: float = 0.7) -> Suggestion:
    return Suggestion(start, end, label, source, score)


def shown(
    *suggestions: Suggestion, taken: dict[str, list[Span]] | None = None, threshold: float = 0.4
) -> list[Ranked]:
    return merge_layers(suggestions, LAYERS, taken or {}, threshold)


def sources(found: list[Ranked]) -> list[str]:
    return [each.best.source for each in found]


def test_the_better_source_has_the_place() -> None:
    for better in range(len(SOURCES)):
        for worse in range(better + 1, len(SOURCES)):
            found = shown(said(SOURCES[worse], 0, 9, score=1.0), said(SOURCES[better], 5, 12))
            assert sources(found) == [SOURCES[better]]


def test_layers_may_overlap() -> None:
    found = shown(said("model", 5, 10), said("claim model", 0, 30, "Claim"), said("memory", 12, 15))
    assert [(each.best.start, each.best.label) for each in found] == [(0, "Claim"), (5, "Actor"), (12, "Actor")]


def test_a_person_s_mark_wins_in_its_layer_alone() -> None:
    told = (said("model", 5, 10), said("claim model", 0, 30, "Claim"), said("model", 10, 12))
    assert sources(shown(*told, taken={"entity": [Span(8, 10)]})) == ["claim model", "model"]
    assert sources(shown(*told, taken={"claim": [Span(29, 99)]})) == ["model", "model"]


def test_a_long_mark_covers_what_stands_far_behind_its_start() -> None:
    assert shown(said("model", 50, 52), taken={"entity": [Span(0, 100), Span(1, 2), Span(60, 70)]}) == []


def test_memory_is_heard_when_it_is_rather_sure() -> None:
    assert shown(said("memory", 0, 5, score=0.45)) == []
    assert sources(shown(said("memory", 0, 5, score=0.5))) == ["memory"]


def test_the_threshold_is_for_all() -> None:
    assert shown(said("model", 0, 5, score=0.7), threshold=0.75) == []


def test_labels_without_a_layer_are_left_out() -> None:
    assert shown(said("model", 0, 5, "Money")) == []


def test_another_label_of_the_same_span_stands_behind_the_likelier() -> None:
    (found,) = shown(said("memory", 0, 5, "Location", 0.6), said("model", 0, 5, "Actor", 0.5))
    assert (found.best.label, [each.label for each in found.others]) == ("Location", ["Actor"])


SAID = st.builds(
    lambda source, start, length, label, score: said(source, start, start + length, label, score),
    st.sampled_from(SOURCES),
    st.integers(0, 30),
    st.integers(1, 8),
    st.sampled_from(tuple(LAYERS)),
    st.sampled_from((0.3, 0.5, 0.8)),
)
MARKS = st.lists(
    st.builds(lambda start, length: Span(start, start + length), st.integers(0, 30), st.integers(0, 9))
)


@given(st.lists(SAID, max_size=12), MARKS, st.randoms())
def test_nothing_overlaps_in_a_layer_whatever_the_order(
    told: list[Suggestion], marks: list[Span], chance: object
) -> None:
    found = shown(*told, taken={"entity": marks})
    for layer in ("entity", "claim"):
        spans = [each.best.span for each in found if LAYERS[each.best.label] == layer]
        assert not any(a.overlaps(b) for n, a in enumerate(spans) for b in spans[n + 1 :])
        if layer == "entity":
            assert not any(span.overlaps(mark) for span in spans for mark in marks)
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    again = shown(*shuffled, taken={"entity": marks})
    assert [each.best.span for each in again] == [each.best.span for each in found]
