"""The model of entities that sees the parse of a report as well, beside the one that does not.

Taught with parses and read without them, a model loses .05 of F1 against one that never saw any. So there are two:
the plain one serves until the parse of a report is there, and where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from annotator.assist.base import Marker
from annotator.assist.crf import SOURCE, CrfSuggester, Taught, parsed_view, teach
from annotator.assist.models import load
from annotator.assist.parses import Parses
from annotator.domain.suggestions import Suggestion
from annotator.domain.tokens import TokenIndex

MOST_WORDS = 100_000  # that it is taught with; many more would take minutes
BESIDE = 40_000  # words that are enough for the plain model beside it
_LEAST_REPORTS = 2
_LEAST_SHARE = 0.7  # of what would be learned from must have been parsed
_WORD = 6  # characters, roughly, with what stands between


class PreferParsed:
    """The parsed model where the parse of the text is known, else the plain one; both under one name."""

    name = SOURCE

    def __init__(self, plain: CrfSuggester, parsed: CrfSuggester, parses: Parses) -> None:
        self._plain = plain
        self._parsed = parsed
        self._parses = parses

    def suggest(self, text: str, tokens: TokenIndex, start: int, end: int) -> list[Suggestion]:
        """The answers of the model that fits."""
        model = self._plain if self._parses.known(text) is None else self._parsed
        return model.suggest(text, tokens, start, end)


def parsed_file(plain: Path) -> Path:
    """Where the parsed model stands beside the plain one."""
    return plain.with_suffix(".parsed")


def to_be_parsed(reports: Sequence[Taught]) -> list[str]:
    """The texts that would be learned from, the last ones first."""
    found: list[str] = []
    length = 0
    for report in reversed(reports):
        if length > MOST_WORDS * _WORD:
            break
        length += len(report.text)
        found.append(report.text)
    return found


def parsed_reports(reports: Sequence[Taught], parses: Parses) -> list[int]:
    """The numbers of the reports with a parse; none when they are too few to learn from."""
    found = [number for number, report in enumerate(reports) if parses.has(report.text)]
    total = sum(len(report.text) for report in reports)
    known = sum(len(reports[number].text) for number in found)
    enough = known >= _LEAST_SHARE * min(total, MOST_WORDS * _WORD)
    return found if enough and len(found) >= _LEAST_REPORTS else []


def teach_parsed(
    reports: Sequence[Taught],
    markers: Sequence[Marker],
    target: Path,
    parses: Parses,
    aside: Callable[[int], Callable[[], None]],
) -> None:
    """Learn from these reports, whose parses are there; see `crf.teach`."""
    facts = {"pipeline": parses.identity}
    teach(reports, target, parsed_view(markers, parses.load), aside, most_words=MOST_WORDS, facts=facts)


def is_taught_with(path: Path, parses: Parses) -> bool:
    """Whether the parsed model of a file fits these parses. Raises ModelDamaged."""
    model = load(path)
    return model is not None and model.facts.get("pipeline") == parses.identity


def load_parsed(path: Path, markers: Sequence[Marker], parses: Parses) -> CrfSuggester | None:
    """The parsed model of a file; None where there is none for these parses. Raises ModelDamaged."""
    model = load(path)
    if model is None or model.facts.get("pipeline") != parses.identity:
        return None
    return CrfSuggester(model, parsed_view(markers, parses.known))
