from __future__ import annotations

from pathlib import Path

import pytest

from annotator.app import first_start
from annotator.app.projects import open_session
from annotator.domain.documents import State


def test_the_sample_has_reports_to_try_and_finished_ones(tmp_path: Path) -> None:
    session = open_session(first_start.sample_project(tmp_path), "ada")
    summaries = session.store.documents.summaries(range(1, 11))
    states = [summary.state for summary in summaries]
    first = session.first_report()
    session.close()
    assert states == [State.OPEN] * 3 + [State.DONE] * 7
    assert first == 1


def test_the_sample_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    path = first_start.sample_project(tmp_path)
    before = path.stat().st_mtime_ns
    assert first_start.sample_project(tmp_path) == path
    assert path.stat().st_mtime_ns == before


def test_a_first_start_that_broke_off_is_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(first_start, "_sample_documents", break_off)
        with pytest.raises(KeyboardInterrupt):
            first_start.sample_project(tmp_path)
    session = open_session(first_start.sample_project(tmp_path), "ada")
    count = len(session.store.documents.summaries(range(1, 20)))
    session.close()
    assert count == 10
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".annodb"] == ["Sample.annodb"]
