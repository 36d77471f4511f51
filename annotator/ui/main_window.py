"""The window: queue, text, label panels and status line, joined by the table of commands."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu

from annotator.app.session import Session
from annotator.app.settings import Settings
from annotator.app.state import ProgramState
from annotator.commands.chords import display_sequence, format_sequence
from annotator.commands.counts import Pending
from annotator.commands.keymap import Keymap, build_keymap
from annotator.commands.table import COMMANDS, NO_NEED, PROJECT
from annotator.domain.changes import ChangeSet
from annotator.domain.edits import Place
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span
from annotator.ui import projects
from annotator.ui.background import Background
from annotator.ui.choosers import Choosers
from annotator.ui.companions import Companions
from annotator.ui.dispatch import KeyDispatcher
from annotator.ui.found_reports import open_hit
from annotator.ui.handlers.base import Context
from annotator.ui.handlers.table import handler_of
from annotator.ui.keys import current_platform
from annotator.ui.learning import Learning
from annotator.ui.menus import fill_menu_bar
from annotator.ui.relation_arcs import arcs_of
from annotator.ui.theme import Theme
from annotator.ui.window_parts import WindowParts
from annotator.ui.workbench import Workbench


class MainWindow(QMainWindow):
    """One project at a time. `armed_to_finish` is set when Space was pressed at the end of a report."""

    def __init__(self, settings: Settings, state: ProgramState, theme: Theme) -> None:
        super().__init__()
        self.settings = settings
        self.state = state
        self.theme = theme
        self.bench: Workbench | None = None
        self.keymap: Keymap | None = None
        self.armed_to_finish = False
        self._build()
        self.dispatcher = KeyDispatcher(self.text, self.invoke)
        self.dispatcher.pending.connect(self._show_pending)
        self.choosers = Choosers(self)
        self.companions = Companions(self)
        self.background = Background(self)
        self.learning = Learning(self)
        self.setAcceptDrops(True)
        self.setWindowTitle("Annotator")
        self.setMinimumSize(520, 400)
        self.resize(1400, 900)
        self._restore_shape()
        self.apply_settings()

    def _build(self) -> None:
        parts = WindowParts()
        self.setCentralWidget(parts)
        self.text, self.header, self.find_bar = parts.text, parts.header, parts.find_bar
        self.queue, self.labels, self.details = parts.queue, parts.labels, parts.details
        self.guideline, self.strip = parts.guideline, parts.strip
        self.right, self.columns, self.status = parts.right, parts.columns, parts.status
        self.queue.open_report.connect(self._open_from_queue)
        self.queue.open_hit.connect(partial(open_hit, self))
        self.queue.search_words.connect(self.find_bar.highlight)
        self.labels.go_to.connect(self._go_to_span)
        for leave in (self.queue.leave, self.labels.leave):
            leave.connect(self.text.setFocus)
        self.text.context_menu_requested.connect(self._context_menu)
        self.text.zoom_changed.connect(lambda zoom: self.settings.set("zoom", zoom))
        self.find_bar.attach(self)

    def set_session(self, session: Session) -> None:
        """Show a project; the one before is closed."""
        self.close_project()
        bench = Workbench(session, self.text, self.settings, self)
        self.bench = bench
        bench.said.connect(self.status.say)
        bench.caret_moved.connect(self._caret_moved)
        bench.report_opened.connect(self._report_opened)
        bench.changed.connect(self._changed)
        self.details.relations.followed.connect(bench.follow_relation)
        self.details.relations.removed.connect(bench.remove_relation)
        self.status.watch(session.store.keeper)
        self.status.show_part("annotator", session.annotator)
        how = " (read only)" if session.store.read_only else ""
        self.setWindowTitle(f"{session.path.name}{how} — Annotator")
        self.state.remember_project(session.path)
        self.labels.set_session(session)
        self.details.set_session(session)
        self.guideline.set_session(session)
        self.queue.set_session(session)
        self.rebuild_keys()
        key = session.first_report()
        if key is None:
            self._show_nothing()
            self.status.say("The project has no reports yet. Ctrl+I imports some.")
        else:
            bench.open_report(key)
        self.companions.set_session(session)
        self.background.follow(session)
        self.learning.follow(session)
        self.text.setFocus()

    def close_project(self) -> None:
        """Let go of the project; all of it is saved already."""
        bench, self.bench = self.bench, None
        if bench is not None:
            self.background.stop()
            self.learning.stop()
            self.companions.set_session(None)
            bench.close()
            bench.deleteLater()
            self.queue.clear()
            self._show_nothing()
            self.setWindowTitle("Annotator")
            self.rebuild_keys()

    def _show_nothing(self) -> None:
        self.text.clear()
        self.header.clear()
        self.details.clear()
        self.labels.set_desk(None)

    def apply_settings(self) -> None:
        """Follow the settings: zoom, line width, colours and keys."""
        self.text.set_theme(self.theme)
        self.text.set_zoom(float(self.settings["zoom"]))
        self.text.set_line_width(int(self.settings["line_width"]))
        self.text.set_snap(bool(self.settings["snap"]))
        self.guideline.setVisible(bool(self.settings["guideline"]))
        for panel in (self.queue, self.labels, self.details, self.guideline, self.header, self.strip):
            panel.set_theme(self.theme)
        self.companions.set_theme(self.theme)
        self.rebuild_keys()

    def rebuild_keys(self) -> None:
        """Make keymap, menus and dispatcher anew, after the labels or the keys have changed."""
        labels = self.bench.session.schema.labels if self.bench is not None else ()
        self.keymap = build_keymap(
            COMMANDS, labels, self.settings.keys, digits_label=bool(self.settings["digits_label"])
        )
        self.dispatcher.set_keymap(self.keymap)
        fill_menu_bar(self.menuBar(), self.keymap, self.invoke)
        mending = self.keymap.keys_for("rule.fix")
        self.details.mending_key = display_sequence(mending[0], current_platform()) if mending else ""
        if self.keymap.problems:
            self.status.say(self.keymap.problems[0])
        elif self.keymap.clashes:
            clash = self.keymap.clashes[0]
            self.status.say(f"The key {clash.keys} is wanted by {' and '.join(clash.commands)}; the first has it.")

    def follow_schema(self) -> None:
        """Take on the labels of the project after they have changed."""
        if self.bench is not None:
            self.labels.set_session(self.bench.session)
            self.details.set_session(self.bench.session)
            self.guideline.set_session(self.bench.session)
            self.labels.set_desk(self.bench.desk)
            self.rebuild_keys()
            if self.bench.desk is not None:
                self.bench.open_report(self.bench.desk.key)

    def invoke(self, command: str, count: int | None = None) -> None:
        """Run a command by its id. A refusal becomes a sentence in the status line."""
        needs = self.keymap.commands[command].needs if self.keymap is not None else NO_NEED
        if needs != NO_NEED and (self.bench is None or (needs != PROJECT and self.bench.desk is None)):
            self.status.say("Open a project first." if self.bench is None else "Open a report first.")
            return
        handler = handler_of(command)
        self.status.drop_old()
        if command != "read.on":
            self.armed_to_finish = False
        try:
            handler(Context(self, self.bench, count), count or 1)  # type: ignore[arg-type]
        except Refusal as refusal:
            self.status.say(str(refusal))

    def choose_theme(self) -> None:
        """Take on the colours that the setting and the desktop ask for, and all other settings."""
        from annotator.ui.application import chosen_theme

        self.theme = chosen_theme(self.settings)
        QApplication.setPalette(self.theme.qpalette())
        self.setStyleSheet(self.theme.stylesheet())
        self.apply_settings()

    def open_project(self, path: Path) -> bool:
        """Open a project; when that is refused, say why. False when it stays closed."""
        return projects.open_project(self, path)

    def show_first_words(self) -> None:
        """One line for who has never seen the program."""
        self.status.say("Tab goes to the next name. l a w c label it. u takes it back. ? shows every key.")

    def closeEvent(self, event: QCloseEvent) -> None:
        self.state.set("geometry", bytes(self.saveGeometry().toBase64().data()).decode())
        self.state.set("columns", self.columns.sizes())
        self.companions.close()
        self.close_project()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        projects.take_dropped(self, files)

    def _restore_shape(self) -> None:
        geometry = self.state.get("geometry")
        if isinstance(geometry, str):
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        sizes = self.state.get("columns")
        if isinstance(sizes, list) and len(sizes) == 3:
            self.columns.setSizes([int(size) for size in sizes])

    def _show_pending(self, pending: Pending) -> None:
        if self.bench is not None:
            self.bench.set_count(pending.count)
        typed = f"{pending.count or ''} {format_sequence(pending.chords) if pending.chords else ''}".strip()
        follow = (
            ", ".join(format_sequence(keys) for keys, _ in pending.continuations[:8]) if pending.chords else ""
        )
        self.status.show_part("keys", f"{typed} → {follow}" if follow else typed)

    def _report_opened(self) -> None:
        if self.bench is None or self.bench.desk is None:
            return
        desk = self.bench.desk
        self.armed_to_finish = False
        self.find_bar.hide()
        self.header.show_report(desk)
        self.labels.set_desk(desk)
        self.queue.set_current(desk.key)

    def _caret_moved(self) -> None:
        bench = self.bench
        if bench is None or bench.desk is None or bench.cursor is None:
            return
        shown = bench.annotation()
        there = bench.desk.annotations_at(bench.cursor.caret)
        if shown is not None and shown not in there:
            there = [shown, *there]
        self.text.set_arcs(arcs_of(bench.desk, bench.session.schema, shown))
        self.details.show_annotations(bench.desk, there, bench.target())
        if there:
            self.guideline.follow_label(there[0].label)
        self.labels.set_caret(bench.cursor.caret)
        share = 100 * bench.cursor.caret // max(len(bench.desk.text), 1)
        self.status.show_part("position", f"{share} %")

    def _changed(self, change: ChangeSet) -> None:
        if not self.bench or self.bench.session.store.read_only:
            return
        self.status.show_part("saved", "saving…")
        if change.schema:
            self.follow_schema()
        self.companions.take(change)
        self.queue.take(change)
        self.labels.take(change)
        if self.bench.desk is not None and self.bench.desk.key in change.documents:
            self.header.show_report(self.bench.desk)

    def _open_from_queue(self, key: int) -> None:
        if self.bench is not None:
            self.bench.open_report(key)
            self.text.setFocus()

    def _go_to_span(self, start: int, end: int) -> None:
        if self.bench is not None and self.bench.desk is not None:
            self.bench.go_to(Place(self.bench.desk.key, end))
            self.text.set_flash(Span(start, end))

    def _context_menu(self, where: QPoint, _: int) -> None:
        from annotator.ui.context_menu import fill_context_menu

        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_context_menu(menu, self)
        menu.popup(where)

    @property
    def project_path(self) -> Path | None:
        return self.bench.session.path if self.bench else None
