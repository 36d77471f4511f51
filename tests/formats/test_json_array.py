from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.domain.errors import FileRefused
from annotator.formats import json_array
from annotator.formats.base import no_progress
from annotator.formats.json_array import array_items


def read(folder: Path, text: str | bytes, encoding: str | None = None) -> list[tuple[int, dict[str, object]]]:
    path = folder / "x.json"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(array_items(path, encoding, no_progress))


ITEMS = [{"a": n, "t": 'é"]}[{,💥\\' * n} for n in range(40)]


@pytest.mark.parametrize("chunk", [1, 7, 1 << 20])
@pytest.mark.parametrize("indent", [None, 1])
def test_objects_come_one_by_one_whatever_the_window(
    tmp_path: Path, chunk: int, indent: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_array, "_CHUNK", chunk)
    text = json.dumps(ITEMS, indent=indent, ensure_ascii=False)
    found = read(tmp_path, text)
    assert [item for _, item in found] == ITEMS
    if indent:
        assert [line for line, _ in found[:3]] == [2, 6, 10]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, '[{"a": "é💥"}]'.encode(encoding)) == [(1, {"a": "é💥"})]
    assert read(tmp_path, '[{"a": "é"}]'.encode("latin-1"), "latin-1") == [(1, {"a": "é"})]


def test_objects_without_an_array_and_nothing_at_all(tmp_path: Path) -> None:
    assert read(tmp_path, '{"a": 1}\n\n{"a": 2} ') == [(1, {"a": 1}), (3, {"a": 2})]
    assert [read(tmp_path, text) for text in ("", " \n", "[]", " [ ] \n")] == [[], [], [], []]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('[{"a": 1},\n{"a": ', 2, "The file breaks off before the array ends; it may be cut short."),
        ('[{"a": 1}\n', 2, "The file breaks off before the array ends; it may be cut short."),
        ('[{"a": "x', 1, "The file breaks off before the array ends; it may be cut short."),
        ('[{"a": 1}\n{"a": 2}]', 2, "After an object there must be a comma or a bracket."),
        ('[{"a": 1},\n\n7]', 3, "There is something that is no object, which would start with {."),
        ("true", 1, "There is something that is no object, which would start with {."),
        ('[{"a": 1}]\n]', 2, "There is something behind the end of the array."),
        ('[{"a":\n ,}' + " " * 99 + "]", 2, "The text is not valid JSON: Expecting value."),
        ('[{"a": NaN}]', 1, "NaN is not a number in JSON."),
        ('[{"a": 1e999}]', 1, "The number 1e999 is too large."),
        ('[{"a": 1, "a": 2}]', 1, "The key “a” occurs twice in one object."),
        ('[{"a": "\\ud800"}]', 1, "Character 1 of “a” is half of a surrogate pair (\\ud800)."),
        ('[{"a": ' + "9" * 5_000 + "}]", 1, "A number is too long."),
        ('[{"a": ' + "[" * 200_000 + "}]", 1, "The lists and objects are nested too deeply."),
        (b'[{"a": "\xc3("}]', None, "The file is not text in utf-8."),
    ],
)
def test_faults_name_their_line(tmp_path: Path, text: str | bytes, line: int | None, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, text)
    assert (refused.value.reason, refused.value.line) == (reason, line)


def test_an_unknown_encoding_and_an_endless_object_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileRefused, match="There is no encoding named “klingon”"):
        read(tmp_path, "[]", "klingon")
    monkeypatch.setattr(json_array, "_LARGEST", 100)
    monkeypatch.setattr(json_array, "_CHUNK", 50)
    with pytest.raises(FileRefused, match="An object is longer than"):
        read(tmp_path, '[{"a": "' + "x" * 1_000 + '"}]')


def test_a_fault_at_the_start_does_not_read_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"a" 1, "b": "' + "x" * 5_000_000 + '"}]', encoding="utf-8")
    told: list[int] = []
    with pytest.raises(FileRefused, match="not valid JSON"):
        list(array_items(path, None, lambda done, _: told.append(done)))
    assert max(told) <= 1 << 20
