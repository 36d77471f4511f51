"""A stretch of a map: where places are on the screen, and how it moves. Mercator, as far as 82 degrees.

World coordinates are 0 to 1 from west to east and from north to south.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

_FARTHEST = 82.0  # degrees of latitude that are shown
_CLOSEST = 300_000.0  # pixels of the whole world: some hundred metres for each pixel
_STEPS = (30.0, 15.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1)
_LEAST_BETWEEN = 70.0  # pixels between two lines of the graticule
_MARGIN = 0.12  # of the screen around what is fitted in


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees as world coordinates."""
    shown = math.radians(max(-_FARTHEST, min(_FARTHEST, latitude)))
    return (longitude + 180) / 360, (1 - math.asinh(math.tan(shown)) / math.pi) / 2


def unproject(x: float, y: float) -> tuple[float, float]:
    """World coordinates as degrees of latitude and longitude."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y)))), x * 360 - 180


_TOP, _BOTTOM = project(_FARTHEST, 0)[1], project(-_FARTHEST, 0)[1]


@dataclass(frozen=True, slots=True)
class MapView:
    """What a screen of `width` by `height` pixels shows: (x, y) in its middle, the world `scale` pixels wide."""

    width: float
    height: float
    x: float = 0.5
    y: float = 0.5
    scale: float = 0.0

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.x) * self.scale + self.width / 2, (y - self.y) * self.scale + self.height / 2

    def to_world(self, left: float, top: float) -> tuple[float, float]:
        return (left - self.width / 2) / self.scale + self.x, (top - self.height / 2) / self.scale + self.y

    def resized(self, width: float, height: float) -> MapView:
        return replace(self, width=width, height=height)._kept()

    def panned(self, right: float, down: float) -> MapView:
        """Moved by pixels."""
        return replace(self, x=self.x + right / self.scale, y=self.y + down / self.scale)._kept()

    def zoomed(self, factor: float, left: float, top: float) -> MapView:
        """Larger by the factor, with what is at that point of the screen kept there."""
        x, y = self.to_world(left, top)
        scale = max(self._smallest(), min(_CLOSEST, self.scale * factor))
        return replace(
            self,
            x=x - (left - self.width / 2) / scale,
            y=y - (top - self.height / 2) / scale,
            scale=scale,
        )._kept()

    def centered(self, x: float, y: float) -> MapView:
        return replace(self, x=x, y=y)._kept()

    def fitted(self, places: Iterable[tuple[float, float]], closest: float = 12_000.0) -> MapView:
        """All these places, in world coordinates, not larger than `closest`; without any the whole world."""
        found = list(places)
        if not found:
            return replace(self, x=0.5, y=0.42, scale=self._smallest())._kept()
        xs, ys = [x for x, _ in found], [y for _, y in found]
        room = 1 - 2 * _MARGIN
        scale = min(
            self.width * room / max(max(xs) - min(xs), 1e-9), self.height * room / max(max(ys) - min(ys), 1e-9)
        )
        scale = max(self._smallest(), min(closest, scale))
        return replace(self, x=(min(xs) + max(xs)) / 2, y=(min(ys) + max(ys)) / 2, scale=scale)._kept()

    def shows(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether a place is on the screen, or at most `margin` pixels beside it."""
        left, top = self.to_screen(x, y)
        return -margin <= left <= self.width + margin and -margin <= top <= self.height + margin

    def graticule(self) -> tuple[list[float], list[float]]:
        """The latitudes and longitudes, in degrees, at which lines are drawn."""
        step = next((s for s in reversed(_STEPS) if s / 360 * self.scale >= _LEAST_BETWEEN), _STEPS[0])
        north, west = unproject(*self.to_world(0, 0))
        south, east = unproject(*self.to_world(self.width, self.height))
        latitudes = _between(max(south, -80.0), min(north, 80.0), step)
        return latitudes, _between(max(west, -180.0), min(east, 180.0), step)

    def _smallest(self) -> float:
        """The world fills the screen's narrower side at least."""
        return max(min(self.width, self.height / (_BOTTOM - _TOP)), 100.0)

    def _kept(self) -> MapView:
        """With at least the smallest scale, and the world under the middle of the screen."""
        scale = max(self.scale, self._smallest())
        return replace(self, x=max(0.0, min(1.0, self.x)), y=max(_TOP, min(_BOTTOM, self.y)), scale=scale)


def nearest(places: Sequence[tuple[float, float]], left: float, top: float, reach: float) -> int | None:
    """Which of the places on the screen is nearest to a point, in pixels; None when none is within reach."""
    best = min(
        ((math.hypot(x - left, y - top), number) for number, (x, y) in enumerate(places)), default=(math.inf, -1)
    )
    return best[1] if best[0] <= reach else None


def spread(boxes: Iterable[tuple[float, float, float, float]], most: int) -> list[int]:
    """Which boxes (left, top, width, height) can be shown without one over another, the first before the rest."""
    cell = 64.0
    kept: list[int] = []
    grid: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}
    for number, box in enumerate(boxes):
        left, top, width, height = box
        cells = [
            (column, row)
            for column in range(int(left // cell), int((left + width) // cell) + 1)
            for row in range(int(top // cell), int((top + height) // cell) + 1)
        ]
        if any(_overlap(box, other) for at in cells for other in grid.get(at, ())):
            continue
        for at in cells:
            grid.setdefault(at, []).append(box)
        kept.append(number)
        if len(kept) == most:
            break
    return kept


def degrees_words(degrees: float, signs: str) -> str:
    """Such as `30° N`; `signs` has the letters for more and for less than 0."""
    sign = "" if degrees == 0 else f" {signs[degrees < 0]}"
    return f"{abs(degrees):g}°{sign}"


def _between(low: float, high: float, step: float) -> list[float]:
    return [round(number * step, 6) for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )
