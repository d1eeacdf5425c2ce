"""What the two sides say of their inputs: constants, parameters, and what may be absent.

A search stays where the recorded inputs and the sides themselves say that inputs may be: no place
becomes None, and no key is left out, unless a record or a source speaks of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from switchover.values import is_of

from ..calls.identity import plain_key
from .shapes import Shape

__all__ = ["NO_DEFAULT", "SOME_DEFAULT", "Facts", "Parameter", "joined"]


class _Untold:
    def __init__(self, what: str) -> None:
        self._what = what

    def __repr__(self) -> str:
        return self._what


NO_DEFAULT: Final = _Untold("no default")
SOME_DEFAULT: Final = _Untold("some default")
"""One that cannot be told: a member of an enumeration, an object, a tuple."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a side.

    Attributes:
        hint: A tree of its annotation: the name of a type, or that name and its arguments;
            None where nothing is annotated or the annotation names something else.
        by: `position`, `name`, or `both`.
    """

    name: str
    by: str = "both"
    hint: Any = None
    default: Any = NO_DEFAULT

    @property
    def has_default(self) -> bool:
        return self.default is not NO_DEFAULT

    @property
    def told_default(self) -> Any:
        """The default; None where there is none, or none that can be told."""
        return None if isinstance(self.default, _Untold) else self.default


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one side, or of both.

    Attributes:
        constants: Values that its source speaks of, each once.
        speaks_of_none: It compares with None, or has a value in place of a false one.
        speaks_of_nan: It names nan or the infinities.
        speaks_of_sign: It names what tells -0.0 from 0.0.
        optional: Keys that it asks for as if they might be absent.
        kinds: Names of the built-in types that it tells apart.
        fields: Names of what objects of its own classes hold: keys of documents may be called so.
        shapes: What mappings may look like: records of its classes, keys that it reads together.
        choices: Words that are alternatives, by the name of what is compared with them.
        names: Keys that it reads or writes.
        catches_absent: It handles the absence of any key.
        parameters: In their order.
        holder: Of a method, the name of the class of its object, which is its first parameter.
    """

    constants: tuple[Any, ...] = ()
    speaks_of_none: bool = False
    speaks_of_nan: bool = False
    speaks_of_sign: bool = False
    optional: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    shapes: tuple[Shape, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    catches_absent: bool = False
    parameters: tuple[Parameter, ...] = ()
    holder: str | None = None

    def fitted(self, calls: Iterable[tuple[tuple[Any, ...], Any]]) -> Facts:
        """Give what is known where calls are like these: without the object that none brings."""
        if self.holder is None or any(args and is_of(args[0], self.holder) for args, _ in calls):
            return self
        return replace(self, parameters=self.parameters[1:])


def joined(control: Facts, candidate: Facts) -> Facts:
    """Put together what both sides say; parameters are the control's."""
    known = {plain_key(one): one for one in (*control.constants, *candidate.constants)}
    return Facts(
        constants=tuple(known.values()),
        speaks_of_none=control.speaks_of_none or candidate.speaks_of_none,
        speaks_of_nan=control.speaks_of_nan or candidate.speaks_of_nan,
        speaks_of_sign=control.speaks_of_sign or candidate.speaks_of_sign,
        optional=control.optional | candidate.optional,
        kinds=control.kinds | candidate.kinds,
        fields=control.fields | candidate.fields,
        shapes=tuple({one.name: one for one in (*control.shapes, *candidate.shapes)}.values()),
        choices={
            name: tuple(
                dict.fromkeys((*control.choices.get(name, ()), *candidate.choices.get(name, ())))
            )
            for name in (*control.choices, *candidate.choices)
        },
        names=tuple(dict.fromkeys((*control.names, *candidate.names))),
        catches_absent=control.catches_absent or candidate.catches_absent,
        parameters=control.parameters or candidate.parameters,
        holder=control.holder if control.parameters else candidate.holder,
    )
