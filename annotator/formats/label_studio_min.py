"""The short form of Label Studio's JSON (JSON-MIN), each annotation an object with its text, read as tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

_KEPT_BY_IT = ("annotation_id", "created_at", "updated_at", "lead_time")


def whole_tasks(items: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The tasks as they are; those of the short form in the long one, with annotations of one task together.

    The annotations of a task stand one after the other, as Label Studio writes them.
    """
    waiting: tuple[int, dict[str, Any]] | None = None
    for line, item in items:
        if not _is_short(item):
            if waiting is not None:
                yield waiting
            waiting = None
            yield line, item
            continue
        task = _task(item)
        if waiting is not None and (waiting[1]["id"], waiting[1]["data"]) == (task["id"], task["data"]):
            waiting[1]["annotations"] += task["annotations"]
            continue
        if waiting is not None:
            yield waiting
        waiting = line, task
    if waiting is not None:
        yield waiting


def _is_short(item: dict[str, Any]) -> bool:
    return "data" not in item and ("annotation_id" in item or any(map(_holds_regions, item.values())))


def _holds_regions(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_region, value))


def _is_region(value: object) -> bool:
    return isinstance(value, dict) and "start" in value and isinstance(value.get("labels"), list)


def _task(item: dict[str, Any]) -> dict[str, Any]:
    left = {key: value for key, value in item.items() if key not in _KEPT_BY_IT}
    result = [
        {"id": f"{key}-{number}", "from_name": key, "type": "labels", "value": value}
        for key in item
        if _holds_regions(item[key])
        for number, value in enumerate(left.pop(key), start=1)
    ]
    annotation: dict[str, Any] = {"completed_by": left.pop("annotator", None), "result": result}
    if any(key in item for key in _KEPT_BY_IT[1:]):
        annotation["lead_time"] = item.get("lead_time")  # for the reader to tell of the times
    return {"id": left.pop("id", None), "data": left, "annotations": [annotation]}
