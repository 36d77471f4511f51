from __future__ import annotations

import pytest

from annotator.app.assistance import Assistance
from annotator.app.cursor import Cursor
from annotator.app.landmarks import DeskLandmarks
from annotator.app.open_document import OpenDocument
from annotator.assist.memory import LabelMemory
from annotator.domain.annotations import Annotation
from annotator.domain.documents import Document
from annotator.domain.spans import Span

TEXT = "Rebels in Harsk shelled the Orlan-10 base. “We fired nothing,” Neva Harrin said, in Harsk.\nNext one."
LAYERS = {"Location": "entity", "Actor": "entity", "Weapon": "entity", "Claim": "claim"}


def make(text: str = TEXT, annotations: list[Annotation] | None = None) -> Cursor:
    desk = OpenDocument(Document(1, "u", text), annotations or [], [])
    return Cursor(desk, DeskLandmarks(desk, Assistance(LabelMemory(), LAYERS)))


def target(cursor: Cursor, count: int | None = None) -> str:
    span = cursor.target(count)
    return "" if span is None else span.of(TEXT)


def test_the_target_is_the_token_at_the_caret() -> None:
    cursor = make()
    assert target(cursor) == "Rebels"
    cursor.tokens(1)
    assert target(cursor) == "in"


def test_a_count_takes_tokens_from_the_caret() -> None:
    assert target(make(), 3) == "Rebels in Harsk"


def test_extending_selects_whole_tokens() -> None:
    cursor = make()
    cursor.tokens(2, extend=True)
    assert target(cursor) == "Rebels in"
    cursor.tokens(-1, extend=True)
    assert target(cursor) == "Rebels"


def test_a_selection_never_has_white_space_at_its_ends() -> None:
    cursor = make()
    cursor.move_to(6)
    cursor.move_to(16, extend=True)
    assert target(cursor) == "in Harsk"
    cursor.move_to(6)
    cursor.move_to(7, extend=True)
    assert cursor.selection() is None


def test_tab_lands_on_a_candidate_and_makes_it_the_target() -> None:
    cursor = make()
    seen = []
    for _ in range(4):
        assert cursor.landmark(1)
        seen.append(target(cursor))
    assert "Neva Harrin" in seen
    assert cursor.landmark(-1)
    assert target(cursor) == seen[-2]


def test_moving_otherwise_leaves_the_candidate() -> None:
    cursor = make()
    cursor.landmark(1)
    cursor.tokens(1)
    assert cursor.landed is None


def test_tab_passes_over_what_is_labelled() -> None:
    labelled = [Annotation("a", 1, "Location", 10, 15, "ada")]
    cursor = make(annotations=labelled)
    for _ in range(10):
        if not cursor.landmark(1):
            break
        assert cursor.landed != Span(10, 15)


def test_widening_grows_and_narrowing_comes_back() -> None:
    cursor = make()
    cursor.move_to(TEXT.index("fired"))
    steps = [target(cursor)]
    while cursor.widen():
        steps.append(target(cursor))
    assert steps[0] == "fired"
    assert "We fired nothing" in " ".join(steps)
    assert steps[-1] == TEXT.split("\n", maxsplit=1)[0]
    assert [len(step) for step in steps] == sorted({len(step) for step in steps})
    for step in reversed(steps[:-1]):
        assert cursor.narrow()
        assert target(cursor) == step
    assert not cursor.narrow()


def test_the_sentence_then_the_paragraph() -> None:
    cursor = make()
    cursor.select_sentence()
    assert target(cursor) == "Rebels in Harsk shelled the Orlan-10 base."
    cursor.select_sentence()
    assert target(cursor) == TEXT.split("\n", maxsplit=1)[0]


def test_sentences_are_gone_through_both_ways() -> None:
    cursor = make()
    cursor.sentences(1)
    assert cursor.caret == TEXT.index("“We")
    cursor.sentences(-1)
    assert cursor.caret == 0


def test_dropping_takes_the_selection_first() -> None:
    cursor = make()
    cursor.tokens(1, extend=True)
    assert cursor.drop()
    assert cursor.selection() is None
    assert not cursor.drop()


@pytest.mark.parametrize("position", [-5, 10_000])
def test_the_caret_stays_within_the_text(position: int) -> None:
    cursor = make()
    cursor.move_to(position)
    assert 0 <= cursor.caret <= len(TEXT)


def test_graphemes_are_whole() -> None:
    text = "👩‍👩‍👧 e\u0301x"
    cursor = make(text)
    cursor.graphemes(1, extend=True)
    assert cursor.caret == 5
    cursor.graphemes(2, extend=True)
    assert cursor.caret == 8


def test_an_empty_report_has_no_target() -> None:
    cursor = make("")
    cursor.tokens(1)
    assert cursor.target() is None
    assert not cursor.widen()
    assert not cursor.landmark(1)


def test_what_was_labelled_before_is_suggested() -> None:
    memory = LabelMemory()
    memory.add("Harsk", "Location")
    desk = OpenDocument(Document(1, "u", TEXT), [], [])
    landmarks = DeskLandmarks(desk, Assistance(memory, LAYERS))
    found = landmarks.suggestions_in(0, len(TEXT))
    assert [(s.start, s.label) for s in found] == [(10, "Location"), (TEXT.rindex("Harsk"), "Location")]
    desk.rejected[Span(10, 15)] += 1
    assert len(landmarks.suggestions_in(0, len(TEXT))) == 1
    assert landmarks.suggestion_at(Span(10, 15)) is None
