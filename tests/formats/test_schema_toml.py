from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import FileRefused, SchemaRefused
from annotator.domain.labels import COLOR_ROLES, Attribute, AttributeValueChoice, Label, LabelSchema, RelationType
from annotator.formats.schema_toml import read_schema, schema_of_tables, schema_tables, write_schema

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "schemas"
LABEL = '[[labels]]\nname = "Actor"\nkey = "a"\n'
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAME = TEXT.filter(str.strip)


def read(folder: Path, text: str) -> LabelSchema:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8", newline="")
    return read_schema(path)


def refusal(folder: Path, text: str) -> tuple[str, int | None]:
    with pytest.raises(FileRefused) as refused:
        read(folder, text)
    return refused.value.reason, refused.value.line


@st.composite
def schemas(draw: st.DrawFn) -> LabelSchema:
    names = draw(st.lists(NAME, min_size=1, max_size=4, unique=True))
    keys = draw(st.lists(NAME, min_size=len(names), max_size=len(names), unique=True))
    flags = draw(st.lists(NAME, min_size=2, max_size=2, unique=True))
    flag = Attribute(flags[0], "flag", draw(TEXT))
    choice = Attribute(flags[1], "choice", "", (AttributeValueChoice(draw(NAME), draw(TEXT)),))
    labels = tuple(
        Label(
            name,
            key,
            draw(st.sampled_from(("", *COLOR_ROLES))),
            draw(NAME),
            draw(TEXT),
            tuple(draw(st.lists(TEXT, max_size=2))),
            (),
            (flag, choice),
        )
        for name, key in zip(names, keys, strict=True)
    )
    relations = (RelationType(draw(NAME), draw(TEXT), (names[0],), tuple(names)),)
    return LabelSchema(draw(NAME), labels, relations, draw(TEXT))


@given(schemas())
def test_any_schema_survives_its_tables(schema: LabelSchema) -> None:
    assert schema_of_tables(schema_tables(schema), "x") == schema


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_schemas_that_are_shipped_survive_writing(path: Path, tmp_path: Path) -> None:
    schema = read_schema(path)
    write_schema(schema, tmp_path / "copy.toml")
    assert read_schema(tmp_path / "copy.toml") == schema
    assert [file.name for file in tmp_path.iterdir()] == ["copy.toml"]


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    schema = read(tmp_path, LABEL.replace("\n", "\r\n"))
    assert (schema.name, schema.labels, schema.relations) == ("mine", (Label("Actor", "a", ""),), ())


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("", "The label schema “mine” has no label.", None),
        ("labels = 3\n", "The schema has something else than a list of tables under “labels”.", None),
        ("labels = [3]\n", "Label 1 is not a table.", None),
        (LABEL + '\n[[labels]]\nkey = "b"\n', "Label 2 has no name.", 5),
        (LABEL + '\n[[labels]]\nname = "B"\ncolour = "x"\n', None, 5),
        (LABEL + "examples = [1]\n", "Label “Actor” has something else than a list of texts under “examples”.", 1),
        (LABEL + LABEL, "The label “Actor” occurs twice.", 4),
        (LABEL + LABEL.replace("Actor", "B"), "The label key “a” occurs twice.", 4),
        (LABEL + '[[labels.attributes]]\nname = "n"\nkind = "colour"\n',
         "Label “Actor”, attribute “n” has the unknown kind “colour”; known are choice, flag, text, number.", 1),
        (LABEL + '[[labels.attributes]]\nname = "n"\nkind = "choice"\n',
         "Label “Actor”, attribute “n” is a choice without values.", 1),
        (LABEL + '[[labels.attributes]]\nname = "n"\nkind = "flag"\nvalues = [{name = "x"}]\n',
         "Label “Actor”, attribute “n” has values but is not a choice.", 1),
        (LABEL + '[[relations]]\nname = "r"\nfrom = ["Actor"]\n',
         "Relation “r” does not say from which labels to which it leads.", 4),
        (LABEL + '[[relations]]\nname = "r"\nfrom = ["Actor"]\nto = ["X"]\n',
         "The relation “r” names the unknown label “X”.", 4),
        (LABEL + 2 * '[[relations]]\nname = "r"\nfrom = ["Actor"]\nto = ["Actor"]\n',
         "The relation “r” occurs twice.", 8),
        (LABEL + "name = 3\n", None, 4),
        (LABEL + "key = [\n", None, None),
    ],
)  # fmt: skip
def test_faults_are_named_with_their_label_and_line(
    tmp_path: Path, text: str, said: str | None, line: int | None
) -> None:
    reason, found = refusal(tmp_path, text)
    assert said is None or reason == said
    assert line is None or found == line


def test_the_unknown_key_is_named(tmp_path: Path) -> None:
    assert "Label “Actor” has the unknown key “colour”; known are " in refusal(tmp_path, LABEL + "colour = 1\n")[0]


def test_bytes_that_are_not_utf8_and_huge_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b'name = "\xff"')
    with pytest.raises(FileRefused, match="Byte 8 is not UTF-8"):
        read_schema(path)
    path.write_bytes(b"# " + bytes(5 << 20))
    with pytest.raises(FileRefused, match="too large"):
        read_schema(path)
    with pytest.raises(FileRefused, match="no such file"):
        read_schema(tmp_path / "none.toml")


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "x = " + "[" * 50_000 + "]" * 50_000)


def test_tables_from_elsewhere_are_refused_without_a_file() -> None:
    with pytest.raises(SchemaRefused, match="Label 1 has no name"):
        schema_of_tables({"labels": [{}]}, "x")


A_AND_A = '{ name = "a", kind = "flag" }, { name = "a", kind = "text" }'
X_AND_X = '{ name = "a", kind = "flag", key = "x" }, { name = "b", kind = "flag", key = "x" }'
V_AND_V = '{ name = "a", kind = "choice", values = [{ name = "v" }, { name = "v" }] }'


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('color = "#ffff00"', "has the colour"),
        (f"attributes = [{A_AND_A}]", "attribute “a” occurs twice"),
        (f"attributes = [{X_AND_X}]", "attribute key “x” occurs twice"),
        (f"attributes = [{V_AND_V}]", "value of a “v” occurs twice"),
    ],
)
def test_what_would_clash_is_refused_with_its_line(more: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(f'[[labels]]\nname = "One"\n\n[[labels]]\nname = "Two"\n{more}\n', encoding="utf-8")
    with pytest.raises(FileRefused, match=said) as refused:
        read_schema(path)
    assert refused.value.line == 4


def test_two_relations_with_one_key_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    relation = '[[relations]]\nname = "{}"\nkey = "r"\nfrom = ["A"]\nto = ["A"]\n'
    path.write_text('[[labels]]\nname = "A"\n' + relation.format("x") + relation.format("y"), encoding="utf-8")
    with pytest.raises(FileRefused, match="relation key “r” occurs twice"):
        read_schema(path)
