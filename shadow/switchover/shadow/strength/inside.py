"""Runs mutants of a candidate, each in a fork of a process that has loaded it."""

from __future__ import annotations

import contextlib
import gc
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from types import CodeType
from typing import Any

import msgspec

from switchover.values import resolve
from switchover.values.worker import SETTLED, STATES, Observer, Settler, encoder, keeper

from ..coverage.scope import Scope
from ..mutation import Watch
from ..mutation import planted as planted_in
from ..search.guard import Guard, limit_memory
from ..search.probe import MOST_READ
from ..search.seeding import reseed
from .living import Lived, Post, lived
from .planting import IS_FUNCTION, Planter

__all__ = ["Nursery", "Planted"]

Planted = tuple[str, int, int, str, str, int, bool]
"""A mutant's file, begin and end as offsets, text, function around it, line, and whether it is a
default value."""


class CannotPlantError(Exception):
    """The mutant shows only where the candidate is imported, and it was not."""


class Nursery:
    """Holds a candidate and inputs; called with a word.

    `take`: keep inputs and answer each; `lines`: say which lines each runs; `know`: take what
    mutants stand in; `try`: plant one in a fork, and give the inputs whose answers changed.
    """

    def __init__(
        self,
        side: str | Callable[..., Any],
        allowed: Sequence[str],
        within: Sequence[str] = (),
    ) -> None:
        self._side, self._guard, self._within = side, Guard(allowed), tuple(within)
        self._bodies: list[bytes] = []
        self._answers: list[tuple[str, bytes]] = []
        self._seconds: list[float] = []

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
        return msgspec.msgpack.encode(getattr(self, f"_{word}")(*given))

    def _take(self, bodies: list[bytes]) -> list[tuple[str, bytes, bool]]:
        """Give of each input the answer, and whether it is the same again, nothing denied."""
        found = list[tuple[str, bytes, bool]]()
        for body in bodies:
            self._guard.denied.clear()
            begun = perf_counter()
            answer = self._answered(body)
            spent = perf_counter() - begun
            is_steady = answer == self._answered(body) and not self._guard.denied
            self._bodies.append(body)
            self._answers.append(answer)
            self._seconds.append(spent)
            found.append((*answer, is_steady))
        return found

    def _answered(self, body: bytes) -> tuple[str, bytes]:
        args, kwargs = pickle.loads(body)  # noqa: S301 - written by the parent
        seen = self._observer.observe(self._function, args, kwargs)
        return STATES[seen.state], seen.document

    def _lines(
        self, first: int, step: int
    ) -> tuple[list[tuple[str, str, str]], list[dict[str, list[int]]]]:
        """Give name, file and text of each module of the side's own; of each input its lines.

        Asked for are the inputs from `first` on, each `step` from the one before.
        """
        modules = {
            file: name
            for name, module in list(sys.modules.items())
            if (file := getattr(module, "__file__", None))
            and file.endswith(".py")
            and file in self._scope
            and (not self._within or file.startswith(self._within))
            and name != "__main__"
        }
        reached = list[dict[str, list[int]]]()
        used = set[str]()
        for each in self._bodies[first::step]:
            watch = Watch(modules)
            args, kwargs = pickle.loads(each)  # noqa: S301 - written by the parent
            self._observer.observe(self._watched(watch), args, kwargs)
            lines = {file: sorted(found) for file, found in watch.lines.items() if found}
            used |= lines.keys()
            reached.append(lines)
        texts = list[tuple[str, str, str]]()
        for file in sorted(used):
            with contextlib.suppress(OSError, UnicodeDecodeError, SyntaxError):
                text = Path(file).read_text("utf-8")
                inside = list(_body_lines(compile(text, file, "exec", dont_inherit=True)))
                texts.append((modules[file], file, text))
                for lines in reached:
                    if file in lines:
                        lines[file] = sorted({*lines[file], *inside})
        return texts, reached

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
        self._planters = {file: Planter(name, text) for name, file, text in modules}
        self._anew_alone: dict[str, str] = {}
        self._observer.observe(_raising, ([],), {})  # what an error needs is loaded before a fork
        gc.collect()
        gc.freeze()  # what was loaded stays in the pages that all forks share

    def _try(self, mutant: Planted, inputs: list[int], most: int) -> Lived:
        """Give `ran`, or why it was not planted, and the first inputs whose answers changed."""
        file, start, end, text, function, line, is_default = mutant
        planter = self._planters[file]
        plant = None if is_default else planter.planted((start, end, text), function, line)
        if plant is None:
            if problem := self._refused(file, inputs):
                return Lived(f"broken: {problem}"[:300], [])
            whole = planter.text[:start] + text + planter.text[end:]
            plant = partial(self._anew, planter.name, whole)
        return self._lived(plant, inputs, most)

    def _lived(self, plant: Callable[[], None], inputs: list[int], most: int) -> Lived:
        self._guard.is_off = True
        try:
            return lived(partial(self._live, plant, inputs), self._seconds.__getitem__, most)
        finally:
            self._guard.is_off = False

    def _refused(self, file: str, inputs: list[int]) -> str:
        """Say why an import anew would tell nothing: without a mutant it changes answers too."""
        if file not in self._anew_alone:
            plant = partial(self._anew, self._planters[file].name, self._planters[file].text)
            alone = self._lived(plant, inputs, 1)
            said = "" if alone.said == "ran" else alone.said
            if not said and alone.changed:
                said = "imported anew without a mutant, the candidate answers otherwise"
            self._anew_alone[file] = said
        return self._anew_alone[file]

    def _live(self, plant: Callable[[], None], inputs: list[int], post: Post) -> None:
        """Be a mutant: answer each input, say which answers changed."""
        self._guard.is_off = False
        try:
            plant()
        except BaseException as error:  # noqa: BLE001 - a module's body may raise anything
            kind = "broken" if isinstance(error, CannotPlantError) else "raised on import"
            post.tell(-1, f"{kind}: {type(error).__name__}: {error}"[:300])
            return
        post.tell(-1, "ran")
        for number in inputs:
            post.at(number, self._seconds[number])
            answer = self._answered(self._bodies[number])
            if answer != self._answers[number]:
                post.tell(number, *answer)
        post.tell(-1, "done")

    def _anew(self, module: str, source: str) -> None:
        """Import all of the candidate's own modules again, one of them with the mutant."""
        if not isinstance(self._side, str):
            raise CannotPlantError("what only an import shows needs a candidate that is imported")
        own = [
            name
            for name, found in list(sys.modules.items())
            if getattr(found, "__file__", None) in self._scope and name != "__main__"
        ]
        inside = tuple(f"{name}." for name in own)  # packages without a file of their own as well
        for name in [one for one in sys.modules if one in own or one.startswith(inside)]:
            del sys.modules[name]
        with planted_in(module, source):
            self._function = resolve(self._side)


def _raising(values: list[int]) -> int:
    return values[0]


def _body_lines(code: CodeType) -> Iterator[int]:
    """Give the lines of the bodies of a module and its classes: what an import runs."""
    yield from (line for _, _, line in code.co_lines() if line)
    for held in code.co_consts:
        if isinstance(held, CodeType) and not held.co_flags & IS_FUNCTION:
            yield from _body_lines(held)
