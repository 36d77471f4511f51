"""Learning from a project's finished reports: what is read for it, the process that learns, what it leaves."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from annotator.app import paths, processes
from annotator.app.session import Session
from annotator.app.user_patterns import patterns_in, ready_patterns
from annotator.assist.base import Suggester
from annotator.assist.gazetteer import is_prepared
from annotator.assist.models import ModelDamaged
from annotator.assist.models import load as load_model
from annotator.assist.parsed_model import is_taught_with, parsed_file
from annotator.assist.parses import Parses
from annotator.assist.patterns import SOURCE as PATTERN
from annotator.assist.patterns import Patterns
from annotator.assist.small_towns import towns_are_prepared
from annotator.assist.training import (
    LEARNED,
    Lists,
    load_entities,
    load_layer,
    model_file,
    read_lists,
    write_job,
)
from annotator.domain.annotations import Annotation
from annotator.domain.decisions import Decision
from annotator.domain.documents import State
from annotator.domain.errors import Refusal
from annotator.domain.labels import ENTITY_LAYER
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex
from annotator.formats.faults import plain_faults
from annotator.storage.store import Store, open_beside

LEAST = 1  # finished reports from which on something is learned
_MOST_REPORTS = 2_000  # the last finished ones; more teach little, and take minutes
_MOST_TEXT = 8_000_000  # code points
_EVIDENCE = 300  # reports whose unlabelled words the memory takes into account when a project is opened
_LONGEST = 200_000  # code points of a report that the memory looks through between two keys


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished report for the memory: what stands unlabelled in it was left so on purpose."""

    key: int
    text: str
    spans: tuple[Span, ...]


def models_folder(project: Path) -> Path:
    """Where the models learned from a project are kept: with the program's own data, not in the project."""
    name = hashlib.sha256(str(project.absolute()).encode(errors="surrogateescape")).hexdigest()[:16]
    return paths.cache_folder() / "models" / name


def lists() -> Lists:
    """The gazetteer and the lists of words. Takes seconds the first time; for a worker. Raises OSError."""
    return read_lists(paths.resources() / "lexicons", paths.cache_folder())


def prepare_job(session: Session, cancelled: Callable[[], bool]) -> Path | None:
    """Write what is to be learned from the finished reports to a file; None when there are too few.

    For a worker thread. Raises Refusal.
    """
    folder = models_folder(session.path)
    path = folder / "job.json"
    with plain_faults(path), open_beside(session.store) as store:
        total = store.bulk_reader().count(frozenset({State.DONE}))
        if total < LEAST:
            return None

        chosen = _within_limit(store, store.documents.last_finished(_MOST_REPORTS))

        def reports() -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
            for key in reversed(chosen):  # what is learned first when there is too much stands last
                if cancelled():
                    return
                text = store.documents.read(key).text
                yield text, [(a.start, a.end, a.label) for a in store.annotations.of_document(key)]

        lexicons = paths.resources() / "lexicons"
        assistance = session.assistance
        write_job(path, folder, lexicons, paths.cache_folder(), assistance.layers, reports(), assistance.parses)
    return path


def _within_limit(store: Store, keys: Sequence[int]) -> list[int]:
    """The first of these reports that together are not too long."""
    size = 0
    kept: list[int] = []
    for summary in store.documents.summaries(keys):
        size += summary.length
        if size > _MOST_TEXT and kept:
            break
        kept.append(summary.key)
    return kept


def learn(job: Path, stopping: Callable[[], bool]) -> bool:
    """Run the job in a process of its own and wait for it; False when it was stopped.

    For a worker thread. The models of the last time stay when it does not come to its end. Raises Refusal with the
    sentence that the process ended with.
    """
    command = [sys.executable, "-m", "annotator.assist.training", str(job)]
    root = Path(__file__).resolve().parents[2]
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    stopped, said = False, ""
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, creationflags=hidden
    ) as process:
        while process.returncode is None:
            with suppress(subprocess.TimeoutExpired):
                _, said = process.communicate(timeout=0.2)
                break
            if stopping():
                stopped = True
                process.kill()
    with suppress(OSError):
        job.unlink()
    if process.returncode and not stopped:
        raise Refusal(said.strip().splitlines()[-1] if said.strip() else "Learning ended before its time.")
    return not stopped


@dataclass(frozen=True, slots=True)
class Learned:
    """All that suggests beside the memory, ready to be asked; `reports` is how many the model was taught with.

    `fault` is a sentence about a model that was damaged and must be taught again. `unparsed` says that a spaCy
    pipeline was chosen since.
    """

    lists: Lists
    models: tuple[Path, ...]
    finished: tuple[Finished, ...] = ()
    decisions: tuple[Decision, ...] = ()
    patterns: Patterns = field(default_factory=lambda: Patterns([]))
    reports: int = 0
    fault: str = ""
    unparsed: bool = False


def load(session: Session, cancelled: Callable[[], bool], *, evidence: bool = True) -> Learned | None:
    """Read lists, models, decisions, and with `evidence` finished reports; None when stopped.

    For a worker thread. The first time ever, the table of names is made, in a process of its own. Raises Refusal.
    """
    folder = models_folder(session.path)
    with plain_faults(folder):
        return _loaded(session, folder, cancelled, evidence=evidence)


def _loaded(session: Session, folder: Path, cancelled: Callable[[], bool], *, evidence: bool) -> Learned | None:
    if not is_prepared(paths.cache_folder(), paths.resources() / "lexicons" / "places.txt"):
        job = folder / "lists.json"
        write_job(job, folder, paths.resources() / "lexicons", paths.cache_folder(), {}, [])
        learn(job, cancelled)
    if cancelled():
        return None
    with open_beside(session.store) as store:
        patterns = ready_patterns(patterns_in(store), session.assistance.layers, session.faulted)
        decisions = tuple(store.suggestions.decisions())
    entities = model_file(folder, ENTITY_LAYER)
    files = tuple(
        file
        for file in (*(model_file(folder, layer) for layer in LEARNED), parsed_file(entities))
        if file.exists()
    )
    finished = tuple(finished_before(session)) if evidence else ()
    unparsed = evidence and entities in files and not _is_parsed(entities, session.assistance.parses)
    return Learned(lists(), files, finished, decisions, patterns, *_look_at(files), unparsed)


def prepare_small_towns(cancelled: Callable[[], bool]) -> None:
    """Make the table of small towns, where it is missing, in a process of its own; without it fewer can be linked.

    For a worker thread: some twenty seconds, once.
    """
    folder = paths.cache_folder()
    if not towns_are_prepared(folder):
        process = processes.start("annotator.assist.small_towns", str(folder))
        with process, processes.killed_when(process, cancelled):
            process.communicate()


def install(session: Session, learned: Learned) -> None:
    """Let the session suggest by what was loaded; in the session's own thread, in some milliseconds."""
    assistance, known = session.assistance, learned.lists
    suggesters: list[Suggester] = [known.gazetteer, known.weapons, known.actors]
    for layer in LEARNED:
        with suppress(ModelDamaged, OSError):
            file = model_file(models_folder(session.path), layer)
            model: Suggester | None
            if layer == ENTITY_LAYER:
                model = load_entities(file, known, session.memory, assistance.parses)
            else:
                model = load_layer(layer, file, known, session.memory)
            if model is not None:
                suggesters.append(model)
    if PATTERN not in assistance.suggesters:  # those that are there are newer: each change puts them anew
        suggesters.append(learned.patterns)
    assistance.put_all(suggesters)
    assistance.learn_from(learned.decisions)


def finished_before(session: Session) -> list[Finished]:
    """The last finished reports, for what they say against a text. For a worker thread."""
    found = []
    with open_beside(session.store) as store:
        for key in store.documents.last_finished(_EVIDENCE):
            document = store.documents.read(key)
            if len(document.text) <= _LONGEST:
                spans = _entities(session, store.annotations.of_document(key))
                found.append(Finished(key, document.text, spans))
    return found


def remember_finished(session: Session, report: Finished) -> None:
    """Let the memory know what was left unlabelled in a finished report."""
    session.memory.finish(report.key, report.text, TokenIndex(report.text), sorted(report.spans))


def finished_on_desk(session: Session) -> Finished | None:
    """The report on the desk as a finished one; None when there is none, or it is too long to look through."""
    desk = session.desk
    if desk is None or len(desk.text) > _LONGEST:
        return None
    return Finished(desk.key, desk.text, _entities(session, desk.annotations))


def _look_at(files: Iterable[Path]) -> tuple[int, str]:
    """How many reports the models were taught with, and a sentence about one that is damaged."""
    most = 0
    try:
        for file in files:
            model = load_model(file)
            most = max(most, int(str(model.facts.get("reports", 0))) if model is not None else 0)
    except ModelDamaged as damaged:
        return 0, str(damaged)
    return most, ""


def _is_parsed(entities: Path, parses: Parses | None) -> bool:
    """Whether the model was taught with these parses, as far as any are wanted."""
    if parses is None:
        return True
    with suppress(ModelDamaged):
        return is_taught_with(parsed_file(entities), parses)
    return True


def _entities(session: Session, annotations: Iterable[Annotation]) -> tuple[Span, ...]:
    return tuple(a.span for a in annotations if a.label in session.entities)
