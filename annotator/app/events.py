"""Who wants to know of changes, and telling them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Event(Generic[T]):
    """A list of listeners, called in the order in which they came."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[T], None]] = []

    def connect(self, listener: Callable[[T], None]) -> None:
        self._listeners.append(listener)

    def disconnect(self, listener: Callable[[T], None]) -> None:
        """Raises ValueError when it was not connected."""
        self._listeners.remove(listener)

    def __call__(self, value: T) -> None:
        for listener in tuple(self._listeners):
            listener(value)
