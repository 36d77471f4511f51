"""UIMA CAS JSON 0.4.0: one file for each report, with its types in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.domain.errors import FileRefused, Refusal
from annotator.formats.aside import AsideFiles
from annotator.formats.base import Format, Holds, Progress, ReadOptions, ReportRecord
from annotator.formats.faults import quoted
from annotator.formats.folders import file_stem, files_within
from annotator.formats.json_lines import BadJson, refuse_half_pairs
from annotator.formats.report import EMPTY_FILE, ImportReport
from annotator.formats.uima_cas import ELEMENTS, BadCas, CasType, RawCas, Sofa, Structure, TypeTree
from annotator.formats.uima_record import records_of
from annotator.formats.uima_types import OURS
from annotator.formats.uima_write import cas_of, our_type_system
from annotator.formats.whole_files import whole_file

_SUFFIX = ".cas.json"
_SOFA = "uima.cas.Sofa"
_PLACE = ("begin", "end")
_STRUCTURES = "%FEATURE_STRUCTURES"


class UimaJsonFormat(Format):
    """Offsets in the files are UTF-16 units, as in everything of UIMA."""

    name = "uima-json"
    title = "UIMA CAS JSON: a folder with one file per report"
    suffixes = (_SUFFIX,)
    reads = writes = is_folder = True
    holds = frozenset(Holds) - {Holds.TIMES}

    def recognise(self, head: bytes, path: Path) -> float:
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if start.startswith(b"{") and (b'"%TYPES"' in head or b'"%FEATURE_STRUCTURES"' in head):
            return 0.98
        return 0.75 if path.name.lower().endswith(_SUFFIX) else 0.0

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        files = files_within(path, _SUFFIX)
        for number, file in enumerate(files, start=1):
            found = _parsed(file, options.encoding or "utf-8-sig")
            if found is None:
                report.notices.add(EMPTY_FILE, file)
            else:
                try:
                    yield from records_of(_raw_cas(found), file, report.notices)
                except BadCas as error:
                    raise FileRefused(file, str(error)) from error
            progress(number, len(files))

    def writer(self, name: str, files: AsideFiles) -> _Writer:
        return _Writer(name, files)


class _Writer:
    def __init__(self, name: str, files: AsideFiles) -> None:
        self._files = files
        self._folder = f"{name}/" if name else ""
        self._types = our_type_system()
        self._count = 0

    def add(self, record: ReportRecord) -> None:
        self._count += 1
        file = self._files.open(f"{self._folder}{file_stem(self._count, record)}{_SUFFIX}")
        try:
            file.write(cas_of(record, self._types).to_json(pretty_print=False).encode() + b"\n")
        except UnicodeEncodeError as error:
            raise FileRefused(file.target, "The report has half of a surrogate pair.") from error
        except Refusal as error:
            raise FileRefused(file.target, str(error)) from error
        file.close()

    def finish(self) -> None:
        """Each file was finished when it was written."""


def _parsed(path: Path, encoding: str) -> dict[str, Any] | None:
    """The object in the file; None for an empty file. Raises FileRefused."""
    data = whole_file(path)
    try:
        text = data.decode(encoding)
        if not text.strip():
            return None
        found = json.loads(text)
        refuse_half_pairs(found)
    except LookupError as error:
        raise FileRefused(path, f"There is no encoding named {quoted(encoding)}.") from error
    except UnicodeDecodeError as error:
        raise FileRefused(path, f"Byte {error.start + 1} of the file is not {encoding}.") from error
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip())
        reason = "The file breaks off before its end." if cut else f"This is not valid JSON: {error.msg}."
        raise FileRefused(path, reason, error.lineno) from error
    except RecursionError as error:
        raise FileRefused(path, "The lists and objects are nested too deeply.") from error
    except BadJson as error:
        raise FileRefused(path, str(error)) from error
    except ValueError as error:  # a whole number of thousands of digits
        raise FileRefused(path, "A number is too long.") from error
    if not isinstance(found, dict):
        raise FileRefused(path, "This is no JSON object.")
    if "%TYPES" not in found and _STRUCTURES not in found:
        raise FileRefused(path, "This is no CAS: it has neither %TYPES nor %FEATURE_STRUCTURES.")
    return found


def _raw_cas(found: dict[str, Any]) -> RawCas:
    cas = RawCas(TypeTree(dict(OURS)))
    for name, declared in _mapping(found, "%TYPES").items():
        if isinstance(declared, dict):
            features = {
                feature: str(said.get("%RANGE", ""))
                for feature, said in declared.items()
                if not feature.startswith("%") and isinstance(said, dict)
            }
            cas.types.types[name] = CasType(str(declared.get("%SUPER_TYPE", "")), features)
    for number, said in _structures(found):
        is_sofa = said.get("%TYPE") == _SOFA
        if number in (cas.sofas if is_sofa else cas.structures):
            raise BadCas(f"The id {number} stands at two feature structures.")
        if is_sofa:
            text = said.get("sofaString")
            if not isinstance(text, (str, type(None))):
                raise BadCas(f"The sofaString of {number} is no text.")
            cas.sofas[number] = Sofa(number, str(said.get("sofaID", "")), text)
        else:
            cas.structures[number] = _structure(number, said)
    for name, view in _mapping(found, "%VIEWS").items():
        members = view.get("%MEMBERS") if isinstance(view, dict) else None
        if not isinstance(members, list):
            raise BadCas(f"The view {quoted(name)} has no list of members.")
        sofa = view.get("%SOFA")
        if _is_number(sofa) and sofa in cas.sofas:
            cas.members[sofa] = {member for member in members if isinstance(member, int)}
    return cas


def _mapping(found: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = found.get(key, {})
    if not isinstance(value, dict):
        raise BadCas(f"The value of {key} is no JSON object.")
    return value


def _structures(found: Mapping[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each feature structure with its id: in a list they say it, in an object it is their key."""
    listed = found.get(_STRUCTURES, [])
    if isinstance(listed, dict):
        listed = [
            {**said, "%ID": _number(key)} if isinstance(said, dict) else said for key, said in listed.items()
        ]
    if not isinstance(listed, list):
        raise BadCas(f"The value of {_STRUCTURES} is no list.")
    for said in listed:
        if not isinstance(said, dict) or not _is_number(said.get("%ID")) or not isinstance(said.get("%TYPE"), str):
            raise BadCas("A feature structure has no %ID or no %TYPE.")
        yield said["%ID"], said


def _number(key: str) -> int | None:
    return int(key) if key.isdecimal() and len(key) < 20 else None


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _structure(number: int, said: Mapping[str, Any]) -> Structure:
    made = Structure(number, said["%TYPE"])
    for key, value in said.items():
        if key == "%ELEMENTS" and isinstance(value, list):
            made.lists[ELEMENTS] = [element for element in value if _is_number(element)]
        if key.startswith("%") or value is None:
            continue
        if key == "@sofa":
            made.sofa = value if _is_number(value) else None
        elif key in _PLACE:
            if not _is_number(value):
                raise BadCas(f"The {key} of {number} is no whole number.")
            setattr(made, key, value)
        elif key.startswith("@") and _is_number(value):
            made.references[key[1:]] = value
        elif (
            key[:1] in "@#^" or not isinstance(value, (str, int, float)) or value in (float("inf"), -float("inf"))
        ):
            made.odd.append(key.lstrip("@#^"))
        elif isinstance(value, float) and value != value:
            made.odd.append(key)
        else:
            made.values[key] = value
    return made
