"""One side under exercise: its inputs in turn, and a copy of its own for each call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from .completion import (
    IN_LOOP,
    Completion,
    carried_out,
    end,
    finish,
    home,
    joined,
    wants_loop,
)
from .copying import Arguments, copier
from .loop import LazyLoop
from .target import ResolvedSide, taking

__all__ = ["Arguments", "Exercise"]

_ANYWHERE = nullcontext()


class Exercise:
    """Calls a target as often as it is told to, and forgets what the calls gave.

    What calls return is awaited in one event loop that lives as long as the exercise, as it would
    in a server, and lazy results are iterated to their end. What a call raises counts as its
    outcome: `raised` holds how many did, `first_error` what the first one said.

    Raises:
        ValueError: There are no inputs.
    """

    def __init__(self, target: ResolvedSide, inputs: Sequence[Arguments]) -> None:
        if not inputs:
            raise ValueError(f"{target.name} needs at least one input, got none")
        target = replace(target, call=taking(target.call, inputs))
        self._call = target.call
        self._copies = [copier(arguments) for arguments in inputs]
        self._loop = LazyLoop()
        self._completions: set[Completion] = {"awaited"} if target.is_async else set()
        self._inside = False  # whether a call was seen to need a running loop
        self._turn = 0
        self.raised = 0
        self.first_error = ""

    @property
    def completion(self) -> Completion:
        """How the calls so far came to their end."""
        return joined(self._completions)

    def run(self, calls: int, *, within: AbstractContextManager[object] = _ANYWHERE) -> None:
        """Make so many calls, taking the inputs in turn, in a context of where they are awaited."""
        if self.completion in IN_LOOP:
            self._loop.made().run_until_complete(self._awaited(calls, within))
            return
        with within:
            for _ in range(calls):
                self._once()

    def rewind(self) -> None:
        """Begin with the first input again."""
        self._turn = 0

    def rest(self, seconds: float) -> None:
        """Let threads, callbacks and tasks in the background go on for a while."""
        self._loop.rest(seconds)

    def prepare(self, index: int) -> Callable[[], None]:
        """Give one call of one input, with its arguments copied beforehand.

        What the call returns is dropped at once; what it raises is raised.
        """
        args, kwargs = self._copies[index]()
        if self.completion in IN_LOOP:
            self._loop.made()  # made beforehand, too
        call = self._outside()
        return lambda: self._finish(call(*args, **kwargs))

    def close(self) -> None:
        """Close the event loop, where one was made; a process of its own may go without."""
        self._loop.close()

    def _finish(self, result: object) -> None:
        self._completions.add(finish(result, self._await))

    def _await(self, result: Awaitable[object]) -> object:
        return (home(result) or self._loop.made()).run_until_complete(result)

    def _once(self) -> None:
        args, kwargs = self._next()
        call = self._outside()
        try:
            self._finish(call(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - what the code under test raises is its outcome
            if self._inside or not wants_loop(error):
                self._note(error)
                return
            self._inside = True
            self._turn = (self._turn - 1) % len(self._copies)
            self._once()

    def _outside(self) -> Callable[..., object]:
        """Give what to call from outside of the loop: what needs to run inside is wrapped."""
        return carried_out(self._call, "mixed") if self._inside else self._call

    async def _awaited(self, calls: int, within: AbstractContextManager[object]) -> None:
        with within:
            for _ in range(calls):
                args, kwargs = self._next()
                try:
                    await end(self._call(*args, **kwargs))
                except Exception as error:  # noqa: BLE001 - as in a plain call
                    self._note(error)

    def _next(self) -> Arguments:
        make = self._copies[self._turn]
        self._turn = (self._turn + 1) % len(self._copies)
        return make()

    def _note(self, error: Exception) -> None:
        self.raised += 1
        if not self.first_error:
            self.first_error = f"{type(error).__name__}: {error}"
