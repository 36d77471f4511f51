"""The patterns of a project: what is kept, what is refused, what is passed over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from time import perf_counter

import pytest

from annotator.app import learning
from annotator.app.landmarks import DeskLandmarks
from annotator.app.operations.schema import SchemaPlan, change_schema
from annotator.app.session import Session
from annotator.app.user_patterns import (
    free_name,
    keep_patterns,
    named,
    pattern_faults,
    pattern_of,
    patterns_in,
    ready_patterns,
    trouble_of,
)
from annotator.assist.patterns import Patterns
from annotator.assist.training import Lists
from annotator.domain.errors import Refusal
from annotator.domain.tokens import TokenIndex
from annotator.domain.user_pattern import UserPattern
from annotator.storage.store import open_store
from tests.projects import SHORT, new_session

CITY = UserPattern("city", "literal", "Mosul", "Location")
SLOW = UserPattern("slow", "regex", r"(a|aa)+$", "Actor")
LABELS = ("Location", "Actor", "Weapon", "Claim")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = new_session(tmp_path / "p.annodb", SHORT, "a" * 60 + "b")
    yield opened
    opened.close()


def hits(patterns: Patterns, text: str = SHORT) -> dict[str, int]:
    return dict(patterns.hits(text, TokenIndex(text)))


def test_two_patterns_of_one_name_are_refused_and_nothing_is_kept(session: Session) -> None:
    keep_patterns(session, [CITY])
    with pytest.raises(Refusal, match="Two patterns are called “city”"):
        keep_patterns(session, [CITY, replace(CITY, text="Grad")])
    assert patterns_in(session.store) == [CITY]


def test_a_project_that_is_only_read_keeps_what_it_suggests(session: Session) -> None:
    keep_patterns(session, [CITY])
    with open_store(session.path, read_only=True) as store:
        reader = Session(store, "bea")
        with pytest.raises(Refusal):
            keep_patterns(reader, [])
        assert "pattern" not in reader.assistance.suggesters


@pytest.mark.parametrize(
    "entry",
    [
        {"name": 3}, {"on": "yes"}, {"score": "0.5"}, {"score": 7}, {"score": True}, {"text": None}, {"label": []},
    ],
)  # fmt: skip
def test_nonsense_in_the_setting_is_passed_over(session: Session, entry: dict[str, object]) -> None:
    session.store.set_setting("patterns", json.dumps([asdict(CITY), {**asdict(CITY), "name": "x", **entry}]))
    assert patterns_in(session.store) == [CITY]


@pytest.mark.parametrize("setting", ["{", "[[]]", '[{"more": 1}]', '"x"', "7"])
def test_a_setting_that_is_no_list_of_patterns_is_none(session: Session, setting: str) -> None:
    session.store.set_setting("patterns", setting)
    assert patterns_in(session.store) == []


def test_one_wrong_pattern_spoils_no_other() -> None:
    wrong = [UserPattern("w", "regex", "(", "Actor"), UserPattern("k", "glob", "x", "Actor")]
    assert hits(ready_patterns([wrong[0], CITY, wrong[1]], LABELS)) == {"city": 3}
    many = [UserPattern(str(n), "words", f"^ x{n}", "Actor") for n in range(600)]
    assert hits(ready_patterns([*many, CITY], LABELS)) == {"city": 3}


def test_a_pattern_for_a_label_that_is_gone_rests_until_it_is_back(session: Session) -> None:
    assert hits(ready_patterns([CITY], ("Actor",))) == {}
    assert trouble_of(CITY, ("Actor",)) == "There is no label “Location” in this project."
    plan = SchemaPlan(session.schema)
    plan.rename_label("Location", "Place")
    change_schema(session, plan)
    keep_patterns(session, [CITY])
    assert session.desk is not None
    assert DeskLandmarks(session.desk, session.assistance).suggestions_in(0, 100) == []


def test_what_is_wrong_with_a_pattern_is_said_also_while_it_is_off() -> None:
    broken = UserPattern("", "regex", "T-(", "Weapon", on=False)
    assert trouble_of(broken, LABELS).startswith("The pattern “T-(” is no regular expression")
    assert trouble_of(replace(broken, text="  "), LABELS) == ""
    assert trouble_of(replace(broken, text="T"), LABELS) == ""
    assert "every word of it may be missing" in trouble_of(UserPattern("x", "words", "a? b?", "Actor"), LABELS)


def test_names_are_given_after_what_is_written() -> None:
    fresh = UserPattern("", "literal", "Grad  rocket", "Weapon")
    found = named([CITY, fresh, replace(fresh, label="Actor"), replace(fresh, text=" "), replace(CITY, name=" ")])
    assert [pattern.name for pattern in found] == ["city", "Grad rocket", "Grad rocket 2", "Mosul"]
    assert free_name("x" * 90, ()) == "x" * 40
    assert named(found) == found


def test_an_annotation_becomes_a_pattern_of_its_words() -> None:
    made = pattern_of("155 mm\n  howitzer", "Weapon")
    assert made == UserPattern("", "literal", "155 mm howitzer", "Weapon")
    assert hits(Patterns([replace(made, name="x")]), "A 155 mm howitzer burned.") == {"x": 1}


def test_a_pattern_that_switches_itself_off_is_told_once(session: Session) -> None:
    told: list[str] = []
    session.faulted.connect(told.append)
    keep_patterns(session, [CITY, SLOW])
    desk = session.open_report(2)
    landmarks = DeskLandmarks(desk, session.assistance)
    begun = perf_counter()
    landmarks.suggestions_in(0, len(desk.text))
    landmarks.suggestions_in(0, len(desk.text))
    assert perf_counter() - begun < 1
    assert told == ["The pattern “slow” takes too long and was switched off."]
    assert pattern_faults(session) == {"slow": told[0]}
    keep_patterns(session, [CITY])
    assert pattern_faults(session) == {}


def test_what_a_worker_loaded_does_not_undo_what_was_changed_meanwhile(session: Session) -> None:
    class Silent:
        name = "lexicon"

        def suggest(self, *_: object) -> list[object]:
            return []

    none = Silent()
    lists = Lists(none, none, none)  # type: ignore[arg-type]
    loaded = learning.Learned(lists, (), patterns=ready_patterns([CITY], LABELS))
    learning.install(session, loaded)
    assert session.assistance.suggesters["pattern"] is loaded.patterns
    keep_patterns(session, [replace(CITY, text="Grad")])
    learning.install(session, loaded)
    assert session.assistance.suggesters["pattern"] is not loaded.patterns


def test_a_hundred_thousand_patterns_are_kept_and_found(session: Session) -> None:
    many = [UserPattern(f"n{n}", "literal", f"name {n} of many", "Actor") for n in range(100_000)]
    begun = perf_counter()
    keep_patterns(session, [*many, CITY])
    assert perf_counter() - begun < 20
    assert len(patterns_in(session.store)) == 100_001
    assert session.desk is not None
    landmarks = DeskLandmarks(session.desk, session.assistance)
    begun = perf_counter()
    assert len(landmarks.suggestions_in(0, len(SHORT))) == 3
    assert perf_counter() - begun < 1
