"""Ranking reports, without any project."""

from __future__ import annotations

import pytest

from annotator.domain.triage import TriageOrder, by_measure, number_of_new, order_named, shuffled, words_of


def test_a_shuffle_is_always_the_same_for_its_seed() -> None:
    keys = range(1, 200)
    once = shuffled(keys, 7)
    assert sorted(once) == list(keys)
    assert once == shuffled(reversed(keys), 7)
    assert once != shuffled(keys, 8)
    assert once != list(keys)


def test_what_is_finished_meanwhile_does_not_shuffle_the_others_anew() -> None:
    before = shuffled(range(1, 50), 3)
    left = [key for key in before if key % 3]
    assert shuffled(left, 3) == left


def test_a_shuffle_has_no_pattern() -> None:
    places = {key: place for place, key in enumerate(shuffled(range(1000), 0))}
    neighbours = sum(abs(places[key] - places[key + 1]) for key in range(999)) / 999
    assert 300 < neighbours < 370  # a third of their number apart, as by chance


def test_the_highest_measure_comes_first_and_none_comes_last() -> None:
    assert by_measure([1, 2, 3, 4, 5], {2: 0.1, 4: 0.9, 5: 0.1}) == [4, 2, 5, 1, 3]
    assert by_measure([3, 1], {}) == [3, 1]
    assert by_measure([], {1: 0.5}) == []


def test_a_measure_of_nothing_still_comes_before_reports_that_were_not_measured() -> None:
    assert by_measure([1, 2], {2: 0.0}) == [2, 1]


def test_words_are_counted_without_case_and_without_numbers() -> None:
    words = words_of(["Mosul", "mosul", "T-72", "2023", ",", "Łódź", "الموصل"])
    assert words == {"mosul", "t-72", "łódź", "الموصل"}
    assert number_of_new(words, {"mosul", "t-72"}) == 2
    assert number_of_new(words, words) == 0


@pytest.mark.parametrize("order", TriageOrder)
def test_orders_are_found_by_their_names(order: TriageOrder) -> None:
    assert order_named(order.value) is order


def test_an_unknown_name_stands_for_the_order_of_the_file() -> None:
    assert order_named("by the moon") is TriageOrder.FILE
    assert order_named("") is TriageOrder.FILE


def test_two_orders_are_measured() -> None:
    assert [order for order in TriageOrder if order.is_measured] == [
        TriageOrder.UNCERTAIN, TriageOrder.NEW_WORDS,
    ]  # fmt: skip
