"""Opening and making projects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from annotator.app import paths
from annotator.app.checking import check
from annotator.app.session import Session
from annotator.domain.errors import Refusal
from annotator.formats.schema_toml import read_schema
from annotator.storage.store import create_store, open_beside, open_store

SUFFIX = ".annodb"
_REMEMBERED = 20_000


def open_session(
    path: Path, annotator: str, *, read_only: bool = False, say: Callable[[str], None] = lambda _: None
) -> Session:
    """Open a project; `say` is told when an older file is brought up to date. Raises Refusal."""
    return Session(open_store(path, read_only=read_only, say=say), annotator)


def labelled_before(session: Session) -> list[tuple[str, str]]:
    """Texts of entities with their labels as they stand in the file, for the memory. May run in another thread."""
    with open_beside(session.store) as store:
        found = store.annotations.labelled_texts(_REMEMBERED)
    return [(text, label) for text, label in found if label in session.entities]


def faults_of(session: Session, cancelled: Callable[[], bool] = lambda: False) -> list[str]:
    """What is wrong with the open project, in sentences. May run in another thread. Raises Cancelled."""
    with open_beside(session.store) as store:
        return check(store, cancelled)


def ready_schemas() -> list[Path]:
    """The label schemas that the program ships, the usual one first."""
    found = sorted((paths.resources() / "schemas").glob("*.toml"))
    return sorted(found, key=lambda path: path.stem != "conflict")


def make_project(path: Path, schema: Path | None = None) -> Path:
    """Make an empty project with a schema file, the usual one when none is named; returns its path with suffix.

    Raises Refusal when the file is there already or its folder cannot be written.
    """
    if path.suffix != SUFFIX:
        path = path.with_name(path.name + SUFFIX)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"The folder {path.parent} cannot be made: {error.strerror}.") from error
    create_store(path, read_schema(schema or ready_schemas()[0])).close()
    return path
