"""What opens over the window for a moment: the palette, recent projects, reports by title, the cheat sheet."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.app.notes import words_of
from annotator.commands.cheat_sheet import cheat_sheet
from annotator.commands.table import ANNOTATION, SUGGESTION, TEXT
from annotator.domain.edits import Place
from annotator.domain.spans import Span
from annotator.ui.keys import current_platform

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow
    from annotator.ui.palette import Choice

_MOST_REPORTS = 20_000
_MOST_NOTES = 5_000


class Choosers:
    """Opens them for one window; each closes by itself."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def commands(self) -> None:
        """Find a command by its name and run it."""
        from annotator.ui.palette import command_choices

        if self._window.keymap is not None:
            choices = command_choices(self._window.keymap, current_platform())
            self._choose("Type a command", choices, lambda key: self._window.invoke(str(key)))

    def recent_projects(self) -> None:
        from annotator.ui.palette import Choice

        recent = self._window.state.recent_projects()
        if not recent:
            self._window.status.say("No project was opened before.")
            return
        choices = [Choice(path, path.stem, str(path.parent)) for path in recent]
        self._choose("Open a project", choices, lambda key: self._window.open_project(Path(str(key))))

    def reports(self) -> None:
        """Open a report by typing a part of its title."""
        from annotator.ui.palette import Choice

        bench = self._window.bench
        if bench is None:
            return
        choices = [
            Choice(key, title or "Untitled report", " · ".join(part for part in (source, date) if part), state)
            for key, title, source, date, state in bench.session.store.documents.titles(_MOST_REPORTS)
        ]
        self._choose("Go to a report", choices, lambda key: bench.open_report(int(str(key))))

    def notes(self) -> None:
        """Go to a note or a flagged annotation by typing a part of it."""
        from annotator.ui.palette import Choice

        bench = self._window.bench
        if bench is None:
            return
        noted = bench.session.store.notes.noted(_MOST_NOTES)
        if not noted:
            self._window.status.say("There is no note and nothing is flagged yet.")
            return
        choices = [Choice(number, *words_of(place)) for number, place in enumerate(noted)]

        def go(key: Hashable) -> None:
            place = noted[int(str(key))]
            if place.label:
                bench.go_to(Place(place.document, place.end))
                self._window.text.set_flash(Span(place.start, place.end))
            else:
                bench.open_report(place.document)

        self._choose("Go to a note or a flag", choices, go)

    def saved_searches(self, hint: str, saved: Mapping[str, str], chosen: Callable[[Hashable], object]) -> None:
        """Choose one of these searches by its name."""
        from annotator.ui.palette import Choice

        choices = [Choice(name, name, typed if typed != name else "") for name, typed in saved.items()]
        self._choose(hint, choices, chosen)

    def cheat_sheet(self) -> None:
        """The keys for what the caret is on."""
        from annotator.ui.cheat_sheet import CheatSheet

        window = self._window
        if window.keymap is None:
            return
        caret_on: set[str] = set()
        if window.bench is not None and window.bench.desk is not None:
            caret_on |= {ANNOTATION} if window.bench.annotation() is not None else set()
            caret_on |= {SUGGESTION} if window.bench.suggestion() is not None else set()
        sections = cheat_sheet(window.keymap, TEXT, caret_on, current_platform())
        CheatSheet(window, sections).open_over(window)

    def _choose(self, hint: str, choices: Sequence[Choice], chosen: Callable[[Hashable], object]) -> None:
        from annotator.ui.palette import ChooserPopup

        def taken(key: Hashable) -> None:
            self._window.text.setFocus()
            chosen(key)

        ChooserPopup(self._window, hint, choices, taken).open_over(self._window)
