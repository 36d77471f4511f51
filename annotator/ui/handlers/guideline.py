"""The guideline beside the text, and the annotations that break its rules."""

from __future__ import annotations

from annotator.app.guideline import apply_fix, breaches_of, next_breach
from annotator.ui.handlers.base import Context, Handler


def show(context: Context, _: int) -> None:
    """Show or hide the guideline of the label at the caret."""
    window = context.window
    shown = not window.guideline.isVisible()
    window.settings.set("guideline", shown)
    if shown:
        window.right.setVisible(True)
    window.guideline.setVisible(shown)
    annotation = context.bench.annotation()
    if annotation is not None:
        window.guideline.show_label(annotation.label)


def warning(step: int) -> Handler:
    """A handler that goes to the next annotation that breaks a rule, and says which."""

    def go(context: Context, count: int) -> None:
        desk = context.bench.desk
        if desk is None:
            return
        at = context.bench.annotation()
        position = at.start if at is not None else context.caret - (step > 0)
        breach = None
        for _ in range(count):
            following = next_breach(desk, context.session.schema, position, step)
            if following is None:
                break
            breach, position = following, following.annotation.start
        if breach is None:
            context.say(f"No annotation {'behind' if step > 0 else 'before'} the caret breaks a rule.")
            return
        context.cursor.move_to(breach.annotation.start, landed=breach.annotation.span)
        context.say(breach.sentence)

    return go


def fix(context: Context, _: int) -> None:
    """Mend the first rule that the annotation at the caret breaks and that can be mended."""
    desk, annotation = context.bench.desk, context.bench.annotation()
    found = breaches_of(desk, context.session.schema, annotation) if desk is not None and annotation else []
    for breach in found:
        change = apply_fix(context.session, breach, context.caret)
        if change is not None:
            context.say(change.title)
            return
    context.say(f"{found[0].sentence} Only you can mend that." if found else "No rule is broken here.")


HANDLERS: dict[str, Handler] = {
    "guideline.show": show,
    "rule.next": warning(1),
    "rule.previous": warning(-1),
    "rule.fix": fix,
}
