"""Relating two claims of the ledger: one is marked, the other is the current one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.app.ledger import Claim, relations_of
from annotator.app.operations.relating_claims import relate_claims, unrelate_claims
from annotator.app.session import Session
from annotator.domain.changes import ChangeSet
from annotator.domain.errors import Refusal
from annotator.domain.labels import RelationType

if TYPE_CHECKING:
    from annotator.ui.ledger.panel import LedgerPanel
    from annotator.ui.main_window import MainWindow


class Relating:
    """The marks and relations of one ledger; what is refused raises a Refusal."""

    def __init__(self, panel: LedgerPanel, window: MainWindow) -> None:
        self._panel = panel
        self._window = window

    def mark(self) -> None:
        """Mark the current claim as the one to relate another to, or take the mark away."""
        claim, model = self._panel.current(), self._panel.model
        if claim is not None:
            model.marked = None if model.marked == claim.key else claim.key
            self._panel.table.viewport().update()
            if model.marked is not None:
                self._window.status.say("Marked. Ctrl+R on another claim relates that one to this.")

    def relate(self) -> None:
        """Let a relation lead from the current claim to the marked one; of several kinds the user chooses."""
        session, head, child = self._both()
        kinds = {
            kind.name: kind
            for kind in relations_of(session.schema)
            if head.label in kind.heads and child.label in kind.children
        }
        if not kinds:
            raise Refusal("The schema has no relation between these claims.")
        if len(kinds) == 1:
            self._said(relate_claims(session, head, child, *kinds.values()))
        else:
            self._choose(session, head, child, kinds)

    def unrelate(self) -> None:
        """Take away what relates the current claim to the marked one."""
        self._said(unrelate_claims(*self._both()))

    def _both(self) -> tuple[Session, Claim, Claim]:
        bench, claim, marked = self._window.bench, self._panel.current(), self._panel.model.marked
        if bench is None or claim is None:
            raise Refusal("Go to a claim first.")
        found = bench.session.store.claims.rows([marked]) if marked is not None else []
        if not found:
            raise Refusal("Mark the other claim first, with Space in the ledger.")
        return bench.session, claim, found[0]

    def _choose(self, session: Session, head: Claim, child: Claim, kinds: dict[str, RelationType]) -> None:
        from annotator.ui.palette import Choice, ChooserPopup

        def chosen(name: object) -> None:
            try:
                self._said(relate_claims(session, head, child, kinds[str(name)]))
            except Refusal as refusal:
                self._window.status.say(str(refusal))

        choices = [Choice(name, name.replace("_", " "), "") for name in kinds]
        ChooserPopup(self._window, "How is this claim related to the marked one?", choices, chosen).open_over(
            self._window
        )

    def _said(self, change: ChangeSet) -> None:
        self._panel.model.marked = None
        self._panel.catch_up()
        self._window.status.say(f"{change.title}.")
