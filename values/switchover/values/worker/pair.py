"""A control and a candidate, each in a worker of its own, fed with the same inputs."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Final

from .clocks import now_ns
from .doubts import doubts_of_fork
from .reply import Reply
from .settle import MOST_READ
from .target import Call, Target
from .worker import LOOK_S, Worker, drawn_hash_seed, pickled, wait

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .pool import Pool

__all__ = ["WorkerPair"]

LEAST_IN_FLIGHT: Final = 4
MOST_IN_FLIGHT: Final = 512
"""Inputs that are sent ahead of the one whose replies come next."""
AHEAD_NS: Final = 50_000_000
"""Work that is sent ahead: so long as this, by the pace so far."""
MOST_BYTES: Final = 16 << 20
"""Bytes of inputs that are sent ahead."""
FILL_NS: Final = 2_000_000
"""Time spent on reading inputs before replies are looked for."""


class WorkerPair:
    """Both sides of a pair at work; a context.

    Args:
        control: The old path.
        candidate: The new path.
        timeout_s: For each call with the encoding of its answer; None for no limit. A call that
            runs longer is killed with its process, so nothing of its clean-up runs.
        most_read: Items that are read of an iterator that a side returns.
        hash_seed: PYTHONHASHSEED of both interpreters, where they are fresh ones; by default that
            of the environment, or a drawn one.
        pool: Where workers come from and go back to.

    Raises:
        ValueError: The time is not above zero.
        UnavailableError: The system has no `fork` (Windows).
    """

    def __init__(
        self,
        control: Target,
        candidate: Target,
        *,
        timeout_s: float | None = 30.0,
        most_read: int = MOST_READ,
        hash_seed: int | None = None,
        pool: Pool | None = None,
    ) -> None:
        if timeout_s is not None and not timeout_s > 0:
            text = "it must be above 0, or None for no limit"
            raise ValueError(f"timeout_s is {timeout_s!r}; {text}")
        if hash_seed is None:
            hash_seed = drawn_hash_seed() if pool is None else pool.hash_seed
        self.hash_seed = hash_seed
        """PYTHONHASHSEED of fresh interpreters."""
        self.warnings: list[str] = []
        """What makes the result less sure, each said once."""
        self._settings: dict[str, Any] = {"timeout_s": timeout_s, "most_read": most_read}
        self._pool = pool
        self.control = self._made(control, "control")
        self.candidate = self._made(candidate, "candidate")
        self._sides = (self.control, self.candidate)
        if any(not target.is_importable for target in (control, candidate)):
            self._warn(*doubts_of_fork())
        self._is_open = False

    def _made(self, target: Target, role: str) -> Worker:
        if self._pool is not None:
            found = self._pool.lent(role, target, self._settings, self.hash_seed)
            if found is not None:
                return found
        return Worker(target, hash_seed=self.hash_seed, **self._settings)

    def __enter__(self) -> WorkerPair:
        self._open()
        return self

    def _open(self) -> None:
        if not self._is_open:
            self._is_open = True
            for side in self._sides:
                if not side.fds():
                    side.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End both workers, or give them back to the pool."""
        for role, side in zip(("control", "candidate"), self._sides):
            if self._pool is None or not self._pool.taken_back(role, side, self.hash_seed):
                side.close()

    def check(self) -> tuple[str, ...]:
        """Wait until both sides are loaded, and say what is wrong with them, if anything is.

        They are loaded in their workers, never in this process.
        """
        self._open()
        while not all(side.is_started or side.problem is not None for side in self._sides):
            wait(self._sides, LOOK_S * 5)
            for side in self._sides:
                side.pump()
        problems = (side.problem for side in self._sides)
        return tuple(dict.fromkeys(problem for problem in problems if problem is not None))

    # --- the run

    def replies(self, inputs: Iterable[Any]) -> Iterator[tuple[int, Call, Reply, Reply]]:
        """Call both sides with each input, once each, and give the replies in order.

        Args:
            inputs: `(args, kwargs)` for each call, read as far ahead as is worth it.

        Yields:
            The number of the input, the input, the control's reply and the candidate's.

        Raises:
            Whatever reading `inputs` raises.
        """
        self._open()
        feed = _Feed(inputs)
        try:
            yield from self._run(feed)
        except KeyboardInterrupt:
            yield from self._landed(feed)  # what was answered by now is not lost
            raise
        finally:
            for side in self._sides:
                side.abandon()

    def _landed(self, feed: _Feed) -> Iterator[tuple[int, Call, Reply, Reply]]:
        """Take the replies of both sides that are there."""
        control, candidate = self._sides
        for side in self._sides:
            side.pump()
        while feed.flight and control.ready and candidate.ready:
            number, call = feed.landed()
            mine, theirs = control.pop(), candidate.pop()
            if not mine.number == theirs.number == number:  # a fault of ours: never a match
                raise AssertionError(f"replies {mine.number}, {theirs.number} to {number}")
            yield number, call, mine, theirs

    def _run(self, feed: _Feed) -> Iterator[tuple[int, Call, Reply, Reply]]:
        control, candidate = self._sides
        while True:
            for number, body in feed.fresh():
                control.ask(number, body)
                candidate.ask(number, body)
            before = len(feed.flight)
            yield from self._landed(feed)
            feed.pace(before - len(feed.flight))
            if not feed.flight:
                if feed.unpicklable is not None:
                    number, call = feed.unpicklable
                    feed.unpicklable = None
                    mine, theirs = self._carried(number, call, self._sides)
                    yield number, call, mine, theirs
                elif feed.is_over:
                    return
            elif before == len(feed.flight):
                wait(self._sides, LOOK_S, replies=feed.worth_waking)

    def again(self, number: int, call: Call) -> Reply:
        """Let the control answer an input once more, on a fresh copy of it."""
        body = _pickled(call)
        if body is None:
            return self._carried(number, call, (self.control,))[0]
        control = self.control
        control.ask(number, body, again=True)
        while not control.again:
            control.pump()
            if not control.again:
                wait((control,), LOOK_S, replies=max(1, control.asked))
        return control.again.popleft()

    # --- inputs that no pickle carries

    def _carried(self, number: int, call: Call, sides: tuple[Worker, ...]) -> list[Reply]:
        """Carry an input that cannot be pickled by a fork of this process for each side."""
        self._warn(*doubts_of_fork())
        self._warn(
            "inputs that cannot be pickled were each carried by a fork of this process, in which a "
            "side keeps nothing of what it did before"
        )
        workers = [
            Worker(side.target, carried=(tuple(call.args), dict(call.kwargs)), **self._settings)
            for side in sides
        ]
        try:
            for worker in workers:
                worker.start()
                worker.ask(number, b"")
            while not all(worker.ready for worker in workers):
                for worker in workers:
                    worker.pump()
                if not all(worker.ready for worker in workers):
                    wait([worker for worker in workers if not worker.ready], LOOK_S)
            return [worker.pop() for worker in workers]
        finally:
            for worker, side in zip(workers, sides):
                worker.close()
                side.wrote |= worker.wrote

    def _warn(self, *texts: str) -> None:
        self.warnings += [text for text in texts if text not in self.warnings]


class _Feed:
    """Reads inputs as far ahead as is worth it.

    Far enough that the workers never wait, and no further than `AHEAD_NS` of their work: so a
    slow input generator is not read in advance, and one call more does not wait for a long queue.
    """

    def __init__(self, inputs: Iterable[Any]) -> None:
        self._source = enumerate(inputs)
        self._sizes: deque[int] = deque()
        self._bytes = 0
        self._window = LEAST_IN_FLIGHT
        self._paced, self._landed = now_ns(), 0
        self.flight: deque[tuple[int, Call]] = deque()
        """What was asked and not answered by both."""
        self.unpicklable: tuple[int, Call] | None = None
        """The next input, if a fork must carry it; nothing is read beyond it."""
        self.is_over = False

    def fresh(self) -> Iterator[tuple[int, bytes]]:
        """Read some inputs, each with its number and its pickle, where it is time to."""
        if self.is_over or self.unpicklable or len(self.flight) > self._window // 2:
            return
        until = now_ns() + FILL_NS
        while len(self.flight) < self._window and self._bytes < MOST_BYTES:
            found = next(self._source, None)
            if found is None:
                self.is_over = True
                return
            number, call = found[0], Call(*found[1])
            body = _pickled(call)
            if body is None:
                self.unpicklable = number, call
                return
            self.flight.append((number, call))
            self._sizes.append(len(body))
            self._bytes += len(body)
            yield number, body
            if now_ns() > until:
                return

    def landed(self) -> tuple[int, Call]:
        self._bytes -= self._sizes.popleft()
        return self.flight.popleft()

    def pace(self, landed: int) -> None:
        """Fit the window to how fast replies come."""
        self._landed += landed
        took = now_ns() - self._paced
        if took > AHEAD_NS and self._landed:
            fitting = self._landed * AHEAD_NS // took
            self._window = min(MOST_IN_FLIGHT, max(LEAST_IN_FLIGHT, fitting))
            self._paced, self._landed = now_ns(), 0
        elif self._landed >= self._window:
            self._window = min(MOST_IN_FLIGHT, 2 * self._window)

    @property
    def worth_waking(self) -> int:
        """After how many replies there is something to do."""
        return max(1, len(self.flight) - (0 if self.is_over else self._window // 2))


def _pickled(call: Call) -> bytes | None:
    try:
        return pickled(call)
    except Exception:  # noqa: BLE001 - a reduction may raise anything; a fork carries it then
        return None
