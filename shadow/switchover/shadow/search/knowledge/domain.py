"""Where inputs may be: what was recorded at each place, and what the sides say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from ..calls.documents import document
from ..calls.identity import plain_text
from ..calls.places import Attribute, Call, Path, folded, walk
from .facts import Facts, Parameter
from .hints import allows_none
from .kinds import Kinds

__all__ = ["Domain"]

MOST_KEPT: Final = 60
"""Values that are kept of one place."""
MOST_TEXTS: Final = 600
"""Texts that are kept, wherever they stood."""
MOST_HEARD: Final = 600
LONGEST_HEARD: Final = 1_000
_NAME: Final = re.compile(r"(?<![\w/.-])[A-Za-z_][A-Za-z_0-9]{1,24}(?![\w/-])")


class Domain:
    """What may stand where, learned from recorded inputs and what the sides say.

    Args:
        facts: What both sides say.
        is_inside: It is that of documents within texts.
        heard: Names that answers held, as far as they are known.
    """

    def __init__(
        self, facts: Facts, *, is_inside: bool = False, heard: list[str] | None = None
    ) -> None:
        self.facts = facts
        self.is_inside = is_inside
        self.heard = heard if heard is not None else []
        self.kinds = Kinds(facts)
        self._texts: dict[str, None] = {}
        self._kept: dict[Path, dict[str, Any]] = {}
        self._keys: dict[Path, dict[Any, int]] = {}
        self._dicts: dict[Path, int] = {}
        self._by_key: dict[Any, dict[str, Any]] = {}
        self._inside: dict[Path, Domain] = {}
        self._parameters = {one.name: one for one in facts.parameters}

    def fit(self, calls: Sequence[Call], facts: Facts | None = None) -> None:
        """Take from calls whether those of a method bring its object; and facts that grew."""
        self.facts = (facts or self.facts).fitted(calls)
        self.kinds = Kinds(self.facts)
        self._inside.clear()  # what lies inside documents is known by these facts, too
        for call in calls:
            self.note(call)
        self._parameters = {one.name: one for one in self.facts.parameters}

    @property
    def texts(self) -> list[str]:
        """Texts that were recorded, wherever they stood."""
        return [*self._texts]

    def note(self, call: Call) -> None:
        """Take in the mappings of a call, as examples of their kinds and no more."""
        for path, value in walk(call):
            if type(value) is dict:
                self.kinds.learn(value)
            elif (found := document(value)) is not None:
                self.inside(folded(path, call)).note(((found.value,), {}))

    def hear(self, answer: Any) -> None:
        """Take the names that an answer holds: keys, and what a message says there is."""
        if len(self.heard) < MOST_HEARD:
            known = dict.fromkeys(self.heard)
            for _, value in walk(((answer,), {})):
                for text in value if type(value) is dict else (value,):
                    if type(text) is str:
                        known.update(dict.fromkeys(_NAME.findall(text[:LONGEST_HEARD])))
            self.heard += [*known][len(self.heard) : MOST_HEARD]

    def learn(self, call: Call) -> None:
        """Take in a call that was recorded."""
        self._inside.clear()  # they hold what was recorded until now
        for path, value in walk(call):
            place = folded(path, call)
            self._keep(self._kept.setdefault(place, {}), value)
            if path and not isinstance(path[-1], int | Attribute):
                self._keep(self._by_key.setdefault(path[-1], {}), value)
            if type(value) is str and len(self._texts) < MOST_TEXTS:
                self._texts[value] = None
            if type(value) is dict:
                self._dicts[place] = self._dicts.get(place, 0) + 1
                counts = self._keys.setdefault(place, {})
                for key in value:
                    counts[key] = counts.get(key, 0) + 1

    @staticmethod
    def _keep(kept: dict[str, Any], value: Any) -> None:
        if len(kept) < MOST_KEPT:
            try:
                kept.setdefault(f"{type(value).__name__}:{plain_text(value)}"[:300], value)
            except Exception:  # noqa: BLE001 - a repr of the user's may raise
                return

    def seen(self, place: Path) -> list[Any]:
        """Give the values recorded at a place."""
        return list(self._kept.get(place, {}).values())

    def inside(self, place: Path) -> Domain:
        """Give where documents may be that lie, as texts, at a place: what was recorded of them."""
        if place not in self._inside:
            inner = Domain(replace(self.facts, parameters=()), is_inside=True, heard=self.heard)
            known = [document(text) for text in self.seen(place)]
            calls: list[Call] = [((one.value,), {}) for one in known if one is not None]
            inner.learn_all(calls)
            for call in calls:
                inner.note(call)
            self._inside[place] = inner
        return self._inside[place]

    def under(self, key: Any) -> list[Any]:
        """Give the values recorded under a key or name, wherever it was."""
        return list(self._by_key.get(key, {}).values())

    def keys(self, place: Path) -> list[Any]:
        """Give the keys recorded in mappings at a place."""
        return list(self._keys.get(place, {}))

    def is_map(self, place: Path, value: dict[Any, Any]) -> bool:
        """Say whether keys at a place are data, and not names of fields.

        They are where different records have keys of their own, and all values are of one type.
        """
        kinds = {type(one) for one in value.values()}
        counts = self._keys.get(place, {})
        times = self._dicts.get(place, 0)
        often = [key for key, count in counts.items() if count == times]
        return (times > 1 and not often) or (len(kinds) <= 1 and self._is_hinted_map(place))

    def _is_hinted_map(self, place: Path) -> bool:
        parameter = self.parameter(place)
        hint = parameter.hint if parameter is not None and len(place) == 2 else None
        return isinstance(hint, list) and hint[0] == "dict"

    def may_lack(self, place: Path, key: Any) -> bool:
        """Say whether a mapping at a place may be without a key."""
        counts = self._keys.get(place, {})
        if counts.get(key, 0) < self._dicts.get(place, 0):
            return True
        return self.facts.catches_absent or key in self.facts.optional

    def may_be_none(self, place: Path) -> bool:
        """Say whether a place may be None, as far as records, hints and sources tell."""
        if any(value is None for value in self.seen(place)):
            return True
        parameter = self.parameter(place)
        if parameter is not None and len(place) == 2:
            if parameter.default is None:
                return True
            hinted = allows_none(parameter.hint)
            if hinted is not None:
                return hinted
        is_key = bool(place) and not isinstance(place[-1], int | Attribute) and place[-1] != "*"
        return self.facts.speaks_of_none and is_key and len(place) > 2

    def may_be(self, place: Path) -> list[str]:
        """Name the types that a place may have beside those of its records.

        Where records are of several types, it takes what a side tells apart: so do both.
        """
        recorded = {type(value).__name__ for value in self.seen(place) if value is not None}
        return sorted(self.facts.kinds - recorded) if len(recorded) > 1 else []

    def parameter(self, place: Path) -> Parameter | None:
        """Give the parameter that a place of a call lies in."""
        side, step = place[0], place[1]
        if side == 1:
            return self._parameters.get(step)
        by_position = [one for one in self.facts.parameters if one.by != "name"]
        return by_position[step] if step < len(by_position) else None

    def droppable(self, call: Call) -> list[Path]:
        """Give the arguments of a call that have a default: the last by position, any by name."""
        args, kwargs = call
        found: list[Path] = [
            (1, name) for name in kwargs if self._has_default(self.parameter((1, name)))
        ]
        if args and self._has_default(self.parameter((0, len(args) - 1))):
            found.append((0, len(args) - 1))
        return found

    def absent(self, call: Call) -> list[Parameter]:
        """Give the parameters with a default that a call does not give."""
        args, kwargs = call
        given = {one.name for one in self.facts.parameters[: len(args)]} | set(kwargs)
        return [
            one
            for one in self.facts.parameters
            if one.name not in given and one.by != "position" and one.has_default
        ]

    @staticmethod
    def _has_default(parameter: Parameter | None) -> bool:
        return parameter is not None and parameter.has_default

    def learn_all(self, calls: Iterable[Call]) -> None:
        for call in calls:
            self.learn(call)
