"""A labelling run that another process kills: labels one token after another and acknowledges each on stdout."""

from __future__ import annotations

import sys
from pathlib import Path

from annotator.app.operations import labelling
from annotator.app.session import Session
from annotator.domain.spans import Span
from annotator.storage.store import open_store


def main(path: Path) -> None:
    session = Session(open_store(path), "ada")
    desk = session.open_report(1)
    taken = len(desk.annotations)
    for number in range(taken, taken + 10_000):
        start = number % (len(desk.text) - 40)
        labelling.label_span(session, Span(start, start + 1 + number // (len(desk.text) - 40)), "Actor", start)
        if number % 5 == 4:
            session.undo()
            session.redo()
        sys.stdout.write(f"{number + 1}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
