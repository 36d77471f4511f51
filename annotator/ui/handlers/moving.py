"""Moving and selecting."""

from __future__ import annotations

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


def _landmark(step: int, extend: bool = False) -> Handler:
    def move(context: Context, count: int) -> None:
        if not context.cursor.landmark(step * count, extend=extend):
            context.say("No further candidate." if step > 0 else "No candidate before this.")
        elif (suggestion := context.bench.suggestion()) is not None:
            context.say(f"Suggested {suggestion.label}: {suggestion.reason}. Enter accepts.")

    return move


def _annotation(step: int) -> Handler:
    def move(context: Context, _: int) -> None:
        desk = context.bench.desk
        if desk is None:
            return
        annotations = desk.annotations
        found = annotations.next_from(context.caret) if step > 0 else annotations.previous_from(context.caret)
        if found is None:
            context.say("No further annotation." if step > 0 else "No annotation before this.")
        else:
            context.cursor.move_to(found.start, landed=found.span)

    return move


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


MOVES: dict[str, tuple[Handler, Handler | None]] = {
    "move.next-token": (_tokens(1), _tokens(1, True)),
    "move.previous-token": (_tokens(-1), _tokens(-1, True)),
    "move.line-down": (_lines(1), _lines(1, True)),
    "move.line-up": (_lines(-1), _lines(-1, True)),
    "move.line-start": (_line_edge(True), _line_edge(True, True)),
    "move.line-end": (_line_edge(False), _line_edge(False, True)),
    "move.page-down": (_page(1), _page(1, True)),
    "move.page-up": (_page(-1), _page(-1, True)),
    "move.report-start": (_edge(True), _edge(True, True)),
    "move.report-end": (_edge(False), _edge(False, True)),
    "move.next-candidate": (_landmark(1), None),
    "move.previous-candidate": (_landmark(-1), None),
    "move.next-sentence": (_sentences(1), _sentences(1, True)),
    "move.previous-sentence": (_sentences(-1), _sentences(-1, True)),
}
GRAPHEMES = {"select.next-grapheme": _graphemes(1), "select.previous-grapheme": _graphemes(-1)}
SELECTING: dict[str, Handler] = {
    "select.sentence": _select_sentence,
    "span.widen": _widen,
    "span.narrow": _narrow,
    "annotation.next": _annotation(1),
    "annotation.previous": _annotation(-1),
}
