"""Runs activities in this process, and remembers what they gave where the store can."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final, TypeVar

from ..config import TaskConfig
from ..errors import EngineError
from ..limits import TimeExpired, within
from ..store import Journal, Store, StoreError
from .child_outcomes import ChildOutcomes
from .clock import Clock
from .codec import Codec, Failed
from .environment import ActivityOptions, Async
from .ids import Step, entered, left
from .mailbox import Mailbox, QueuedSignal
from .options import retry_delay_s
from .services import Signal

__all__ = ["InProcess"]

Request = TypeVar("Request")
Result = TypeVar("Result")

_ALWAYS: Final = nullcontext()
RECEIVED: Final = "/received"
BREATH: Final = 32  # activities between two turns of the event loop, so that nobody starves


class InProcess:
    """The environment of one run in this process.

    Args:
        journal: where results are kept for a resume; None keeps none.
        past: what the journal holds of the run already.
    """

    def __init__(
        self,
        workflow_exec_id: str,
        *,
        store: Store,
        mailbox: Mailbox,
        clock: Clock,
        codec: Codec,
        journal: Journal | None = None,
        past: Mapping[str, bytes],
    ) -> None:
        self._exec_id = workflow_exec_id
        self._store = store
        self._mailbox = mailbox
        self._clock = clock
        self._codec = codec
        self._journal = journal
        self._past = past
        self._activities = 0
        for key, entry in past.items():
            if key.endswith(RECEIVED) and isinstance(posted := codec.decode(entry), list):
                mailbox.skip(posted[0])  # else it is the step of a task with such an id

    async def activity(
        self, key: str, function: Async[Request, Result], request: Request, options: ActivityOptions
    ) -> Result:
        if self._past and key in self._past:
            result: Result = self._replayed(key)
            return result
        if self._journal is not None:
            self._journal.check()  # what cannot be remembered is not begun
        self._activities += 1
        if self._activities % BREATH == 0:
            await asyncio.sleep(0)
        loop = asyncio.get_running_loop()
        end, attempt = loop.time() + options.schedule_to_close_s, self._failed_attempts(key)
        while True:
            attempt += 1
            limit = min(options.start_to_close_s, end - loop.time())
            try:
                result = await self._attempt(f"{key}#{attempt}", function, request, limit)
            except StoreError:
                raise
            except EngineError as error:
                left = end - loop.time()
                delay = retry_delay_s(options, attempt=attempt, error=error, left_s=left)
                self._remember(key if delay is None else f"{key}#{attempt}", Failed(error))
                if delay is None:
                    raise
                await asyncio.sleep(delay)
            else:
                self._remember(key, result)
                return result

    def checkpoint(self, number: int, task: TaskConfig, *, is_free: bool) -> None:
        """Begin nothing anew: a journal grows as long as the run."""

    def within(self, key: str) -> AbstractContextManager[None]:  # noqa: ARG002
        return _ALWAYS

    def progress(self, key: str) -> ChildOutcomes:  # noqa: ARG002 - its journal knows every step
        return ChildOutcomes()

    async def room(self) -> None:
        """There is always some."""

    async def sleep(self, key: str, seconds: float) -> None:
        until = await self.deadline(key, seconds)
        await self._store.flush()
        await asyncio.sleep(max(until - self._clock.now(), 0.0))

    async def deadline(self, key: str, seconds: float) -> float:
        if key in self._past:
            return float(self._replayed(key))
        until = self._clock.now() + seconds
        self._remember(key, until)
        return until

    async def signal(self, key: str, name: str, until: float) -> Signal | None:
        received = key + RECEIVED
        if received in self._past:
            number, body = self._replayed(received)
            return None if not number else self._codec.decode(body.encode())
        await self._store.flush()
        queued = await self._mailbox.receive(name, until)
        self._remember(received, self._posted(queued))
        return queued.signal

    async def _attempt(
        self,
        name: str,
        function: Callable[[Request], Awaitable[Result]],
        request: Request,
        limit_s: float,
    ) -> Result:
        token = entered(Step(f"{self._exec_id}/{name}"))
        try:
            return await within(limit_s, function(request))
        except (EngineError, asyncio.CancelledError, KeyboardInterrupt, GeneratorExit):
            raise
        except TimeExpired:
            text = f"{name} took longer than {limit_s:g} s"
            raise EngineError("ACTIVITY_TIMEOUT", text) from None
        except BaseException as error:  # a type of others may call sys.exit as well
            text = f"{name}: unexpected {type(error).__name__}: {error}"
            raise EngineError("INTERNAL", text, retryable=False) from error
        finally:
            left(token)

    def _failed_attempts(self, key: str) -> int:
        attempt = 0
        while self._past and f"{key}#{attempt + 1}" in self._past:
            attempt += 1
        return attempt

    def _replayed(self, key: str) -> Any:
        value = self._codec.decode(self._past[key])
        if isinstance(value, Failed):
            raise value.error
        return value

    def _remember(self, key: str, value: object) -> None:
        if self._journal is not None:
            self._journal.append(self._exec_id, key, self._codec.encode(value))

    def _posted(self, queued: QueuedSignal) -> tuple[int, str]:
        body = b"" if queued.signal is None else self._codec.encode(queued.signal)
        return queued.number, body.decode()
