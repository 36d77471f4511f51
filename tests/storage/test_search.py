from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.documents import Facts
from annotator.domain.query import parse
from annotator.storage.search import SearchHit, search_words
from annotator.storage.store import Store
from tests.projects import new_report


def fill(store: Store, *texts: str, title: str = "-") -> None:
    with store.writing():
        list(store.bulk_writer().add(new_report(text, title) for text in texts))


def keys(store: Store, typed: str) -> list[int]:
    query = parse(typed)
    return [] if query is None else list(store.search.keys(query))


def hits(store: Store, typed: str, limit: int = 5) -> list[SearchHit]:
    query = parse(typed)
    return [] if query is None else list(store.search.hits(query, store.search.first(query, limit)))


def only_hit(store: Store, typed: str) -> SearchHit:
    (hit,) = hits(store, typed)
    return hit


@pytest.mark.parametrize(
    ("text", "typed", "match"),
    [
        ("Обстріл міста Київ тривав.", "київ", "Київ"),
        ("Войска вошли в Мосул.", "МОСУЛ", "Мосул"),
        ("Οι δυνάμεις στην Αθήνα.", "ΑΘΉΝΑ", "Αθήνα"),
        ("Sivas'ta Işıl öldü.", "oldu", "öldü"),
        ("دخلت القوات الموصل اليوم", "الموصل", "الموصل"),
        ("Zelenskyy in São Paulo.", "sao", "São"),
        ("摩苏尔 遭到 袭击", "袭击", "袭击"),
        ("Near 💥 Mosul 💥 again", "mosul", "Mosul"),
        ("A T-72B3 burnt.", "t-72b3", "T-72B3"),
    ],
)
def test_words_of_many_scripts_are_found_and_shown_as_they_stand(
    store: Store, text: str, typed: str, match: str
) -> None:
    fill(store, text)
    hit = only_hit(store, typed)
    assert (hit.match, hit.before + hit.match + hit.behind) == (match, text)


def test_a_line_is_cut_from_a_long_text(store: Store) -> None:
    fill(store, "word " * 100 + "Mosul" + " word" * 100)
    hit = only_hit(store, "mosul")
    assert hit.before.startswith("…")
    assert hit.behind.endswith("…")
    assert len(hit.before + hit.behind) < 120


def test_a_line_has_no_line_break(store: Store) -> None:
    fill(store, "Rebels\r\n\tshelled\n\nMosul\u2028today.")
    hit = only_hit(store, "mosul")
    assert (hit.before, hit.match, hit.behind) == ("Rebels shelled ", "Mosul", " today.")


def test_a_match_in_the_title_alone_shows_how_the_text_begins(store: Store) -> None:
    fill(store, "Rebels shelled a city.", title="Harsk")
    assert only_hit(store, "harsk") == SearchHit(1, "Rebels shelled a city.", "", "")


def test_further_matches_leave_no_marks_in_the_line(store: Store) -> None:
    fill(store, "Mosul and Mosul and Mosul.")
    assert only_hit(store, "mosul") == SearchHit(1, "", "Mosul", " and Mosul and Mosul.")


def test_a_phrase_is_found_only_as_it_stands(store: Store) -> None:
    fill(store, "Rebels shelled Mosul.", "Mosul shelled rebels.")
    assert keys(store, '"rebels shelled"') == [1]


def test_the_last_word_may_be_unfinished_and_the_others_not(store: Store) -> None:
    fill(store, "Rebels shelled Mosul.")
    assert (keys(store, "rebels mos"), keys(store, "reb mosul")) == ([1], [])


def test_only_so_many_hits_are_given_and_keys_of_all(store: Store) -> None:
    fill(store, *(f"Mosul {n}" for n in range(7)))
    assert (len(hits(store, "mosul", 3)), len(keys(store, "mosul"))) == (3, 7)


def test_the_report_that_speaks_of_it_most_comes_first(store: Store) -> None:
    fill(store, "Mosul. " + "Other words stand here. " * 9, "Mosul, Mosul and Mosul.")
    assert [hit.document for hit in hits(store, "mosul", 5)] == [2, 1]


@pytest.mark.parametrize("typed", ["", "   ", '""', "…", "-", "\ud800", '"', "AND", "NEAR("])
def test_nothing_is_found_when_no_word_is_typed(store: Store, typed: str) -> None:
    fill(store, "Mosul.")
    assert (keys(store, typed), hits(store, typed, 5)) == ([], [])


def test_quotes_within_a_word_are_doubled() -> None:
    assert search_words('5"7').query() == '"5""7" *'


def test_a_report_is_found_by_the_title_it_came_in_with(store: Store) -> None:
    with store.writing():
        list(store.bulk_writer().add([replace(new_report("Text."), facts=Facts(title="Звіт 7"))]))
    assert keys(store, "звіт") == [1]
