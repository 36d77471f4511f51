"""What can be typed next in a search, at a place of its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotator.domain.documents import State
from annotator.domain.query import ANYTHING, FIELDS, NO, ORIGINS, YES, Vocabulary

_MOST = 60
_BEGINS = re.compile(
    r"""(?:^|[\s(]|(?<=[\s(])-|^-)(?P<name>"[^"]+"|[^\W\d][\w.-]*):(?P<value>"[^"]*|[^\s()"]*)$"""
)
_WORD = re.compile(r'(?:^|[\s(])-?(?P<word>[^\s()":-][^\s()":]*)?$')
_PLAIN = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something to put in the place of what was typed; `means` says what it is, in a few words."""

    text: str
    means: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """The candidates for the stretch `start`-`end` of the line, in code points."""

    start: int
    end: int
    candidates: tuple[Candidate, ...] = ()

    def put(self, typed: str, candidate: Candidate) -> tuple[str, int]:
        """The line with a candidate in it, and where the cursor goes."""
        open_ended = candidate.text.endswith((":", "("))
        behind = typed[self.end :]
        space = "" if open_ended or behind.startswith(" ") else " "
        made = typed[: self.start] + candidate.text + space
        return made + behind, len(made)


_JOINING = (Candidate("OR", "one of the two"),)
_LEADING = (Candidate("NOT", "without what follows"), Candidate("NEAR(", "words close to each other"))


def complete(typed: str, cursor: int, vocabulary: Vocabulary, *, empty: bool = False) -> Completion:
    """What may stand at the cursor. Without a letter there are candidates only if `empty` asks for all."""
    before = typed[:cursor]
    valued = _BEGINS.search(before)
    if valued is not None:
        written = valued["value"]
        values = _values(valued["name"].strip('"').casefold(), vocabulary)
        return Completion(cursor - len(written), cursor, _matching(values, written.lstrip('"')))
    if before.count('"') % 2:
        return Completion(cursor, cursor)
    word = _WORD.search(before)
    if word is None or not (word["word"] or empty):
        return Completion(cursor, cursor)
    written = word["word"] or ""
    names = [*_names(vocabulary), *(_JOINING if before[: cursor - len(written)].strip(" (") else ()), *_LEADING]
    return Completion(cursor - len(written), cursor, _matching(names, written))


def _matching(candidates: Iterable[Candidate], written: str) -> tuple[Candidate, ...]:
    """Those that begin so, and behind them those in which a later word does; not what stands there whole."""
    wanted = written.casefold()
    first, later = [], []
    for candidate in candidates:
        text = candidate.text.strip('"').casefold()
        if text == wanted:
            continue
        if text.startswith(wanted):
            first.append(candidate)
        elif wanted and re.search(rf"\b{re.escape(wanted)}", text):
            later.append(candidate)
    return tuple((first + later)[:_MOST])


def _names(vocabulary: Vocabulary) -> Iterator[Candidate]:
    for name, means in FIELDS.items():
        yield Candidate(f"{name}:", means)
    for label in vocabulary.labels:
        if label.casefold() not in FIELDS:
            yield Candidate(
                f"{_quoted(label.lower() if label.istitle() else label)}:", f"words of a span of {label}"
            )
    taken = {*FIELDS, *(label.casefold() for label in vocabulary.labels)}
    for attribute in vocabulary.attributes:
        prefix = "attr." if attribute.casefold() in taken else ""
        yield Candidate(f"{_quoted(prefix + attribute)}:", f"a span’s {attribute}")


def _values(name: str, vocabulary: Vocabulary) -> Iterator[Candidate]:
    label = next((known for known in vocabulary.labels if known.casefold() == name), None)
    attributes = {known.casefold(): known for known in vocabulary.attributes}
    listed = {
        "label": vocabulary.labels,
        "relation": vocabulary.relations,
        "by": vocabulary.annotators,
        "origin": ORIGINS,
        "state": tuple(state.value for state in State),
        "flagged": (YES, NO),
        "source": vocabulary.sources,
        "language": vocabulary.languages,
        "note": (),
        "span": (),
    }
    attribute = attributes.get(name.removeprefix("attr."))
    if name in listed:
        yield from (Candidate(_quoted(value)) for value in listed[name])
    elif name in FIELDS:
        return
    elif attribute is not None and (label is None or name.startswith("attr.")):
        yield from (Candidate(_quoted(value)) for value in vocabulary.attributes[attribute])
    elif label is None:
        return
    if name in ("label", "relation", "note", "span") or label is not None or attribute is not None:
        yield Candidate(ANYTHING, "any")


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else f'"{text}"'
