"""The items of a JSON array one by one, or of JSON lines, each with the line that it begins in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.domain.errors import FileRefused
from annotator.formats.base import Progress
from annotator.formats.faults import plain_faults
from annotator.formats.json_lines import BadJson, json_lines, parse_object, refuse_half_pairs

_SPACE = re.compile(r"[ \t\r\n]*")
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
_HEAD = 4
_WHOLE = 16 << 20  # bytes up to which a file is always read whole


def has_item_lines(path: Path) -> bool:
    """Whether the file is large and has an item a line, with or without a list around them. Raises FileRefused."""
    with plain_faults(path), path.open("rb") as stream:
        return path.stat().st_size > _WHOLE and stream.read(_HEAD).startswith((b"[\n{", b"[\r\n{", b'{"'))


def items_of_lines(path: Path, encoding: str | None, progress: Progress) -> Iterator[tuple[int, Any]]:
    """Line and value of each item of a file with an item a line; only one is in memory.

    Raises FileRefused with the line of what is wrong.
    """
    in_list = done = False
    number = 0
    for number, line in json_lines(path, encoding, progress):
        bare = line.strip()
        if done:
            raise FileRefused(path, "Something stands behind the end of the list.", number)
        if bare == b"[" and number == 1:
            in_list = True
        elif bare == b"]" and in_list:
            done = True
        else:
            yield number, _object(bare.removesuffix(b",") if in_list else bare, path, number)
    if in_list and not done:
        raise FileRefused(path, "The list breaks off before it ends; the file may be cut short.", number)


def _object(line: bytes, path: Path, number: int) -> Any:
    try:
        return parse_object(line)
    except BadJson as error:
        raise FileRefused(path, str(error), number) from error


def json_items(text: str, path: Path) -> Iterator[tuple[int, int, Any]]:
    """Place in the text, line from 1 and value of each item. Raises FileRefused with the line of what is wrong."""
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    at = _behind_space(text, 0)
    in_array = text.startswith("[", at)
    at = _behind_space(text, at + 1) if in_array else at
    line, counted, number = 1, 0, 0
    while at < len(text) and not (in_array and number == 0 and text[at] == "]"):
        line, counted = line + text.count("\n", counted, at), at
        try:
            item, end = decoder.raw_decode(text, at)
            if _HALF_PAIR.search(text, at, end):
                refuse_half_pairs(item)
        except json.JSONDecodeError as error:
            raise FileRefused(path, _fault(error, text), text.count("\n", 0, error.pos) + 1) from error
        except RecursionError as error:
            raise FileRefused(path, "The lists and objects are nested too deeply.", line) from error
        except BadJson as error:
            raise FileRefused(path, str(error), line) from error
        except ValueError as error:  # a whole number of thousands of digits
            raise FileRefused(path, "A number is too long.", line) from error
        yield at, line, item
        number += 1
        at = _behind_space(text, end)
        if not in_array:
            continue
        if text.startswith(",", at):
            at = _behind_space(text, at + 1)
        elif text.startswith("]", at):
            break
        else:
            here = text.count("\n", 0, at) + 1
            raise FileRefused(path, "Behind an item of the list there is neither a comma nor the end.", here)
    if in_array:
        _refuse_rest(text, at, path)


def _refuse_rest(text: str, at: int, path: Path) -> None:
    line = text.count("\n", 0, at) + 1
    if at >= len(text):
        raise FileRefused(path, "The list breaks off before it ends; the file may be cut short.", line)
    if _behind_space(text, at + 1) < len(text):
        raise FileRefused(path, "Something stands behind the end of the list.", line)


def _behind_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()


def _fault(error: json.JSONDecodeError, text: str) -> str:
    if error.msg.startswith("Unterminated string") or error.pos >= len(text.rstrip()):
        return "The file breaks off before an item ends; it may be cut short."
    return f"This is not valid JSON: {error.msg}."


def _refuse_constant(name: str) -> float:
    raise BadJson(f"{name} is not a number in JSON.")
