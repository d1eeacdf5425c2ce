"""The run loop's environment inside a Temporal workflow. Deterministic: nothing here acts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

import msgspec
from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception
from temporalio.exceptions import TimeoutError as ActivityTimeoutError

from ..errors import EngineError
from ..run.codec import Failed
from ..run.environment import ActivityOptions
from ..run.options import retry_delay_s
from ..run.services import Signal
from ..store import Reach
from .asked import Asked, Taken, read_taken, written
from .mail import Mail
from .message import Message
from .payload import raw
from .wire import Wire

__all__ = ["CALL", "TemporalEnvironment"]

Request = TypeVar("Request")
Result = TypeVar("Result")

CALL: Final = "call"
"""The name of the activity that makes one call of a tool."""
STORE_PAUSE_S: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
"""How long to wait for the store before each further try; the last one again and again."""
HEARTBEAT_S: Final = 10.0
ONCE: Final = RetryPolicy(maximum_attempts=1)


class TemporalEnvironment:
    """Steps, timers and signals of one run as commands of its workflow.

    A step is a local activity: it runs where the workflow runs, so that one process at a time
    reads and writes the rows of a run. A tool's call is an activity of its own, for any worker.

    Args:
        number: of transitions made before this history began.
        renew: goes on in a new history, when the old one has grown long.
    """

    def __init__(
        self, wire: Wire, mail: Mail, *, number: int, renew: Callable[[int, str], None]
    ) -> None:
        self._wire = wire
        self._mail = mail
        self._number = number
        self._renew = renew
        self._message = Message()

    def checkpoint(self, number: int, task_id: str) -> None:
        if workflow.info().is_continue_as_new_suggested():
            self._renew(number, task_id)

    async def activity(
        self,
        key: str,
        function: Callable[[Request], Awaitable[Result]],
        request: Request,
        options: ActivityOptions,
    ) -> Result:
        name = function.__name__
        asked = msgspec.Raw(self._wire.request(request))
        end, attempt = workflow.time() + options.schedule_to_close_s, 0
        while True:
            attempt += 1
            limit = min(options.start_to_close_s, end - workflow.time())
            try:
                result: Result = await self._attempt(name, f"{key}#{attempt}", asked, limit)
            except EngineError as error:
                left = end - workflow.time()
                delay = retry_delay_s(options, attempt=attempt, error=error, left_s=left)
                if delay is None:
                    raise
                await workflow.sleep(delay)
            else:
                return result

    async def _attempt(self, name: str, step: str, request: msgspec.Raw, limit_s: float) -> Any:
        answers: list[msgspec.Raw] = []
        tries, end = 0, workflow.time() + limit_s
        while True:
            began = workflow.time()
            asked = Asked(step, request, self._reach(), answers)
            given = await self._taken(name, asked, end - began, limit_s)
            if given.store:
                await workflow.sleep(STORE_PAUSE_S[min(tries, len(STORE_PAUSE_S) - 1)])
                tries += 1
                end += workflow.time() - began  # the store's time is not the step's
            elif bytes(given.due):
                left = end - workflow.time()
                answers.append(await self._called(step, raw(bytes(given.due)), left, limit_s))
            else:
                value = self._wire.read_result(bytes(given.result))
                if isinstance(value, Failed):
                    raise value.error
                return value

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
        return msgspec.Raw(found.payload.data)

    async def sleep(self, key: str, seconds: float) -> None:  # noqa: ARG002 - its place is its key
        await workflow.sleep(seconds)

    async def deadline(self, key: str, seconds: float) -> float:  # noqa: ARG002
        return workflow.time() + seconds

    async def signal(self, key: str, name: str, until: float) -> Signal | None:  # noqa: ARG002
        left = until - workflow.time()
        if not self._mail.holds(name) and left > 0:
            try:
                await workflow.wait_condition(
                    lambda: self._mail.holds(name), timeout=timedelta(seconds=left)
                )
            except TimeoutError:
                return None
        return self._mail.take(name)


def _is_canceled() -> bool:
    """Whether somebody canceled what waits here, and not the process that served it."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _error(step: str, error: ActivityError, limit_s: float) -> BaseException:
    """What a step that gave nothing at all means for its task."""
    if is_cancelled_exception(error) and _is_canceled():
        return asyncio.CancelledError(f"{step} was canceled")
    if isinstance(error.cause, ActivityTimeoutError):
        return EngineError("ACTIVITY_TIMEOUT", f"{step} took longer than {limit_s:g} s")
    return EngineError("INTERNAL", f"{step}: {error.cause or error}", retryable=False)
