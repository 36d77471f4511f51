"""Places: linking the annotation at the caret to an entry of the gazetteer."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from annotator.app.attribute_keys import KeyOption, OptionGroup
from annotator.app.operations.places import link_place, refuse_without_place
from annotator.app.place_keys import TYPE, Link, PlaceKeys
from annotator.app.places import gazetteer_of, propose, repeats_of
from annotator.commands.chords import Chord
from annotator.domain.annotations import Annotation
from annotator.domain.errors import Refusal
from annotator.domain.places import place_link_of
from annotator.ui.handlers.base import Context
from annotator.ui.key_modes import Reading

LOADING = "The list of places is still being loaded."
NOTHING = "No such place is proposed; / lets you type a name or coordinates."
SWITCHED_OFF = "The list of places is loaded with suggestions, which are switched off in the preferences."


def link(context: Context) -> None:
    """Propose places for the annotation at the caret, and link one by a key."""
    annotation = context.bench.annotation()
    if annotation is None:
        context.say("No annotation at the caret.")
        return
    refuse_without_place(context.session.schema, annotation.label)
    if gazetteer_of(context.session) is None:
        context.say(LOADING if context.window.settings["repeats"] else SWITCHED_OFF)
    context.window.dispatcher.read_with(_PlaceMode(context, annotation))


class _PlaceMode:
    """Reads the keys of PlaceKeys. The strip is painted first; places are looked up then, or at the next key."""

    def __init__(self, context: Context, annotation: Annotation, typed: str = "") -> None:
        self._context = context
        self._uid = annotation.uid
        self._title = annotation.label
        self._typed = typed
        self._keys: PlaceKeys | None = None
        self._is_over = False
        context.window.strip.show_keys(self._title, [OptionGroup("", (KeyOption("", "Looking for places …"),))])
        QTimer.singleShot(0, context.window.strip, self._begin)

    def read(self, chord: Chord) -> Reading:
        keys = self._looked_up()
        key = chord.key if chord.is_bare else ""
        if keys is None or not keys.knows(key):
            self.give_up()
            return Reading.DONE if key == "Esc" else Reading.PASS
        if key == TYPE:
            self._is_over = True
            self._ask()
            return Reading.DONE
        wanted = keys.press(key, shift=chord.shift)
        if wanted is not None:
            self._link(wanted)
            if not wanted.goes_on:
                self.give_up()
                return Reading.DONE
        elif key == "Enter" or key.isdigit():
            self._context.say(NOTHING)
        self._show(keys)
        return Reading.MORE

    def give_up(self) -> None:
        self._is_over = True
        self._context.window.strip.hide()

    def _begin(self) -> None:
        keys = None if self._is_over else self._looked_up()
        if keys is not None:
            self._show(keys)

    def _looked_up(self) -> PlaceKeys | None:
        desk, annotation = self._context.bench.desk, self._annotation()
        if self._keys is None and desk is not None and annotation is not None:
            proposals = propose(self._context.session, annotation, self._typed)
            if self._typed and not proposals:
                self._context.say(f"The list of places has no “{self._typed}”.")
            repeats = len(repeats_of(desk, annotation))
            self._keys = PlaceKeys(proposals, place_link_of(annotation.attributes), repeats)
        return self._keys

    def _annotation(self) -> Annotation | None:
        desk = self._context.bench.desk
        return desk.annotations.get(self._uid) if desk is not None and self._uid in desk.annotations else None

    def _show(self, keys: PlaceKeys) -> None:
        self._context.window.strip.show_keys(self._title, keys.groups())

    def _link(self, wanted: Link) -> None:
        context, annotation, desk = self._context, self._annotation(), self._context.bench.desk
        if annotation is None or desk is None:
            return
        linked = [annotation, *(repeats_of(desk, annotation) if wanted.repeats else ())]
        try:
            change = link_place(context.session, linked, wanted.link, context.caret)
        except Refusal as refusal:
            context.say(str(refusal))
            return
        context.say(change.title if change is not None else "It is linked to this place already.")

    def _ask(self) -> None:
        context, annotation = self._context, self._annotation()

        def answer(text: str) -> None:
            if text.strip() and annotation is not None and self._annotation() is not None:
                context.window.dispatcher.read_with(_PlaceMode(context, annotation, " ".join(text.split())))

        context.window.strip.ask(f"{self._title}: name or coordinates", "", answer)
