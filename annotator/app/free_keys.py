"""Keys for named things that are chosen from a strip: their own, or one that is free."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Protocol

_SPARE = string.ascii_lowercase + string.digits


class Keyed(Protocol):
    """Something of the schema with a name and a key of one character, or none."""

    @property
    def name(self) -> str: ...
    @property
    def key(self) -> str: ...


def names_of(keyed: Sequence[Keyed]) -> list[str]:
    return [each.name for each in keyed]


def keys_for(keyed: Sequence[Keyed]) -> list[str]:
    """A key for each, in lower case: its own while it is free, else a letter of its name, else any; else none."""
    own = {each.key.lower() for each in keyed if each.key}
    found: list[str] = []
    for each in keyed:
        key = each.key.lower()
        if not key or key in found:
            letters = [*each.name.lower(), *_SPARE]
            key = next((k for k in letters if k in _SPARE and k not in own and k not in found), "")
        found.append(key)
    return found
