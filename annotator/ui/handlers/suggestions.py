"""Suggestions: taking them, leaving them, and how many are shown."""

from __future__ import annotations

from annotator.app.operations import suggestions as suggesting
from annotator.domain.suggestions import Suggestion
from annotator.ui.handlers.base import Context, Handler

_REACHES = (400, 2_000, 8_000)  # code points that a key press may look through
_STEP = 0.05


def accept(context: Context, _: int) -> None:
    """Accept the suggestion that is marked, under the caret or next on the screen, and go to the one after it."""
    suggestion = context.bench.suggestion() or context.bench.offered()
    if suggestion is not None:
        done = suggesting.accept(context.session, [suggestion], context.caret, suggestion.end)
        context.say(done.title if done is not None else "")
    _to_next_suggestion(context)


def accept_all(context: Context, _: int) -> None:
    """Accept every suggestion that is on the screen, as one step."""
    bench = context.bench
    if bench.landmarks is None:
        return
    visible = bench.view.visible_range()
    suggestions = bench.landmarks.suggestions_in(visible.start, visible.end)
    done = suggesting.accept(context.session, suggestions, context.caret, context.caret)
    context.say(done.title if done is not None else "Nothing is suggested on this screen.")


def reject(context: Context, _: int) -> None:
    """Do not suggest this span again in this report, and go to the next."""
    suggestion = context.bench.suggestion()
    if suggestion is None:
        context.say("There is no suggestion under the caret.")
        return
    context.say(suggesting.reject(context.session, suggestion, context.caret).title)
    context.bench.refresh_suggestions()
    _to_next_suggestion(context)


def next_or_alternative(context: Context, count: int) -> None:
    """Show what else is suggested for the place under the caret; when all was shown, go to the next stop."""
    suggestion, landmarks = context.bench.suggestion(), context.bench.landmarks
    on_it = suggestion is not None and context.cursor.landed == suggestion.span
    if (
        count == 1
        and on_it
        and suggestion is not None
        and landmarks is not None
        and landmarks.turn(suggestion.span)
    ):
        context.bench.refresh_suggestions()
        context.cursor.move_to(context.caret, landed=suggestion.span)
    elif not context.cursor.landmark(count):
        context.say("No further candidate.")
        return
    tell(context, context.bench.suggestion())


def previous(context: Context, count: int) -> None:
    """Go to the stop before."""
    if not context.cursor.landmark(-count):
        context.say("No candidate before this.")
        return
    tell(context, context.bench.suggestion())


def tell(context: Context, suggestion: Suggestion | None) -> None:
    """Say what is suggested, why, and what else might be."""
    if suggestion is None or context.bench.landmarks is None:
        return
    others = [
        s.label for s in context.bench.landmarks.alternatives(suggestion.span) if s.label != suggestion.label
    ]
    more = f" Tab: {', '.join(dict.fromkeys(others))}." if others else ""
    context.say(f"Suggested {suggestion.label}: {suggestion.reason}. Enter accepts.{more}")


def _threshold(step: float) -> Handler:
    def move(context: Context, count: int) -> None:
        assistance, bench = context.session.assistance, context.bench
        assistance.set_threshold(assistance.threshold + step * count)
        context.window.settings.set("threshold", assistance.threshold)
        bench.refresh_suggestions()
        visible = bench.view.visible_range()
        found = bench.landmarks.suggestions_in(visible.start, visible.end) if bench.landmarks is not None else []
        number = f"{len(found)} suggestion{'' if len(found) == 1 else 's'}"
        context.say(f"Suggestions from {assistance.threshold:.2f} on are shown: {number} on this screen.")

    return move


def _to_next_suggestion(context: Context) -> None:
    bench = context.bench
    if bench.landmarks is None or bench.desk is None:
        return
    for reach in _REACHES:
        found = bench.landmarks.suggestions_in(context.caret, context.caret + reach)
        if found:
            context.cursor.move_to(found[0].start, landed=found[0].span)
            return
    context.say("No further suggestion nearby.")


HANDLERS: dict[str, Handler] = {
    "suggestion.accept": accept,
    "suggestion.accept-all": accept_all,
    "suggestion.reject": reject,
    "suggestion.fewer": _threshold(_STEP),
    "suggestion.more": _threshold(-_STEP),
    "move.next-candidate": next_or_alternative,
    "move.previous-candidate": previous,
}
