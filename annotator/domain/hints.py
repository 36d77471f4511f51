"""Short letter labels to jump by: no label is the beginning of another, so no key ends them."""

from __future__ import annotations

from itertools import product

HOME_ROW_FIRST = "asdfjklghqweruiopzxcvbnmty"


def hint_labels(count: int, alphabet: str = HOME_ROW_FIRST) -> list[str]:
    """`count` different labels, the shortest first; of one or two letters up to `len(alphabet)` squared.

    As many labels as possible have the shorter length, so give the first to the nearest places.
    Raises ValueError for an alphabet with fewer than two letters or with one twice.
    """
    base = len(alphabet)
    if base < 2 or len(set(alphabet)) != base:
        raise ValueError("hints need at least two different letters")
    length = 1
    while base**length < count:
        length += 1
    # Each short label given up makes room for `base` long ones.
    shorter = 0 if length == 1 else (base**length - count) // (base - 1)
    labels = ["".join(letters) for letters in product(alphabet, repeat=max(length - 1, 1))]
    if length > 1:
        labels[shorter:] = [stem + letter for stem in labels[shorter:] for letter in alphabet]
    return labels[: max(count, 0)]
