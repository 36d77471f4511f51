"""The flow of the text: which segments stand where on the screen, and how the screen moves over them.

The screen is tied to the text by an anchor, a segment and a distance below its top. Heights above it that were
guessed wrong change the scroll bar when they are corrected, never what the reader sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from annotator.ui.text_view.heights import Heights
from annotator.ui.text_view.layouts import LayoutCache, SegmentLayout
from annotator.ui.text_view.metrics import Metrics
from annotator.ui.text_view.segments import Segments


class Flow:
    """One text at one width, with the screen's place in it. All y are pixels below the top of the screen."""

    def __init__(self, text: str, segments: Segments, metrics: Metrics, width: int, screen: int) -> None:
        self._text = text
        self.segments = segments
        self.metrics = metrics
        self.width = width
        self.screen = screen
        self._characters = max(width / metrics.character, 1.0)
        self.layouts = LayoutCache(self._lay_out)
        self._heights = Heights(len(segments), self._guess_sum, self._guess_each)
        self._segment = 0
        self._below = -metrics.margin
        self._visible: list[tuple[SegmentLayout, int]] | None = None

    @property
    def top(self) -> int:
        """How far down the text the screen stands, by what is known of the heights so far."""
        return self._heights.top(self._segment) + self._below + self.metrics.margin

    @property
    def furthest(self) -> int:
        """The largest value of `top`."""
        return max(self._heights.total + 2 * self.metrics.margin - self.screen, 0)

    def visible(self) -> list[tuple[SegmentLayout, int]]:
        """The segments on the screen with the y of their tops."""
        if self._visible is None:
            self._visible = list(self._downwards())
        return self._visible

    def resize(self, screen: int) -> None:
        self.screen = screen
        self._settle()

    def scroll_by(self, distance: int) -> int:
        """Move the screen down the text, up when negative; returns how far it went."""
        before, segment = self._below, self._segment
        self._below += distance
        self._settle()
        return self._between(segment, before, distance)

    def scroll_to(self, top: int) -> None:
        """Put the screen `top` pixels down the text."""
        self._segment, self._below = self._heights.at(top - self.metrics.margin)
        if top < self.metrics.margin:
            self._below = top - self.metrics.margin
        self._settle()

    def bring(self, position: int, y: int) -> None:
        """Scroll so that the line of `position` begins at `y`, as far as the text reaches."""
        self._segment = self.segments.at(position)
        layout = self.layouts[self._segment]
        self._below = layout.top(layout.line_at(position)) - y
        self._settle()

    def locate(self, position: int) -> tuple[SegmentLayout, int, int] | None:
        """Layout, line and y of the line of `position`; None when it is more than three screens away."""
        segment = self.segments.at(position)
        distance = self._heights.top(segment) - self._heights.top(self._segment)
        if abs(distance) > 3 * self.screen:
            return None
        y = -self._below
        for passed in range(self._segment, segment):
            y += self.layouts[passed].height
        for passed in range(segment, self._segment):
            y -= self.layouts[passed].height
        layout = self.layouts[segment]
        line = layout.line_at(position)
        return layout, line, y + layout.top(line)

    def line_at_y(self, y: int) -> tuple[SegmentLayout, int]:
        """The line at a height on the screen or beyond it; the first or last of the text when there is none."""
        segment, top = self._segment, -self._below
        while y < top and segment > 0:
            segment -= 1
            top -= self.layouts[segment].height
        while segment + 1 < len(self.segments) and (y >= top + self.layouts[segment].height):
            top += self.layouts[segment].height
            segment += 1
        layout = self.layouts[segment]
        return layout, layout.line_at_y(y - top)

    def step(self, position: int, lines: int) -> tuple[SegmentLayout, int]:
        """The line so many lines below that of `position`, above when negative; the outermost when too few."""
        segment = self.segments.at(position)
        line = self.layouts[segment].line_at(position) + lines
        while line < 0 and segment > 0:
            segment -= 1
            line += self.layouts[segment].line_count
        while segment + 1 < len(self.segments) and line >= self.layouts[segment].line_count:
            line -= self.layouts[segment].line_count
            segment += 1
        layout = self.layouts[segment]
        return layout, min(max(line, 0), max(layout.line_count - 1, 0))

    def _lay_out(self, segment: int) -> SegmentLayout:
        start, stop = self.segments.span(segment)
        layout = SegmentLayout(
            self._text[start : self.segments.content_end(segment)],
            start,
            stop,
            ends=self.segments.ends_paragraph(segment),
            right_to_left=self.segments.is_right_to_left(segment),
            width=self.width,
            metrics=self.metrics,
        )
        self._heights.set(segment, layout.height)
        return layout

    def _guess_sum(self, first: int, last: int) -> int:
        count = last - first
        lines = int(self.segments.rough_length(first, last) / self._characters + count * 0.4)
        return max(lines, count) * self.metrics.pitch + count * self.metrics.gap

    def _guess_each(self, first: int, last: int) -> list[int]:
        starts = self.segments.rough_starts(first, last)
        pitch, gap, characters = self.metrics.pitch, self.metrics.gap, self._characters
        return [(int((end - start) / characters) + 1) * pitch + gap for start, end in pairwise(starts)]

    def _downwards(self) -> Iterator[tuple[SegmentLayout, int]]:
        y, segment = -self._below, self._segment
        while y < self.screen and segment < len(self.segments):
            layout = self.layouts[segment]
            if layout.line_count:
                yield layout, y
            y += layout.height
            segment += 1

    def _settle(self) -> None:
        """Bring the anchor to the first segment on the screen, and the screen inside the text."""
        self._visible = None
        self._climb()
        bottom = -self._below
        last = self._segment
        while bottom < self.screen - self.metrics.margin and last < len(self.segments):
            bottom += self.layouts[last].height
            last += 1
        if last == len(self.segments) and bottom < self.screen - self.metrics.margin:
            self._below -= self.screen - self.metrics.margin - bottom
            self._climb()
        while self._segment + 1 < len(self.segments) and self._below >= self.layouts[self._segment].height:
            self._below -= self.layouts[self._segment].height
            self._segment += 1

    def _climb(self) -> None:
        while self._below < 0 and self._segment > 0:
            self._segment -= 1
            self._below += self.layouts[self._segment].height
        if self._segment == 0:
            self._below = max(self._below, -self.metrics.margin)

    def _between(self, segment: int, below: int, wanted: int) -> int:
        """How far the screen went from an earlier anchor."""
        gone = self._below - below
        for passed in range(segment, self._segment):
            gone += self.layouts[passed].height
        for passed in range(self._segment, segment):
            gone -= self.layouts[passed].height
        return gone if wanted else 0
