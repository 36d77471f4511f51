from __future__ import annotations

from annotator.app.events import Event


def test_listeners_are_called_in_their_order() -> None:
    heard: list[str] = []
    event: Event[str] = Event()
    event.connect(lambda value: heard.append(f"first {value}"))
    event.connect(lambda value: heard.append(f"second {value}"))
    event("x")
    assert heard == ["first x", "second x"]


def test_a_listener_may_leave_while_it_is_called() -> None:
    heard: list[int] = []
    event: Event[int] = Event()

    def once(value: int) -> None:
        heard.append(value)
        event.disconnect(once)

    event.connect(once)
    event.connect(heard.append)
    event(1)
    event(2)
    assert heard == [1, 1, 2]
