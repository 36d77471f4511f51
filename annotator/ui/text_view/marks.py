"""Marks: what is drawn on each line of a segment for its annotations and suggestions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.domain.annotation_set import AnnotationSet
from annotator.domain.annotations import Annotation
from annotator.domain.labels import ENTITY_LAYER, LabelSchema
from annotator.domain.suggestions import Suggestion
from annotator.ui.text_view.attribute_shapes import attribute_shape
from annotator.ui.text_view.lanes import LANES_SHOWN, assign_lanes, depths
from annotator.ui.text_view.layouts import Piece, SegmentLayout
from annotator.ui.text_view.letters import Letter, place_letters, shorten
from annotator.ui.text_view.stretch_index import StretchIndex

_CLUSTER_REACH = 6_000  # how far overlapping claims are followed so that a claim keeps its lane
_LETTER_GAP = 1.5


class Mark(NamedTuple):
    """One stretch of a line: `level` is the depth of a tint or the number of a lane; `opens` and `closes` say
    whether its left and right edge are those of the span; `dashes` is how broken a lane is, 0 for whole.
    """

    left: float
    right: float
    level: int
    role: str
    opens: bool
    closes: bool
    is_suggested: bool
    dashes: int = 0


class PlacedLetter(NamedTuple):
    left: float
    text: str
    role: str


@dataclass
class LineMarks:
    """Marks of one line, the outer before the inner; `hidden` counts the claims that no lane is left for."""

    tints: list[Mark] = field(default_factory=list)
    outlines: list[Mark] = field(default_factory=list)
    lanes: list[Mark] = field(default_factory=list)
    letters: list[PlacedLetter] = field(default_factory=list)
    hidden: int = 0
    hidden_role: str = ""


class LabelLook(NamedTuple):
    role: str
    sign: str
    is_entity: bool


class Looks:
    """How each label of a schema is drawn."""

    def __init__(self, schema: LabelSchema) -> None:
        self._looks = {
            label.name: LabelLook(
                label.color, label.key.upper() or label.name[:1].upper(), label.layer == ENTITY_LAYER
            )
            for label in schema.labels
        }
        self._attributes = {label.name: label.attributes for label in schema.labels if label.attributes}

    def of(self, annotation: Annotation) -> tuple[LabelLook, int]:
        """The look of an annotation, with signs for what is said of it, and how broken its lane is."""
        look = self[annotation.label]
        if not annotation.attributes:
            return look, 0
        shape = attribute_shape(self._attributes.get(annotation.label, ()), annotation.attributes, look.is_entity)
        return look._replace(sign=look.sign + shape.signs), shape.dashes

    def __getitem__(self, label: str) -> LabelLook:
        """A label that the schema does not have is drawn as an entity in the last colour."""
        return self._looks.get(label) or LabelLook("", label[:1].upper(), True)


class _Drawn(NamedTuple):
    start: int
    end: int
    look: LabelLook
    is_suggested: bool
    dashes: int = 0


def cluster(annotations: AnnotationSet, start: int, end: int) -> list[Annotation]:
    """The annotations over `[start, end)` and those that these overlap in turn, within reach."""
    low, high = max(start - _CLUSTER_REACH, 0), end + _CLUSTER_REACH
    found = annotations.overlapping(start, end)
    while found:
        first = max(min([start, *(a.start for a in found)]), low)
        last = min(max([end, *(a.end for a in found)]), high)
        if (first, last) == (start, end):
            break
        start, end = first, last
        found = annotations.overlapping(start, end)
    return found


def build_marks(
    layout: SegmentLayout,
    annotations: AnnotationSet,
    suggestions: StretchIndex[Suggestion],
    looks: Looks,
    letter_width: Callable[[str], float],
) -> list[LineMarks]:
    """The marks of each line of a segment."""
    marks = [LineMarks() for _ in range(layout.line_count)]
    drawn = []
    for a in cluster(annotations, layout.start, layout.stop):
        look, dashes = looks.of(a)
        drawn.append(_Drawn(a.start, a.end, look, False, dashes))
    drawn += [
        _Drawn(s.start, s.end, looks[s.label], True) for s in suggestions.overlapping(layout.start, layout.stop)
    ]
    entities = [one for one in drawn if one.look.is_entity]
    claims = [one for one in drawn if not one.look.is_entity]
    levels = depths([one[:2] for one in entities if not one.is_suggested])
    _mark_entities(layout, entities, levels, marks)
    _mark_claims(layout, claims, marks)
    if marks:
        _mark_letters(layout, entities + claims, marks, letter_width)
    return marks


def _mark_entities(
    layout: SegmentLayout, entities: list[_Drawn], levels: Sequence[int], marks: list[LineMarks]
) -> None:
    solid = [one for one in entities if not one.is_suggested]
    for depth, one in sorted(zip(levels, solid, strict=True), key=lambda pair: pair[0]):
        for line, mark in _line_marks(layout, one, depth):
            marks[line].tints.append(mark)
    for one in entities:
        if one.is_suggested:
            for line, mark in _line_marks(layout, one, 0):
                marks[line].outlines.append(mark)


def _mark_claims(layout: SegmentLayout, claims: list[_Drawn], marks: list[LineMarks]) -> None:
    for lane, one in zip(assign_lanes([one[:2] for one in claims]), claims, strict=True):
        counted = -1
        for line, mark in _line_marks(layout, one, lane):
            if lane < LANES_SHOWN:
                marks[line].lanes.append(mark)
            elif line != counted:
                marks[line].hidden += 1
                marks[line].hidden_role = mark.role
                counted = line


def _line_marks(layout: SegmentLayout, one: _Drawn, level: int) -> list[tuple[int, Mark]]:
    """The stretches of one span on the lines of a segment."""
    first, last = max(one.start, layout.start), min(one.end, layout.end)
    if first >= last or not layout.line_count:
        return []
    found = []
    for line in range(layout.line_at(first), layout.line_at(last - 1) + 1):
        low, high = layout.line_span(line)
        begins, ends = low <= one.start < high, low < one.end <= high or (one.end >= layout.end == high)
        if layout.is_right_to_left:
            begins, ends = ends, begins
        pieces = layout.pieces(line, first, last)
        for place, (left, right) in enumerate(pieces):
            opens, closes = begins and place == 0, ends and place == len(pieces) - 1
            found.append(
                (line, Mark(left, right, level, one.look.role, opens, closes, one.is_suggested, one.dashes))
            )
    return found


def _mark_letters(
    layout: SegmentLayout, drawn: list[_Drawn], marks: list[LineMarks], letter_width: Callable[[str], float]
) -> None:
    wanted: dict[int, dict[int, list[Letter]]] = {}
    for one in drawn:
        if layout.start <= one.start < max(layout.end, layout.start + 1):
            line = layout.line_at(one.start)
            letter = _letter(layout, line, one)
            wanted.setdefault(line, {}).setdefault(one.start, []).append(letter)
    for line, groups in wanted.items():
        letters = [letter for group in groups.values() for letter in shorten(group)]
        letters.sort(key=lambda letter: letter.x)
        widths = [letter_width(letter.text) for letter in letters]
        lefts = place_letters(letters, widths, _LETTER_GAP * layout.metrics.scale)
        marks[line].letters = [
            PlacedLetter(left, letter.text, letter.role) for left, letter in zip(lefts, letters, strict=True)
        ]


def _letter(layout: SegmentLayout, line: int, one: _Drawn) -> Letter:
    x = layout.x_of(one.start)
    first: list[Piece] = [] if layout.is_plain else layout.pieces(line, one.start, one.start + 1)
    right_to_left = bool(first) and abs(first[0][1] - x) < abs(first[0][0] - x)
    sign = f"{one.look.sign}?" if one.is_suggested else one.look.sign
    return Letter(x, sign, one.look.role, right_to_left)
