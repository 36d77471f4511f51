"""Moving and selecting."""

from __future__ import annotations

from annotator.app.open_document import OpenDocument
from annotator.domain.annotations import Annotation
from annotator.domain.spans import Span
from annotator.ui.handlers.base import Context, Handler


def _tokens(step: int, extend: bool = False) -> Handler:
    return lambda context, count: context.cursor.tokens(step * count, extend=extend)


def _graphemes(step: int) -> Handler:
    return lambda context, count: context.cursor.graphemes(step * count, extend=True)


def _sentences(step: int, extend: bool = False) -> Handler:
    return lambda context, count: context.cursor.sentences(step * count, extend=extend)


def _lines(step: int, extend: bool = False) -> Handler:
    def move(context: Context, count: int) -> None:
        context.cursor.move_to(context.bench.view.vertical_move(step * count), extend=extend)

    return move


def _line_edge(start: bool, extend: bool = False) -> Handler:
    def move(context: Context, _: int) -> None:
        context.cursor.move_to(context.bench.view.line_edge(start), extend=extend)

    return move


def _page(step: int, extend: bool = False) -> Handler:
    def move(context: Context, count: int) -> None:
        context.cursor.move_to(context.bench.view.page_move(step * count), extend=extend)

    return move


def _edge(start: bool, extend: bool = False) -> Handler:
    def move(context: Context, _: int) -> None:
        desk = context.bench.desk
        end = len(desk.text) if desk is not None else 0
        context.cursor.move_to(0 if start else end, extend=extend)

    return move


def _annotation(step: int, extend: bool = False) -> Handler:
    def move(context: Context, count: int) -> None:
        desk = context.bench.desk
        if desk is None:
            return
        found, position = None, context.caret
        for _ in range(count):
            further = _next_annotation(desk, position, context.cursor.landed, step)
            if further is None:
                break
            found, position = further, further.start
        if found is None:
            context.say("No further annotation." if step > 0 else "No annotation before this.")
        else:
            place = found.end if extend and step > 0 else found.start
            context.cursor.move_to(place, extend=extend, landed=found.span)

    return move


def _next_annotation(desk: OpenDocument, position: int, landed: Span | None, step: int) -> Annotation | None:
    """The neighbour in reading order; annotations that start together are gone through, the longest first."""
    if landed is not None and landed.start == position:
        together = [a for a in desk.annotations.at(position) if a.start == position]
        together.sort(key=lambda a: -a.end)
        spans = [a.span for a in together]
        if landed in spans:
            beside = spans.index(landed) + step
            while 0 <= beside < len(spans) and spans[beside] == landed:
                beside += step
            if 0 <= beside < len(spans):
                return together[beside]
    return desk.annotations.next_from(position) if step > 0 else desk.annotations.previous_from(position)


def _select_sentence(context: Context, _: int) -> None:
    context.cursor.select_sentence()


def _widen(context: Context, count: int) -> None:
    for _ in range(count):
        if not context.cursor.widen():
            context.say("This is the whole paragraph.")
            return


def _narrow(context: Context, count: int) -> None:
    for _ in range(count):
        if not context.cursor.narrow():
            return


_STEPS: dict[str, tuple[Handler, Handler]] = {
    "next-token": (_tokens(1), _tokens(1, True)),
    "previous-token": (_tokens(-1), _tokens(-1, True)),
    "next-line": (_lines(1), _lines(1, True)),
    "previous-line": (_lines(-1), _lines(-1, True)),
    "line-start": (_line_edge(True), _line_edge(True, True)),
    "line-end": (_line_edge(False), _line_edge(False, True)),
    "next-page": (_page(1), _page(1, True)),
    "previous-page": (_page(-1), _page(-1, True)),
    "report-start": (_edge(True), _edge(True, True)),
    "report-end": (_edge(False), _edge(False, True)),
    "next-sentence": (_sentences(1), _sentences(1, True)),
    "previous-sentence": (_sentences(-1), _sentences(-1, True)),
}
HANDLERS: dict[str, Handler] = {
    **{f"move.{name}": move for name, (move, _) in _STEPS.items()},
    **{f"extend.{name}": extend for name, (_, extend) in _STEPS.items()},
    "extend.next-grapheme": _graphemes(1),
    "extend.previous-grapheme": _graphemes(-1),
    "annotation.next": _annotation(1),
    "annotation.previous": _annotation(-1),
    "extend.next-annotation": _annotation(1, True),
    "extend.previous-annotation": _annotation(-1, True),
    "select.sentence": _select_sentence,
    "span.widen": _widen,
    "span.narrow": _narrow,
}
