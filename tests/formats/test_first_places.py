from __future__ import annotations

import errno
import gc
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import FileRefused
from annotator.formats import first_places
from annotator.formats.first_places import FirstPlaces, key_of


@given(st.lists(st.text(max_size=4)), st.integers(1, 20))
def test_what_has_come_before_keeps_its_number_and_nothing_else_has_one(texts: list[str], held: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(first_places, "_HELD", held)
        places, before = FirstPlaces(), dict[str, int]()
        for number, text in enumerate(texts):
            assert places.get(key_of(text)) == before.get(text)
            assert places.first(text, number) == before.setdefault(text, number)


def test_many_are_known_from_the_file_and_neighbours_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_places, "_HELD", 100)
    places = FirstPlaces()
    keys = [key_of(str(number)) for number in range(20_000)]
    for number, key in enumerate(keys):
        places.put(key, number << 20)
    assert [places.get(key) for key in keys] == [number << 20 for number in range(20_000)]
    assert not any(places.get(key[:-1] + bytes([key[-1] ^ 1])) is not None for key in keys)


def test_keys_that_begin_alike_are_split_as_far_as_they_must_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_places, "_HELD", 50)
    places = FirstPlaces()
    keys = [bytes([7, number & 1]) + number.to_bytes(9, "big") for number in range(500)]
    for number, key in enumerate(keys):
        places.put(key, number)
    assert [places.get(key) for key in keys] == list(range(500))
    assert places.get(bytes(11)) is None


def test_memory_stays_as_it_is() -> None:
    places = FirstPlaces()

    def after(first: int, last: int) -> int:
        for number in range(first, last):
            places.put(key_of(str(number)), number)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        early = after(0, 40_000)
        late = after(40_000, 40_000 + 4 * first_places._HELD)
    finally:
        tracemalloc.stop()
    assert late < early + 60_000  # the directory


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> object:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(first_places, "_HELD", 2)
    monkeypatch.setattr(first_places.tempfile, "TemporaryFile", full)
    places = FirstPlaces()
    places.put(key_of("a"), 1)
    with pytest.raises(FileRefused, match="disk is full"):
        places.put(key_of("b"), 2)


def test_a_disk_that_fills_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Filling:
        def seek(self, _: int) -> None: ...

        def read(self, _: int) -> bytes:
            return b""

        def write(self, data: bytes) -> int:
            return len(data) - 1

        def close(self) -> None: ...

    monkeypatch.setattr(first_places, "_HELD", 1)
    monkeypatch.setattr(first_places.tempfile, "TemporaryFile", lambda **_: Filling())
    with pytest.raises(FileRefused, match="disk is full"):
        FirstPlaces().put(key_of("a"), 1)


def test_an_id_that_comes_again_is_named_with_both_lines() -> None:
    places = FirstPlaces()
    places.refuse_twice("x", Path("a.csv"), 3)
    with pytest.raises(FileRefused, match=r"a\.csv, line 9: The id “x” stands in line 3 too\."):
        places.refuse_twice("x", Path("a.csv"), 9)
