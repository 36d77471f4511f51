"""Collecting and printing figures: medians and 99th percentiles in milliseconds."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Figures:
    """Rows of one run, in the order in which they were measured."""

    rows: list[dict[str, object]] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, limit: float | None = None) -> None:
        self.rows.append({"figure": name, "value": round(value, 3), "unit": unit, "limit": limit})
        bound = f"   (at most {limit:g})" if limit is not None else ""
        print(f"  {name:<58} {value:>10.2f} {unit}{bound}", flush=True)

    def add_times(self, name: str, seconds: list[float], cpu: list[float] | None = None) -> None:
        """Median and p99 of wall times, and the median of processor times where they were taken."""
        ordered = sorted(seconds)
        self.add(f"{name}: median", statistics.median(ordered) * 1000, "ms")
        self.add(f"{name}: p99", ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000, "ms", 16.7)
        if cpu:
            self.add(f"{name}: processor, median", statistics.median(cpu) * 1000, "ms", 4)

    def section(self, title: str) -> None:
        print(f"\n{title}", flush=True)

    def as_json(self) -> str:
        return json.dumps(self.rows, indent=1)


class Clock:
    """Wall and processor time of a block, and how long its thread stood in line for a processor, in seconds."""

    wall = 0.0
    cpu = 0.0
    queued = 0.0


@contextmanager
def clock() -> Iterator[Clock]:
    taken = Clock()
    queued, wall, cpu = _queued(), time.perf_counter(), time.process_time()
    yield taken
    taken.wall, taken.cpu = time.perf_counter() - wall, time.process_time() - cpu
    taken.queued = _queued() - queued


def _queued() -> float:
    """How long this thread has waited for others to leave a processor (Linux; elsewhere 0)."""
    try:
        with Path("/proc/thread-self/schedstat").open(encoding="ascii") as file:
            return int(file.read().split()[1]) / 1e9
    except OSError:
        return 0.0


def repeat(times: int, action: Callable[[], object]) -> tuple[list[float], list[float]]:
    """Wall and processor times of so many calls, in seconds."""
    walls, cpus = [], []
    for _ in range(times):
        with clock() as taken:
            action()
        walls.append(taken.wall)
        cpus.append(taken.cpu)
    return walls, cpus


def resident_mib() -> float:
    """The memory that the process holds now, in MiB (Linux; elsewhere 0)."""
    try:
        with Path("/proc/self/statm").open(encoding="ascii") as file:
            return int(file.read().split()[1]) * 4096 / 2**20
    except OSError:
        return 0.0
