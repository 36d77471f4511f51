"""The one table of commands.

Menus, palette, cheat sheet, key dispatch and docs/keys.md are all made from it. An id is stable: users rebind keys
by it, and handlers are registered under it.
"""

from __future__ import annotations

import string
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from annotator.commands.chords import Chord, is_letter, parse_sequence
from annotator.domain.hints import hint_labels

TEXT = "text"
PANEL = "panel"
FIELD = "field"
IN_TEXT = frozenset({TEXT})
NOT_TYPING = frozenset({TEXT, PANEL})
OUTSIDE_TEXT = frozenset({PANEL, FIELD})
EVERYWHERE = frozenset({TEXT, PANEL, FIELD})

NO_NEED = ""
PROJECT = "project"
REPORT = "report"
ANNOTATION = "annotation"
SUGGESTION = "suggestion"

MENUS = ("Project", "Edit", "Go", "Annotation", "Report", "View", "Help")
SECTIONS = (
    "Label", "Suggestions", "Annotation at the caret", "Edges", "Undo and copy", "Select", "Jump", "Move",
    "Extend the selection", "Find", "Report", "Report state", "Project", "Import and export", "Program",
    "Text size", "Window", "Panels", "Help",
)  # fmt: skip

APPLY_LABEL = "label.apply"
ADD_SECOND_LABEL = "label.add-second"
LABEL_PREFIX = "'"  # begins the keys of labels that have none of their own


@dataclass(frozen=True)
class Command:
    """One thing the user can ask for.

    keys: sequences in text form; the first is the one shown in menus.
    menu: path of the menu, parts joined by "/".
    section: one of SECTIONS, the group within menu, cheat sheet and documentation.
    contexts: where the focus may be for the keys to work: TEXT, PANEL (lists and buttons), FIELD (typing).
    needs: what must be there: NO_NEED, an open PROJECT or REPORT, an ANNOTATION or SUGGESTION at the caret.
    palette: listed in the command palette.
    repeatable: takes a count.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    menu: str
    section: str
    help: str
    contexts: frozenset[str] = IN_TEXT
    needs: str = REPORT
    palette: bool = True
    repeatable: bool = False

    @property
    def base(self) -> str:
        """The id without its argument: what a handler is registered under."""
        return split_id(self.id)[0]


def split_id(command_id: str) -> tuple[str, str | None]:
    """Base id and argument: `label.apply:Armed group` gives `label.apply` and `Armed group`."""
    base, colon, argument = command_id.partition(":")
    return base, argument if colon else None


def _key(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _step(name: str, what: str, key: str, extend_key: str, *, repeatable: bool = True) -> tuple[Command, ...]:
    """A plain movement and the same with the selection growing."""
    lower = what[0].lower() + what[1:]
    return (
        Command(
            f"move.{name}", what, _key(key), "Go/Step", "Move", f"Move the caret to the {lower}.",
            palette=False, repeatable=repeatable,
        ),
        Command(
            f"extend.{name}", f"Extend to {lower}", _key(extend_key), "Go/Extend", "Extend the selection",
            f"Extend the selection to the {lower}.", palette=False, repeatable=repeatable,
        ),
    )  # fmt: skip


_STEPS = (
    *_step("next-token", "Next token", "Right", "Shift+Right"),
    *_step("previous-token", "Previous token", "Left", "Shift+Left"),
    *_step("next-line", "Next line", "Down", "Shift+Down"),
    *_step("previous-line", "Previous line", "Up", "Shift+Up"),
    *_step("line-start", "Start of the line", "Home", "Shift+Home", repeatable=False),
    *_step("line-end", "End of the line", "End", "Shift+End", repeatable=False),
    *_step("next-page", "Next page", "PageDown", "Shift+PageDown"),
    *_step("previous-page", "Previous page", "PageUp", "Shift+PageUp"),
    *_step("report-start", "Start of the report", "Ctrl+Home", "Ctrl+Shift+Home", repeatable=False),
    *_step("report-end", "End of the report", "Ctrl+End", "Ctrl+Shift+End", repeatable=False),
    *_step("next-sentence", "Next sentence", ".", ">"),
    *_step("previous-sentence", "Previous sentence", ",", "<"),
)

_PROJECT = (
    Command("project.new", "New project…", ("Ctrl+N",), "Project", "Project",
            "Make a new, empty project file.", EVERYWHERE, NO_NEED),
    Command("project.open", "Open project…", ("Ctrl+O",), "Project", "Project",
            "Open a project file.", EVERYWHERE, NO_NEED),
    Command("project.open-recent", "Open recent project…", (), "Project", "Project",
            "Choose from the projects opened lately.", EVERYWHERE, NO_NEED),
    Command("project.save-copy", "Save a copy…", ("Ctrl+Shift+S",), "Project", "Project",
            "Write a copy of the project file; the open one needs no saving.", EVERYWHERE, PROJECT),
    Command("project.close", "Close project", ("Ctrl+W",), "Project", "Project",
            "Close the project; everything is saved already.", EVERYWHERE, PROJECT),
    Command("project.import", "Import reports…", ("Ctrl+I",), "Project", "Import and export",
            "Bring reports from files into the project.", EVERYWHERE, PROJECT),
    Command("project.import-folder", "Import a folder…", ("Ctrl+Shift+I",), "Project", "Import and export",
            "Bring all reports of a folder into the project.", EVERYWHERE, PROJECT),
    Command("project.export", "Export…", ("Ctrl+E",), "Project", "Import and export",
            "Write the annotations to files for other programs.", EVERYWHERE, PROJECT),
    Command("schema.edit", "Labels and relations…", (), "Project/Labels", "Project",
            "Change labels, keys, colours, attributes, rules and relations; what happens is shown before it does.",
            EVERYWHERE, PROJECT),
    Command("schema.import", "Import labels…", (), "Project/Labels", "Project",
            "Take on the labels of a schema file; no annotation is lost.", EVERYWHERE, PROJECT),
    Command("schema.export", "Export labels…", (), "Project/Labels", "Project",
            "Write the labels to a schema file.", EVERYWHERE, PROJECT),
    Command("project.open-read-only", "Open for reading only…", (), "Project/File", "Project",
            "Open a project without changing it, also one that another program has open.", EVERYWHERE, NO_NEED),
    Command("project.attach", "Attach project…", (), "Project/File", "Project",
            "Search and read another project, such as an archive, beside the open one; nothing in it is changed.",
            EVERYWHERE, PROJECT),
    Command("project.detach", "Detach project", (), "Project/File", "Project",
            "Let go of the attached project.", EVERYWHERE, PROJECT),
    Command("project.back-up", "Back up now", (), "Project/File", "Project",
            "Write a backup of the project; the oldest ones go.", EVERYWHERE, PROJECT),
    Command("project.restore", "Restore a backup…", (), "Project/File", "Project",
            "Put a backup in the place of the project; the file as it is now is kept aside.", EVERYWHERE, PROJECT),
    Command("project.archive", "Archive finished reports…", (), "Project/File", "Project",
            "Move the reports that are done into another project; a backup is made first.", EVERYWHERE, PROJECT),
    Command("project.check", "Check project", (), "Project/File", "Project",
            "Check that the project file is whole and every span fits its text.", EVERYWHERE, PROJECT),
    Command("project.compact", "Compact the file", (), "Project/File", "Project",
            "Give back the room that deleted rows left in the project file.", EVERYWHERE, PROJECT),
    Command("app.preferences", "Preferences…", ("Ctrl+,",), "Project", "Program",
            "Change settings and keys.", EVERYWHERE, NO_NEED),
    Command("app.quit", "Quit", ("Ctrl+Q",), "Project", "Program",
            "End the program; everything is saved already.", EVERYWHERE, NO_NEED),
)  # fmt: skip

_EDIT = (
    Command("history.undo", "Undo", ("u", "Ctrl+Z"), "Edit", "Undo and copy",
            "Take back the last change.", NOT_TYPING, PROJECT, repeatable=True),
    Command("history.redo", "Redo", ("Ctrl+Y", "Ctrl+Shift+Z"), "Edit", "Undo and copy",
            "Make the change again that was taken back.", NOT_TYPING, PROJECT, repeatable=True),
    Command("edit.copy", "Copy", ("Ctrl+C",), "Edit", "Undo and copy",
            "Copy the text of the selection or target."),
    Command("select.sentence", "Select sentence", ("s",), "Edit", "Select",
            "Select the sentence at the caret; again: the paragraph."),
    Command("span.widen", "Widen target", ("x",), "Edit", "Select",
            "Widen the target step by step: token, candidate or quoted stretch, clause, sentence, paragraph.",
            repeatable=True),
    Command("span.narrow", "Narrow target", ("Shift+X",), "Edit", "Select",
            "Take the last widening of the target back.", repeatable=True),
    Command("select.drop", "Drop selection", ("Esc",), "Edit", "Select",
            "Drop the count, the selection or the mode."),
)  # fmt: skip

_FIND = (
    Command("find.open", "Find in the report…", ("/",), "Edit", "Find",
            "Find words in the report; Enter goes to the first place."),
    Command("find.next", "Find next", ("F3",), "Edit", "Find",
            "Go to the next place where the words were found.", EVERYWHERE),
    Command("find.previous", "Find previous", ("Shift+F3",), "Edit", "Find",
            "Go to the previous place where the words were found.", EVERYWHERE),
    Command("search.corpus", "Search all reports…", ("Ctrl+F",), "Edit", "Find",
            "Search all reports for words, labels, what is said of spans, states, dates and more.",
            EVERYWHERE, PROJECT),
    Command("search.saved", "Saved searches…", ("Ctrl+Shift+F",), "Edit", "Find",
            "Search all reports for what was saved.", EVERYWHERE, PROJECT),
    Command("search.save", "Save this search", (), "Edit", "Find",
            "Keep what stands in the search field, in the project.", EVERYWHERE, PROJECT),
    Command("search.delete", "Delete a saved search…", (), "Edit", "Find",
            "Choose a saved search to delete.", EVERYWHERE, PROJECT),
    Command("search.work", "Work through what is found", (), "Edit", "Find",
            "Done-and-next stays among the reports that were found; again, or the end of the search, ends that.",
            EVERYWHERE, PROJECT),
    Command("notes.list", "Notes and flags…", ("Ctrl+Shift+M",), "Edit", "Find",
            "Go to a note, or to what is flagged, by typing a part of it.", EVERYWHERE, PROJECT),
)  # fmt: skip

_JUMPS = (
    Command("move.next-candidate", "Next candidate", ("Tab",), "Go", "Jump",
            "Go to the next candidate or suggestion, and make it the target; on a suggestion that may have another"
            " label, show that first.", repeatable=True),
    Command("move.previous-candidate", "Previous candidate", ("Shift+Tab",), "Go", "Jump",
            "Go to the previous candidate or suggestion, and make it the target.", repeatable=True),
    Command("annotation.next", "Next annotation", ("n",), "Go", "Jump",
            "Go to the next annotation, and make it the target.", repeatable=True),
    Command("annotation.previous", "Previous annotation", ("p",), "Go", "Jump",
            "Go to the previous annotation, and make it the target.", repeatable=True),
    Command("rule.next", "Next warning", ("!",), "Go", "Jump",
            "Go to the next annotation that breaks a rule of the guideline.", repeatable=True),
    Command("rule.previous", "Previous warning", (), "Go", "Jump",
            "Go to the previous annotation that breaks a rule of the guideline.", repeatable=True),
    Command("hint.jump", "Jump by hint", ("f",), "Go", "Jump",
            "Show a hint of one or two letters at each token on screen; typing it moves the caret there."),
    Command("read.on", "Read on", ("Space",), "Go", "Jump",
            "Next page; at the end a second press marks the report done and opens the next."),
    *_STEPS,
    Command("extend.next-grapheme", "Extend to next character", ("Ctrl+Shift+Right",), "Go/Extend",
            "Extend the selection", "Extend the selection by one character.", palette=False, repeatable=True),
    Command("extend.previous-grapheme", "Extend to previous character", ("Ctrl+Shift+Left",), "Go/Extend",
            "Extend the selection", "Extend the selection back by one character.",
            palette=False, repeatable=True),
    Command("extend.next-annotation", "Extend to next annotation", ("Shift+N",), "Go/Extend",
            "Extend the selection", "Extend the selection to the next annotation.", repeatable=True),
    Command("extend.previous-annotation", "Extend to previous annotation", ("Shift+P",), "Go/Extend",
            "Extend the selection", "Extend the selection to the previous annotation.", repeatable=True),
    Command("hint.extend", "Extend by hint", ("Shift+F",), "Go/Extend", "Extend the selection",
            "Extend the selection to the token whose hint is typed."),
)  # fmt: skip


def _edge(name: str, title: str, moves: str, keys: tuple[str, str]) -> tuple[Command, Command]:
    """Moving one edge by token, and with Ctrl by character."""
    return (
        Command(
            f"edge.{name}", title, keys, "Annotation/Edges", "Edges",
            f"Move the {moves} by one token.", needs=ANNOTATION, repeatable=True,
        ),
        Command(
            f"edge.{name}-grapheme", f"{title} by a character", tuple(f"Ctrl+{key}" for key in keys),
            "Annotation/Edges", "Edges", f"Move the {moves} by one character.", needs=ANNOTATION, repeatable=True,
        ),
    )  # fmt: skip


_ANNOTATION = (
    Command("suggestion.accept", "Accept suggestion", ("Enter",), "Annotation", "Suggestions",
            "Accept the suggestion that is marked with the sign of the key, at the caret or else the next on the"
            " screen, and go to the one after it.", needs=SUGGESTION),
    Command("suggestion.accept-all", "Accept all suggestions", ("Ctrl+Enter",), "Annotation", "Suggestions",
            "Accept all suggestions on the screen."),
    Command("suggestion.reject", "Reject suggestion", ("Backspace",), "Annotation", "Suggestions",
            "Reject the suggestion at the caret; this is never required.", needs=SUGGESTION),
    Command("suggestion.fewer", "Show fewer suggestions", ("Ctrl+Alt+Up",), "Annotation", "Suggestions",
            "Show only surer suggestions; the status line says how many that are here.", needs=REPORT,
            repeatable=True),
    Command("suggestion.more", "Show more suggestions", ("Ctrl+Alt+Down",), "Annotation", "Suggestions",
            "Show suggestions that are less sure, too.", needs=REPORT, repeatable=True),
    Command("suggestion.patterns", "Patterns…", ("Ctrl+Alt+P",), "Annotation", "Suggestions",
            "Write patterns that suggest labels: words, words with wildcards, regular expressions; their hits are"
            " counted while you write.", EVERYWHERE, PROJECT),
    Command("suggestion.report", "Where suggestions come from", ("Ctrl+Alt+U",), "Annotation", "Suggestions",
            "Show what became of the suggestions of each source, day by day, and switch sources off and on.",
            EVERYWHERE, PROJECT),
    Command("suggestion.save-report", "Save the table of suggestions…", (), "Annotation", "Suggestions",
            "Write the table of the window “Suggestions” as CSV.", EVERYWHERE, PROJECT),
    Command("annotation.delete", "Delete annotation", ("Delete",), "Annotation", "Annotation at the caret",
            "Remove the annotation at the caret: the innermost first, again the next.", needs=ANNOTATION),
    Command("attribute.edit", "Attributes", ("e",), "Annotation", "Annotation at the caret",
            "Set attributes of the annotation at the caret by single keys, which a strip shows.",
            needs=ANNOTATION),
    Command("relation.make", "Relate", ("r",), "Annotation", "Annotation at the caret",
            "Relate the annotation at the caret: the relation's key takes the proposed other end, Tab before it "
            "proposes another; Shift with the key picks it.", needs=ANNOTATION),
    Command("relation.follow", "Other end of the relation", ("Shift+R",), "Annotation", "Annotation at the caret",
            "Go to the annotation at the other end of a relation.", needs=ANNOTATION),
    Command("place.link", "Link to a place", ("o",), "Annotation", "Annotation at the caret",
            "Link the annotation at the caret to a place: Enter takes the likeliest, a digit another, with"
            " Shift for all repeats; a letter says how exactly it is meant.", needs=ANNOTATION),
    Command("annotation.note", "Write a note…", ("m",), "Annotation", "Annotation at the caret",
            "Write a note on the annotation at the caret, or on the report where there is none."),
    Command("annotation.flag", "Flag annotation", (), "Annotation", "Annotation at the caret",
            "Flag the annotation at the caret for later, or take the flag away.", needs=ANNOTATION),
    Command("occurrences.label-report", "Label all other occurrences", ("*",), "Annotation",
            "Annotation at the caret", "Give all other occurrences of this text in the report the same label.",
            needs=ANNOTATION),
    Command("occurrences.label-corpus", "Label all occurrences in the corpus", ("Ctrl+*",), "Annotation",
            "Annotation at the caret",
            "List the other occurrences of this text in all reports, and label those that you do not veto.",
            needs=ANNOTATION),
    Command("rule.fix", "Mend the warning", ("Ctrl+.",), "Annotation", "Annotation at the caret",
            "Mend what the guideline's rules find wrong with the annotation at the caret.", needs=ANNOTATION),
    Command("suggestion.new-pattern", "Pattern from this annotation…", ("Ctrl+Alt+N",), "Annotation",
            "Annotation at the caret", "Make a pattern of the words and the label of the annotation at the caret.",
            needs=ANNOTATION),
    *_edge("right-out", "Right edge out", "right edge outwards", ("]", "Alt+Right")),
    *_edge("right-in", "Right edge in", "right edge inwards", ("[", "Alt+Left")),
    *_edge("left-in", "Left edge in", "left edge inwards", ("}", "Alt+Shift+Right")),
    *_edge("left-out", "Left edge out", "left edge outwards", ("{", "Alt+Shift+Left")),
)  # fmt: skip

_REPORT = (
    Command("report.done-and-next", "Done, open next", ("d",), "Report", "Report",
            "Mark the report done and open the next one that is not."),
    Command("report.next", "Next report", ("Ctrl+PageDown",), "Report", "Report",
            "Open the next report and leave this one as it is.", EVERYWHERE, PROJECT, repeatable=True),
    Command("report.previous", "Previous report", ("Ctrl+PageUp",), "Report", "Report",
            "Open the previous report and leave this one as it is.", EVERYWHERE, PROJECT, repeatable=True),
    Command("go.report", "Go to report…", ("Ctrl+P",), "Report", "Report",
            "Open a report by typing part of its title.", EVERYWHERE, PROJECT),
    Command("triage.choose", "Which report comes next…", ("Ctrl+Shift+O",), "Report/Order of reports", "Report",
            "Choose in the report list which unfinished report “done, next” opens.", EVERYWHERE, PROJECT),
    Command("triage.file", "Next report in the order of the file", (), "Report/Order of reports", "Report",
            "Let reports come in the order in which they were imported.", EVERYWHERE, PROJECT),
    Command("triage.date", "Next report by date", (), "Report/Order of reports", "Report",
            "Let the earliest report come first; those without a date come last.", EVERYWHERE, PROJECT),
    Command("triage.random", "Next report at random", (), "Report/Order of reports", "Report",
            "Let reports come in an order without meaning, which is always the same in this project.",
            EVERYWHERE, PROJECT),
    Command("triage.uncertain", "Next the most uncertain report", (), "Report/Order of reports", "Report",
            "Let the report come first in which the model doubts its suggestions most.", EVERYWHERE, PROJECT),
    Command("triage.new-words", "Next the report with most new words", (), "Report/Order of reports", "Report",
            "Let the report come first that has most words which no finished report has.", EVERYWHERE, PROJECT),
    Command("report.flag", "Flag for later", ("g",), "Report", "Report state",
            "Flag the report for later, or take the flag away."),
    Command("report.set-aside", "Set aside", (), "Report", "Report state",
            "Set the report aside and open the next; a report set aside comes back.", NOT_TYPING),
    Command("report.reopen", "Reopen", (), "Report", "Report state",
            "Make a report that is done or set aside open again.", NOT_TYPING),
    Command("report.note", "Note on the report…", (), "Report", "Report state",
            "Write a note on the whole report.", NOT_TYPING),
    Command("report.facts", "Facts of the report…", (), "Report", "Report state",
            "Change title, source, date, language and address of the report.", NOT_TYPING),
)  # fmt: skip

_VIEW = (
    Command("view.zoom-in", "Larger text", ("Ctrl+=", "Ctrl++"), "View", "Text size",
            "Make the text larger.", EVERYWHERE, NO_NEED),
    Command("view.zoom-out", "Smaller text", ("Ctrl+-",), "View", "Text size",
            "Make the text smaller.", EVERYWHERE, NO_NEED),
    Command("view.zoom-reset", "Usual text size", ("Ctrl+0",), "View", "Text size",
            "Set the text to its usual size.", EVERYWHERE, NO_NEED),
    Command("view.line-width", "Line width", (), "View", "Text size",
            "Go through the widths a line may have.", EVERYWHERE, NO_NEED),
    Command("view.theme", "Light, dark or system colours", (), "View", "Window",
            "Go through the colours: as the system has them, light, dark.", EVERYWHERE, NO_NEED),
    Command("view.queue-panel", "Report list", (), "View", "Window",
            "Show or hide the list of reports.", EVERYWHERE, NO_NEED),
    Command("view.label-panel", "Label panels", (), "View", "Window",
            "Show or hide the label panels.", EVERYWHERE, NO_NEED),
    Command("guideline.show", "Guideline", ("i",), "View", "Window",
            "Show or hide the guideline of the label at the caret, with examples."),
    Command("panel.focus-next", "Next panel", ("F6",), "View", "Panels",
            "Go on to the next panel of the window.", EVERYWHERE, NO_NEED),
    Command("panel.focus-previous", "Previous panel", ("Shift+F6",), "View", "Panels",
            "Go back to the previous panel of the window.", EVERYWHERE, NO_NEED),
    Command("panel.focus-text", "Back to the text", ("Esc",), "View", "Panels",
            "Leave the panel or field and go back to the text.", OUTSIDE_TEXT, NO_NEED),
    Command("panel.focus-labels", "Go to the label panels", (), "View", "Panels",
            "Put the keyboard on the label panels.", EVERYWHERE, NO_NEED),
    Command("panel.focus-queue", "Go to the report list", (), "View", "Panels",
            "Put the keyboard on the list of reports.", EVERYWHERE, NO_NEED),
)  # fmt: skip

_LEDGER = (
    Command("review.text", "Review this text…", ("Ctrl+J",), "Annotation/Review", "Annotation at the caret",
            "Go through all spans of the corpus with the text of the annotation at the caret, line by line.",
            EVERYWHERE, PROJECT),
    Command("review.label", "Review this label…", ("Ctrl+Shift+J",), "Annotation/Review",
            "Annotation at the caret",
            "Go through all spans of the corpus with the label of the annotation at the caret, line by line.",
            EVERYWHERE, PROJECT),
    Command("statistics.open", "Statistics", ("Ctrl+Shift+T",), "View/Statistics", "Panels",
            "Show progress and pace, labels over time and by source, lengths, overlaps, and what is labelled how.",
            EVERYWHERE, PROJECT),
    Command("statistics.save-table", "Save the table of statistics…", (), "View/Statistics", "Panels",
            "Write the table of the page of statistics as CSV.", EVERYWHERE, PROJECT),
    Command("statistics.save-picture", "Save the picture of statistics…", (), "View/Statistics", "Panels",
            "Write the chart of the page of statistics as PNG.", EVERYWHERE, PROJECT),
    Command("evaluation.open", "How good suggestions are here", ("Ctrl+Shift+E",), "View/Suggestions", "Panels",
            "Measure the suggestions on your finished reports, or compare annotators, files and projects.",
            EVERYWHERE, PROJECT),
    Command("evaluation.save-table", "Save how good suggestions are…", (), "View/Suggestions", "Panels",
            "Write precision, recall and F1 by label and by finished reports as CSV.", EVERYWHERE, PROJECT),
    Command("evaluation.save-picture", "Save the picture of how good they are…", (), "View/Suggestions", "Panels",
            "Write the learning curve, or F1 by label, as PNG.", EVERYWHERE, PROJECT),
    Command("project.attached", "Attached project", (), "View", "Panels",
            "Search the attached project, and read its reports with their annotations.", EVERYWHERE, PROJECT),
    Command("copies.open", "Near duplicates", ("Ctrl+Shift+D",), "View", "Panels",
            "Show reports that are much the same side by side, and set copies aside.", EVERYWHERE, PROJECT),
    Command("place.map", "Map of places", ("Ctrl+Alt+M",), "View", "Panels",
            "Show the linked places of the report or of all reports on a map, with their annotations.",
            EVERYWHERE, PROJECT),
    Command("ledger.open", "Claims ledger", ("Ctrl+L",), "View/Claims ledger", "Panels",
            "Open the list of claims: who says what, about what, disputed by whom.", EVERYWHERE, PROJECT),
    Command("ledger.dock", "Ledger inside the window", (), "View/Claims ledger", "Panels",
            "Move the claims ledger into the window, or into a window of its own.", EVERYWHERE, PROJECT),
    Command("ledger.scope", "Ledger of the report or of all", ("Ctrl+Shift+L",), "View/Claims ledger", "Panels",
            "List the claims of this report, or of all reports.", EVERYWHERE, PROJECT),
    Command("ledger.group", "Group the claims", ("Ctrl+G",), "View/Claims ledger", "Panels",
            "Group the claims of the ledger by speaker, by place, by dispute, or not.", EVERYWHERE, PROJECT),
    Command("ledger.mark", "Mark the claim", ("Ctrl+M",), "View/Claims ledger", "Panels",
            "Mark the claim of the ledger that another one is to be related to; Space does so, too.",
            EVERYWHERE, PROJECT),
    Command("ledger.relate", "Relate to the marked claim", ("Ctrl+R",), "View/Claims ledger", "Panels",
            "Relate the claim of the ledger to the marked one, such as to dispute it.", EVERYWHERE, PROJECT),
    Command("ledger.unrelate", "Unrelate from the marked claim", ("Ctrl+Shift+R",), "View/Claims ledger", "Panels",
            "Take away what relates the claim of the ledger to the marked one.", EVERYWHERE, PROJECT),
)  # fmt: skip

_HELP = (
    Command("help.palette", "All commands…", ("Ctrl+K",), "Help", "Help",
            "Find a command by its name and run it.", EVERYWHERE, NO_NEED),
    Command("help.keys", "Keys", ("?",), "Help", "Help",
            "Show the keys for what the caret is on.", needs=NO_NEED),
    Command("help.guide", "User guide", ("F1",), "Help", "Help",
            "Open the user guide.", EVERYWHERE, NO_NEED),
    Command("help.about", "About Annotator", (), "Help", "Help",
            "Show the version and the licence.", EVERYWHERE, NO_NEED),
)  # fmt: skip

COMMANDS: tuple[Command, ...] = (
    *_PROJECT, *_EDIT, *_FIND, *_JUMPS, *_ANNOTATION, *_REPORT, *_VIEW, *_LEDGER, *_HELP,
)  # fmt: skip


class KeyedLabel(Protocol):
    """What the table needs of a label of the schema. `key` is one character, or empty."""

    @property
    def name(self) -> str: ...
    @property
    def key(self) -> str: ...


def label_keys(labels: Iterable[KeyedLabel]) -> list[str]:
    """The keys of each label: its own, else LABEL_PREFIX and one or two letters, given in the labels' order."""
    listed = list(labels)
    codes = iter(hint_labels(sum(not label.key for label in listed), string.ascii_lowercase))
    return [label.key or " ".join((LABEL_PREFIX, *next(codes))) for label in listed]


def label_commands(labels: Iterable[KeyedLabel]) -> tuple[Command, ...]:
    """Two commands for each label: give it, and give it as a second one. Ids end in ":" and the label's name."""
    listed = list(labels)
    pairs = zip(listed, label_keys(listed), strict=True)
    return tuple(command for label, key in pairs for command in _commands_of(label, key))


def _commands_of(label: KeyedLabel, key: str) -> tuple[Command, Command]:
    second = f"Shift+{label.key}" if is_letter(label.key) else ""
    return (
        Command(
            f"{APPLY_LABEL}:{label.name}", f"Label {label.name}", _key(key), "Annotation/Label", "Label",
            f"Label the target {label.name}; on an annotation, change its label. "
            "With a count: label so many tokens from the caret.", repeatable=True,
        ),
        Command(
            f"{ADD_SECOND_LABEL}:{label.name}", f"Add second label {label.name}", _key(second),
            "Annotation/Add second label", "Label",
            f"Label the span of the annotation at the caret {label.name} as well.", needs=ANNOTATION,
        ),
    )  # fmt: skip


def chords_of(commands: Iterable[Command]) -> frozenset[Chord]:
    """Every chord that the commands' own keys use, anywhere in a sequence."""
    return frozenset(chord for command in commands for key in command.keys for chord in parse_sequence(key))
