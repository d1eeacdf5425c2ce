"""Runs mutants of a candidate, each in a fork of a process that has loaded it."""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from types import CodeType
from typing import Any, Final

import msgspec

from switchover.values.importing import resolve
from switchover.values.worker.encoding import encoder, keeper
from switchover.values.worker.observe import Observer
from switchover.values.worker.settle import SETTLED, Settler
from switchover.values.worker.wire import STATES

from ..coverage.scope import Scope
from ..mutation import Watch
from ..mutation import planted as planted_in
from ..search.guard import Guard, limit_memory
from .planting import CannotPlantError, plant

__all__ = ["Nursery"]

MOST_READ: Final = 1_000
PATIENCE: Final = 10.0
"""How many times as long as the candidate a mutant may take for an input, beside `GRACE_S`."""
GRACE_S: Final = 0.5
IS_FUNCTION: Final = 1
"""Flag of code whose names are local: CO_OPTIMIZED."""


class Nursery:
    """Holds a candidate and inputs; called with a word.

    `take`: keep inputs and answer each; `lines`: say which lines each runs; `try`: plant a mutant
    in a fork, and give the inputs whose answers changed.
    """

    def __init__(self, side: str | Callable[..., Any], allowed: tuple[str, ...]) -> None:
        self._side, self._guard = side, Guard(allowed)
        self._bodies: list[bytes] = []
        self._answers: list[tuple[str, bytes]] = []
        self._seconds: list[float] = []

    def load(self) -> None:
        """Import the candidate, and arm the guard."""
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

    def _lines(self) -> tuple[list[tuple[str, str, str]], list[dict[str, list[int]]]]:
        """Give name, file and text of each module of the side's own; of each input its lines."""
        modules = {
            file: name
            for name, module in list(sys.modules.items())
            if (file := getattr(module, "__file__", None))
            and file.endswith(".py")
            and file in self._scope
            and name != "__main__"
        }
        reached = list[dict[str, list[int]]]()
        used = set[str]()
        for each in self._bodies:
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

    def _try(
        self, planted: tuple[str, str, str, bool], inputs: list[int], most: int
    ) -> tuple[str, list[tuple[int, str, bytes]]]:
        """Give `ran`, or why it was not planted, and the first inputs whose answers changed.

        `planted` is the module's name, its source with the mutant, the function around it, and
        whether it is a default value.
        """
        reading, writing = os.pipe()
        self._guard.is_off = True
        child = os.fork()
        if child == 0:
            self._guard.is_off = False
            self._live(writing, planted, inputs)
        os.close(writing)
        try:
            return self._heard(reading, inputs, most)
        finally:
            os.close(reading)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            self._guard.is_off = False

    def _live(self, writing: int, planted: tuple[Any, ...], inputs: list[int]) -> None:
        """Be a mutant: answer each input, say which answers changed, end."""
        try:
            said = self._planted(planted)
            _say(writing, (-1, said, b""))
            if said == "ran":
                for number in inputs:
                    _say(writing, (number, "begun", b""))
                    answer = self._answered(self._bodies[number])
                    if answer != self._answers[number]:
                        _say(writing, (number, *answer))
        finally:
            os._exit(0)

    def _planted(self, planted: tuple[Any, ...]) -> str:
        module, source, function, is_default = planted
        try:
            if is_default or not plant(module, source, function):
                self._anew(module, source)
        except BaseException as error:  # noqa: BLE001 - a module's body may raise anything
            kind = "broken" if isinstance(error, CannotPlantError) else "raised on import"
            return f"{kind}: {type(error).__name__}: {error}"[:300]
        return "ran"

    def _anew(self, module: str, source: str) -> None:
        """Import all of the candidate's own modules again, one of them with the mutant."""
        if not isinstance(self._side, str):
            raise CannotPlantError("what only an import shows needs a candidate that is imported")
        for name, found in list(sys.modules.items()):
            if (getattr(found, "__file__", None) or "") in self._scope and name != "__main__":
                del sys.modules[name]
        with planted_in(module, source):
            self._function = resolve(self._side)

    def _heard(
        self, reading: int, inputs: list[int], most: int
    ) -> tuple[str, list[tuple[int, str, bytes]]]:
        said, unlike, current = "", list[tuple[int, str, bytes]](), -1
        buffer = b""
        limit = 30.0
        while len(unlike) < most:
            ready, _, _ = select.select([reading], [], [], limit)
            if not ready:
                unlike.append((current, "timed_out", b""))
                break
            piece = os.read(reading, 1 << 16)
            if not piece:
                break
            buffer += piece
            while len(buffer) >= 4 and len(buffer) >= 4 + (
                size := int.from_bytes(buffer[:4], "big")
            ):
                number, word, document = msgspec.msgpack.decode(
                    buffer[4 : 4 + size], type=tuple[int, str, bytes]
                )
                buffer = buffer[4 + size :]
                if number == -1:
                    said = word
                elif word == "begun":
                    current, limit = number, GRACE_S + PATIENCE * self._seconds[number]
                else:
                    unlike.append((number, word, document))
        if said == "ran" and not unlike and current != inputs[-1]:
            unlike.append((current, "died", b""))
        return said or "broken: it ended before it was planted", unlike


def _body_lines(code: CodeType) -> Iterator[int]:
    """Give the lines of the bodies of a module and its classes: what an import runs."""
    yield from (line for _, _, line in code.co_lines() if line)
    for held in code.co_consts:
        if isinstance(held, CodeType) and not held.co_flags & IS_FUNCTION:
            yield from _body_lines(held)


def _say(writing: int, what: tuple[int, str, bytes]) -> None:
    body = msgspec.msgpack.encode(what)
    view = memoryview(len(body).to_bytes(4, "big") + body)
    while view:
        view = view[os.write(writing, view) :]
