"""The rule report: what became of the suggestions of each source, and how the annotations came to be."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from annotator.app.assistance import OFF, Assistance
from annotator.app.session import Session
from annotator.app.user_patterns import keep_patterns, patterns_in
from annotator.assist.merge import kind_of
from annotator.assist.patterns import SOURCE as PATTERN
from annotator.domain.errors import Refusal
from annotator.domain.figures import Cell, Chart, ChartKind, Figure, Series
from annotator.domain.source_tally import SourceTallies, tallies_of
from annotator.domain.user_pattern import UserPattern
from annotator.storage.faults import plain_faults
from annotator.storage.store import Store, open_beside

PAGES = (("sources", "Sources"), ("days", "Day by day"), ("origins", "Origin of annotations"))
"""Name and title of each page."""
OUTCOMES = ("Accepted", "Corrected", "Rejected", "Ignored")
STATE, SOURCE = 1, 0  # columns of the page of sources
_HEADS = ("Source", "State", "Precision", "Shown", *OUTCOMES, "Calibrated")
_NONE = "–"
_MOST_SILENT = 1_000
_ORIGINS = {"manual": "by hand", "suggested": "suggested", "imported": "imported"}


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What a worker has counted. `predictions` are the sources of predictions in the project.

    `patterns` are the user's; `origins` are kind, source, number and mean score of the annotations, the score None
    where none was given.
    """

    tallies: SourceTallies
    predictions: tuple[str, ...]
    patterns: tuple[UserPattern, ...]
    origins: tuple[tuple[str, str, int, float | None], ...]


def read_report(store: Store) -> RuleReport:
    """Count in the file; for a worker, because it looks at every decision and annotation."""
    return RuleReport(
        tallies_of(store.suggestions.outcomes_by_day()),
        tuple(store.suggestions.prediction_sources()),
        tuple(patterns_in(store)),
        tuple(store.figures.origins()),
    )


def report_beside(session: Session, cancelled: Callable[[], bool]) -> RuleReport:
    """Count in a worker thread. Raises Cancelled, or Refusal when the file is damaged."""
    with open_beside(session.store) as store, store.stopped_when(cancelled), plain_faults(store.path):
        return read_report(store)


def sources_of(report: RuleReport, assistance: Assistance) -> list[str]:
    """Every source that suggests or has suggested: suggesters, patterns by their names, predictions, others.

    Of more than 1,000 patterns those of which nothing was decided are left out.
    """
    suggesters = (assistance.memory, *assistance.suggesters.values())
    named = [suggester.name for suggester in suggesters if suggester.name != PATTERN]
    totals = report.tallies.totals
    patterns = [f"{PATTERN}:{pattern.name}" for pattern in report.patterns]
    if len(patterns) > _MOST_SILENT:
        patterns = [source for source in patterns if source in totals]
    return list(dict.fromkeys((*named, *patterns, *report.predictions, *sorted(totals))))


def source_figure(report: RuleReport, assistance: Assistance, faulty: Collection[str] = ()) -> Figure:
    """A row for each source, in the order of `sources_of`. `faulty` are patterns that switched themselves off."""
    states = {f"{PATTERN}:{p.name}": _state_of(p, assistance, p.name in faulty) for p in report.patterns}
    rows = []
    for source in sources_of(report, assistance):
        tally = report.tallies.of(source)
        precision = round(tally.precision, 2) if tally.precision is not None else _NONE
        calibrated = "yes" if assistance.is_calibrated(kind_of(source)) else "no"
        state = states.get(source, "on") if assistance.is_on(source) else "off"
        rows.append((source, state, precision, tally.shown, *tally.counts(), calibrated))
    total = sum(tally.shown for tally in report.tallies.totals.values())
    taken = sum(tally.accepted for tally in report.tallies.totals.values())
    share = f", {taken:,} of them accepted ({100 * taken / total:.0f} %)" if total else ""
    sentence = (
        f"{total:,} suggestion{' was' if total == 1 else 's were'} shown and decided{share}."
        if total
        else "Nothing was decided yet."
    )
    return Figure("sources", "Sources", sentence, _HEADS, tuple(rows))


def day_chart(report: RuleReport, source: str) -> Chart | None:
    """What became of a source's suggestions on each day; None when nothing was decided."""
    days = report.tallies.by_day(source)
    if not days:
        return None
    series = tuple(
        Series(name, tuple(tally.counts()[number] for _, tally in days), name)
        for number, name in enumerate(OUTCOMES)
    )
    return Chart(ChartKind.BARS, tuple(day for day, _ in days), series, "suggestions")


def day_figure(report: RuleReport) -> Figure:
    """A row for each source and day, the last day first."""
    found = [(day, source, tally) for source, days in report.tallies.days.items() for day, tally in days.items()]
    found.sort(key=lambda entry: entry[1])
    found.sort(key=lambda entry: entry[0], reverse=True)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (day, source, round(tally.precision or 0.0, 2), tally.shown, *tally.counts())
        for day, source, tally in found
    )
    days = len({day for day, _, _ in found})
    sentence = (
        f"Decisions on {days:,} day{'' if days == 1 else 's'}, by UTC." if days else "Nothing was decided yet."
    )
    return Figure("days", "Day by day", sentence, ("Day", "Source", "Precision", "Shown", *OUTCOMES), rows)


def origin_figure(report: RuleReport) -> Figure:
    """How the annotations came to be, the most frequent way first."""
    ways = sorted(report.origins, key=lambda way: (-way[2], way[0], way[1]))
    total = sum(number for _, _, number, _ in ways)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            _ORIGINS.get(kind, kind),
            source or _NONE,
            number,
            round(100 * number / total, 1),
            _NONE if score is None else round(score, 2),
        )
        for kind, source, number, score in ways
    )
    kinds: dict[str, int] = {}
    for kind, _, number, _ in ways:
        kinds[_ORIGINS.get(kind, kind)] = kinds.get(_ORIGINS.get(kind, kind), 0) + number
    parts = ", ".join(f"{number:,} {kind}" for kind, number in kinds.items())
    sentence = f"{total:,} annotations: {parts}." if total else "There is no annotation yet."
    heads = ("Origin", "Source", "Annotations", "Percent", "Mean score")
    return Figure("origins", "Origin of annotations", sentence, heads, rows)


def switch_source(session: Session, source: str) -> bool:
    """Switch a source off, or on again, also for the next time; True when it is on now.

    Raises Refusal when all sources of its kind are off, StorageFailed when the project cannot be written.
    """
    assistance, kind = session.assistance, kind_of(source)
    if kind != source and kind in assistance.off:
        raise Refusal(f"Everything from “{kind}” is off; switch that on first.")
    patterns = patterns_in(session.store) if kind == PATTERN else []
    found = next((n for n, pattern in enumerate(patterns) if f"{PATTERN}:{pattern.name}" == source), None)
    on = source in assistance.off or (found is not None and not patterns[found].on)
    if found is not None:  # a pattern says itself whether it is on, so that its dialog says the same
        patterns[found] = replace(patterns[found], on=on)
        keep_patterns(session, patterns)
        if source not in assistance.off:
            return on
    off = assistance.off - {source} if on else assistance.off | {source}
    session.store.set_setting(OFF, json.dumps(sorted(off), ensure_ascii=False))
    assistance.switch(source, on=on)
    return on


def _state_of(pattern: UserPattern, assistance: Assistance, is_faulty: bool) -> str:
    if not pattern.on:
        return "off"
    if pattern.label not in assistance.layers:
        return "no such label"
    return "switched itself off" if is_faulty else "on"
