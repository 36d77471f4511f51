from __future__ import annotations

import pytest

from annotator.commands.chords import parse_sequence
from annotator.commands.trie import KeyTrie, Match


@pytest.fixture
def trie() -> KeyTrie:
    trie = KeyTrie()
    trie.add(parse_sequence("d"), "done")
    trie.add(parse_sequence("g g"), "top")
    trie.add(parse_sequence("g Shift+G"), "bottom")
    return trie


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("d", (Match.EXACT, "done")),
        ("g", (Match.PARTIAL, None)),
        ("g g", (Match.EXACT, "top")),
        ("g d", (Match.NONE, None)),
        ("x", (Match.NONE, None)),
        ("d d", (Match.NONE, None)),
        ("x y z", (Match.NONE, None)),
    ],
)
def test_a_sequence_is_nothing_part_or_all_of_a_binding(
    trie: KeyTrie, keys: str, expected: tuple[Match, str | None]
) -> None:
    assert trie.match(parse_sequence(keys)) == expected


def test_no_chord_yet_is_part_of_everything(trie: KeyTrie) -> None:
    assert trie.match(()) == (Match.PARTIAL, None)


@pytest.mark.parametrize(
    ("keys", "blocking"),
    [
        ("d", ("done",)),
        ("d x", ("done",)),
        ("g", ("top", "bottom")),
        ("g g", ("top",)),
        ("g g g", ("top",)),
        ("g x", ()),
    ],
)
def test_a_key_and_a_sequence_that_starts_with_it_are_in_each_others_way(
    trie: KeyTrie, keys: str, blocking: tuple[str, ...]
) -> None:
    assert trie.add(parse_sequence(keys), "new") == blocking
    added = trie.match(parse_sequence(keys)) == (Match.EXACT, "new")
    assert added is not bool(blocking)


def test_what_is_in_the_way_stays(trie: KeyTrie) -> None:
    trie.add(parse_sequence("g"), "new")
    assert trie.match(parse_sequence("g g")) == (Match.EXACT, "top")


def test_the_same_binding_twice_is_no_clash(trie: KeyTrie) -> None:
    assert trie.add(parse_sequence("d"), "done") == ()


def test_continuations_tell_what_can_follow(trie: KeyTrie) -> None:
    follow = trie.continuations(parse_sequence("g"))
    assert follow == ((parse_sequence("g"), "top"), (parse_sequence("Shift+G"), "bottom"))
    assert trie.continuations(parse_sequence("x")) == ()
    assert len(trie.continuations(())) == 3
