"""The fixture's work: settings from call, mark and options; a measurement; pass, warn or fail."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import pytest

from .. import origins
from ..answers import Answers, Differ
from ..driver import Measuring, Part, Suite
from ..exercise import Arguments, Exercise
from ..options import Options
from ..pair import Pair
from ..records import Calls, Clock, PairRecord, SuiteRecord, to_json
from ..target import resolve
from ..verdict import Policy, settle, worst

__all__ = ["PairFixture", "PairSession"]


_USAGE = "name both sides: pair(control=old, candidate=new, inputs=[...])"
_MARKED = "pytest.mark.pair(budget=0.1, memory=True)"


class InconclusivePairWarning(UserWarning):
    """A pair could not be decided in its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginSettings:
    """How one pair is measured."""

    budget: float = 0.05
    time: float = 10.0
    clock: Clock | None = None
    memory: bool = False
    leaks: bool = False
    callers: int = 1
    inconclusive: Policy = "warn"
    calls: Calls = "auto"
    answers: Answers | Differ = "same"
    seed: int | None = None

    def __post_init__(self) -> None:
        """Refuse what would be taken for something else; `Options` looks at the rest."""
        if self.inconclusive not in get_args(Policy):
            known = ", ".join(get_args(Policy))
            raise ValueError(f"inconclusive must be one of {known}, not {self.inconclusive!r}")
        for name in ("memory", "leaks"):
            if not isinstance(getattr(self, name), bool):
                raise ValueError(f"{name} must be True or False, not {getattr(self, name)!r}")


@dataclass(slots=True)
class PairSession:
    """The records of one run of pytest.

    Attributes:
        asking: How many of the tests that were selected ask for a pair.
        records: What was found so far, here or in another worker.
    """

    asking: int = 0
    records: list[PairRecord] = field(default_factory=list)

    @property
    def family(self) -> int:
        """How many pairs share the error that a fail may spend.

        Known before the first is measured, since a test is judged when it ends: one for each test
        that asks. Where tests measure more than one, those beyond that number count, too.
        """
        return max(self.asking, len(self.records) + 1)

    def write(self, options: Any) -> Iterable[Path]:
        """Write the files that the options ask for, and give their paths."""
        if options.pair_json:
            yield _written(options.pair_json, to_json(self.suite()))
        if options.pair_benchmark_json:
            from .benchmark_json import benchmark_json

            yield _written(options.pair_benchmark_json, benchmark_json(self.records))

    def suite(self) -> SuiteRecord:
        """Give all records as one."""
        return SuiteRecord(
            verdict=worst(tuple(record.verdict for record in self.records)),
            reasons=tuple(f"{each.name}: {said}" for each in self.records for said in each.reasons),
            pairs=tuple(self.records),
            environment=self.records[-1].environment,
        )


class PairFixture:
    """The `pair` of one test."""

    def __init__(self, request: pytest.FixtureRequest, session: PairSession) -> None:
        self._node = request.node
        self._options = request.config.option
        self._session = session

    def measure(
        self,
        *sides: Any,
        control: str | Callable[..., Any] | None = None,
        candidate: str | Callable[..., Any] | None = None,
        inputs: Iterable[Any] = ((),),
        name: str = "",
        **keywords: Any,
    ) -> PairRecord | None:
        """Measure one pair; fail the test on a fail. None where measuring is switched off.

        Raises:
            TypeError: A side is not named, or a keyword, here or in the mark, is unknown.
            ValueError: A keyword has a value that it does not know.
            BenchError: A side cannot be called.
        """
        if sides or control is None or candidate is None:
            raise TypeError(f"{self._node.nodeid}: {_USAGE}")
        settings = self._settings(keywords)
        taken = [arguments(each) for each in _several(inputs, self._node.nodeid)]
        if self._options.pair_disable:
            _call_once((control, candidate), taken)
            return None
        pair = Pair(name=name or self._name(), control=control, candidate=candidate, inputs=taken)
        measuring = _opened(pair, settings, family=self._session.family)
        self._session.records.append(measuring.measure_all())
        _conclude(measuring, settings)
        return measuring.record

    def _settings(self, keywords: Mapping[str, Any]) -> PluginSettings:
        options = {
            "time": self._options.pair_time,
            "budget": self._options.pair_budget,
            "inconclusive": self._options.pair_inconclusive,
            "seed": self._options.pair_seed,
        }
        given = {name: value for name, value in options.items() if value is not None}
        for mark in reversed(list(self._node.iter_markers("pair"))):  # the closest one last
            if mark.args:
                raise TypeError(f"{self._node.nodeid}: the mark pair takes keywords: {_MARKED}")
            given |= mark.kwargs
        return _settings({**given, **keywords}, self._node.nodeid)

    def _name(self) -> str:
        measured = sum(self._owns(record.name) for record in self._session.records)
        return f"{self._node.nodeid}#{measured + 1}" if measured else str(self._node.nodeid)

    def _owns(self, name: str) -> bool:
        return name == self._node.nodeid or name.startswith(f"{self._node.nodeid}#")


def arguments(given: Any) -> Arguments:
    """Read an input: `(args, kwargs)`, a tuple of positional arguments, or the one argument."""
    match given:
        case (tuple() | list() as args, dict() as keywords) if isinstance(given, tuple):
            return tuple(args), keywords
        case tuple():
            return given, {}
        case _:
            return (given,), {}


def _several(inputs: Any, where: str) -> list[Any]:
    """Hold that inputs are several: a text or a mapping would be taken apart."""
    if isinstance(inputs, str | bytes | Mapping) or not isinstance(inputs, Iterable):
        raise TypeError(f"{where}: inputs must be a list of inputs, not {inputs!r:.80}; {_USAGE}")
    return list(inputs)


def _settings(given: Mapping[str, Any], where: str) -> PluginSettings:
    known = PluginSettings.__dataclass_fields__
    if unknown := sorted(set(given) - set(known)):
        raise TypeError(f"{where}: pair knows no {', '.join(unknown)}; it knows {', '.join(known)}")
    try:
        return PluginSettings(**given)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def _opened(pair: Pair, settings: PluginSettings, *, family: int) -> Measuring:
    asked: dict[Part, bool] = {"latency": True, "memory": settings.memory, "leaks": settings.leaks}
    options = Options(
        budget=settings.budget,
        time_s=settings.time,
        clock=settings.clock,
        callers=settings.callers,
        calls=settings.calls,
        answers=settings.answers,
        seed=settings.seed,
    )
    return Suite(family=family).open(pair, options, parts=[part for part in asked if asked[part]])


def _conclude(measuring: Measuring, settings: PluginSettings) -> None:
    record = measuring.record
    verdict = settle(record.verdict, inconclusive=settings.inconclusive)
    if not record.launches:  # nothing was timed, which no policy for noise speaks of
        verdict = "fail"
    said = "\n".join([f"{record.name}: {record.verdict}", *(f"  {why}" for why in record.reasons)])
    if verdict == "fail":
        pytest.fail("\n".join([said, *_origins(measuring)]), pytrace=False)
    if verdict == "inconclusive":
        warnings.warn(said, InconclusivePairWarning, stacklevel=3)


def _origins(measuring: Measuring) -> Iterator[str]:
    """Say where what failed comes from; for time that takes a profile."""
    record = measuring.record
    if record.latency is not None and record.launches and record.latency.verdict == "fail":
        found = measuring.explain()
        for said in (*found.warnings, *origins.of_time(found)):
            yield f"  profile: {said}"
    if record.memory is not None:
        yield from (f"  memory: {said}" for said in origins.of_memory(record.memory.sites))
    if record.leaks is not None:
        yield from (f"  leak: {said}" for said in origins.of_leaks(record.leaks.traces))


def _call_once(sides: Iterable[str | Callable[..., Any]], inputs: Sequence[Arguments]) -> None:
    for side in sides:
        with closing(Exercise(resolve(side), inputs)) as exercise:
            for index in range(len(inputs)):
                exercise.prepare(index)()


def _written(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
