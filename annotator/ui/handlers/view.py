"""Find, hints, zoom, colours, and going between text and panels."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from annotator.domain.hints import hint_labels
from annotator.ui.handlers.base import Context, Handler

_ZOOM_STEP = 1.1
_WIDTHS = (0, 70, 90, 110)
_THEMES = ("system", "light", "dark")


def zoom(step: int) -> Handler:
    def change(context: Context, count: int) -> None:
        view = context.window.text
        factor = 1.0 if step == 0 else view.zoom * _ZOOM_STEP ** (step * count)
        factor = min(4.0, max(0.5, round(factor, 3)))
        view.set_zoom(factor)
        context.window.settings.set("zoom", factor)

    return change


def line_width(context: Context, _: int) -> None:
    """Go through the line widths: the whole window, 70, 90, 110 characters."""
    window = context.window
    now = int(window.settings["line_width"])
    following = _WIDTHS[(_WIDTHS.index(now) + 1) % len(_WIDTHS)] if now in _WIDTHS else _WIDTHS[0]
    window.settings.set("line_width", following)
    window.text.set_line_width(following)
    window.status.say(f"Lines of at most {following} characters." if following else "Lines as wide as the window.")


def theme(context: Context, _: int) -> None:
    """Go through the colours: as the desktop, light, dark."""
    window = context.window
    following = _THEMES[(_THEMES.index(window.settings["theme"]) + 1) % len(_THEMES)]
    window.settings.set("theme", following)
    window.choose_theme()
    window.status.say(f"Colours: {following}.")


def toggle(name: str) -> Handler:
    """A handler that shows or hides a panel by its attribute of the window."""

    def change(context: Context, _: int) -> None:
        panel: QWidget = getattr(context.window, name)
        panel.setVisible(not panel.isVisible())
        if not panel.isVisible():
            context.window.text.setFocus()

    return change


def focus(name: str) -> Handler:
    """A handler that goes to a panel, showing it first."""

    def change(context: Context, _: int) -> None:
        panel: QWidget = getattr(context.window, name)
        for part in (panel.parentWidget(), panel):
            if part is not None:
                part.setVisible(True)
        panel.setFocus()

    return change


def focus_step(step: int) -> Handler:
    """A handler that goes round text, labels and queue."""

    def change(context: Context, _: int) -> None:
        window = context.window
        panels = [panel for panel in (window.text, window.labels, window.queue) if panel.isVisible()]
        focused = QApplication.focusWidget()
        holding = [index for index, panel in enumerate(panels) if _holds(panel, focused)]
        panels[((holding[0] if holding else 0) + step) % len(panels)].setFocus()

    return change


def _holds(panel: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (panel is focused or panel.isAncestorOf(focused))


def drop(context: Context, _: int) -> None:
    """Close what is open over the text, and drop the selection."""
    back_to_text(context, 1)
    context.cursor.drop()


def back_to_text(context: Context, _: int) -> None:
    """Close what is open over the text and go there; works without a project too."""
    window = context.window
    if window.find_bar.isVisible():
        window.find_bar.close_bar()
    window.activateWindow()
    window.text.setFocus()


def hint_jump(*, extend: bool) -> Handler:
    """A handler that shows a hint at every token on the screen and goes where the typed one is."""

    def start(context: Context, _: int) -> None:
        desk, view = context.bench.desk, context.window.text
        if desk is None:
            return
        visible = view.visible_range()
        tokens = [t for t in desk.tokens.tokens_in(visible.start, visible.end) if desk.text[t.start].isalnum()]
        if not tokens:
            context.say("There is no word on the screen.")
            return
        tokens.sort(key=lambda token: abs(token.start - context.caret))
        names = hint_labels(len(tokens))
        places = dict(zip(names, tokens, strict=True))
        view.set_hints({token.start: name for name, token in places.items()})

        def arrive(typed: str) -> None:
            view.set_hints(None)
            token = places.get(typed)
            if token is not None:
                context.cursor.move_to(token.end if extend else token.start, extend=extend)

        context.window.dispatcher.read_hint(frozenset(names), arrive)

    return start


def search(context: Context, _: int) -> None:
    """Search the text of all reports, in the queue."""
    context.window.queue.setVisible(True)
    context.window.queue.focus_search()


def find_open(context: Context, _: int) -> None:
    context.window.find_bar.open_bar()


def find_step(step: int) -> Handler:
    def go(context: Context, _: int) -> None:
        bar = context.window.find_bar
        if step > 0:
            bar.find_next()
        else:
            bar.find_previous()
        if bar.current is None:
            words = bar.field.text()
            context.say(f"“{words}” is not in this report." if words else "Find some words first.")

    return go


def copy(context: Context, _: int) -> None:
    """Copy the selection, or the target, as it stands in the report."""
    desk, target = context.bench.desk, context.bench.target()
    if desk is not None and target is not None:
        QApplication.clipboard().setText(desk.text_of(target))
        context.say(f"Copied {len(target)} characters.")


HANDLERS: dict[str, Handler] = {
    "view.zoom-in": zoom(1),
    "view.zoom-out": zoom(-1),
    "view.zoom-reset": zoom(0),
    "view.line-width": line_width,
    "view.theme": theme,
    "view.queue-panel": toggle("queue"),
    "view.label-panel": toggle("right"),
    "panel.focus-next": focus_step(1),
    "panel.focus-previous": focus_step(-1),
    "panel.focus-text": back_to_text,
    "panel.focus-labels": focus("labels"),
    "panel.focus-queue": focus("queue"),
    "search.corpus": search,
    "select.drop": drop,
    "hint.jump": hint_jump(extend=False),
    "hint.extend": hint_jump(extend=True),
    "find.open": find_open,
    "find.next": find_step(1),
    "find.previous": find_step(-1),
    "edit.copy": copy,
}
