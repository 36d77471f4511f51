"""Copies and near copies of texts."""

from __future__ import annotations

import random

import pytest

from annotator.domain.errors import Cancelled
from annotator.formats import near_duplicates
from annotator.formats.near_duplicates import Copy, NearDuplicates

WORDS = [f"word{number}" for number in range(3000)]


def pairs(*texts: str) -> list[tuple[int, int]]:
    return [(copy.later, copy.earlier) for copy in copies(*texts)]


def copies(*texts: str) -> list[Copy]:
    with NearDuplicates() as found:
        for text in texts:
            found.add(text)
        return sorted(found.copies(), key=lambda copy: (copy.later, copy.earlier))


def story(seed: int, words: int = 200) -> list[str]:
    return random.Random(seed).choices(WORDS, k=words)


def test_the_same_words_are_a_copy_whatever_stands_between_them() -> None:
    text = " ".join(story(1))
    assert copies(text, text.upper().replace(" ", ", ")) == [Copy(1, 0, 1.0)]


@pytest.mark.parametrize(("changed", "alike"), [(0, True), (5, True), (15, True), (90, False)])
def test_likeness_is_the_share_of_runs_in_common(changed: int, alike: bool) -> None:
    words = story(2)
    other = list(words)
    for at in random.Random(3).sample(range(200), changed):
        other[at] = "changed"
    found = copies(" ".join(words), " ".join(other))
    assert bool(found) is alike
    if found:
        runs, others = set(zip(words, words[1:], words[2:])), set(zip(other, other[1:], other[2:]))  # noqa: B905
        assert found[0].likeness == pytest.approx(len(runs & others) / len(runs | others), abs=0.12)


def test_many_copies_are_paired_with_the_first() -> None:
    text = " ".join(story(4))
    found = pairs("another text altogether", *[text] * 50)
    assert {(number, 1) for number in range(2, 51)} <= set(found)
    assert len(found) < 120


def test_texts_of_no_or_few_words() -> None:
    assert pairs("", "", "💥", "💥", "Gone.", "gone", "...") == [(1, 0), (3, 2), (5, 4)]


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    text = "昨日の夜、町の西側にロケット弾が落ち、市場の近くで三人が死亡したと当局が発表した。"
    assert pairs(text, text.replace("三", "四"), "今日は天気がよいので散歩に行きました。") == [(1, 0)]
    arabic = "قصفت القوات الحي الغربي من المدينة يوم الاثنين وقال مسؤولون إن ثلاثة قتلوا قرب السوق"
    assert pairs(arabic, arabic + " أمس") == [(1, 0)]


def test_half_of_a_surrogate_pair_does_no_harm() -> None:
    assert pairs("a \ud83d b c d", "x") == []


def test_what_stands_in_every_text_does_not_make_copies() -> None:
    disclaimer = "This report was compiled from open sources and has not been verified by the desk. " * 2
    assert pairs(*(disclaimer + " ".join(story(number, 120)) for number in range(120))) == []


def test_batches_and_passes_do_not_change_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [" ".join(story(number % 40, 60)) + f" {number}" for number in range(100)]
    whole = copies(*texts)
    monkeypatch.setattr(near_duplicates, "_BATCH", 7)
    monkeypatch.setattr(near_duplicates, "_ROWS_AT_ONCE", 9)
    monkeypatch.setattr(near_duplicates, "_BANDS_AT_ONCE", 2)
    assert copies(*texts) == whole
    assert {(copy.later, copy.later % 40) for copy in whole} >= {(n, n % 40) for n in range(40, 100)}


def test_it_can_be_stopped() -> None:
    def stop(*_: int) -> None:
        raise Cancelled("It was stopped.")

    with NearDuplicates() as found:
        found.add("a")
        with pytest.raises(Cancelled):
            list(found.copies(stop))


def test_nothing_was_added() -> None:
    assert copies() == []
