"""Tags of tokens (`B-Actor`, `I-Actor`, `O`) and the runs of tokens that they mark, in every usual scheme."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

IOB1 = "IOB1"
IOB2 = "IOB2"
BIOES = "BIOES"
BILOU = "BILOU"
BMES = "BMES"
IO = "IO"
SCHEMES = (IOB2, IOB1, BIOES, BILOU, BMES, IO)
"""The schemes, the usual one first. IO has labels without a prefix."""

WRITTEN = (IOB2, IOB1, BIOES, BILOU)
"""The schemes that can be chosen for a file, the usual one first; in them no two runs become one."""

OUTSIDE = "O"
_NOTHING = frozenset({"O", "_", "-", ""})
_TAG = re.compile(r"([BIELSUM])-(.+)", re.DOTALL)
_LETTERS = {  # first, inside, last and single token of a run
    IOB2: "BIIB",
    BIOES: "BIES",
    BILOU: "BILU",
    BMES: "BMES",
}


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """The tokens `[start, end)` of one sentence, counted from 0, under one label."""

    start: int
    end: int
    label: str


def is_tag(text: str) -> bool:
    """Whether this is a tag with a prefix, or the one for nothing."""
    return text == OUTSIDE or _TAG.fullmatch(text) is not None


def label_of(tag: str) -> str:
    """The label in the tag; empty for the tags that mark nothing."""
    return "" if tag in _NOTHING else _parts(tag)[1]


def scheme_of(sentences: Iterable[Sequence[str]]) -> str:
    """The scheme in which the tags of these sentences make the most sense."""
    letters: set[str] = set()
    needless_first = loose_inside = False
    for tags in sentences:
        before = ""
        for tag in tags:
            letter, label = ("", "") if tag in _NOTHING else _parts(tag)
            needless_first = needless_first or (letter == "B" and label != before)
            loose_inside = loose_inside or (letter == "I" and label != before)
            before = label
            letters.add(letter)
    if letters & {"L", "U"}:
        return BILOU
    if "M" in letters:
        return BMES
    if letters & {"E", "S"}:
        return BIOES
    if not letters & {"B", "I"} and "*" in letters:
        return IO
    return IOB1 if loose_inside and not needless_first else IOB2


def runs_of(tags: Sequence[str], scheme: str) -> tuple[list[Run], list[int]]:
    """The runs in one sentence, and the places of tags that break the scheme, such as an I- without its B-.

    A broken sequence is read as it is most likely meant: what continues nothing begins.
    """
    runs: list[Run] = []
    broken: list[int] = []
    label, start, ends_well = "", 0, True

    def close(end: int) -> None:
        if label:
            runs.append(Run(start, end, label))
            if not ends_well:
                broken.append(end - 1)

    for place, tag in enumerate(tags):
        letter, found = ("", "") if tag in _NOTHING else _parts(tag)
        if found and found == label and letter in "IMEL*":
            ends_well = letter in "EL*" or scheme in (IOB1, IOB2)
        else:
            close(place)
            start = place
            if letter in ("I", "M", "E", "L") and scheme != IOB1:
                broken.append(place)
            ends_well = letter not in ("B", "I", "M") or scheme in (IOB1, IOB2)
        label = found
        if letter in ("E", "L", "S", "U"):
            close(place + 1)
            label = ""
    close(len(tags))
    return runs, sorted(set(broken))


def tags_of(runs: Iterable[Run], count: int, scheme: str = IOB2) -> list[str]:
    """The tags of `count` tokens. Raises ValueError when two runs share a token, or one lies outside."""
    tags = [OUTSIDE] * count
    ordered = sorted(runs)
    for before, run in zip([None, *ordered], ordered, strict=False):
        if not 0 <= run.start < run.end <= count or (before is not None and run.start < before.end):
            raise ValueError(f"the run {run} shares a token with another, or lies outside {count} tokens")
        if scheme == IO:
            tags[run.start : run.end] = [run.label] * (run.end - run.start)
            continue
        if scheme == IOB1:
            touches = before is not None and before.end == run.start and before.label == run.label
            letters = "BIIB" if touches else "IIII"
        else:
            letters = _LETTERS[scheme]
        size = run.end - run.start
        letters = letters[3] if size == 1 else letters[0] + letters[1] * (size - 2) + letters[2]
        tags[run.start : run.end] = [f"{letter}-{run.label}" for letter in letters]
    return tags


def _parts(tag: str) -> tuple[str, str]:
    """The prefix and the label; the prefix is `*` for a tag that has none."""
    match = _TAG.fullmatch(tag)
    return (match[1], match[2]) if match else ("*", tag)
