"""Labels of the schemas that the tests of commands use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KeyLabel:
    name: str
    key: str


CONFLICT = (KeyLabel("Location", "l"), KeyLabel("Actor", "a"), KeyLabel("Weapon", "w"), KeyLabel("Claim", "c"))
GUN = KeyLabel("Gun", "g")
