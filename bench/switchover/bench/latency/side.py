"""One side inside a launch: its call, its own copies of the inputs, and how to time it."""

from __future__ import annotations

import inspect
import pickle
import threading
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from time import perf_counter, perf_counter_ns, process_time_ns, thread_time
from typing import Any, NamedTuple, Protocol, TypeVar

from ..answers import Answer
from ..completion import (
    IN_LOOP,
    Completion,
    carried_out,
    completion_of,
    gathered,
    gathered_inside,
    home,
    joined,
    wants_loop,
)
from ..copying import Arguments, copier
from ..loop import LazyLoop
from . import stopwatch
from .behind import TURN_S, beside, company, drained, in_loop
from .garbage import collected_s, leaves_cycles
from .stopwatch import Call, Reading, Timed

__all__ = ["COLD_S", "COLD_SHARE", "CallProbe", "LocalSide", "SampledSide", "cheaper", "duplicate"]

T = TypeVar("T")
COLD_S, COLD_SHARE = 2e-6, 0.3
"""What a call may take longer than another of the same, without a suspicion that one is answered
from a cache."""

_PROBES = 3
_KNOWN = 4
"""Times that a copy of the arguments has to take longer than these again. **Source:** ours: by
chance one of them does in a third at the most."""
_PROBE_S = 0.05
_START_S = 1.0
"""Seconds up to which a side's very first call is made once more, however long it took: a start,
such as a late import, is no measure of the calls that follow."""


class CallProbe(NamedTuple):
    """What trying one input shows: seconds per call, whether it changed its input or raised.

    `completion` says how its calls come to their end, where they did not raise; `first_s` how long
    the first of them took, where `seconds` is the quickest; `behind_s` how long other threads and
    children computed for one after it had returned, `garbage_s` how long the collector will;
    `known` whether it is cheaper on the very same arguments than on an equal copy of them.
    """

    seconds: float
    changed: bool
    raised: str
    completion: Completion = "called"
    first_s: float = 0.0
    behind_s: float = 0.0
    garbage_s: float = 0.0
    known: bool = False


class SampledSide(Protocol):
    """What the sampler needs of a side, wherever it lives."""

    def probe(self, index: int, *, behind: bool = False) -> CallProbe:
        """Try one input; with `behind` wait for what its calls leave behind."""
        ...

    def answer(self, index: int) -> Answer | bytes:
        """Give what the first call of an input came to, once, and then what another one does."""
        ...

    def first(self, index: int) -> float:
        """Call one input once, on a copy of its own, and give the seconds."""
        ...

    def sample(self, inputs: Sequence[int], passes: int, *, fresh: bool) -> Reading:
        """Time `passes` passes over `inputs`, each call on a copy of its own where `fresh`."""
        ...


class LocalSide:
    """A side in this process.

    Args:
        call: The code under test, sync or async, lazy or not.
        inputs: Its inputs; the side copies them, so that no other side sees its changes.
        loop: The event loop that both sides share, for calls that are awaited.
        callers: Concurrent callers: threads, or tasks where the call is awaited.
        completion: How calls come to their end, or None to learn it from the probes.
        as_values: Give answers as they are, and not as documents.
    """

    def __init__(
        self,
        call: Call,
        inputs: Sequence[Arguments],
        *,
        loop: LazyLoop,
        callers: int = 1,
        completion: Completion | None = None,
        as_values: bool = False,
    ) -> None:
        self._call = call
        self._as_values = as_values
        self._copies = tuple(copier(arguments) for arguments in inputs)
        self._inputs = tuple(copied() for copied in self._copies)
        self._loop = loop
        self._seen: set[Completion] = set() if completion is None else {completion}
        self._inside = False  # whether a call was seen to need a running loop
        self._callers = callers
        self._crew: CallerThreads | None = None
        self._waiting = stopwatch.waiting_clock()
        self._begun = False  # whether a call was made
        self._turned_s = 0.0  # of tasks that the latest call left in the loop
        self._answers: dict[int, Answer | bytes] = {}
        self._ready: dict[tuple[int, ...], Callable[[], Timed]] = {}

    def probe(self, index: int, *, behind: bool = False) -> CallProbe:
        """Try one input up to three times, and see whether a call changed it.

        With `behind` it waits for what the calls leave behind, and says how much that is.
        """
        fastest, first_s, spent = float("inf"), 0.0, 0.0
        left: list[float] = []
        begins, self._begun = not self._begun, True
        arguments, changed, seen = self._copies[index](), False, set[Completion]()
        for _ in range(_PROBES):
            try:
                seconds, completion, value = self._once(arguments)
            except Exception as error:  # noqa: BLE001 - an outcome of the code under test
                if wants_loop(error) and not self._inside:
                    self._inside, self._begun = True, not begins
                    return self.probe(index, behind=behind)
                return CallProbe(0.0, False, f"{type(error).__name__}: {error}")
            if not seen:
                first_s, self._answers[index] = seconds, self._kept((value, *arguments))
            del value
            left.append(self._turned_s + self._behind_s(seconds) if behind else 0.0)
            fastest, spent = min(fastest, seconds), spent + seconds
            seen.add(completion)
            changed = _differs(arguments, self._copies[index]())
            # of the calls alone: importing asyncio is none
            if changed or spent > (_START_S if begins and len(left) == 1 else _PROBE_S):
                break
        self._learn(joined(seen))
        garbage_s = self._garbage_s(index) if behind and fastest < _PROBE_S else 0.0
        behind_s = sum(left) / len(left)
        known = not changed and cheaper(first_s, fastest) and self._is_known(index, arguments)
        return CallProbe(fastest, changed, "", joined(seen), first_s, behind_s, garbage_s, known)

    def _is_known(self, index: int, arguments: Arguments) -> bool:
        """Say whether equal copies take longer than the same arguments again, each of a few times.

        One that raises now and then is told by what is timed.
        """
        try:
            return all(cheaper(self.first(index), self._once(arguments)[0]) for _ in range(_KNOWN))
        except Exception:  # noqa: BLE001 - an outcome of the code under test
            return False

    def _garbage_s(self, index: int) -> float:
        """Give what the collector has to do for a call of an input that leaves cycles behind."""

        def call() -> None:
            self._once(self._copies[index]())

        try:
            return collected_s(call, self._copies[index]) if leaves_cycles(call) else 0.0
        except Exception:  # noqa: BLE001 - one that raises now and then is told by what is timed
            return 0.0

    def _behind_s(self, call_s: float) -> float:
        """Wait for what a call of so many seconds left behind, and give the seconds it computed."""
        if self._loop.pending():
            return drained(call_s, in_loop, rest=self._loop.rest, idle_s=TURN_S)
        return drained(call_s, beside) if company() else 0.0

    def answer(self, index: int) -> Answer | bytes:
        """Give what the first call of an input came to, once; then what another one does."""
        if index in self._answers:
            return self._answers.pop(index)
        arguments = self._copies[index]()
        return self._kept((self._once(arguments)[2], *arguments))

    def _kept(self, answer: Answer) -> Answer | bytes:
        """Write an answer down at once, before another call changes what it holds."""
        if self._as_values:
            return answer
        from switchover.values import encode  # a launch that only times does without

        return encode(answer)

    def first(self, index: int) -> float:
        """Call one input once, on a copy of its own, and give the seconds."""
        return self._once(self._copies[index]())[0]

    def sample(self, inputs: Sequence[int], passes: int, *, fresh: bool) -> Reading:
        """Time `passes` passes over `inputs` by every caller at once."""
        key = (*inputs, passes)
        timed = self._ready.pop(key, None) or self._timer(inputs, passes, fresh)
        if not fresh:
            self._ready[key] = timed
        return stopwatch.read(timed, self._waiting)

    def _timer(self, inputs: Sequence[int], passes: int, fresh: bool) -> Callable[[], Timed]:
        batches = [self._batch(inputs, passes, fresh) for _ in range(self._callers)]
        completion = joined(self._seen)
        call = carried_out(self._call, completion)
        if completion in IN_LOOP and len(batches) == 1:
            return lambda: self._loop.run(stopwatch.time_awaits(call, batches[0]))
        if completion in IN_LOOP:
            return lambda: self._loop.run(_gathered(call, batches))
        if len(batches) > 1:
            self._crew = self._crew or CallerThreads(self._callers)
            return partial(self._crew.time, call, batches)
        return stopwatch.timer(call, batches[0])

    def _batch(self, inputs: Sequence[int], passes: int, fresh: bool) -> list[Arguments]:
        if fresh:
            return [self._copies[index]() for _ in range(passes) for index in inputs]
        return [self._inputs[index] for index in inputs] * passes

    def _once(self, arguments: Arguments) -> tuple[float, Completion, Any]:
        positional, keywords = arguments
        call = partial(gathered_inside, self._call) if self._inside else self._call
        started, self._turned_s = perf_counter(), 0.0
        result = call(*positional, **keywords)
        seconds = perf_counter() - started
        if (completion := completion_of(result)) == "called":
            return seconds, completion, result
        if completion in IN_LOOP:
            self._loop.made()  # which is no part of the call
        started = perf_counter()
        completion, value = gathered(result, self._await)
        seconds += perf_counter() - started - self._turned_s
        return seconds, "mixed" if self._inside else completion, value

    def _await(self, awaited: Awaitable[Any]) -> Any:
        if (loop := home(awaited)) is not None:
            return loop.run_until_complete(awaited)
        value, turned_s = self._loop.run(_awaited(awaited))
        self._turned_s += turned_s
        return value

    def _learn(self, completion: Completion) -> None:
        if completion not in self._seen:
            self._seen.add(completion)
            self._ready.clear()


class CallerThreads:
    """Threads that run a batch each, at once, as often as asked."""

    def __init__(self, size: int) -> None:
        self._work: list[Callable[[], None]] = [_nothing] * size
        self._start, self._end = threading.Barrier(size + 1), threading.Barrier(size + 1)
        self._errors: list[BaseException] = []
        for place in range(size):
            threading.Thread(target=self._serve, args=(place,), daemon=True).start()

    def time(self, call: Call, batches: Sequence[Sequence[Arguments]]) -> Timed:
        """Time until the last batch is through: (cpu of the process, wall) nanoseconds."""
        for place, batch in enumerate(batches):
            self._work[place] = _calls(call, batch)
        wall, cpu = perf_counter_ns(), process_time_ns()
        self._start.wait()
        self._end.wait()
        timed = process_time_ns() - cpu, perf_counter_ns() - wall
        if self._errors:
            raise self._errors.pop()
        return timed

    def _serve(self, place: int) -> None:
        while True:
            self._start.wait()
            try:
                self._work[place]()
            except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
                self._errors.append(error)
            self._end.wait()


def cheaper(first_s: float, again_s: float) -> bool:
    """Say whether a call took so much less when it came again that something was kept. Pure."""
    return first_s - again_s > COLD_S + COLD_SHARE * again_s


def duplicate(call: Call) -> Call:
    """Return a copy of a plain function with code of its own; anything else as it is."""
    if not inspect.isfunction(call):
        return call
    twin = type(call)(
        call.__code__.replace(),
        call.__globals__,
        call.__name__,
        call.__defaults__,
        call.__closure__,
    )
    twin.__kwdefaults__ = call.__kwdefaults__
    return twin


async def _gathered(call: Call, batches: Sequence[Sequence[Arguments]]) -> Timed:
    import asyncio

    wall, cpu = perf_counter_ns(), process_time_ns()
    await asyncio.gather(*(stopwatch.time_awaits(call, batch) for batch in batches))
    return process_time_ns() - cpu, perf_counter_ns() - wall


async def _awaited(result: Awaitable[T]) -> tuple[T, float]:
    """Await a result, then turn the loop once for the tasks it left; give the seconds of that."""
    import asyncio

    value = await result
    if len(asyncio.all_tasks()) == 1:
        return value, 0.0
    before = thread_time()
    await asyncio.sleep(0)
    return value, thread_time() - before


def _calls(call: Call, batch: Sequence[Arguments]) -> Callable[[], None]:
    def run() -> None:
        for positional, keywords in batch:
            call(*positional, **keywords)

    return run


def _nothing() -> None: ...


def _differs(used: Arguments, untouched: Arguments) -> bool:
    """Say whether a call changed its arguments, erring on the side of yes."""
    try:
        return pickle.dumps(used) != pickle.dumps(untouched)
    except Exception:  # noqa: BLE001 - not picklable: fall back to their own equality
        return bool(used != untouched)
