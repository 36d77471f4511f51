"""A labelling run that another process kills: labels one stretch after another and acknowledges each on stdout.

Starting Python two hundred times is most of such a test. So this program stays, and forks one run for each line
that it reads; it answers with the number of the run's process.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from annotator.app.operations import labelling
from annotator.app.session import Session
from annotator.domain.spans import Span
from annotator.storage.store import open_store


def label_on(path: Path) -> None:
    """Label until killed. A line with a number says that so many annotations stand."""
    session = Session(open_store(path), "ada")
    desk = session.open_report(1)
    taken = len(desk.annotations)
    for number in range(taken, taken + 100_000):
        start = number % (len(desk.text) - 40)
        labelling.label_span(session, Span(start, start + 1 + number // (len(desk.text) - 40)), "Actor", start)
        if number % 5 == 4:
            session.undo()
            session.redo()
        os.write(1, b"%d\n" % (number + 1))


def main(path: Path) -> None:
    gc.freeze()
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            label_on(path)
            os._exit(0)
        os.write(1, b"run %d\n" % child)
        os.waitpid(child, 0)
        os.write(1, b"ended\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
