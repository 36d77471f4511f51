"""Searches that are kept in the project, under a name each."""

from __future__ import annotations

import json

from annotator.domain.errors import Refusal
from annotator.storage.store import Store

_SETTING = "saved_searches"


def saved_searches(store: Store) -> dict[str, str]:
    """What was typed for each name, by the name."""
    try:
        found = json.loads(store.setting(_SETTING, "{}"))
    except ValueError:
        return {}
    kept = found.items() if isinstance(found, dict) else ()
    return {name: typed for name, typed in sorted(kept) if isinstance(typed, str)}


def save_search(store: Store, typed: str, name: str = "") -> str:
    """Keep a search, under what was typed when it has no name; returns the name.

    Raises Refusal when nothing is searched for, StorageFailed when the project cannot be written.
    """
    typed = " ".join(typed.split())
    if not typed:
        raise Refusal("Search for something first; then it can be saved.")
    name = " ".join(name.split()) or typed
    store.set_setting(_SETTING, json.dumps({**saved_searches(store), name: typed}, ensure_ascii=False))
    return name


def delete_search(store: Store, name: str) -> None:
    """Keep it no longer. Raises StorageFailed when the project cannot be written."""
    kept = saved_searches(store)
    kept.pop(name, None)
    store.set_setting(_SETTING, json.dumps(kept, ensure_ascii=False))
