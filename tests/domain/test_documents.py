from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import NO_ATTRIBUTES, new_annotation
from annotator.domain.documents import NO_META, Facts, text_digest
from annotator.domain.errors import FileRefused, ProjectInUse, ProjectRefused, Refusal
from annotator.domain.spans import Span


@given(st.text())
def test_the_digest_is_that_of_the_text_in_utf8(text: str) -> None:
    assert text_digest(text) == hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_texts_that_only_look_alike_are_not_duplicates() -> None:
    assert text_digest("é") != text_digest("e\u0301")


def test_half_of_a_surrogate_pair_is_refused_with_its_place() -> None:
    with pytest.raises(Refusal, match="half of a surrogate pair at character 2"):
        text_digest("ab\ud800c")


@pytest.mark.parametrize("shared", [NO_META, NO_ATTRIBUTES, Facts().more])
def test_the_shared_empty_mappings_cannot_be_written(shared: object) -> None:
    with pytest.raises(TypeError):
        shared["x"] = 1  # type: ignore[index]


def test_facts_with_more_of_anything_can_be_hashed() -> None:
    assert hash(Facts("T", more={"n": [1]})) == hash(Facts("T"))


def test_new_annotations_never_share_a_uid() -> None:
    span = Span(0, 4)
    assert new_annotation(1, "Actor", span, "ada").uid != new_annotation(1, "Actor", span, "ada").uid


@pytest.mark.parametrize(
    ("line", "sentence"),
    [(None, "in.csv: It is empty."), (3, "in.csv, line 3: It is empty."), (0, "in.csv, line 0: It is empty.")],
)
def test_a_refused_file_is_named_with_its_line(line: int | None, sentence: str) -> None:
    assert str(FileRefused("in.csv", "It is empty.", line)) == sentence


def test_a_project_in_use_is_a_refused_project() -> None:
    assert issubclass(ProjectInUse, ProjectRefused)
