"""Modes: for some keys on, what is typed in the text means something else."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Protocol

from annotator.commands.chords import Chord


class Reading(enum.Enum):
    """What a mode made of a key: whether the key was taken, and whether the mode is over."""

    MORE = (True, False)
    DONE = (True, True)
    LET = (False, False)
    PASS = (False, True)

    @property
    def is_taken(self) -> bool:
        return self.value[0]

    @property
    def is_over(self) -> bool:
        return self.value[1]


class KeyMode(Protocol):
    """Reads keys one after the other. A key that is not taken does what it does without the mode."""

    def read(self, chord: Chord) -> Reading: ...

    def give_up(self) -> None:
        """End without having come to anything; not called once `read` has said that it is over."""


class HintMode:
    """Letters typed while hints are shown; `arrive` gets the hint, or nothing when it was none."""

    def __init__(self, names: frozenset[str], arrive: Callable[[str], None]) -> None:
        self._names = names
        self._arrive = arrive
        self._typed = ""

    def read(self, chord: Chord) -> Reading:
        self._typed += chord.key.lower() if len(chord.key) == 1 and not chord.ctrl else "\n"
        if self._typed in self._names:
            self._arrive(self._typed)
            return Reading.DONE
        if any(name.startswith(self._typed) for name in self._names):
            return Reading.MORE
        self.give_up()
        return Reading.DONE

    def give_up(self) -> None:
        self._arrive("")
