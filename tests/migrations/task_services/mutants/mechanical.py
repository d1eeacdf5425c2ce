"""Mechanical mutants of the new system, each tried in a process of its own."""

import gc
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import Any, Final

from migrations.task_services.mutants.inspection import (
    Catch,
    Place,
    candidate,
    compared,
    control,
    judged,
    rank,
)

import switchover.orchestrators
from switchover.migrations.plans.task_services import sides
from switchover.shadow.mutation import Mutant, Watch, executed, mutants, planted

PACKAGE: Final = "switchover.orchestrators"
ROOT: Final = Path(switchover.orchestrators.__file__).parent
LONGEST_S: Final = 60
"""What one case may take. A whole plan may take longer on a busy machine, and hangs not."""
MOST_NEAR: Final = 40
MOST_BYTES: Final = 4 << 30
"""What a mutant that fills the memory may take before it dies; the plan takes a tenth."""


@cache
def sources() -> Mapping[str, str]:
    """Return the new system's modules by file, with their text."""
    return {str(path): path.read_text() for path in sorted(ROOT.rglob("*.py"))}


@cache
def every_mutant() -> tuple[Mutant, ...]:
    """Return all mechanical mutants of the new system."""
    return tuple(each for file, text in sources().items() for each in mutants(text, file))


def module_of(file: str) -> str:
    """Return the module that a file of the new system is."""
    parts = Path(file).relative_to(ROOT).with_suffix("").parts
    return ".".join((PACKAGE, *(part for part in parts if part != "__init__")))


@dataclass(slots=True)
class Baseline:
    """The plan on the new system as it is.

    Attributes:
        lines: the lines that each case reaches, by file.
        hits: how often each case meets each rule of its pair.
        imported: the lines that loading the new system reaches.
    """

    lines: dict[Place, dict[str, set[int]]] = field(default_factory=dict)
    hits: dict[Place, dict[str, int]] = field(default_factory=dict)
    imported: dict[str, set[int]] = field(default_factory=dict)
    _places: dict[str, dict[int, list[Place]]] = field(default_factory=dict)

    def reaching(self, mutant: Mutant) -> list[Place]:
        """Return the cases that a mutant may change; for one of a module's body, all."""
        if not mutant.function and executed([mutant], self.imported):
            return list(self.lines)
        at = self._places.get(mutant.file, {})
        found = {place for line in mutant.lines for place in at.get(line, ())}
        return [place for place in self.lines if place in found]

    def index(self) -> None:
        """Look the lines up by file: thousands of mutants are asked about."""
        for place, lines in self.lines.items():
            for file, reached in lines.items():
                at = self._places.setdefault(file, {})
                for line in reached:
                    at.setdefault(line, []).append(place)


@cache
def baseline(seed: int) -> Baseline:
    """Run the plan's comparisons once, and watch what each reaches."""
    found, files = Baseline(), list(sources())
    with Watch(files) as watch:
        _load()
    found.imported = watch.lines
    for pair in compared(seed):
        for args, _ in pair.corpus:
            control(pair.name, args)
            with Watch(files) as watch:
                new = candidate(pair.name, args)
            found.lines[pair.name, args] = {file: at for file, at in watch.lines.items() if at}
            hits = found.hits[pair.name, args] = {}
            for catch in judged(pair, args, new, hits):
                raise AssertionError(f"without a mutant: {catch}")
    found.index()
    return found


def _load() -> None:
    """Load the new system again, all of it, for the sides of the plan."""
    for name in [each for each in sys.modules if each.split(".")[:2] == PACKAGE.split(".")]:
        del sys.modules[name]
    loaded = import_module(PACKAGE)
    sides.CANDIDATE = loaded.services


class Killers:
    """The cases that have seen mutants, the last first: they often see the next one near by too.

    A mutant that is seen costs as many cases as stand before the one that sees it.
    """

    def __init__(self) -> None:
        self._seen: list[tuple[Mutant, Place]] = []

    def note(self, mutant: Mutant, catch: Catch) -> None:
        """Keep the case that saw a mutant."""
        if catch.args:
            self._seen.append((mutant, (catch.pair, catch.args)))

    def near(self, mutant: Mutant) -> list[Place]:
        """Return cases, those of the same function first, then those of the same file."""
        near = [each for each in reversed(self._seen) if each[0].file == mutant.file]
        near.sort(key=lambda each: each[0].function != mutant.function)
        return list(dict.fromkeys(place for _, place in near))[:MOST_NEAR]


def caught(mutant: Mutant, seed: int = 0, first: Iterable[Place] = ()) -> Catch | None:
    """Plant a mutant here and return the first report of the plan, or None.

    Args:
        first: the cases to begin with, as far as they reach the mutant.
    """
    text = mutant.applied(sources()[mutant.file])
    try:
        with planted(module_of(mutant.file), text, loaded=True):
            _load()
    except Exception as error:  # a mutant may break anything
        return Catch(pair="loading", place=f"{type(error).__name__}: {error}")
    known = baseline(seed)
    pairs = {pair.name: pair for pair in compared(seed)}
    reaching = set(known.reaching(mutant))
    tried = [place for place in first if place in reaching]
    tried += sorted(reaching.difference(tried), key=rank)
    hits: dict[str, dict[str, int]] = {name: {} for name in pairs}
    for place in known.lines.keys() - reaching:
        _add(hits[place[0]], known.hits[place])
    for name, args in tried:
        signal.alarm(LONGEST_S)
        new = candidate(name, args)
        for catch in judged(pairs[name], args, new, hits[name]):
            return catch
    for name, pair in pairs.items():
        for rule in pair.rules:
            if not hits[name].get(rule.id):
                return Catch(pair=name, place=f"rule {rule.id} at {rule.path} is never hit")
    return None


def _add(hits: dict[str, int], more: Mapping[str, int]) -> None:
    for name, count in more.items():
        hits[name] = hits.get(name, 0) + count


def verdicts(
    drawn: Iterable[Mutant], *, seed: int = 0, workers: int | None = None
) -> Iterator[tuple[Mutant, Catch | None]]:
    """Try each mutant in a process of its own; yield it with the first report, or None.

    One that hangs, dies or fills the memory is seen: no check would end well with it.
    """
    baseline(seed)
    gc.freeze()
    killers = Killers()

    def judge(mutant: Mutant) -> Catch | None:
        return caught(mutant, seed, killers.near(mutant))

    for mutant, found in _forked(drawn, judge, workers or os.cpu_count() or 1):
        if found is not None:
            killers.note(mutant, found)
        yield mutant, found


def _forked(
    drawn: Iterable[Mutant], judge: Callable[[Mutant], Catch | None], workers: int
) -> Iterator[tuple[Mutant, Catch | None]]:
    waiting = iter(drawn)
    with DefaultSelector() as selector:
        while True:
            while len(selector.get_map()) < workers and (mutant := next(waiting, None)) is not None:
                pid, reader = _fork(mutant, judge)
                selector.register(reader, EVENT_READ, (mutant, pid, bytearray()))
            if not selector.get_map():
                return
            for key, _ in selector.select():
                mutant, pid, answer = key.data
                if part := os.read(key.fd, 1 << 16):
                    answer += part
                    continue
                selector.unregister(key.fd)
                os.close(key.fd)
                _, status = os.waitpid(pid, 0)
                yield mutant, _answer(bytes(answer), status)


def _answer(answer: bytes, status: int) -> Catch | None:
    if answer:
        found: Catch | None = pickle.loads(answer)
        return found
    return Catch(pair="process", place=f"ended with wait status {status}")


def _fork(mutant: Mutant, judge: Callable[[Mutant], Catch | None]) -> tuple[int, int]:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(LONGEST_S)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        found: Any = judge(mutant)
        os.write(writer, pickle.dumps(found))
    finally:
        os._exit(0)
