"""Which command a sequence of chords calls: nothing, nothing yet, or this one."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field

from annotator.commands.chords import Chord, ChordSequence


class Match(enum.Enum):
    """How far a sequence of chords has got."""

    NONE = "none"
    PARTIAL = "partial"
    EXACT = "exact"


@dataclass
class _Node:
    command: str | None = None
    following: dict[Chord, _Node] = field(default_factory=dict)


class KeyTrie:
    """Sequences and their command ids. No sequence in it is the beginning of another."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, sequence: ChordSequence, command: str) -> tuple[str, ...]:
        """Add the sequence, unless something is in the way.

        Returns the ids in the way: of the same sequence, of one that this one starts with, or of those that
        start with this one. Empty when the sequence was added, or led to the same command already.
        """
        blocking = self.blocking(sequence)
        if not blocking:
            node = self._root
            for chord in sequence:
                node = node.following.setdefault(chord, _Node())
            node.command = command
        return tuple(other for other in blocking if other != command)

    def blocking(self, sequence: ChordSequence) -> tuple[str, ...]:
        """The ids whose sequence is this one, starts it or is started by it; each once, in order of entry."""
        node = self._root
        for chord in sequence:
            if node.command is not None:
                return (node.command,)
            following = node.following.get(chord)
            if following is None:
                return ()
            node = following
        return tuple(dict.fromkeys(command for _, command in _walk(node, ())))

    def match(self, sequence: ChordSequence) -> tuple[Match, str | None]:
        """EXACT with the command id, or PARTIAL or NONE without."""
        node = self._find(sequence)
        if node is None:
            return Match.NONE, None
        return (Match.PARTIAL, None) if node.command is None else (Match.EXACT, node.command)

    def continuations(self, sequence: ChordSequence) -> tuple[tuple[ChordSequence, str], ...]:
        """What can follow: the chords still to press and the command they call."""
        node = self._find(sequence)
        return () if node is None else tuple(_walk(node, ()))

    def _find(self, sequence: ChordSequence) -> _Node | None:
        node: _Node | None = self._root
        for chord in sequence:
            node = node.following.get(chord) if node else None
        return node


def _walk(node: _Node, pressed: ChordSequence) -> Iterator[tuple[ChordSequence, str]]:
    if node.command is not None:
        yield pressed, node.command
    for chord, following in node.following.items():
        yield from _walk(following, (*pressed, chord))
