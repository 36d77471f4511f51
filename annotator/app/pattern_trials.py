"""Trying a pattern before it is kept: its hits in one report in bounded time, or in all with a way to stop."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from annotator.app.session import Session
from annotator.app.sources import Progress, no_progress
from annotator.assist.patterns import Patterns
from annotator.domain.documents import State
from annotator.domain.errors import Cancelled
from annotator.domain.span_lines import SpanLine
from annotator.domain.suggestions import Suggestion
from annotator.domain.tokens import TokenIndex
from annotator.domain.user_pattern import UserPattern
from annotator.storage.faults import plain_faults
from annotator.storage.store import Store, open_beside

MOST_LINES = 200  # hits that are shown in their words
SECONDS = 2.0  # for the report that is open
_BLOCK = 1_024  # code points between two looks at the clock
_QUICK = 0.2  # seconds for the test whether a text is worth reading
_LOOKS_AROUND = re.compile(r"\$|(?<!\[)\^|\\[^wWdDsSbB.()\[\]{}|*+?/\\-]|\(\?(?!:|P<)|[+*?}]\+|\[[^\]]*\\b")
_AROUND = 60  # code points before and behind


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found: `hits` in `reports` reports, of `looked` that were looked through, of `total`.

    `lines` are the first hits; `complete` is False when the time was up, or the user stopped it; `fault` is a
    sentence when the pattern takes too long and would switch itself off.
    """

    lines: tuple[SpanLine, ...] = ()
    hits: int = 0
    reports: int = 0
    looked: int = 0
    total: int = 0
    complete: bool = True
    fault: str = ""


class _Stopped(Exception):
    """Enough: the time is up, the user said so, or the pattern switched itself off."""


def try_on_text(
    pattern: UserPattern,
    text: str,
    *,
    document: int = 0,
    title: str = "",
    seconds: float = SECONDS,
    cancelled: Callable[[], bool] = lambda: False,
) -> Trial:
    """The hits in one text, as far as the seconds reach. Raises Refusal for a pattern that means nothing."""
    patterns = Patterns([pattern])
    end = time.monotonic() + seconds
    lines, hits, complete = list[SpanLine](), 0, True
    try:
        for hit in _hits(patterns, text, lambda: cancelled() or time.monotonic() > end):
            hits += 1
            if len(lines) < MOST_LINES:
                lines.append(_line(document, text, hit, title))
    except _Stopped:
        complete = False
    fault = next(iter(patterns.faults.values()), "")
    return Trial(tuple(lines), hits, int(hits > 0), 1, 1, complete, fault)


def try_on_corpus(
    store: Store,
    pattern: UserPattern,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
) -> Trial:
    """The hits in all reports that are not set aside; what was found so far when `cancelled` says so.

    Literal patterns, and those with a plain word, only look where that word stands. Raises Refusal.
    """
    patterns = Patterns([pattern])
    may_hit = quick_test(pattern)
    total, texts = _texts(store, pattern)
    lines, hits, reports, looked, complete = list[SpanLine](), 0, 0, 0, True
    try:
        for key, text in texts:
            if cancelled():
                raise _Stopped
            before = hits
            for hit in _hits(patterns, text, cancelled) if may_hit(text) else ():
                hits += 1
                if len(lines) < MOST_LINES:
                    lines.append(_line(key, text, hit, ""))
            reports += hits > before
            looked += 1
            progress(looked, total, f"{hits:,} hit{'' if hits == 1 else 's'} so far")
    except (_Stopped, Cancelled):
        complete = False
    fault = next(iter(patterns.faults.values()), "")
    summaries = store.documents.summaries(sorted({line.document for line in lines}))
    titles = {summary.key: summary.facts.title for summary in summaries}
    shown = tuple(replace(line, title=titles.get(line.document, "")) for line in lines)
    return Trial(shown, hits, reports, looked, total, complete, fault)


def trial_beside(
    session: Session, pattern: UserPattern, progress: Progress, cancelled: Callable[[], bool]
) -> Trial:
    """Try it on the corpus in a worker thread. Raises Refusal."""
    with open_beside(session.store) as store, plain_faults(store.path):
        return try_on_corpus(store, pattern, progress, cancelled)


def report_words(trial: Trial) -> str:
    """What a trial on the open report found, in a sentence."""
    if trial.fault:
        return _as_a_warning(trial.fault)
    if trial.complete:
        return f"{_number(trial.hits)} in this report."
    return f"At least {_number(trial.hits)} in this report; it is too long to be counted while you type."


def corpus_words(trial: Trial) -> str:
    """What a trial on the corpus found, in a sentence."""
    if trial.fault:
        return f"{_as_a_warning(trial.fault)} Up to there: {_number(trial.hits)}."
    places = f"{_number(trial.hits)} in {_reports(trial.reports)}"
    if trial.complete:
        return f"{places} of the project."
    return f"Stopped after {trial.looked:,} of {_reports(trial.total)}: {places}."


def plain_word(pattern: UserPattern) -> str:
    """What must stand in a report as it is for the pattern to be found there; empty when nothing need."""
    if pattern.kind == "literal":
        return pattern.text
    if pattern.kind == "regex":
        return ""
    parts = [part for part in pattern.text.split() if not set(part) & set("*^#|?")]
    return max(parts, key=len, default="")


def quick_test(pattern: UserPattern) -> Callable[[str], bool]:
    """Whether a text is worth being read sentence by sentence: False where the pattern cannot be found in it.

    Of words their fixed parts are looked for, in any case. An expression is looked for in the whole text without
    its borders of words; where it has what looks around, or gives nothing back, a hit in a sentence need not be
    one in the text, and every text is worth it.
    """
    if pattern.kind == "words":
        return _has_parts(pattern.text)
    if pattern.kind != "regex" or _LOOKS_AROUND.search(pattern.text):
        return lambda _: True
    import regex

    try:
        loose = regex.compile(re.sub(r"\\(.)", _without_borders, pattern.text))
    except regex.error:
        return lambda _: True

    def may_hit(text: str) -> bool:
        try:
            return loose.search(text, timeout=_QUICK) is not None
        except TimeoutError:
            return True

    return may_hit


def _has_parts(written: str) -> Callable[[str], bool]:
    """Whether of each part of a pattern of words something fixed stands in the text: `gade` of `*gade`."""
    needed = []
    for part in written.split():
        fixed = [choice.strip("*").casefold() for choice in part.split("|") if choice]
        may_miss = part.endswith("?") or any(not choice or choice in "^#" for choice in fixed)
        if fixed and not may_miss:
            needed.append(tuple(fixed))

    def may_hit(text: str) -> bool:
        folded = text.casefold() if needed else ""
        return all(any(choice in folded for choice in choices) for choices in needed)

    return may_hit


def _without_borders(escape: re.Match[str]) -> str:
    return "" if escape[1] in "bB" else escape[0]


def _texts(store: Store, pattern: UserPattern) -> tuple[int, Iterator[tuple[int, str]]]:
    """How many reports are to be looked through, and their keys and texts."""
    word = plain_word(pattern)
    keys = store.search.with_phrase(word) if word else None
    if keys is not None:
        return len(keys), _some_texts(store, keys)
    states = store.documents.count_by_state()
    return sum(number for state, number in states.items() if state is not State.SET_ASIDE), store.copies.texts()


def _some_texts(store: Store, keys: list[int]) -> Iterator[tuple[int, str]]:
    for key in keys:
        document = store.documents.read(key)
        yield key, document.text if document.state is not State.SET_ASIDE else ""


def _hits(patterns: Patterns, text: str, stopping: Callable[[], bool]) -> Iterator[Suggestion]:
    """The hits in the order of their starts. Raises _Stopped, also once the pattern has switched itself off."""
    tokens = TokenIndex(text)
    for start in range(0, len(text), _BLOCK):
        if patterns.faults or stopping():
            raise _Stopped
        yield from patterns.suggest(text, tokens, start, min(start + _BLOCK, len(text)))
    if patterns.faults:
        raise _Stopped


def _line(document: int, text: str, hit: Suggestion, title: str) -> SpanLine:
    before, behind = text[max(0, hit.start - _AROUND) : hit.start], text[hit.end : hit.end + _AROUND]
    return SpanLine(document, "", hit.start, hit.end, hit.label, before, text[hit.start : hit.end], behind, title)


def _number(hits: int) -> str:
    return f"{hits:,} hit{'' if hits == 1 else 's'}"


def _reports(number: int) -> str:
    return f"{number:,} report{'' if number == 1 else 's'}"


def _as_a_warning(fault: str) -> str:
    return fault.replace("was switched off", "would switch itself off")
