"""The run loop's environment inside a Temporal workflow. Deterministic: nothing here acts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from datetime import timedelta
from typing import Any, Final, TypeVar

import msgspec
from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception
from temporalio.exceptions import TimeoutError as ActivityTimeoutError

from ..config import TaskConfig
from ..errors import EngineError
from ..run.child_outcomes import ChildOutcomes
from ..run.codec import Failed
from ..run.environment import ActivityOptions, Async
from ..run.options import retry_delay_s
from ..run.services import Signal
from ..store import Reach
from .asked import Asked, Taken, read_taken, written
from .mail import Mail
from .message import Message
from .payload import STEP, content, raw
from .renewal import Renewal
from .standing import Begun
from .start import Start
from .wire import Wire

__all__ = ["CALL", "TemporalEnvironment"]

Request = TypeVar("Request")
Result = TypeVar("Result")

CALL: Final = "call"
"""The name of the activity that makes one call of a tool."""
STORE_PAUSE_S: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
"""How long to wait for the store before each further try; the last one again and again."""
AT_ONCE: Final = 1_000
"""Steps of one run that may be under way, each with one call of a tool at a time. **Source:** a
workflow may have 2,000 pending activities."""
QUEUED: Final = 16
"""Steps that wait for one of these places: children are begun as they get on, and not all at once,
for what happens at one moment has to be done in two seconds."""
STEPS_AT_ONCE: Final = 16
"""Of these, steps themselves. They share an event loop and a flush of the store; more of them would
only keep it from what else it has to answer in time."""
HEARTBEAT_S: Final = 10.0
ONCE: Final = RetryPolicy(maximum_attempts=1)


class TemporalEnvironment:
    """Steps, timers and signals of one run as commands of its workflow.

    A step is a local activity: it runs where the workflow runs, so that one process at a time
    reads and writes the rows of a run. A tool's call is an activity of its own, for any worker.

    Args:
        start: of this history: how the run stands, where it goes on within a task.
        renewal: when to go on in a new history, as the old one has grown long.
    """

    def __init__(self, wire: Wire, mail: Mail, *, start: Start, renewal: Renewal) -> None:
        self._wire = wire
        self._mail = mail
        self._number = start.number
        self._renewal = renewal
        self._memory = renewal.memory
        self._message = Message()
        self._steps = asyncio.Semaphore(STEPS_AT_ONCE)
        self._places = asyncio.Semaphore(AT_ONCE)
        self._queued = 0
        self._woken = asyncio.Event()

    def checkpoint(self, number: int, task: TaskConfig, *, is_free: bool) -> None:
        self._renewal.pass_by(number, task, is_free=is_free)

    def within(self, key: str) -> AbstractContextManager[None]:  # noqa: ARG002 - its steps are known
        return self._renewal.within()

    def progress(self, key: str) -> ChildOutcomes:
        return self._memory.progress(key)

    async def activity(
        self, key: str, function: Async[Request, Result], request: Request, options: ActivityOptions
    ) -> Result:
        if (known := self._memory.results.get(self._memory.touch(key))) is not None:
            result: Result = self._read(known)
            return result
        asked = msgspec.Raw(self._wire.request(request))
        begun = self._memory.begun.get(key)
        if begun is not None:
            await self._pause(max(begun.next_at - workflow.time(), 0.0))
        while True:
            async with self._place():
                with self._renewal.busy():
                    begun = begun or Begun(0, workflow.time() + options.schedule_to_close_s, 0.0)
                    step = f"{key}#{begun.attempts + 1}"
                    limit = min(options.start_to_close_s, begun.end - workflow.time())
                    try:
                        given = await self._attempt(function.__name__, step, asked, limit)
                    except EngineError as error:
                        given = self._wire.result(Failed(error))
            value = self._wire.read_result(given)
            if not isinstance(value, Failed):
                self._memory.results[key] = given
                return value  # type: ignore[no-any-return]  # what the function gives
            left = begun.end - workflow.time()
            delay = retry_delay_s(
                options, attempt=begun.attempts + 1, error=value.error, left_s=left
            )
            if delay is None:
                self._memory.results[key] = given
                raise value.error
            begun = begun.again(workflow.time(), delay)
            self._memory.begun[key] = begun
            await self._pause(delay)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """One of the steps that may be under way, for the block."""
        self._queued += 1
        try:
            await self._places.acquire()
        finally:
            self._queued -= 1
            self._wake()
        try:
            await self._renewal.turn()
            yield
        finally:
            self._places.release()

    async def room(self) -> None:
        while self._queued >= QUEUED:
            await self._woken.wait()

    def _wake(self) -> None:
        self._woken.set()
        self._woken = asyncio.Event()

    def _read(self, given: bytes) -> Any:
        value = self._wire.read_result(given)
        if isinstance(value, Failed):
            raise value.error
        return value

    async def _attempt(self, name: str, step: str, request: msgspec.Raw, limit_s: float) -> bytes:
        answers: list[msgspec.Raw] = []
        tries, end = 0, workflow.time() + limit_s
        while True:
            asking = workflow.time()
            async with self._steps:
                await self._message.room()
                began = workflow.time()
                end += began - asking  # nor is the time of others
                asked = Asked(step, request, self._reach(), answers)
                given = await self._taken(name, asked, end - began, limit_s)
            if given.store:
                await workflow.sleep(STORE_PAUSE_S[min(tries, len(STORE_PAUSE_S) - 1)])
                tries += 1
                end += workflow.time() - began  # the store's time is not the step's
            elif bytes(given.due):
                left, due = end - workflow.time(), raw(bytes(given.due), STEP)
                answers.append(await self._called(step, due, left, limit_s))
            else:
                return bytes(given.result)

    def _reach(self) -> Reach:
        info = workflow.info()
        began = info.start_time.timestamp()
        return Reach(self._number, began, info.get_current_history_length())

    async def _taken(self, name: str, asked: Asked, left_s: float, limit_s: float) -> Taken:
        try:
            found: RawValue = await workflow.execute_local_activity(
                name,
                written(asked),
                start_to_close_timeout=timedelta(seconds=max(left_s, 0.001)),
                retry_policy=ONCE,
                result_type=RawValue,
            )
        except ActivityError as error:
            if is_cancelled_exception(error) and not _is_canceled():
                return Taken(store="its worker shuts down")
            raise _error(asked.step, error, limit_s) from error
        await self._message.add(len(found.payload.data))
        return read_taken(found)

    async def _called(
        self, step: str, call: RawValue, left_s: float, limit_s: float
    ) -> msgspec.Raw:
        """Have a tool called; only a worker that died has it called again, with the same key."""
        try:
            found: RawValue = await workflow.execute_activity(
                CALL,
                args=[step, call],
                schedule_to_close_timeout=timedelta(seconds=max(left_s, 0.001)),
                heartbeat_timeout=timedelta(seconds=HEARTBEAT_S),
                retry_policy=RetryPolicy(maximum_interval=timedelta(seconds=10)),
                cancellation_type=workflow.ActivityCancellationType.TRY_CANCEL,
                result_type=RawValue,
            )
        except ActivityError as error:
            raise _error(step, error, limit_s) from error
        return msgspec.Raw(content(found))

    async def sleep(self, key: str, seconds: float) -> None:
        is_known = key in self._memory.moments
        until = await self.deadline(key, seconds)
        left = until - workflow.time() if is_known else seconds
        if left > 0 or not is_known:
            await self._pause(left)

    async def deadline(self, key: str, seconds: float) -> float:
        return self._memory.moments.setdefault(self._memory.touch(key), workflow.time() + seconds)

    async def signal(self, key: str, name: str, until: float) -> Signal | None:
        signals = self._memory.signals
        if self._memory.touch(key) not in signals:
            signals[key] = await self._received(name, until)
        return signals[key]

    async def _received(self, name: str, until: float) -> Signal | None:
        ticket, left = self._mail.ticket(name), until - workflow.time()
        try:
            if ticket.signal is None and left > 0:
                with self._renewal.timer(), suppress(TimeoutError):
                    await workflow.wait_condition(
                        lambda: ticket.signal is not None, timeout=timedelta(seconds=left)
                    )
            received, ticket.signal = ticket.signal, None
            return received
        finally:
            self._mail.leave(ticket)

    async def _pause(self, seconds: float) -> None:
        with self._renewal.timer():
            await workflow.sleep(seconds)


def _is_canceled() -> bool:
    """Whether somebody canceled what waits here, and not the process that served it."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _error(step: str, error: ActivityError, limit_s: float) -> BaseException:
    """Give what a step that gave nothing at all means for its task."""
    if is_cancelled_exception(error) and _is_canceled():
        return asyncio.CancelledError(f"{step} was canceled")
    if isinstance(error.cause, ActivityTimeoutError):
        return EngineError("ACTIVITY_TIMEOUT", f"{step} took longer than {limit_s:g} s")
    return EngineError("INTERNAL", f"{step}: {error.cause or error}", retryable=False)
