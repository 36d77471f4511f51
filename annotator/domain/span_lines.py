"""Spans of the whole corpus as lines: each in the words around it, for going through them one by one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpanLine:
    """One annotation with some words before and behind it; `start` and `end` are code points of its report."""

    document: int
    uid: str
    start: int
    end: int
    label: str
    before: str
    text: str
    behind: str
    title: str
