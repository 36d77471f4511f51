"""What every suggester answers: which spans of a stretch of a report might be labelled, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from annotator.assist.reading import Sentence
from annotator.domain.suggestions import Suggestion
from annotator.domain.tokens import TokenIndex


class Suggester(Protocol):
    """Proposes labelled spans of a text, whatever stands labelled there already.

    An answer for a stretch is the same whatever was asked before, and its cost grows with the stretch alone.
    """

    @property
    def name(self) -> str:
        """The source that its suggestions carry, such as `memory`."""

    def suggest(self, text: str, tokens: TokenIndex, start: int, end: int) -> list[Suggestion]:
        """The suggestions that start in `[start, end)`, in code points, in the order of the text."""


class Marker(Protocol):
    """Says of each word of a sentence what a list knows about it; the CRF learns how far to believe that."""

    def marks(self, sentence: Sentence) -> Sequence[str]:
        """One mark for each word; empty where nothing is known."""
