"""Runs mutants of a candidate, each in a fork of a process that has loaded it."""

from __future__ import annotations

import gc
import pickle
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib.util import decode_source
from pathlib import Path
from time import perf_counter
from typing import Any

from msgspec import msgpack

from switchover.values import resolve
from switchover.values.worker import SETTLED, STATES, Observer, Settler, encoder, keeper

from ..coverage.scope import Scope
from ..mutation import Watch, named_modules
from ..mutation import planted as planted_in
from ..search.sides.guard import Guard, limit_memory
from ..search.sides.probe import MOST_READ
from ..search.sides.seeding import reseed
from .living import Lived, Post, lived
from .planting import Planter, body_lines, made_functions

__all__ = ["Nursery", "Planted"]

Planted = tuple[str, int, int, str, str, int, bool]
"""A mutant's file, begin and end as offsets, text, function around it, line, and whether it shows
only where the candidate is imported anew."""
COLD_S = 0.3
"""What a first call may take more than usual where the candidate was imported anew."""
LEAST_COLD = 20
"""Inputs that are answered by a candidate that was imported anew, to see what only then runs, also
where the time for it is over."""


class CannotPlantError(Exception):
    """The mutant shows only where the candidate is imported, and it was not."""


class Nursery:
    """Holds a candidate and inputs; called with a word.

    `take`: keep inputs and answer each; `lines`: say which lines each runs; `modules`: say what
    mutants may stand in; `know`: take what they stand in; `try`: plant one in a fork, and give
    the inputs whose answers changed.
    """

    def __init__(
        self,
        side: str | Callable[..., Any],
        allowed: Sequence[str],
        within: Sequence[str] = (),
    ) -> None:
        self._side, self._guard, self._within = side, Guard(allowed), tuple(within)
        self._bodies: dict[int, bytes] = {}
        self._answers: dict[int, tuple[str, bytes]] = {}
        self._seconds: dict[int, float] = {}
        self._reached: dict[int, dict[str, list[int]]] = {}
        """The lines that inputs run whenever they are answered, by file."""

    def load(self) -> None:
        """Import the candidate, and arm the guard."""
        reseed()
        side = self._side
        self._function = resolve(side) if isinstance(side, str) else side
        self._scope = Scope.of(self._function)
        self._observer = Observer(encoder(), keeper(), MOST_READ)
        limit_memory(2 << 30)
        self._guard.arm()

    def __call__(self, word: str, *given: Any) -> bytes:
        """Do what the word says."""
        return msgpack.encode(getattr(self, f"_{word}")(*given))

    def _take(self, bodies: list[tuple[int, bytes]]) -> list[tuple[str, bytes, bool]]:
        """Give of each input the answer, and whether it is the same again, nothing denied."""
        found = list[tuple[str, bytes, bool]]()
        for number, body in bodies:
            self._guard.denied.clear()
            begun = perf_counter()
            answer = self._answered(body)
            spent = perf_counter() - begun
            is_steady = answer == self._answered(body) and not self._guard.denied
            self._bodies[number], self._answers[number] = body, answer
            self._seconds[number] = spent
            found.append((*answer, is_steady))
        return found

    def _answered(self, body: bytes, watch: Watch | None = None) -> tuple[str, bytes]:
        function = self._function if watch is None else self._watched(watch)
        args, kwargs = pickle.loads(body)  # noqa: S301 - written by the parent
        seen = self._observer.observe(function, args, kwargs)
        return STATES[seen.state], seen.document

    def _lines(self, numbers: list[int]) -> dict[int, dict[str, list[int]]]:
        """Give the lines of modules of the side's own that inputs run, by file."""
        modules = self._own()
        for number in numbers:
            watch = Watch(modules)
            self._answered(self._bodies[number], watch)
            lines = {file: sorted(found) for file, found in watch.lines.items() if found}
            self._reached[number] = lines
        return {number: self._reached[number] for number in numbers}

    def _modules(
        self, numbers: list[int], once_s: float
    ) -> tuple[list[tuple[str, str, str]], dict[str, set[int]]]:
        """Give name, file and text of modules of the side's own; and the lines that run only once:
        while it is imported, and when inputs are answered for the first time and never again.

        The modules are those whose functions ran, and those that these take names from: what they
        do is done when they are imported. Of the numbers those count whose lines were told here.
        """
        modules = self._own()
        once = self._once(modules, [one for one in numbers if one in self._reached], once_s)
        used = {file for lines in self._reached.values() for file in lines}
        return _texts(modules, used | once.keys()), once

    def _own(self) -> dict[str, str]:
        """Name the modules of the side's own, by file."""
        return {
            file: name
            for name, module in list(sys.modules.items())
            if (file := getattr(module, "__file__", None))
            and file.endswith(".py")
            and file in self._scope
            and (not self._within or file.startswith(self._within))
            and name != "__main__"
        }

    def _once(
        self, modules: dict[str, str], numbers: list[int], once_s: float
    ) -> dict[str, set[int]]:
        """Give the lines of functions that an import anew and the first calls after it run."""
        if not isinstance(self._side, str):
            return {}
        bodies = {file: _inside(name, file) for file, name in modules.items()}

        def told(watch: Watch, again: Mapping[str, Iterable[int]]) -> bytes:
            lines = {
                file: sorted(watch.lines[file] - bodies[file] - {0, *again.get(file, ())})
                for file in modules
            }
            return msgpack.encode({file: found for file, found in lines.items() if found})

        def live(post: Post) -> None:
            post.tell(-1, "ran")
            until = perf_counter() + once_s
            with Watch(modules) as watch:
                self._import_anew()
            post.tell(0, "ran", told(watch, {}))
            for at, number in enumerate(numbers):
                if at >= LEAST_COLD and perf_counter() >= until:
                    break
                watch = Watch(modules)
                self._answered(self._bodies[number], watch)
                post.tell(number, "ran", told(watch, self._reached[number]))
            post.tell(-1, "done")

        once = defaultdict[str, set[int]](set)
        for _, word, lines in self._forked(live, lambda _: COLD_S, len(numbers) + 2).changed:
            for file, found in msgpack.decode(lines).items() if word == "ran" else ():
                once[file].update(found)
        return once

    def _watched(self, watch: Watch) -> Callable[..., Any]:
        """Give the candidate so that it is watched until what it gives is awaited and read."""
        settler = Settler(keeper(), MOST_READ)

        def called(*args: Any, **kwargs: Any) -> Any:
            with watch:
                value = self._function(*args, **kwargs)
                return value if type(value) in SETTLED else settler.settled(value)

        return called

    def _know(self, modules: list[tuple[str, str, str]]) -> None:
        """Take name, file and text of each module that mutants stand in; be ready to fork."""
        made = made_functions()
        self._planters = {file: Planter(name, text, made) for name, file, text in modules}
        self._anew_alone: dict[str, str] = {}
        self._observer.observe(_raising, ([],), {})  # what an error needs is loaded before a fork
        gc.collect()
        gc.freeze()  # what was loaded stays in the pages that all forks share

    def _try(self, mutant: Planted, inputs: list[int], most: int) -> Lived:
        """Give `ran`, or why it was not planted, and the first inputs whose answers changed."""
        file, start, end, text, function, line, is_anew = mutant
        planter = self._planters[file]
        plant = None if is_anew else planter.planted((start, end, text), function, line)
        if plant is None:
            if problem := self._refused(file, inputs):
                return Lived(f"broken: {problem}"[:300], [])
            whole = planter.text[:start] + text + planter.text[end:]
            return self._lived(partial(self._anew, planter.name, whole), inputs, most, COLD_S)
        return self._lived(plant, inputs, most)

    def _lived(
        self, plant: Callable[[], None], inputs: list[int], most: int, more_s: float = 0.0
    ) -> Lived:
        def usual_s(number: int) -> float:
            return self._seconds[number] + more_s

        return self._forked(partial(self._live, plant, inputs, usual_s), usual_s, most)

    def _forked(
        self, live: Callable[[Post], None], usual_s: Callable[[int], float], most: int
    ) -> Lived:
        """Let it live in a fork, in which alone the guard is on meanwhile."""

        def guarded(post: Post) -> None:
            self._guard.is_off = False
            live(post)

        self._guard.is_off = True
        try:
            return lived(guarded, usual_s, most)
        finally:
            self._guard.is_off = False

    def _refused(self, file: str, inputs: list[int]) -> str:
        """Say why an import anew would tell nothing: without a mutant it changes answers too."""
        if file not in self._anew_alone:
            plant = partial(self._anew, self._planters[file].name, self._planters[file].text)
            alone = self._lived(plant, inputs, 1, COLD_S)
            said = "" if alone.said == "ran" else alone.said
            if not said and alone.changed:
                said = "imported anew without a mutant, the candidate answers otherwise"
            self._anew_alone[file] = said
        return self._anew_alone[file]

    def _live(
        self,
        plant: Callable[[], None],
        inputs: list[int],
        usual_s: Callable[[int], float],
        post: Post,
    ) -> None:
        """Be a mutant: answer each input, say which answers changed."""
        try:
            plant()
        except BaseException as error:  # noqa: BLE001 - a module's body may raise anything
            kind = "broken" if isinstance(error, CannotPlantError) else "raised on import"
            post.tell(-1, f"{kind}: {type(error).__name__}: {error}"[:300])
            return
        post.tell(-1, "ran")
        for number in inputs:
            post.at(number, usual_s(number))
            answer = self._answered(self._bodies[number])
            if answer != self._answers[number]:
                post.tell(number, *answer)
        post.tell(-1, "done")

    def _anew(self, module: str, source: str) -> None:
        """Import all of the candidate's own modules again, one of them with the mutant."""
        if not isinstance(self._side, str):
            raise CannotPlantError("what only an import shows needs a candidate that is imported")
        try:
            compile(source, module, "exec", dont_inherit=True)
        except SyntaxError as error:
            raise CannotPlantError(f"Python refuses it: {error.msg}") from error
        with planted_in(module, source, loaded=True):
            self._import_anew()

    def _import_anew(self) -> None:
        own = [
            name
            for name, found in list(sys.modules.items())
            if getattr(found, "__file__", None) in self._scope and name != "__main__"
        ]
        inside = tuple(f"{name}." for name in own)  # packages without a file of their own as well
        for name in [one for one in sys.modules if one in own or one.startswith(inside)]:
            del sys.modules[name]
        self._function = resolve(str(self._side))


def _raising(values: list[int]) -> int:
    return values[0]


def _inside(name: str, file: str) -> frozenset[int]:
    """Give the lines of the bodies of a module and its classes; of none that cannot be read."""
    text = _text(name, file)
    return frozenset() if text is None else body_lines(text, file)


def _text(name: str, file: str) -> str | None:
    """Read a module's source as Python does: in its own encoding, from an archive too.

    None where there is none that can be compiled.
    """
    spec = getattr(sys.modules.get(name), "__spec__", None)
    read = getattr(spec and spec.loader, "get_data", None)
    try:
        data = Path(file).read_bytes() if read is None else read(file)
        text = decode_source(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        compile(text, file, "exec", dont_inherit=True)
    except (OSError, SyntaxError, ValueError):
        return None
    return text


def _texts(modules: dict[str, str], used: set[str]) -> list[tuple[str, str, str]]:
    """Read the modules that ran, and those that they take names from.

    Args:
        modules: Names by files.
        used: The files of those that ran.
    """
    sources = dict[str, tuple[str, str]]()
    for file, name in modules.items():
        if (text := _text(name, file)) is not None:
            sources[name] = file, text
    ran = [modules[file] for file in sorted(used)]
    named = named_modules(ran, {name: text for name, (_, text) in sources.items()})
    kept = sorted(name for name in {*ran, *named} if name in sources)
    return [(name, *sources[name]) for name in kept]
