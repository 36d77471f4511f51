"""A pattern that a user writes; how one is written stands in `assist/patterns.py`."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("literal", "words", "regex")


@dataclass(frozen=True, slots=True)
class UserPattern:
    """What is written, for a label; `name` tells it from the others, `score` is its probability in 0..1."""

    name: str
    kind: str
    text: str
    label: str
    score: float = 0.8
    on: bool = True
