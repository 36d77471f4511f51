"""Attributes of the annotation at the caret, set by single keys."""

from __future__ import annotations

from annotator.app.attribute_keys import AskValue, AttributeKeys, KeyOption, OptionGroup, SetValue
from annotator.app.operations.attributes import set_attribute
from annotator.app.operations.completing import Completion, complete, completion
from annotator.commands.chords import Chord
from annotator.domain.annotations import Annotation
from annotator.domain.errors import Refusal
from annotator.domain.rules import shown_name
from annotator.ui.handlers.base import Context, Handler
from annotator.ui.handlers.relations import mend_relation
from annotator.ui.key_modes import Reading


def edit(context: Context, _: int) -> None:
    """Show what each key sets, and set it."""
    annotation = context.bench.annotation()
    if annotation is None:
        context.say("No annotation at the caret.")
        return
    keys = AttributeKeys(context.session.schema.label(annotation.label), annotation.attributes)
    if not keys.is_useful and not _lacking(context, annotation):
        context.say(f"{annotation.label} has no attributes in this project.")
        return
    context.window.dispatcher.read_with(_AttributeMode(context, annotation, keys))


def _lacking(context: Context, annotation: Annotation | None) -> Completion:
    desk = context.bench.desk
    if desk is None or annotation is None:
        return Completion({}, {})
    return completion(desk, context.session.schema, annotation)


class _AttributeMode:
    """Sets values until a key means nothing to it; that key then does what it always does.

    Enter completes the annotation: the usual values, and the relations that the guideline asks for.
    """

    def __init__(self, context: Context, annotation: Annotation, keys: AttributeKeys) -> None:
        self._context = context
        self._uid = annotation.uid
        self._label = annotation.label
        self._keys = keys
        self._show()

    def read(self, chord: Chord) -> Reading:
        key = chord.key if chord.is_bare and not chord.shift else ""
        if chord.is_bare and chord.key == "Enter":
            self.give_up()
            self._complete()
            return Reading.DONE
        if not self._keys.knows(key):
            self.give_up()
            return Reading.DONE if chord.key == "Esc" else Reading.PASS
        outcome = self._keys.press(key)
        if isinstance(outcome, AskValue):
            self._ask(outcome)
            return Reading.DONE
        if isinstance(outcome, SetValue):
            self._set(outcome)
        self._show()
        return Reading.MORE

    def give_up(self) -> None:
        self._context.window.strip.hide()

    def _show(self) -> None:
        context, groups = self._context, self._keys.groups()
        lacking, desk = _lacking(context, self._annotation()), context.bench.desk
        if lacking and desk is not None:
            groups = (*groups, OptionGroup("", (KeyOption("Enter", lacking.words(desk)),)))
        context.window.strip.show_keys(self._label, groups)

    def _complete(self) -> None:
        context, annotation = self._context, self._annotation()
        lacking = _lacking(context, annotation)
        if annotation is None:
            return
        change = complete(context.session, annotation, lacking, context.caret)
        if change is None:
            return
        context.say(change.title)
        if lacking.relations:
            kind, found = next(iter(lacking.relations.items()))
            mend_relation(context, annotation, kind, found)

    def _annotation(self) -> Annotation | None:
        desk = self._context.bench.desk
        return desk.annotations.get(self._uid) if desk is not None and self._uid in desk.annotations else None

    def _set(self, wanted: SetValue) -> None:
        context, annotation = self._context, self._annotation()
        if annotation is None:
            return
        try:
            change = set_attribute(context.session, annotation, wanted.name, wanted.value, context.caret)
        except Refusal as refusal:
            context.say(str(refusal))
            return
        if change is not None:
            context.say(change.title)

    def _ask(self, wanted: AskValue) -> None:
        attribute, annotation = wanted.attribute, self._annotation()
        before = "" if annotation is None else str(annotation.attributes.get(attribute.name, ""))

        def answer(text: str) -> None:
            outcome = self._keys.typed(attribute, text)
            if outcome is None:
                self._context.say(f"“{text}” is no number, so {shown_name(attribute.name)} stays as it is.")
            else:
                self._set(outcome)

        self._context.window.strip.ask(f"{self._label}, {shown_name(attribute.name)}", before, answer)


HANDLERS: dict[str, Handler] = {"attribute.edit": edit}
