"""Waits with a task for its signal, as often as its task system wants to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec.structs import replace

from ..config import TaskConfig
from ..durations import parse_duration
from ..errors import EngineError
from ..states import TaskError
from ..store import StoreError
from .activities import Activities
from .environment import ActivityOptions, RunEnvironment
from .options import STATUS
from .services import (
    Execution,
    ProcessSignal,
    SignalOutcome,
    TaskCall,
    TaskFailed,
    TaskResponse,
    Wait,
)

__all__ = ["Waiting", "execution_of", "timeout_s"]

Processor = Callable[[str, TaskConfig], Awaitable[TaskResponse]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One task that waits: pauses the workflow, takes signals, and goes on when one ends it."""

    _activities: Activities
    _environment: RunEnvironment
    _processor: Processor

    async def wait(
        self,
        key: str,
        wait: Wait,
        call: TaskCall,
        *,
        response: TaskResponse,
        options: ActivityOptions,
    ) -> TaskResponse:
        """Return what ends the wait; each signal that does not is consumed and forgotten.

        Raises:
            EngineError: ``WAIT_TIMEOUT_INVALID`` or ``WAIT_TIMEOUT_POSITIVE``.
        """
        seconds = timeout_s(wait)
        lifecycle, run = self._activities.lifecycle, call.run
        until = await self._environment.deadline(f"{key}/until", seconds)
        await self._environment.activity(f"{key}/pause", lifecycle.pause, run, STATUS)
        number = 0
        while True:
            step = f"{key}/signal{number}"
            signal = await self._environment.signal(step, wait.signal, until)
            request = ProcessSignal(call=call, response=response, signal=signal)
            outcome = await self._decide(step, request, options)
            if outcome.response is not None:
                break
            if signal is None:
                text = f"wait task {call.task.id!r} ran out of time and its task system waits on"
                raise EngineError("WAIT_UNDECIDED", text, retryable=False)
            number += 1
        if outcome.resumes:
            await self._environment.activity(f"{key}/proceed", lifecycle.proceed, run, STATUS)
        return outcome.response

    async def _decide(
        self, step: str, request: ProcessSignal, options: ActivityOptions
    ) -> SignalOutcome:
        process, activity = self._activities.process_signal, self._environment.activity
        outcome = await activity(f"{step}/decide", process, request, options)
        if outcome.processor is None:
            return outcome
        processed = await self._processed(f"{step}/processor", outcome.processor)
        return await activity(
            f"{step}/decide-processed", process, replace(request, processed=processed), options
        )

    async def _processed(self, key: str, processor: TaskConfig) -> Execution:
        try:
            return execution_of(await self._processor(key, processor))
        except StoreError:
            raise
        except TaskFailed as error:
            return Execution(error=error.error)
        except EngineError as error:
            failure = TaskError(message=error.message, code=error.code, details=error.details)
            return Execution(error=failure)


def execution_of(response: TaskResponse) -> Execution:
    """Give what a nested task gave, for the one that asked for it."""
    state = response.state
    if response.succeeded:
        return Execution(output=state.output)
    error = state.error or TaskError(message=f"task {state.task_id!r} failed")
    return Execution(output=state.output, error=error)


def timeout_s(wait: Wait) -> float:
    """Read how long a task waits.

    Raises:
        EngineError: ``WAIT_TIMEOUT_INVALID`` or ``WAIT_TIMEOUT_POSITIVE``, naming the text.
    """
    try:
        seconds = parse_duration(wait.timeout)
    except ValueError as error:
        text = f"the timeout of a wait for {wait.signal!r}: {error}"
        raise EngineError("WAIT_TIMEOUT_INVALID", text, retryable=False) from None
    if seconds <= 0:
        text = f"the timeout of a wait for {wait.signal!r} must be above 0s, not {wait.timeout!r}"
        raise EngineError("WAIT_TIMEOUT_POSITIVE", text, retryable=False)
    return seconds
