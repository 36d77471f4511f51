from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.storage.store import Store, create_store
from tests.projects import CONFLICT, new_report


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "corpus.annodb"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with create_store(path, CONFLICT) as opened:
        yield opened


@pytest.fixture
def filled(store: Store) -> Store:
    with store.writing():
        list(store.bulk_writer().add([new_report(f"Rebels shelled Mosul, officials said. {n}") for n in range(3)]))
    return store
