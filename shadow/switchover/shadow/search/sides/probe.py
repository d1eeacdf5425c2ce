"""Runs one side for a search, in the worker's process: guarded, limited, its branches noted."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from time import perf_counter
from typing import Any, Final, Protocol

import msgspec

from switchover.values import encode, resolve
from switchover.values.worker import STATES, Observer, encoder, keeper

from ...coverage.inside import TracedSide
from ...coverage.scope import Scope
from ..knowledge.describing import Description
from ..knowledge.sources import ReachableCode
from .guard import Guard, limit_memory
from .listening import ListeningSide
from .seeding import reseed

__all__ = ["BY_NAME", "LOADER", "MOST_READ", "Probe", "ProbedCall", "loaded", "loaded_by_name"]

LOADER: Final = "switchover.shadow.search.sides.probe:loaded"
BY_NAME: Final = "switchover.shadow.search.sides.probe:loaded_by_name"

MOST_READ: Final = 1_000
"""Items that are read of an iterator that a side returns."""
COMMON: Final = 50
"""Calls that have taken a branch, after which a search has no more use for who takes it."""
SLOW_S: Final = 0.1
"""Mean time of the last traced calls above which only some calls are traced."""
LAST: Final = 20


class ProbedCall(msgspec.Struct, frozen=True, array_like=True):
    """What came of one call of one side."""

    state: str
    document: bytes = b""
    more: Any = None
    """What a `coverage.Map` takes: the branches that the call took."""
    denied: tuple[str, ...] = ()
    error: str | None = None
    """The qualified name of what it raised."""
    deliberate: bool = False
    """It was raised by a `raise` in the side's own code."""
    wall_s: float = 0.0
    reason: str | None = None


class Probe:
    """One side, called with a word: `about`, `call`, or `plain` for a call without its branches.

    `listen` is a call of which `about` then tells what was put together to be compared. What
    `about` gives is None as long as there is more to be read.

    Args:
        side: An import string, resolved in the process that calls it; or the callable.
        allowed: What the guard does not deny.
        memory: Bytes that a call may need.
    """

    def __init__(
        self, side: str | Callable[..., Any], allowed: tuple[str, ...], memory: int
    ) -> None:
        self._side = side
        self._guard = Guard(allowed)
        self._memory = memory
        self._function: Callable[..., Any] | None = None
        self._spent, self._number = deque[float](maxlen=LAST), 0

    def __call__(self, word: str, args: Any = (), kwargs: Any = None) -> bytes:
        """Do what the word says."""
        if word == "about":
            self._reached.enter(self._watched.entered())
            return encode(self._description.next())
        if word == "listen":
            return encode(self._listened(args, kwargs or {}))
        return msgspec.msgpack.encode(self._tried(args, kwargs or {}, is_traced=word == "call"))

    def load(self) -> None:
        """Import the side, and arm the guard; before the first call, whose limit is none of it.

        Raises:
            ResolveError: The side cannot be imported or called.
        """
        reseed()
        side = self._side
        function = resolve(side) if isinstance(side, str) else side
        self._reached = ReachableCode(function)
        self._description = Description(self._reached)
        self._watched = TracedSide(function, Scope.of(function), COMMON)
        self._observer = Observer(encoder(), keeper(), MOST_READ)
        self._function = function
        limit_memory(self._memory)
        self._guard.arm()

    def _listened(self, args: Any, kwargs: Any) -> bool:
        """Listen to a call; say whether there is anything to be heard."""
        choices = self._description.choices
        if not choices.composed:
            return False
        assert self._function is not None
        with ListeningSide(self._function, choices.composed, choices.hear) as side:
            self._observer.observe(_Caught(side), args, kwargs)
        return True

    def _tried(self, args: Any, kwargs: Any, *, is_traced: bool) -> ProbedCall:
        self._number += 1
        is_traced = is_traced and self._number % self._every == 0
        assert self._function is not None
        self._guard.denied.clear()
        caught = _Caught(self._watched if is_traced else self._function)
        begun = perf_counter()
        seen = self._observer.observe(caught, args, kwargs)
        if is_traced:
            self._spent.append(perf_counter() - begun)
        return ProbedCall(
            state=STATES[seen.state],
            document=seen.document,
            more=self._watched.told() if is_traced else None,
            denied=tuple(self._guard.denied),
            error=caught.error,
            deliberate=caught.deliberate and self._reached.is_own(caught.file),
            wall_s=seen.wall_ns / 1e9,
            reason=seen.reason,
        )

    @property
    def _every(self) -> int:
        mean = sum(self._spent) / LAST if len(self._spent) == LAST else 0.0
        return max(1, round(mean / SLOW_S))


class Loads(Protocol):
    """What a worker holds in place of a side, called with words."""

    def __call__(self, word: str, *given: Any) -> bytes: ...

    def load(self) -> None: ...


def loaded(find: Callable[[], Any]) -> Loads:
    """Load what holds a side when its worker starts: a watcher, see `values.worker`."""
    holder: Loads = find()
    holder.load()
    return holder


def loaded_by_name(find: Callable[[], Any], settings: str) -> Loads:
    """Make what holds a side, and load it: a watcher in a fresh interpreter.

    Args:
        find: Of the worker; what holds a side imports it itself.
        settings: JSON of the import string of what holds it, and what that is made of.
    """
    del find
    kind, *given = json.loads(settings)
    return loaded(lambda: resolve(kind)(*given))


class _Caught:
    """Calls a function and notes how it raised; what it raises goes on as it was."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.error: str | None = None
        self.deliberate = False
        self.file = ""

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        try:
            return self._function(*args, **kwargs)
        except BaseException as error:
            self._note(error)
            error.__traceback__ = None
            raise

    def _note(self, error: BaseException) -> None:
        kind = type(error)
        self.error = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if trace is not None:
            code = trace.tb_frame.f_code
            self.file = code.co_filename
            name = _opname(code, trace.tb_lasti)
            self.deliberate = name in {"RAISE_VARARGS", "RERAISE"}


def _opname(code: Any, at: int) -> str:
    import dis

    return dis.opname[code.co_code[at]] if 0 <= at < len(code.co_code) else ""
