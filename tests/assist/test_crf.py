from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from annotator.assist.base import Marker
from annotator.assist.crf import CrfSuggester, Taught, entity_view, lessons_of, outermost, tagged, teach
from annotator.assist.models import load
from annotator.assist.reading import Sentence
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex
from tests.assist.teaching import REPORTS, found, taught


def learned(folder: Path, reports: Sequence[Taught] = REPORTS, markers: Sequence[Marker] = ()) -> CrfSuggester:
    teach(reports, folder / "entities.model", entity_view(markers))
    model = load(folder / "entities.model")
    assert model is not None
    return CrfSuggester(model, entity_view(markers))


def test_it_finds_in_new_text_what_the_reports_taught(tmp_path: Path) -> None:
    text = "Rebels shelled Vesk on Monday. Officials in Neva fired rockets."
    assert found(learned(tmp_path), text) == [
        ("Rebels", "Actor"),
        ("Vesk", "Location"),
        ("Neva", "Location"),
        ("rockets", "Weapon"),
    ]


def test_a_stretch_alone_gives_what_the_whole_gives(tmp_path: Path) -> None:
    text = "Rebels shelled Vesk on Monday. Officials in Neva fired rockets. " * 3
    model, tokens = learned(tmp_path), TokenIndex(text)
    whole = model.suggest(text, tokens, 0, len(text))
    for start in range(0, len(text), 7):
        some = model.suggest(text, tokens, start, start + 7)
        assert some == [each for each in whole if start <= each.start < start + 7]


def test_a_suggestion_says_how_sure_the_model_is(tmp_path: Path) -> None:
    text = "Rebels shelled Vesk on Monday."
    for suggestion in learned(tmp_path).suggest(text, TokenIndex(text), 0, len(text)):
        assert 0 <= suggestion.score <= 1
        assert suggestion.source == "model"
        assert suggestion.reason == f"model {suggestion.score:.2f}".replace("0.", ".")


def test_another_likely_label_of_a_span_follows_the_likeliest(tmp_path: Path) -> None:
    reports = [taught(f"Fighters met {place} now.", (place, "Actor")) for place in ("Mosul", "Harsk", "Vesk")]
    reports += [taught(f"Fighters met {place} now.", (place, "Location")) for place in ("Mosul", "Harsk")]
    text = "Fighters met Mosul now."
    suggestions = learned(tmp_path, reports).suggest(text, TokenIndex(text), 0, len(text))
    assert [each.label for each in suggestions] == ["Actor", "Location"]
    assert suggestions[0].score > suggestions[1].score


def test_what_a_marker_knows_from_a_report_is_set_aside_while_that_is_read(tmp_path: Path) -> None:
    told: list[str] = []

    def aside(number: int) -> Callable[[], None]:
        told.append(f"out {number}")
        return lambda: told.append(f"back {number}")

    teach(REPORTS[:2], tmp_path / "x.model", entity_view(), aside)
    assert told == ["out 1", "back 1", "out 0", "back 0"]


def test_new_words_make_a_report_uncertain(tmp_path: Path) -> None:
    model = learned(tmp_path)
    texts = ("Rebels shelled Mosul on Monday.", "Then a curious thing befell Old Weatherby.", "")
    sure, unsure, empty = (model.uncertainty(text, TokenIndex(text), 0, len(text)) for text in texts)
    assert sure is not None
    assert unsure is not None
    assert 0 <= sure < unsure <= 1
    assert empty is None


class Marked:
    """Marks the words of a list."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def marks(self, sentence: Sentence) -> list[str]:
        return ["known" if word in self.words else "" for word in sentence.folded]


def test_it_learns_how_far_to_believe_a_list(tmp_path: Path) -> None:
    reports = [
        taught(f"we saw {word} near us", *labelled)
        for word, labelled in [("zorf", [("zorf", "Weapon")]), ("blik", [("blik", "Weapon")]), ("gnap", [])] * 3
    ]
    model = learned(tmp_path, reports, [Marked("zorf", "blik", "newt")])
    assert found(model, "we saw newt near us") == [("newt", "Weapon")]
    assert found(model, "we saw plum near us") == []


def test_a_label_used_once_is_no_hindrance(tmp_path: Path) -> None:
    assert found(learned(tmp_path, [taught("Rebels came.", ("Rebels", "Actor"))]), "Rebels came.") == [
        ("Rebels", "Actor")
    ]


def test_empty_reports_teach_nothing_and_harm_nothing(tmp_path: Path) -> None:
    learned(tmp_path, [Taught("", ()), Taught(" \n ", ()), *REPORTS])
    with pytest.raises(Refusal, match="nothing to learn"):
        learned(tmp_path, [Taught("", ()), Taught("Rebels came.", ())])


def test_of_very_many_labels_the_most_frequent_are_learned(tmp_path: Path) -> None:
    reports = [taught(f"Word{n} came.", (f"Word{n}", f"Label{n % 100}")) for n in range(150)]
    teach(reports, tmp_path / "x.model", entity_view())
    model = load(tmp_path / "x.model")
    assert model is not None
    labels = {tag[2:] for tag in model.tags() if tag != "O"}
    assert len(labels) == 60
    assert {f"Label{n}" for n in range(50)} <= labels


def test_of_very_many_words_the_last_reports_are_learned(tmp_path: Path) -> None:
    read: list[int] = []

    def aside(number: int) -> Callable[[], None]:
        read.append(number)
        return lambda: None

    teach(REPORTS * 3, tmp_path / "x.model", entity_view(), aside, most_words=40)
    assert read == [14, 13, 12, 11]


def test_two_hundred_labels_are_learned_in_bounded_time(tmp_path: Path) -> None:
    words = [f"Thing{n}" for n in range(200)]
    text = " ".join(f"{word} came." for word in words)
    report = taught(text, *((word, f"Label{n}") for n, word in enumerate(words)))
    begun = time.perf_counter()
    teach([report] * 50, tmp_path / "x.model", entity_view())
    assert time.perf_counter() - begun < 60


def test_a_report_of_five_megabytes_is_learned_from_in_part(tmp_path: Path) -> None:
    text = "Rebels shelled Mosul on Monday. " * 160_000
    report = Taught(text, (*REPORTS[0].spans,))
    begun = time.perf_counter()
    teach([report], tmp_path / "x.model", entity_view(), most_words=5_000)
    assert time.perf_counter() - begun < 10


def test_tags_follow_the_words_and_the_longer_of_overlapping_spans() -> None:
    report = taught(
        "The army of Velmora fired.", ("army of Velmora", "Actor"), ("Velmora", "Location"), ("fire", "Weapon")
    )
    ((_, tags),) = lessons_of(report, frozenset({"Actor", "Location", "Weapon"}), entity_view())
    assert tags == ["O", "B-Actor", "I-Actor", "I-Actor", "B-Weapon", "O"]


@pytest.mark.parametrize(
    ("spans", "kept"),
    [
        ([(0, 5), (2, 4)], [(0, 5)]),
        ([(0, 3), (2, 9)], [(2, 9)]),
        ([(0, 3), (3, 4)], [(0, 3), (3, 4)]),
        ([(4, 6), (0, 4)], [(0, 4), (4, 6)]),
    ],
)
def test_the_outermost_spans(spans: list[tuple[int, int]], kept: list[tuple[int, int]]) -> None:
    assert outermost([(Span(*each), "A") for each in spans]) == [(Span(*each), "A") for each in kept]


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("B-A I-A O", [(0, 2, "A")]),
        ("B-A B-A I-A", [(0, 1, "A"), (1, 3, "A")]),
        ("I-A I-B B-B", [(0, 1, "A"), (1, 2, "B"), (2, 3, "B")]),
        ("O O", []),
    ],
)
def test_spans_of_tags(tags: str, spans: list[tuple[int, int, str]]) -> None:
    assert list(tagged(tags.split())) == spans
