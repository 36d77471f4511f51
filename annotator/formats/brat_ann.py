"""The lines of a brat .ann file, or of the .a1 and .a2 of a BioNLP shared task, taken apart as they stand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.formats.brat_names import from_brat
from annotator.formats.faults import quoted
from annotator.formats.report import Notices

LINE = re.compile(r"(?:([TREAMN#])([0-9]{1,12})|(\*))\t(.*)", re.DOTALL)
_PLACES = re.compile(r"[0-9]{1,12} +[0-9]{1,12}(?: *; *[0-9]{1,12} +[0-9]{1,12})*")
_FRAGMENT = re.compile(r"([0-9]+) +([0-9]+)")
_COLUMNS = re.compile(r"(\S+)\t([0-9]{1,12})\t([0-9]{1,12})\t(.*)", re.DOTALL)

Fragments = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A T line: a label on stretches of the text in order; `text` is what the file says of them, if it does."""

    name: str
    label: str
    fragments: Fragments
    text: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Event:
    """An E line: the type, the id of its trigger, and the arguments as role and id."""

    name: str
    type: str
    trigger: str
    arguments: tuple[tuple[str, str], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Link:
    """An R line, or a pair of a * line, with the ids of its ends."""

    name: str
    type: str
    head: str
    child: str
    line: int


@dataclass(frozen=True, slots=True)
class Said:
    """An A, M, N or # line: something said of `target`; `value` is all behind it, None where there is nothing."""

    name: str
    kind: str
    target: str
    value: str | None
    tail: str
    line: int


@dataclass(slots=True)
class Standoff:
    """All lines of a file, by kind and in their order."""

    marked: list[Marked] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    attributes: list[Said] = field(default_factory=list)
    references: list[Said] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)


class AnnFiles:
    """The files that speak of one text, and what is to be said of them; lines count on from one to the next."""

    def __init__(self, contents: Sequence[tuple[Path, str]], notices: Notices) -> None:
        self._notices = notices
        self._files: list[tuple[Path, int]] = []
        self.lines: list[list[str]] = []
        before = 0
        for path, content in contents:
            self._files.append((path, before))
            self.lines.append(content.removeprefix("\ufeff").split("\n"))
            before += len(self.lines[-1])

    def refused(self, reason: str, number: int) -> FileRefused:
        """The refusal of the file in which this line stands."""
        path, line = self._place(number)
        return FileRefused(path, reason, line)

    def tell(self, sentence: str, number: int) -> None:
        path, line = self._place(number)
        self._notices.add(sentence, path, line)

    def named(self, number: int, other: int) -> str:
        """What to call a line in a sentence about another one: `line 3`, or `line 3 of x.a1`."""
        path, line = self._place(number)
        return f"line {line}" if path == self._place(other)[0] else f"line {line} of {path.name}"

    def _place(self, number: int) -> tuple[Path, int]:
        path, before = next(file for file in reversed(self._files) if number > file[1])
        return path, number - before


def parse_ann(files: AnnFiles) -> Standoff:
    """What the files say. Raises FileRefused with the line that cannot be understood, or has an id twice."""
    parser = _Parser(files)
    first = 1
    for lines in files.lines:
        for number, line in _whole_lines(lines, first, files):
            parser.add(number, line)
        first += len(lines)
    return parser.found


def _whole_lines(content: Sequence[str], first: int, files: AnnFiles) -> list[tuple[int, str]]:
    """The lines with their numbers; one that starts with no id goes on with the text of a T before it."""
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(content, start=first):
        line = line.removesuffix("\r")
        if LINE.match(line):
            lines.append((number, line))
        elif line.startswith("#"):
            files.tell("A comment that is about nothing in the file was left out.", number)
        elif lines and lines[-1][1].startswith("T"):
            lines[-1] = (lines[-1][0], f"{lines[-1][1]}\n{line}")
        elif line.strip():
            raise files.refused(f"This is not a line of brat: {quoted(line)}.", number)
    # blank lines behind a T are no part of its text
    return [(number, line.rstrip("\n") if line.startswith("T") else line) for number, line in lines]


class _Parser:
    def __init__(self, files: AnnFiles) -> None:
        self.found = Standoff()
        self._files = files
        self._first: dict[str, int] = {}

    def add(self, number: int, line: str) -> None:
        match = LINE.match(line)
        if match is None:
            raise self._files.refused(f"This is not a line of brat: {quoted(line)}.", number)
        name, body = f"{match[1]}{match[2]}", match[4]
        if match[3]:
            self._add_star(number, body)
            return
        if self._first.setdefault(name, number) != number:
            there = self._files.named(self._first[name], number)
            raise self._files.refused(f"The id {name} stands in {there} too.", number)
        match match[1]:
            case "T":
                self.found.marked.append(self._marked(name, body, number))
            case "E":
                self.found.events.append(self._event(name, body, number))
            case "R":
                self.found.links.append(self._link(name, body, number))
            case "N":
                self.found.references.append(self._said(name, body, number))
            case "#":
                self.found.notes.append(self._said(name, body, number))
            case _:
                self.found.attributes.append(self._said(name, body, number))

    def _refuse(self, name: str, what: str, number: int) -> FileRefused:
        return self._files.refused(f"{name} {what}", number)

    def _marked(self, name: str, body: str, number: int) -> Marked:
        if columns := _COLUMNS.fullmatch(body):
            self._files.tell("The label and the offsets of annotations stand in columns of their own.", number)
            label, places, text = columns[1], f"{columns[2]} {columns[3]}", columns[4]
        else:
            head, tab, text = body.partition("\t")
            label, _, places = head.partition(" ")
            if not tab:
                text = None
        if not label or not _PLACES.fullmatch(places.strip()):
            raise self._refuse(name, "has no label with a start and an end behind it.", number)
        fragments = tuple(sorted((int(a), int(b)) for a, b in _FRAGMENT.findall(places)))
        for start, end in fragments:
            if start >= end:
                raise self._refuse(name, f"is empty: it starts at {start} and ends at {end}.", number)
        if any(one[1] > other[0] for one, other in itertools.pairwise(fragments)):
            raise self._refuse(name, "has fragments that overlap.", number)
        return Marked(name, from_brat(label), fragments, text, number)

    def _event(self, name: str, body: str, number: int) -> Event:
        pairs = [word.partition(":") for word in body.split()]
        if not pairs or not all(role and target for role, _, target in pairs):
            raise self._refuse(name, "is no event: it takes TYPE:ID and then ROLE:ID each.", number)
        roles = {role for role, _, _ in pairs[1:]}
        arguments = []
        for role, _, target in pairs[1:]:
            plain = role.rstrip("0123456789")
            if plain != role and plain in roles:
                self._files.tell("A numbered role was read without its number.", number)
                role = plain
            arguments.append((from_brat(role), target))
        return Event(name, from_brat(pairs[0][0]), pairs[0][2], tuple(arguments), number)

    def _link(self, name: str, body: str, number: int) -> Link:
        words = body.split()
        ends = [word.partition(":")[2] for word in words[1:]]
        if len(words) != 3 or not all(ends):
            raise self._refuse(name, "is no relation: it takes TYPE Arg1:ID Arg2:ID.", number)
        if words[1].startswith("Arg2:") and words[2].startswith("Arg1:"):
            ends.reverse()
        return Link(name, from_brat(words[0]), ends[0], ends[1], number)

    def _said(self, name: str, body: str, number: int) -> Said:
        head, _, tail = body.partition("\t")
        words = head.split(None, 2)
        if len(words) < 2:
            raise self._refuse(name, "does not say what it is about.", number)
        value = words[2].strip() if len(words) == 3 else None
        return Said(name, words[0], words[1], value, tail, number)

    def _add_star(self, number: int, body: str) -> None:
        words = body.split()
        if len(words) < 3:
            raise self._refuse("*", "takes a type and two ids or more.", number)
        for target in words[2:]:
            self.found.links.append(Link("*", from_brat(words[0]), words[1], target, number))
