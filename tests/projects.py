"""Small projects for tests."""

from __future__ import annotations

import uuid
from pathlib import Path

from annotator.app.session import Session
from annotator.domain.documents import Facts, NewAnnotation, NewDocument, text_digest
from annotator.domain.labels import Label, LabelSchema, RelationType
from annotator.storage.store import create_store

CONFLICT = LabelSchema(
    "conflict",
    (
        Label("Location", "l", "label1"),
        Label("Actor", "a", "label2"),
        Label("Weapon", "w", "label3"),
        Label("Claim", "c", "label4", "claim"),
    ),
    (RelationType("said_by", "s", ("Claim",), ("Actor",)),),
)
SHORT = "Rebels shelled Mosul, officials said. Mosul is a city. Near Mosul, rebels fired Grad rockets 💥 again."


def new_report(text: str, title: str = "", annotations: tuple[NewAnnotation, ...] = ()) -> NewDocument:
    return NewDocument(
        str(uuid.uuid4()), text, text_digest(text), Facts(title=title or text[:20]), annotations=annotations
    )


def new_session(path: Path, *texts: str) -> Session:
    """A session on a new project with these reports, the first one open."""
    store = create_store(path, CONFLICT)
    with store.writing():
        list(store.bulk_writer().add([new_report(text) for text in texts or (SHORT,)]))
    session = Session(store, "ada")
    session.open_report(1)
    return session
