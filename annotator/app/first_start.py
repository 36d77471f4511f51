"""The first start: the sample corpus becomes a project, so that there is something to read at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from annotator.app import paths
from annotator.app.intake import new_document
from annotator.app.projects import make_project
from annotator.domain.documents import NewDocument, State
from annotator.formats.jsonl import read_jsonl
from annotator.storage.store import open_store

_UNLABELLED = 3  # reports at the beginning that are left for the reader to label


def sample_project(folder: Path | None = None) -> Path:
    """The project of the sample corpus, made when it is not there yet.

    The first reports come without annotations, for trying; the others are finished examples.
    Raises Refusal when the project cannot be made.
    """
    path = (folder or paths.projects_folder()) / "Sample.annodb"
    if path.exists():
        return path
    begun = path.with_name("Sample.unfinished.annodb")  # a first start that is broken off leaves no half a project
    begun.unlink(missing_ok=True)
    make_project(begun)
    with open_store(begun) as store, store.writing():
        for _ in store.bulk_writer().add(_sample_documents()):
            pass
    begun.replace(path)
    return path


def _sample_documents() -> list[NewDocument]:
    records = read_jsonl(paths.datasets() / "sample.jsonl")
    documents = [new_document(record, annotator="gold") for record in records]
    bare = [
        replace(d, annotations=(), relations=(), outward=(), state=State.OPEN) for d in documents[:_UNLABELLED]
    ]
    return bare + documents[_UNLABELLED:]
