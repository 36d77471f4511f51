"""spaCy pipelines: which are installed, and a process that reads reports with one of them, each only once."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from contextlib import suppress

from annotator.app import paths, processes
from annotator.app.session import Session
from annotator.app.sources import raise_when
from annotator.assist.parses import Parse, Parses, parse_of
from annotator.assist.spacy_names import SpacySuggester, read_label_map
from annotator.assist.spacy_pipeline import LONGEST
from annotator.domain.errors import Refusal
from annotator.formats.extras import command_of, has_extra
from annotator.storage.store import open_beside

__all__ = [
    "PipelineReader",
    "SpacySuggester",
    "help_with_pipelines",
    "installed_pipelines",
    "parses_by",
    "read_label_map",
    "read_next",
]
_ENDED = "The spaCy pipeline ended without a word."


def installed_pipelines() -> list[str]:
    """The pipelines in the program's environment; a folder with one may be named as well."""
    from importlib.metadata import entry_points  # a fiftieth of a second, for the preferences alone

    return sorted({entry.name for entry in entry_points(group="spacy_models")})


def help_with_pipelines(usual: str) -> str:
    """What to say beside the choice: the usual words, or what is missing and the command that adds it."""
    if not has_extra("spacy"):
        return f"spaCy is not installed; “{command_of('spacy')}” adds it."
    if not installed_pipelines():
        return f"{usual} None is installed; name the folder of one."
    return usual


def parses_by(pipeline: str) -> Parses:
    """What this pipeline has read so far, of whichever project."""
    return Parses(pipeline, paths.cache_folder() / "parses")


def read_next(session: Session, reader: PipelineReader, key: int, cancelled: Callable[[], bool]) -> None:
    """Have the report of that key parsed, for a worker; one that has gone is passed over. Raises as `read`."""
    with suppress(KeyError), open_beside(session.store) as store:
        reader.read(store.documents.read(key).text, cancelled)


class PipelineReader:
    """One pipeline, loaded when the first new report is read. For one worker thread at a time."""

    def __init__(self, parses: Parses) -> None:
        self.parses = parses
        self._process: subprocess.Popen[str] | None = None

    def read(self, text: str, cancelled: Callable[[], bool]) -> None:
        """Have the parse of a report among `parses`. Raises Refusal when it cannot be had, Cancelled."""
        if self.parses.load(text) is None:
            self.parses.keep(text, self._asked(text, cancelled))

    def _asked(self, text: str, cancelled: Callable[[], bool]) -> Parse:
        if not has_extra("spacy"):
            raise Refusal(f"The suggestions of spaCy need it; “{command_of('spacy')}” installs it.")
        if self._process is not None and self._process.poll() is not None:
            self.close()  # it has ended
        process = self._process
        if process is None:
            process = self._process = processes.start("annotator.assist.spacy_pipeline", self.parses.pipeline)
            self._answer(process, cancelled)
        if process.stdin is not None:
            try:
                process.stdin.write(json.dumps(text[:LONGEST]) + "\n")
                process.stdin.flush()
            except OSError as error:
                self.close()
                raise Refusal(_ENDED) from error
        try:
            return parse_of(self._answer(process, cancelled))
        except (ValueError, TypeError) as error:
            raise Refusal(_ENDED) from error

    def close(self) -> None:
        """End the process; the next `read` starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _answer(self, process: subprocess.Popen[str], cancelled: Callable[[], bool]) -> object:
        with processes.killed_when(process, cancelled):
            line = process.stdout.readline() if process.stdout is not None else ""
        if not line:
            self.close()
        raise_when(cancelled)
        if not line:
            raise Refusal(_ENDED)
        answer: object = json.loads(line)
        if isinstance(answer, str):
            raise Refusal(answer)
        return answer
