"""The patterns of a project: kept in its settings, made ready to be asked, and what is wrong with some of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from annotator.app.session import Session
from annotator.assist.patterns import SOURCE, Patterns, refusal_of
from annotator.domain.errors import Refusal
from annotator.domain.user_pattern import UserPattern
from annotator.storage.store import Store

_SETTING = "patterns"
_LONGEST_NAME = 40
_FIELDS = ("name", "kind", "text", "label", "score", "on")


def patterns_in(store: Store) -> list[UserPattern]:
    """The user's patterns, which belong to the project; nonsense in the setting is passed over."""
    try:
        entries = [UserPattern(**entry) for entry in json.loads(store.setting(_SETTING, "[]"))]
    except (ValueError, TypeError):
        return []
    return [pattern for pattern in entries if _is_sound(pattern)]


def checked_patterns(session: Session, patterns: Sequence[UserPattern]) -> Patterns:
    """The patterns ready to be asked; seconds for 100,000, so that many are for a worker.

    Raises Refusal for a wrong one and for two of one name.
    """
    names: set[str] = set()
    for pattern in patterns:
        if pattern.name in names:
            raise Refusal(f"Two patterns are called “{pattern.name}”.")
        names.add(pattern.name)
    return Patterns(_with_labels(patterns, session.assistance.layers), session.faulted)


def keep_patterns(session: Session, patterns: Sequence[UserPattern], ready: Patterns | None = None) -> None:
    """Keep the user's patterns in the project and suggest by them at once; `ready` is what was made of them.

    Raises Refusal as `checked_patterns` does, and when the project cannot be written: then all is as it was.
    """
    ready = ready or checked_patterns(session, patterns)
    record = [{name: getattr(pattern, name) for name in _FIELDS} for pattern in patterns]
    session.store.set_setting(_SETTING, json.dumps(record, ensure_ascii=False))
    session.assistance.put(ready)


def ready_patterns(
    patterns: Sequence[UserPattern], labels: Collection[str], told: Callable[[str], None] | None = None
) -> Patterns:
    """All of these that mean something, for labels that there are. Takes a second for 100,000; for a worker."""
    wanted = _with_labels(patterns, labels)
    try:
        return Patterns(wanted, told)
    except Refusal:
        sound = [pattern for pattern in wanted if not refusal_of(pattern)]
    try:
        return Patterns(sound, told)
    except Refusal:  # too many that are tried at every sentence
        return Patterns([pattern for pattern in sound if pattern.kind == "literal"], told)


def pattern_faults(session: Session) -> dict[str, str]:
    """A sentence for each pattern, by its name, that switched itself off since it was installed."""
    found = session.assistance.suggesters.get(SOURCE)
    return dict(found.faults) if isinstance(found, Patterns) else {}


def trouble_of(pattern: UserPattern, labels: Collection[str]) -> str:
    """Why a pattern cannot suggest, in a sentence; empty when it can, and while nothing is written yet."""
    if not pattern.text.strip():
        return ""
    if pattern.label not in labels:
        return f"There is no label “{pattern.label}” in this project."
    named = pattern if pattern.name else replace(pattern, name=pattern.text[:_LONGEST_NAME])
    return refusal_of(replace(named, on=True))


def named(patterns: Sequence[UserPattern]) -> list[UserPattern]:
    """The patterns in which something is written; those without a name are called as they are written."""
    written = [pattern for pattern in patterns if pattern.text.strip()]
    taken = {pattern.name for pattern in written}
    found = []
    for pattern in written:
        name = pattern.name.strip() or free_name(pattern.text, taken)
        taken.add(name)
        found.append(replace(pattern, name=name))
    return found


def free_name(text: str, taken: Collection[str]) -> str:
    """A name that is not taken, after what the pattern looks for."""
    name = " ".join(text.split())[:_LONGEST_NAME]
    number, tried = 1, name
    while tried in taken:
        number += 1
        tried = f"{name} {number}"
    return tried


def pattern_of(text: str, label: str) -> UserPattern:
    """A pattern for what an annotation stands on: its words, with what is between them as one space."""
    return UserPattern("", "literal", " ".join(text.split()), label)


def _with_labels(patterns: Iterable[UserPattern], labels: Collection[str]) -> list[UserPattern]:
    return [pattern for pattern in patterns if pattern.label in labels]


def _is_sound(pattern: UserPattern) -> bool:
    texts: tuple[object, ...] = (pattern.name, pattern.kind, pattern.text, pattern.label)
    is_number = type(pattern.score) in (int, float) and 0 <= pattern.score <= 1
    return is_number and type(pattern.on) is bool and all(type(text) is str for text in texts)
