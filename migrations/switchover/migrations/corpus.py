"""Recorded inputs: read from where they lie, checked before anything runs, streamed while it does.

| source | one input is | positional arguments |
|---|---|---|
| `inputs.jsonl` | a line `{"args": [...], "kwargs": {...}}` | as written |
| `inputs.jsonl`, raw | a line | the line as text |
| a folder | a file | the file's text |
| `-` | a line of standard input | as for a file |
| `module:name` | an item of that iterable, or of what it returns: `(args, kwargs)` | as given |
| `module:name`, raw | an item | the item |
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from switchover.ground.written import Problem

from .problem import SHOWN, InputError

__all__ = ["Call", "Corpus", "Source", "WeighedSource"]

Call = tuple[tuple[Any, ...], dict[str, Any]]
"""The arguments of one call: positional, then by keyword."""


def _floats() -> array[float]:
    return array("d")


class Source(Protocol):
    """A place that inputs come from. Reading it twice gives the same inputs."""

    @property
    def name(self) -> str:
        """What a report calls it."""
        ...

    def read(self) -> Iterator[Call | Problem]:
        """Yield each input, or the problem that stands in its place."""
        ...


@runtime_checkable
class WeighedSource(Source, Protocol):
    """A source that tells how many calls each of its inputs stands for."""

    def weighed(self) -> Iterator[tuple[Call, float] | Problem]:
        """Yield each input with its weight, or the problem that stands in its place."""
        ...


@dataclass(frozen=True, slots=True)
class Corpus:
    """The inputs of one pair, out of one or more sources, in order.

    Iterating streams the calls and holds none of them; `notes` names sources that were optional
    and absent.
    """

    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()
    skip_malformed: bool = False
    _known: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    _weights: array[float] = field(default_factory=_floats, compare=False, repr=False)

    @property
    def name(self) -> str:
        """The names of its sources."""
        return ", ".join(source.name for source in self.sources) or "nothing"

    @property
    def malformed(self) -> int:
        """How many malformed inputs are skipped; known once `validate` has run."""
        return self._known.get("malformed", 0)

    @property
    def weights(self) -> Sequence[float]:
        """How many calls each input stands for, in order; empty where each stands for one.

        A recording says it (`weight`). Known once `validate` has run.
        """
        return self._weights

    def validate(self) -> int:
        """Read everything once and return the number of inputs.

        Raises:
            InputError: an input is malformed (each with its place), unless these are to be skipped.
        """
        weights, found, problems = _floats(), 0, list[Problem]()
        for item in self._weighed():
            if not isinstance(item, Problem):
                weights.append(item[1])
                continue
            found += 1
            if len(problems) < SHOWN:
                problems.append(item)
        if problems and not self.skip_malformed:
            raise InputError(problems, total=found)
        self._known.update(count=len(weights), malformed=found)
        self._weights[:] = weights if any(weight != 1 for weight in weights) else _floats()
        return len(weights)

    def __len__(self) -> int:
        """Return the number of inputs, reading everything the first time."""
        return self._known["count"] if "count" in self._known else self.validate()

    def __iter__(self) -> Iterator[Call]:
        """Stream the calls.

        Raises:
            InputError: an input became malformed since `validate`.
        """
        for item in self._items():
            if not isinstance(item, Problem):
                yield item
            elif not self.skip_malformed:
                raise InputError([item])

    def pick(self, indices: Sequence[int]) -> list[Call]:
        """Return the calls at these positions, in the order of the corpus."""
        wanted, last = set(indices), max(indices, default=-1)
        chosen = list[Call]()
        for index, call in enumerate(self):
            if index > last:
                break
            if index in wanted:
                chosen.append(call)
        return chosen

    def _items(self) -> Iterator[Call | Problem]:
        for source in self.sources:
            yield from source.read()

    def _weighed(self) -> Iterator[tuple[Call, float] | Problem]:
        for source in self.sources:
            if isinstance(source, WeighedSource):
                yield from source.weighed()
                continue
            for item in source.read():
                yield item if isinstance(item, Problem) else (item, 1.0)
