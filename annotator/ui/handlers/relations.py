"""Relations of the annotation at the caret: two keys where the proposed end is right."""

from __future__ import annotations

from annotator.app.annotation_words import in_brief
from annotator.app.attribute_keys import KeyOption, OptionGroup
from annotator.app.free_keys import keys_for
from annotator.app.operations.relations import relate, relation_type, unrelate
from annotator.commands.chords import Chord
from annotator.domain.annotations import Annotation, Relation
from annotator.domain.errors import Refusal
from annotator.domain.hints import hint_labels
from annotator.domain.relation_targets import RelationChoice, relation_choices, targets
from annotator.domain.rules import shown_name
from annotator.ui.handlers.base import Context, Handler
from annotator.ui.key_modes import Reading

_REMOVABLE = 9


def make(context: Context, _: int) -> None:
    """Show which relations the annotation may take part in, each with its proposed other end."""
    annotation = context.bench.annotation()
    if annotation is None:
        context.say("No annotation at the caret.")
        return
    choices = relation_choices(context.session.schema, annotation.label)
    if not choices:
        context.say(f"No relation leads from or to {annotation.label} in this project.")
        return
    context.window.dispatcher.read_with(_ChoosingMode(context, annotation, choices))


def follow(context: Context, _: int) -> None:
    """Go to the other end of a relation of the annotation at the caret; again: of its next one."""
    desk, annotation = context.bench.desk, context.bench.annotation()
    found = desk.relations.of(annotation) if desk is not None and annotation is not None else []
    if desk is None or annotation is None or not found:
        context.say(
            "The annotation at the caret has no relation." if annotation else "No annotation at the caret."
        )
        return
    context.bench.follow_relation(annotation, found[0])


def mend_relation(context: Context, annotation: Annotation, kind: str, found: list[Annotation]) -> None:
    """Let Backspace replace the relation that the annotation heads since the last step by one to the next end."""
    choice = RelationChoice(relation_type(context.session.schema, kind), outward=True)
    context.window.text.set_flash(found[0].span)
    context.window.dispatcher.read_with(_MendingMode(_Ends(context, annotation), choice, found, 0))


class _Ends:
    """The annotation that is related, and making and unmaking relations of it."""

    def __init__(self, context: Context, annotation: Annotation) -> None:
        self.context = context
        self.annotation = annotation

    def targets(self, choice: RelationChoice) -> list[Annotation]:
        desk = self.context.bench.desk
        if desk is None:
            return []
        return targets(desk.text, desk.annotations, desk.relations, self.annotation, choice)

    def relate(self, choice: RelationChoice, target: Annotation, instead: Relation | None = None) -> bool:
        """False when it was refused, which is said. `instead` goes in the same step."""
        head, child = (self.annotation, target) if choice.outward else (target, self.annotation)
        try:
            change = relate(self.context.session, head, child, choice.type.name, self.context.caret, instead)
        except Refusal as refusal:
            self.context.say(str(refusal))
            return False
        self.context.say(change.title)
        self.context.window.text.set_flash(target.span)
        return True

    def brief(self, target: Annotation) -> str:
        desk = self.context.bench.desk
        return in_brief(desk, target) if desk is not None else ""

    def words(self, choice: RelationChoice) -> str:
        verb = shown_name(choice.type.name)
        return verb if choice.outward else f"{verb} this"


class _ChoosingMode:
    """Reads the relation's key. Tab proposes other ends, Shift has one picked, a digit removes one."""

    def __init__(self, context: Context, annotation: Annotation, choices: list[RelationChoice]) -> None:
        self._ends = _Ends(context, annotation)
        desk = context.bench.desk
        self._choices = dict(zip(keys_for([choice.type for choice in choices]), choices, strict=True))
        self._targets = {key: self._ends.targets(choice) for key, choice in self._choices.items()}
        self._there = desk.relations.of(annotation)[:_REMOVABLE] if desk is not None else []
        self._turn = 0
        self._show()

    def read(self, chord: Chord) -> Reading:
        context = self._ends.context
        choice = self._choices.get(chord.key) if chord.is_bare else None
        if choice is not None:
            found = self._targets[chord.key]
            if not found:
                context.say(f"There is nothing nearby that it could be {self._ends.words(choice)}.")
                return Reading.MORE
            self.give_up()
            if chord.shift:
                context.window.dispatcher.read_with(_PickingMode(self._ends, choice, found))
            elif self._ends.relate(choice, found[self._turn % len(found)]):
                context.window.dispatcher.read_with(_MendingMode(self._ends, choice, found, self._turn))
            return Reading.DONE
        if chord.is_bare and chord.key == "Tab":
            self._turn += -1 if chord.shift else 1
            self._show()
            return Reading.MORE
        self.give_up()
        number = chord.digit
        if number is not None and 1 <= number <= len(self._there):
            context.say(unrelate(context.session, self._there[number - 1], context.caret).title)
            return Reading.DONE
        return Reading.DONE if chord.key in ("Esc", "Enter") else Reading.PASS

    def give_up(self) -> None:
        self._ends.context.window.strip.hide()

    def _show(self) -> None:
        groups = []
        for key, choice in self._choices.items():
            found = self._targets[key]
            proposed = self._ends.brief(found[self._turn % len(found)]) if found else "nothing nearby"
            groups.append(OptionGroup("", (KeyOption(key, f"{self._ends.words(choice)} {proposed}"),)))
        desk = self._ends.context.bench.desk
        for number, relation in enumerate(self._there, start=1):
            text = _removal_words(self._ends, relation) if desk is not None else ""
            groups.append(OptionGroup("", (KeyOption(str(number), text),)))
        groups.append(OptionGroup("", (KeyOption("Tab", "others"), KeyOption("", "Shift with the key: pick"))))
        self._ends.context.window.strip.show_keys(self._ends.annotation.label, groups)


class _MendingMode:
    """After a relation was made: Backspace says “not this one” and takes the next; any other key goes on.

    Backspace and not Tab, because Tab to the next candidate is what most often follows.
    """

    def __init__(self, ends: _Ends, choice: RelationChoice, found: list[Annotation], turn: int) -> None:
        start = turn % len(found)
        self._ends, self._choice = ends, choice
        self._left = [*found[start:], *found[:start]]
        self._show()

    def read(self, chord: Chord) -> Reading:
        if chord.is_bare and chord.key == "Backspace":
            made = self._made()
            self._left = self._left[1:]
            if self._left and self._ends.relate(self._choice, self._left[0], made):
                self._show()
                return Reading.MORE
            self.give_up()
            if made is not None:
                context = self._ends.context
                context.say(unrelate(context.session, made, context.caret).title)
            return Reading.DONE
        self.give_up()
        return Reading.DONE if chord.key in ("Esc", "Enter") else Reading.PASS

    def give_up(self) -> None:
        self._ends.context.window.strip.hide()

    def _made(self) -> Relation | None:
        """The relation that stands now and may be the wrong one."""
        annotation, target, desk = self._ends.annotation, self._left[0], self._ends.context.bench.desk
        ends = {(annotation.document, annotation.uid), (target.document, target.uid)}
        found = desk.relations.of(annotation) if desk is not None else []
        return next((r for r in found if r.type == self._choice.type.name and set(r.ends) == ends), None)

    def _show(self) -> None:
        title = f"{self._ends.words(self._choice)} {self._ends.brief(self._left[0])}"
        more = len(self._left) - 1
        no = f"not this one: {more} more" if more else "take it back"
        options = (KeyOption("⌫", no), KeyOption("", "any other key goes on"))
        self._ends.context.window.strip.show_keys(title, [OptionGroup("", (option,)) for option in options])


class _PickingMode:
    """The other end is picked: by its hint, with Tab, or by going there; Enter takes it."""

    def __init__(self, ends: _Ends, choice: RelationChoice, found: list[Annotation]) -> None:
        self._ends, self._choice, self._found, self._index = ends, choice, found, 0
        self._typed = ""
        self._back = ends.context.caret
        self._moved = False
        text = ends.context.window.text
        visible = text.visible_range()
        self._on_screen = [a for a in found if visible.start <= a.start < visible.end]
        names = hint_labels(len(self._on_screen))
        self._hints = dict(zip(names, self._on_screen, strict=True))
        text.set_hints({a.start: name for name, a in self._hints.items()})
        self._show()

    def read(self, chord: Chord) -> Reading:
        context = self._ends.context
        if chord.is_bare and chord.key == "Tab":
            self._index = (self._index + (-1 if chord.shift else 1)) % len(self._found)
            self._moved = False
            self._show()
            return Reading.MORE
        if chord.is_bare and chord.key == "Enter":
            self._take(self._at_caret() if self._moved else self._found[self._index])
            return Reading.DONE
        if chord.is_bare and not chord.shift and len(chord.key) == 1 and chord.key.isalpha():
            return self._hint(chord.key)
        if chord.key == "Esc":
            self.give_up()
            context.cursor.move_to(self._back)
            return Reading.DONE
        self._moved = True
        return Reading.LET

    def give_up(self) -> None:
        window = self._ends.context.window
        window.strip.hide()
        window.text.set_hints(None)
        window.text.set_flash(None)

    def _hint(self, letter: str) -> Reading:
        self._typed += letter
        if self._typed in self._hints:
            self._take(self._hints[self._typed])
            return Reading.DONE
        if any(name.startswith(self._typed) for name in self._hints):
            return Reading.MORE
        self._typed = ""
        return Reading.MORE

    def _at_caret(self) -> Annotation | None:
        desk = self._ends.context.bench.desk
        there = desk.annotations_at(self._ends.context.caret) if desk is not None else []
        return next((annotation for annotation in there if self._choice.allows(annotation.label)), None)

    def _take(self, target: Annotation | None) -> None:
        self.give_up()
        context = self._ends.context
        if target is None:
            context.say(f"Nothing at the caret can be {self._ends.words(self._choice)}.")
            return
        context.cursor.move_to(self._back)
        self._ends.relate(self._choice, target)

    def _show(self) -> None:
        chosen = self._found[self._index]
        self._ends.context.window.text.set_flash(chosen.span)
        title = f"{self._ends.words(self._choice)} {self._ends.brief(chosen)}"
        options = (
            KeyOption("Enter", "take it"),
            KeyOption("Tab", "the next"),
            KeyOption("", "or a hint, or go there"),
        )
        self._ends.context.window.strip.show_keys(title, [OptionGroup("", (option,)) for option in options])


def _removal_words(ends: _Ends, relation: Relation) -> str:
    desk = ends.context.bench.desk
    document, uid = relation.other_end(ends.annotation)
    other = ""
    if desk is not None and document == desk.key and uid in desk.annotations:
        other = f" {ends.brief(desk.annotations.get(uid))}"
    return f"remove “{shown_name(relation.type)}{other}”"


HANDLERS: dict[str, Handler] = {"relation.make": make, "relation.follow": follow}
