from __future__ import annotations

from pathlib import Path

import pytest

from annotator.assist.models import ModelDamaged, load, train
from annotator.domain.errors import Refusal

LESSONS = [([["w=a"], ["w=b"]], ["B-X", "O"]), ([["w=b"], ["w=a"]], ["O", "B-X"])] * 3


def test_a_model_comes_back_from_its_file(tmp_path: Path) -> None:
    train(LESSONS, tmp_path / "new" / "x.model", {"reports": 2})
    model = load(tmp_path / "new" / "x.model")
    assert model is not None
    assert model.facts == {"reports": 2}
    assert sorted(model.tags()) == ["B-X", "O"]
    assert model.tag([["w=b"], ["w=b"], ["w=a"]]) == ["O", "O", "B-X"]
    assert model.marginal("B-X", 2) > 0.9
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["x.model"]


def test_no_file_is_no_model(tmp_path: Path) -> None:
    assert load(tmp_path / "x.model") is None


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data[:0],
        lambda data: b"something else" + data,
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data.split(b"\n")[0] + b"\n[]\n" + data,
        lambda data: data.split(b"\n")[0] + b"\n{}\n",
        lambda data: b"\xff" * len(data),
    ],
)
def test_a_damaged_file_is_named_and_never_used(tmp_path: Path, harm: object) -> None:
    path = tmp_path / "x.model"
    train(LESSONS, path, {})
    path.write_bytes(harm(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(ModelDamaged, match=r"x\.model is damaged; it is learned again"):
        load(path)


@pytest.mark.parametrize("lessons", [[], [([["w=a"]], ["O"])]])
def test_nothing_to_learn_leaves_the_old_model(tmp_path: Path, lessons: list) -> None:  # type: ignore[type-arg]
    path = tmp_path / "x.model"
    train(LESSONS, path, {})
    before = path.read_bytes()
    with pytest.raises(Refusal, match="nothing to learn from"):
        train(lessons, path, {})
    assert path.read_bytes() == before


def test_the_old_model_serves_on_while_its_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "x.model"
    train(LESSONS, path, {"n": 1})
    old = load(path)
    train(LESSONS, path, {"n": 2})
    assert old is not None
    assert old.tag([["w=a"]]) == ["B-X"]
    new = load(path)
    assert new is not None
    assert (old.facts, new.facts) == ({"n": 1}, {"n": 2})


def test_a_full_disk_leaves_no_half_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "x.model"
    train(LESSONS, path, {"n": 1})
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        train(LESSONS, path, {"n": 2})
    assert [each.name for each in tmp_path.iterdir()] == ["x.model"]
    model = load(path)
    assert model is not None
    assert model.facts == {"n": 1}
