"""Both sides of a search at work, asked in batches: what they give depends on no clock."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, Final, NamedTuple

import msgspec

from switchover.values import decode, rebuild
from switchover.values.worker import Call as Given
from switchover.values.worker import Reply, Target, Worker, held, importable, pickled, wait

from ...errors import UsageError
from ..calls.places import Call
from ..knowledge.facts import NO_DEFAULT, SOME_DEFAULT, Facts, Parameter
from ..knowledge.shapes import as_shapes
from .probe import BY_NAME, LOADER, Probe, ProbedCall

__all__ = [
    "HASH_SEED",
    "LOOK_S",
    "Limits",
    "Side",
    "Sides",
    "Two",
    "answered",
    "asked",
    "loaded_as",
    "why",
]

LOOK_S: Final = 0.02
LISTEN_S: Final = 5.0
"""Seconds after which no more calls are listened to."""
HASH_SEED: Final = 0
"""Of the fresh interpreters of all sides, for both to have their sets in the same order."""
Side = str | Callable[..., Any]


class Limits(NamedTuple):
    """What a call may cost and do."""

    timeout_s: float = 2.0
    memory: int = 1 << 30
    """Bytes of address space more than the process has without a call."""
    allowed: tuple[str, ...] = ()


class Two(NamedTuple):
    """What both sides made of one input."""

    control: ProbedCall
    candidate: ProbedCall

    @property
    def both_raised(self) -> bool:
        """Whether each side ended with an error."""
        return self.control.error is not None and self.candidate.error is not None


class Sides:
    """A worker for each side; a context.

    Raises:
        UsageError: A side cannot be imported or called.
    """

    def __init__(self, control: Side, candidate: Side, limits: Limits) -> None:
        self._limits = limits
        self._names = "control", "candidate"
        self._sides = control, candidate
        self._workers = [self._worker(side) for side in self._sides]
        self._spare = [self._worker(side) for side in self._sides]
        """Whose processes see one call each."""
        self.until = math.inf
        """When answers are waited for no longer, as `perf_counter` has it."""

    def _worker(self, side: Side) -> Worker:
        given = self._limits.allowed, self._limits.memory
        return Worker(
            loaded_as(Probe, side, given),
            timeout_s=self._limits.timeout_s,
            hash_seed=HASH_SEED,
            raw=True,
        )

    def __enter__(self) -> Sides:
        for worker in self._workers:
            worker.start()
        return self

    def __exit__(self, *_: object) -> None:
        for worker in (*self._workers, *self._spare):
            worker.abandon()
            worker.close()

    def about(self) -> tuple[Facts, Facts]:
        """Give what each side says of its inputs, once both are loaded."""
        self.load()
        while True:
            (replies,) = asked(self._workers, [pickled(Given(("about",)))], self.until)
            for name, reply in zip(self._names, replies, strict=True):
                if reply.state != "returned":
                    said = why(reply)
                    raise UsageError(f"the {name}: {said.partition(': ')[2] or said}")
            first, second = (decode(reply.document) for reply in replies)
            if first is not None and second is not None:
                return _facts(first), _facts(second)

    def listen(self, calls: Sequence[Call]) -> None:
        """Call both sides for what their sources put together to compare: `about` tells it.

        Nothing more is listened to once it has taken long, or a call was over its limits: it is
        several times as slow as a call alone.
        """
        begun = perf_counter()
        for call in calls:
            if perf_counter() - begun > LISTEN_S:
                return
            body = _body("listen", call)
            if body is None:
                continue
            (replies,) = asked(self._workers, [body], self.until)
            if any(reply.state != "returned" for reply in replies):
                return

    def load(self) -> None:
        """Wait until both sides are imported."""
        while not all(one.is_started or one.problem is not None for one in self._workers):
            for worker in self._workers:
                worker.pump()
            wait(self._workers, LOOK_S)
        for name, worker in zip(self._names, self._workers, strict=True):
            if worker.problem is not None:
                raise UsageError(f"the {name}: {worker.problem}")

    def tried(self, calls: Sequence[Call], *, plain: bool = False) -> list[Two | None]:
        """Call both sides with each; None where a call cannot be carried to another process."""
        word = "plain" if plain else "call"
        bodies = [_body(word, call) for call in calls]
        sent = [body for body in bodies if body is not None]
        answered = iter(self._run(self._workers, sent))
        return [None if body is None else next(answered) for body in bodies]

    def afresh(self, call: Call, times: int = 2) -> list[Two]:
        """Call both sides in processes that have seen no other call, each time anew."""
        body = _body("plain", call)
        if body is None:
            return []
        found = list[Two]()
        for _ in range(times):
            for worker in self._spare:
                worker.anew()
            found += self._run(self._spare, [body])
        return found

    def _run(self, workers: Sequence[Worker], bodies: Sequence[bytes]) -> list[Two]:
        return [Two(*map(_tried, pair)) for pair in asked(workers, bodies, self.until)]


def loaded_as(kind: Callable[..., Any], side: Side, given: Sequence[Any]) -> Target:
    """Name what holds a side in a worker: a fresh interpreter, or a fork of this process.

    A fork begins with all that was imported here, which may be another version of a library than
    the side has, and is slow where this process is large: a callable alone is carried by one.

    Args:
        kind: What holds it, made of the side and of `given`.
        side: An import string or a callable.
        given: What JSON can carry.
    """
    if isinstance(side, str):
        settings = json.dumps([f"{kind.__module__}:{kind.__qualname__}", side, *given])
        return importable(side, watcher=BY_NAME, settings=settings)
    name = getattr(side, "__qualname__", repr(side))
    return held(kind(side, *given), name=name, watcher=LOADER)


def asked(
    workers: Sequence[Worker], bodies: Sequence[bytes], until: float = math.inf
) -> list[tuple[Reply, ...]]:
    """Ask all workers at once; of each body, give the replies in the order of the workers.

    Raises:
        UsageError: The time is over.
    """
    for number, body in enumerate(bodies):
        for worker in workers:
            worker.ask(number, body)
    return list(zip(*answered(workers, len(bodies), until), strict=True))


def answered(workers: Sequence[Worker], count: int, until: float = math.inf) -> list[list[Reply]]:
    """Wait until each worker has so many replies; give those of each.

    Raises:
        UsageError: The time is over.
    """
    while True:
        for worker in workers:
            worker.pump()
        waiting = [one for one in workers if len(one.ready) < count]
        if not waiting:
            break
        if perf_counter() >= until:
            raise UsageError("the time was over before all inputs had their answers")
        wait(waiting, LOOK_S)
    return [[worker.pop() for _ in range(count)] for worker in workers]


def why(reply: Reply) -> str:
    """Say why a worker gave no answer."""
    return reply.reason or reply.document.decode("utf-8", "replace") or reply.state


def _body(word: str, call: Call) -> bytes | None:
    try:
        return pickled(Given((word, *call)))
    except Exception:  # noqa: BLE001 - an input may refuse in any way
        return None


def _tried(reply: Reply) -> ProbedCall:
    if reply.state == "returned":
        try:
            return msgspec.msgpack.decode(reply.document, type=ProbedCall)
        except msgspec.DecodeError as error:
            return ProbedCall("not_encoded", reason=f"its answer cannot be read: {error}")
    if reply.state == "raised":
        return ProbedCall("not_encoded", reason=reply.document.decode("utf-8", "replace"))
    return ProbedCall(reply.state, reason=reply.reason)


def _default(found: Any) -> Any:
    if not found["has_default"]:
        return NO_DEFAULT
    return rebuild(found["default"]) if found["is_told"] else SOME_DEFAULT


def _facts(found: Any) -> Facts:
    parameters = tuple(
        Parameter(
            name=one["name"],
            by=one["by"],
            hint=one["hint"],
            default=_default(one),
        )
        for one in found["parameters"]
    )
    return Facts(
        constants=tuple(rebuild(one) for one in found["constants"]),
        speaks_of_none=found["speaks_of_none"],
        speaks_of_nan=found["speaks_of_nan"],
        speaks_of_sign=found["speaks_of_sign"],
        optional=frozenset(found["optional"]),
        kinds=frozenset(found["kinds"]),
        catches_absent=found["catches_absent"],
        holder=found["holder"],
        fields=frozenset(found["fields"]),
        shapes=as_shapes(found["shapes"]),
        choices={name: tuple(words) for name, words in found["choices"].items()},
        names=tuple(found["names"]),
        parameters=parameters,
    )
