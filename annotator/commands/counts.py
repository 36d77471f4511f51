"""From chords, one at a time, to commands with counts: `3 Right`, `5 l`, `; g`."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.commands.chords import Chord, ChordSequence
from annotator.commands.keymap import Keymap
from annotator.commands.table import TEXT, split_id
from annotator.commands.trie import Match

LARGEST_COUNT = 999
_DROP = Chord("Esc")


@dataclass(frozen=True)
class Pending:
    """More must follow; nothing is pending when idle, as after Esc.

    continuations: the chords that may be pressed now and the commands they call.
    """

    count: int | None = None
    chords: ChordSequence = ()
    continuations: tuple[tuple[ChordSequence, str], ...] = ()

    @property
    def idle(self) -> bool:
        return self.count is None and not self.chords


@dataclass(frozen=True)
class Invoke:
    """A command is called. `count` is 1-999, or None where none was typed or the command takes none."""

    command: str
    count: int | None = None

    @property
    def base(self) -> str:
        """The id that a handler is registered under."""
        return split_id(self.command)[0]

    @property
    def argument(self) -> str | None:
        """The part of the id after the colon, such as the name of a label."""
        return split_id(self.command)[1]


@dataclass(frozen=True)
class Unbound:
    """The chords call nothing; whatever was pending is dropped."""

    chords: ChordSequence
    count: int | None = None


class KeyInput:
    """Collects count and chords until they call a command. Holds no clock: what is pending stays until Esc."""

    def __init__(self, keymap: Keymap) -> None:
        self._context = TEXT
        self.use(keymap)

    def use(self, keymap: Keymap) -> None:
        """Change the keymap; what was pending is dropped."""
        self._keymap = keymap
        self._repeatable = tuple(
            (keys, command)
            for keys, command in keymap.continuations((), TEXT)
            if keymap.commands[command].repeatable and len(keys) == 1
        )
        self.reset()

    def reset(self) -> None:
        """Drop count and chords, as when the focus leaves."""
        self._count: int | None = None
        self._chords: ChordSequence = ()

    @property
    def pending(self) -> Pending:
        """What has been typed so far and what can follow."""
        if self._chords:
            follow = self._keymap.continuations(self._chords, self._context)
        else:
            follow = self._repeatable if self._count is not None else ()
        return Pending(self._count, self._chords, follow)

    def feed(self, chord: Chord, context: str = TEXT) -> Pending | Invoke | Unbound:
        """Take one chord typed while the focus is in `context`; a change of context drops what was pending."""
        if context != self._context:
            self.reset()
            self._context = context
        if chord == _DROP and not self.pending.idle:
            self.reset()
            return self.pending
        if self._takes_digit(chord):
            self._count = min((self._count or 0) * 10 + int(chord.key), LARGEST_COUNT)
            return self.pending
        return self._advance(chord)

    def _advance(self, chord: Chord) -> Pending | Invoke | Unbound:
        self._chords = (*self._chords, chord)
        match, command = self._keymap.match(self._chords, self._context)
        if match is Match.PARTIAL:
            return self.pending
        chords, count = self._chords, self._count
        self.reset()
        if command is None:
            return Unbound(chords, count)
        return Invoke(command, count if self._keymap.commands[command].repeatable else None)

    def _takes_digit(self, chord: Chord) -> bool:
        if not self._keymap.counts or self._context != TEXT or self._chords or chord.digit is None:
            return False
        return chord.digit > 0 or self._count is not None
