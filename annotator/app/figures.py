"""The pages of statistics, each computed when it is asked for, by SQL or in one pass that can be stopped."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timezone
from pathlib import Path

from annotator.app.pace import Pace, pace_of
from annotator.app.session import Session
from annotator.app.sources import Progress, no_progress, raise_when
from annotator.domain.documents import State
from annotator.domain.figures import Cell, Chart, ChartKind, Figure, Series
from annotator.formats.figure_csv import write_table
from annotator.storage.faults import plain_faults
from annotator.storage.store import Store, open_beside

PAGES = (
    ("progress", "progress", "Progress and pace"),
    ("time", "time", "Labels over time"),
    ("sources", "sources", "Labels by source"),
    ("lengths", "spans", "Lengths of spans"),
    ("overlaps", "spans", "Overlaps"),
    ("frequent", "texts", "Frequent spans"),
    ("torn", "texts", "Inconsistent labels"),
    ("missing", "texts", "Missing labels"),
)
"""Name of each page, of the group it is computed with, and its title."""

Cancelled = Callable[[], bool]
Row = tuple[Cell, ...]
_SOURCES = 20
_MOST_PLACES = 400  # on the x axis
_MONTHS, _DAYS = 7, 10  # letters of a date
_FEW_DAYS = 92
_STEP = 2_000
_LENGTHS = (5, 10, 20, 40, 80, 160, 320)  # characters: the upper ends of the classes


def progress_figure(store: Store, today: date | None = None) -> Figure:
    """Reports by state, and what was done on each day with the pace of the last ones."""
    states = store.documents.count_by_state()
    left = states[State.OPEN] + states[State.IN_PROGRESS]
    pace = pace_of(store.figures.steps(), left, today or datetime.now(timezone.utc).date())
    names = sorted(pace.days)
    rows: tuple[Row, ...] = tuple(
        (
            name,
            round(day.seconds / 3600, 2),
            day.reports,
            day.spans,
            *_an_hour(day.seconds, day.reports, day.spans),
        )
        for name, day in ((name, pace.days[name]) for name in reversed(names))
    )
    shown = names[-_MOST_PLACES:]
    chart = Chart(
        ChartKind.BARS, tuple(shown), (Series("Spans", tuple(pace.days[name].spans for name in shown)),), "spans"
    )
    return Figure(
        "progress",
        "Progress and pace",
        _pace_sentence(states, left, pace),
        ("Day", "Hours", "Reports done", "Spans", "Reports an hour", "Spans an hour"),
        tuple(rows),
        chart if shown else None,
    )


def time_figure(store: Store) -> Figure:
    """Spans of each label by the date of their reports: days, months or years, as it fits."""
    first, last = store.figures.date_range()
    letters = _letters(first, last)
    labels = store.figures.labels()
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for part, number, spans in store.figures.spans_by_date(letters):
        table[part][labels[number][0]] += spans
    names = _used(store, table)
    parts = _filled(sorted(table), letters)[-_MOST_PLACES:]
    series = tuple(Series(name, tuple(table[part][name] for part in parts), name) for name in names)
    unit = {4: "year", _MONTHS: "month", _DAYS: "day"}[letters]
    sentence = f"Spans by {unit} of the report." if parts else "No report has a date."
    rows: tuple[Row, ...] = tuple((part, *(table[part][name] for name in names)) for part in parts)
    chart = Chart(ChartKind.LINES, tuple(parts), series, "spans") if parts else None
    return Figure("time", "Labels over time", sentence, (unit.capitalize(), *names), rows, chart)


def source_figure(store: Store) -> Figure:
    """Spans of each label by the source of their reports, those with most spans first."""
    labels = store.figures.labels()
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for source, number, spans in store.figures.spans_by_source():
        table[source.strip() or "(no source)"][labels[number][0]] += spans
    order = sorted(table, key=lambda source: (-table[source].total(), source))
    if len(order) > _SOURCES:
        others = f"{len(order) - _SOURCES:,} others"
        for source in order[_SOURCES:]:
            table[others].update(table[source])
        order[_SOURCES:] = [others]
    names = _used(store, table)
    series = tuple(Series(name, tuple(table[source][name] for source in order), name) for name in names)
    rows: tuple[Row, ...] = tuple((source, *(table[source][name] for name in names)) for source in order)
    chart = Chart(ChartKind.BARS, tuple(order), series, "spans") if order else None
    sentence = "Spans by source of the report." if order else "No annotation yet."
    return Figure("sources", "Labels by source", sentence, ("Source", *names), rows, chart)


def span_figures(
    store: Store, progress: Progress = no_progress, cancelled: Cancelled = lambda: False
) -> list[Figure]:
    """Lengths and overlaps of spans, from one pass. Raises Cancelled."""
    labels = {number: name for number, (name, _) in store.figures.labels().items()}
    total = store.bulk_reader().count_annotations(frozenset(State))
    lengths: dict[str, Counter[int]] = defaultdict(Counter)
    sizes: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    report, open_spans = -1, list[tuple[int, str]]()
    for done, (document, start, end, number) in enumerate(store.figures.spans()):
        if done % _STEP == 0:
            raise_when(cancelled)
            progress(done, total, "Measuring spans")
        label = labels[number]
        lengths[label][next((at for at, most in enumerate(_LENGTHS) if end - start <= most), len(_LENGTHS))] += 1
        sizes[label] += end - start
        open_spans = [span for span in open_spans if span[0] > start] if document == report else []
        report = document
        for _, other in open_spans:
            pairs[(label, other) if label < other else (other, label)] += 1
        open_spans.append((end, label))
    names = [name for name in store.labels.read_schema().names() if name in lengths]
    return [_length_figure(names, lengths, sizes), _overlap_figure(names, pairs)]


def figure_groups() -> dict[str, Callable[[Store, Progress, Cancelled], list[Figure]]]:
    """What is computed together, by name; the pages of a group come in their order."""
    from annotator.app.text_figures import text_figures

    return {
        "progress": lambda store, *_: [progress_figure(store)],
        "time": lambda store, *_: [time_figure(store)],
        "sources": lambda store, *_: [source_figure(store)],
        "spans": span_figures,
        "texts": text_figures,
    }


def figures_beside(session: Session, group: str, progress: Progress, cancelled: Cancelled) -> list[Figure]:
    """The pages of one group, in a worker thread. Raises Cancelled, or Refusal when the file is damaged."""
    with open_beside(session.store) as store, store.stopped_when(cancelled), plain_faults(store.path):
        return figure_groups()[group](store, progress, cancelled)


def all_figures(
    store: Store, progress: Progress = no_progress, cancelled: Cancelled = lambda: False
) -> Iterator[Figure]:
    """Every page. Raises Cancelled, or Refusal when the file is damaged."""
    for group in figure_groups().values():
        with plain_faults(store.path):
            found = group(store, progress, cancelled)
        yield from found


def write_csv(figure: Figure, target: Path) -> None:
    """Write the table of a page, with cells that no spreadsheet takes for formulas. Raises FileRefused."""
    write_table([figure.heads, *figure.rows], target)


def _an_hour(seconds: float, *counts: int) -> tuple[float, ...]:
    return tuple(round(count * 3600 / seconds, 1) if seconds else 0.0 for count in counts)


def _pace_sentence(states: dict[State, int], left: int, pace: Pace) -> str:
    done = states[State.DONE]
    total = sum(states.values()) - states[State.SET_ASIDE]
    share = f" ({100 * done / total:.0f} %)" if total else ""
    parts = [f"{done:,} of {total:,} reports are done{share}."]
    if pace.days:
        parts.append(f"{pace.reports_an_hour:.1f} reports and {pace.spans_an_hour:.0f} spans an hour.")
    if left and pace.hours_left is not None:
        when = f", until {pace.end}" if pace.end is not None else ""
        parts.append(f"About {pace.hours_left:,.0f} hours of work are left{when}.")
    return " ".join(parts)


def _letters(first: str, last: str) -> int:
    try:
        begin, end = date.fromisoformat(first[:10]), date.fromisoformat(last[:10])
    except ValueError:
        return 4 if first[:4] != last[:4] else _MONTHS
    if (end - begin).days <= _FEW_DAYS:
        return _DAYS
    return _MONTHS if (end - begin).days <= 366 * 25 else 4


def _filled(parts: list[str], letters: int) -> list[str]:
    """The months between the first and the last, also those in which nothing was; others as they are."""
    if letters != _MONTHS or not all(len(part) == _MONTHS and part[5:].isdecimal() for part in parts):
        return parts
    numbers = [12 * int(part[:4]) + int(part[5:]) - 1 for part in parts]
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(numbers[0], numbers[-1] + 1)] if numbers else []


def _used(store: Store, table: dict[str, Counter[str]]) -> list[str]:
    used = {name for counts in table.values() for name in counts}
    return [name for name in store.labels.read_schema().names() if name in used]


def _length_figure(names: list[str], lengths: dict[str, Counter[int]], sizes: Counter[str]) -> Figure:
    classes = [f"{low + 1}-{high}" for low, high in zip((0, *_LENGTHS), _LENGTHS, strict=False)]
    classes.append(f"{_LENGTHS[-1] + 1}+")
    series = tuple(Series(name, tuple(lengths[name][at] for at in range(len(classes))), name) for name in names)
    rows: tuple[Row, ...] = tuple(
        (name, round(sizes[name] / lengths[name].total(), 1), *(lengths[name][at] for at in range(len(classes))))
        for name in names
    )
    sentence = "Spans by their length in characters." if names else "No annotation yet."
    chart = Chart(ChartKind.BARS, tuple(classes), series, "spans") if names else None
    return Figure("lengths", "Lengths of spans", sentence, ("Label", "Mean", *classes), rows, chart)


def _overlap_figure(names: list[str], pairs: Counter[tuple[str, str]]) -> Figure:
    def count(one: str, other: str) -> int:
        return pairs[(one, other) if one < other else (other, one)]

    rows: tuple[Row, ...] = tuple((name, *(count(name, other) for other in names)) for name in names)
    total = sum(pairs.values())
    sentence = f"{total:,} pairs of spans share characters." if total else "No two spans share a character."
    return Figure("overlaps", "Overlaps", sentence, ("Label", *names), rows, Chart(ChartKind.SHADES))
