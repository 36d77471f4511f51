"""How fast the work goes, from the log of what was done: working time lies between steps near each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_PAUSE = 300  # seconds without a step after which nobody is at work
_ALONE = 30  # seconds of work for a step after a pause
_RECENT = 7  # days with work from which the pace is taken


@dataclass(slots=True)
class Day:
    """What was done on one day (UTC): seconds at work, spans added, reports finished."""

    seconds: float = 0
    spans: int = 0
    reports: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """What is done an hour on the last days with work; `hours_left` and `end` are None where nobody can say."""

    days: dict[str, Day]
    spans_an_hour: float
    reports_an_hour: float
    hours_left: float | None
    end: date | None


def pace_of(steps: Iterable[tuple[str, int, int]], left: int, today: date) -> Pace:
    """The pace from steps as `FigureStore.steps` tells them; `left` reports are not finished yet."""
    days: dict[str, Day] = {}
    before = None
    for made_at, spans, reports in steps:
        try:
            at = datetime.strptime(made_at, "%Y-%m-%dT%H:%M:%SZ")
        except ValueError:
            continue
        gap = (at - before).total_seconds() if before is not None else _PAUSE + 1
        before = at
        day = days.setdefault(made_at[:10], Day())
        day.seconds += gap if 0 <= gap <= _PAUSE else _ALONE
        day.spans += spans
        day.reports += reports
    recent = [days[name] for name in sorted(days)[-_RECENT:]]
    hours = sum(day.seconds for day in recent) / 3600
    finished = sum(day.reports for day in recent)
    reports_an_hour = finished / hours if hours else 0.0
    spans_an_hour = sum(day.spans for day in recent) / hours if hours else 0.0
    if not left or not finished:
        return Pace(days, spans_an_hour, reports_an_hour, 0.0 if not left else None, today if not left else None)
    return Pace(days, spans_an_hour, reports_an_hour, left / reports_an_hour, _end(days, left, finished, today))


def _end(days: dict[str, Day], left: int, finished: int, today: date) -> date | None:
    """The day of the last report, when the days to come are like the last ones of work and those between them."""
    names = sorted(days)[-_RECENT:]
    length = (date.fromisoformat(names[-1]) - date.fromisoformat(names[0])).days + 1
    wanted = left / finished * length
    try:
        return today + timedelta(days=round(wanted))
    except OverflowError:
        return None
