"""Setting attributes by single keys: which key means what, for the strip that shows them and for what is typed.

An attribute's own key opens it; the key of a value that no other attribute and no other value has sets that value
at once. So `e` and the key of a value is all that most choices take.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from annotator.app.free_keys import keys_for, names_of
from annotator.domain.annotations import AttributeValue
from annotator.domain.labels import Attribute, Label
from annotator.domain.rules import shown_name


@dataclass(frozen=True, slots=True)
class KeyOption:
    """One thing a key does: `text` says what; `chosen` marks what is set now."""

    key: str
    text: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Options that belong together under a heading; an empty heading is for those that need none."""

    head: str
    options: tuple[KeyOption, ...]


@dataclass(frozen=True, slots=True)
class SetValue:
    """The value that a key gives an attribute; None takes it away."""

    name: str
    value: AttributeValue | None


@dataclass(frozen=True, slots=True)
class AskValue:
    """A text or a number is to be typed for the attribute."""

    attribute: Attribute


class AttributeKeys:
    """The keys for the attributes of one annotation, while its strip is open."""

    def __init__(self, label: Label, values: Mapping[str, AttributeValue]) -> None:
        self._attributes = label.attributes
        self._values = dict(values)
        self._within: Attribute | None = None
        self._settled: set[str] = set()
        self._keys = dict(zip(names_of(label.attributes), keys_for(label.attributes), strict=True))
        self._value_keys = {
            attribute.name: dict(zip(keys_for(attribute.values), names_of(attribute.values), strict=True))
            for attribute in label.attributes
        }
        used = Counter(key for keys in self._value_keys.values() for key in keys)
        self._direct = {key for key, times in used.items() if times == 1 and key not in self._keys.values()}

    @property
    def is_useful(self) -> bool:
        """Whether there is anything to set."""
        return bool(self._attributes)

    def groups(self) -> tuple[OptionGroup, ...]:
        """What each key does now."""
        if self._within is not None:
            return (OptionGroup(shown_name(self._within.name), self._value_options(self._within, set())),)
        return tuple(self._group(attribute) for attribute in self._attributes)

    def press(self, key: str) -> SetValue | AskValue | None:
        """What the key sets; None when it only opens an attribute, or means nothing here: then see `knows`."""
        attribute = self._within
        if attribute is None:
            attribute = next((a for a in self._attributes if self._keys[a.name] == key), None)
            if attribute is not None:
                return self._open(attribute)
            attribute = self._owner(key)
            if attribute is None:
                return None
        name = self._value_keys[attribute.name].get(key)
        if name is None:
            return None
        self._within = None
        return self._set(attribute.name, None if self._values.get(attribute.name) == name else name)

    def knows(self, key: str) -> bool:
        """Whether the key means something now."""
        if self._within is not None:
            return key in self._value_keys[self._within.name]
        return key in self._keys.values() or self._owner(key) is not None

    def typed(self, attribute: Attribute, text: str) -> SetValue | None:
        """What a typed text sets, nothing for an empty one. None when it is no number but should be."""
        text = text.strip()
        if not text:
            return self._set(attribute.name, None)
        if attribute.kind == "text":
            return self._set(attribute.name, text)
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            return None
        return self._set(attribute.name, int(number) if number.is_integer() else number)

    def _open(self, attribute: Attribute) -> SetValue | AskValue | None:
        if attribute.kind == "flag":
            return self._set(attribute.name, None if self._values.get(attribute.name) else True)
        if attribute.kind == "choice":
            self._within = attribute
            return None
        return AskValue(attribute)

    def _owner(self, key: str) -> Attribute | None:
        """The attribute of which the key sets a value at once; one that was set in this strip is settled."""
        if key not in self._direct:
            return None
        return next(
            (a for a in self._attributes if key in self._value_keys[a.name] and a.name not in self._settled), None
        )

    def _set(self, name: str, value: AttributeValue | None) -> SetValue:
        self._settled.add(name)
        self._values.pop(name, None)
        if value is not None:
            self._values[name] = value
        return SetValue(name, value)

    def _group(self, attribute: Attribute) -> OptionGroup:
        key, value = self._keys[attribute.name], self._values.get(attribute.name)
        shown = shown_name(attribute.name)
        if attribute.kind == "flag":
            return OptionGroup("", (KeyOption(key, shown, value is True),))
        if attribute.kind != "choice":
            said = "" if value is None else f" {value}"
            return OptionGroup("", (KeyOption(key, f"{shown}{said} …", value is not None),))
        hidden = set() if attribute.name not in self._settled else self._direct
        return OptionGroup("", (KeyOption(key, shown, False), *self._value_options(attribute, hidden)))

    def _value_options(self, attribute: Attribute, hidden: set[str]) -> tuple[KeyOption, ...]:
        within = self._within is not None
        value = self._values.get(attribute.name)
        return tuple(
            KeyOption(key if within or (key in self._direct and key not in hidden) else "", name, value == name)
            for key, name in self._value_keys[attribute.name].items()
        )
