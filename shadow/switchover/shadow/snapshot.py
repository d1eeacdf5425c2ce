"""Equal, unshared copies of one input for each side."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from .proof import FAILED, PlainPickler, StoppedError
from .scalars import EXACT
from .shorten import type_name

__all__ = ["Call", "Copies", "SnapshotError", "Snapshots"]


class Call(NamedTuple):
    """The arguments of one call."""

    args: Sequence[Any] = ()
    kwargs: Mapping[str, Any] = {}


_UNCHANGING = EXACT | {float, complex}
"""Types that no callable can change: both sides may see the same value."""

_Arguments: TypeAlias = tuple[tuple[Any, ...], dict[str, Any]]


class SnapshotError(Exception):
    """An input cannot be copied; the text says why."""


class Copies(NamedTuple):
    """Makes copies of one input."""

    fresh: Callable[[], _Arguments]
    may_change: bool
    """False where no callable could change what it is given."""


class _Sink(list[bytes]):
    """A list that a pickler takes for a file."""

    write = list.append


class Snapshots:
    """Takes snapshots of inputs, one after the other.

    Built-in values are pickled once and loaded for each side; whatever else is in them is deep
    copied, by its own `__deepcopy__` where it has one. References shared within the arguments
    stay shared within each copy.
    """

    def __init__(self) -> None:
        self._renew()

    def _renew(self) -> None:
        self._chunks = _Sink()
        self._pickler = PlainPickler(self._chunks, 5)

    def take(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Copies:
        """Get ready to copy one input for each side; `fresh` raises SnapshotError if it cannot."""
        whole = (tuple(args), dict(kwargs))
        if _UNCHANGING.issuperset(map(type, args)) and (
            not kwargs or _UNCHANGING.issuperset(map(type, kwargs.values()))
        ):
            return Copies(lambda: (whole[0], dict(whole[1])), may_change=False)
        encoded = self._encoded(whole)
        if encoded is None:
            return Copies(lambda: _copied(whole), may_change=True)
        return Copies(lambda: pickle.loads(encoded), may_change=True)  # noqa: S301 - written here

    def _encoded(self, whole: object) -> bytes | None:
        try:
            self._pickler.dump(whole)
        except (StoppedError, *FAILED):
            self._renew()
            return None
        self._pickler.clear_memo()
        encoded = b"".join(self._chunks)
        self._chunks.clear()
        return encoded


def _copied(whole: Any) -> Any:
    try:
        return copy.deepcopy(whole)
    except Exception as error:
        at = _culprit(whole)
        raise SnapshotError(f"{at} cannot be copied: {type(error).__name__}: {error}") from error


def _culprit(whole: tuple[tuple[Any, ...], dict[str, Any]]) -> str:
    """Name the argument that cannot be copied."""
    named = [*((f"$args[{at}]", value) for at, value in enumerate(whole[0]))]
    named += [(f"$kwargs.{name}", value) for name, value in whole[1].items()]
    for path, value in named:
        try:
            copy.deepcopy(value)
        except Exception:  # noqa: BLE001 - that it cannot be copied is the answer looked for
            return f"{path} (a {type_name(type(value))})"
    return "the input"
